//! Terms to weights: presence, smooth inverse document frequency, length 1.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "counts are far below 2^53, and f32 is the type of the values"
)]

use crate::cancel::Cancel;
use crate::error::Result;
use crate::graph::matrix::Csr;
use crate::pool::Pool;

use super::terms::Occurrence;

/// Rows that one thread takes at a time.
const BLOCK: usize = 256;

/// Row `i` from the occurrences that `write(i, ..)` lists.
pub(super) fn rows(
    n: usize,
    buckets: usize,
    pool: &Pool,
    write: impl Fn(usize, &mut Vec<Occurrence>) -> Result<()> + Sync,
) -> Result<Csr> {
    let blocks = pool.map(n.div_ceil(BLOCK), |block| {
        let mut rows = Csr::default();
        let mut occurrences = Vec::new();
        for i in block * BLOCK..n.min((block + 1) * BLOCK) {
            pool.cancel().check()?;
            occurrences.clear();
            write(i, &mut occurrences)?;
            count(&mut occurrences, &mut rows);
        }
        Ok(rows)
    })?;
    let mut frequency = vec![0_u32; buckets];
    let mut all = Csr::default();
    for rows in blocks {
        pool.cancel().check()?;
        for &column in &rows.indices {
            frequency[column as usize] += 1;
        }
        all.append(rows);
    }
    weigh(&mut all, &frequency, pool.cancel())?;
    Ok(all)
}

/// Appends a row of term weights: for each column the largest factor under which it occurs.
fn count(occurrences: &mut [Occurrence], rows: &mut Csr) {
    occurrences
        .sort_unstable_by(|a, b| a.column.cmp(&b.column).then(b.factor.total_cmp(&a.factor)));
    for term in occurrences.chunk_by(|a, b| a.column == b.column) {
        rows.indices.push(term[0].column);
        rows.values.push(term[0].factor as f32);
    }
    rows.end_row();
}

fn weigh(rows: &mut Csr, frequency: &[u32], cancel: &Cancel) -> Result<()> {
    let n = rows.rows() as f64;
    // Few different frequencies occur, and the logarithm costs more than the rest of the loop.
    let most = frequency.iter().copied().max().unwrap_or(0);
    let inverse: Vec<f64> = (0..=most)
        .map(|df| libm::log1p(n / (1.0 + f64::from(df))))
        .collect();
    let weight =
        |column: u32, value: f32| f64::from(value) * inverse[frequency[column as usize] as usize];
    for i in 0..rows.rows() {
        cancel.check()?;
        let (columns, values) = rows.row_mut(i);
        let mut square = 0.0;
        for (&column, &value) in columns.iter().zip(values.iter()) {
            let weight = weight(column, value);
            square += weight * weight;
        }
        for (&column, value) in columns.iter().zip(values) {
            *value = (weight(column, *value) / square.sqrt()) as f32;
        }
    }
    Ok(())
}
