//! Terms to weights: presence, smooth inverse document frequency, length 1.

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
            occurrences.clear();
            write(i, &mut occurrences)?;
            count(&mut occurrences, &mut rows);
        }
        Ok(rows)
    })?;
    let mut frequency = vec![0_u32; buckets];
    for column in blocks.iter().flat_map(|rows| &rows.indices) {
        frequency[*column as usize] += 1;
    }
    let mut all = Csr {
        indptr: vec![0],
        ..Csr::default()
    };
    for rows in blocks {
        let offset = all.indices.len();
        for end in &rows.indptr {
            all.indptr.push(offset as i64 + end);
        }
        all.indices.extend(rows.indices);
        all.values.extend(rows.values);
    }
    weigh(&mut all, &frequency);
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
    rows.indptr.push(rows.indices.len() as i64);
}

fn weigh(rows: &mut Csr, frequency: &[u32]) {
    let n = (rows.indptr.len() - 1) as f64;
    // Few different frequencies occur, and the logarithm costs more than the rest of the loop.
    let most = frequency.iter().copied().max().unwrap_or(0);
    let inverse: Vec<f64> = (0..=most)
        .map(|df| libm::log1p(n / (1.0 + f64::from(df))))
        .collect();
    let mut begin = 0;
    for end in &rows.indptr[1..] {
        let end = *end as usize;
        let (columns, values) = (&rows.indices[begin..end], &mut rows.values[begin..end]);
        let weight = |column: u32, value: f32| {
            f64::from(value) * inverse[frequency[column as usize] as usize]
        };
        let pairs = columns.iter().zip(values.iter());
        let norm = pairs
            .map(|(&c, &v)| weight(c, v).powi(2))
            .sum::<f64>()
            .sqrt();
        for (&column, value) in columns.iter().zip(values.iter_mut()) {
            *value = (weight(column, *value) / norm) as f32;
        }
        begin = end;
    }
}
