//! How well two groupings of the same items agree, corrected for chance.
//!
//! Both figures are 1 for equal groupings and about 0 for independent ones.
#![expect(
    clippy::cast_precision_loss,
    reason = "counts of items: f64 holds them up to 2^53"
)]

use crate::cancel::Cancel;
use crate::error::{Error, Result};

/// Counts of items by pair of labels, and by label of either side.
struct Contingency {
    n: usize,
    /// (row label number, column label number, count), without zeros.
    cells: Vec<(usize, usize, usize)>,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl Contingency {
    fn new(a: &[u32], b: &[u32], cancel: &Cancel) -> Result<Self> {
        if a.len() != b.len() {
            return Err(Error::Shape {
                name: "labels_b",
                found: b.len(),
                expected: a.len(),
                why: "one for each of labels_a",
            });
        }
        cancel.check()?;
        let (a, n_rows) = dense(a);
        cancel.check()?;
        let (b, n_columns) = dense(b);
        cancel.check()?;
        let mut pairs: Vec<(usize, usize)> = a.into_iter().zip(b).collect();
        pairs.sort_unstable();
        let mut table = Self {
            n: pairs.len(),
            cells: Vec::new(),
            rows: vec![0; n_rows],
            columns: vec![0; n_columns],
        };
        for equal in pairs.chunk_by(|p, q| p == q) {
            let (row, column) = equal[0];
            table.cells.push((row, column, equal.len()));
            table.rows[row] += equal.len();
            table.columns[column] += equal.len();
        }
        Ok(table)
    }
}

/// Labels as 0, 1, .. in their own order, and how many there are.
fn dense(labels: &[u32]) -> (Vec<usize>, usize) {
    let mut all = labels.to_vec();
    all.sort_unstable();
    all.dedup();
    let number = |label: &u32| all.binary_search(label).unwrap_or(0);
    (labels.iter().map(number).collect(), all.len())
}

/// Adjusted Rand index of two labellings.
///
/// Source: Hubert, Arabie, "Comparing partitions", 1985.
///
/// ```
/// use agentscaler_core::{Cancel, graph::agreement::adjusted_rand_index};
/// let agreement = adjusted_rand_index(&[0, 0, 1, 1], &[5, 5, 3, 3], &Cancel::default())?;
/// assert_eq!(agreement, 1.0);
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] for different lengths, and [`Error::Cancelled`].
///
/// # Complexity
/// O(n log n).
pub fn adjusted_rand_index(a: &[u32], b: &[u32], cancel: &Cancel) -> Result<f64> {
    let table = Contingency::new(a, b, cancel)?;
    let pairs = |count: usize| count as f64 * (count as f64 - 1.0) / 2.0;
    let together: f64 = table.cells.iter().map(|&(_, _, c)| pairs(c)).sum();
    let in_rows: f64 = table.rows.iter().map(|&c| pairs(c)).sum();
    let in_columns: f64 = table.columns.iter().map(|&c| pairs(c)).sum();
    let expected = in_rows * in_columns / pairs(table.n).max(1.0);
    let most = f64::midpoint(in_rows, in_columns);
    // Both put everything together, or both nothing: equal, and nothing left to chance.
    if most - expected == 0.0 {
        return Ok(1.0);
    }
    Ok((together - expected) / (most - expected))
}

/// Adjusted mutual information of two labellings, with the arithmetic mean of their entropies as
/// the maximum.
///
/// Source: Vinh, Epps, Bailey, JMLR 11, 2010; the expectation is exact, under the hypergeometric
/// model.
///
/// ```
/// use agentscaler_core::{Cancel, graph::agreement::adjusted_mutual_info};
/// let agreement = adjusted_mutual_info(&[0, 0, 1, 1], &[5, 5, 3, 3], &Cancel::default())?;
/// assert_eq!(agreement, 1.0);
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] for different lengths, and [`Error::Cancelled`].
///
/// # Complexity
/// O(n log n + sum over pairs of different group sizes of the smaller size), at most O(n sqrt n).
pub fn adjusted_mutual_info(a: &[u32], b: &[u32], cancel: &Cancel) -> Result<f64> {
    let table = Contingency::new(a, b, cancel)?;
    if table.rows.len() == table.columns.len() && table.cells.len() == table.rows.len() {
        // A label of one side for each of the other.
        return Ok(1.0);
    }
    let n = table.n as f64;
    let mutual: f64 = table
        .cells
        .iter()
        .map(|&(row, column, count)| {
            let (count, row, column) = (
                count as f64,
                table.rows[row] as f64,
                table.columns[column] as f64,
            );
            count / n * (libm::log(count) - libm::log(row) - libm::log(column) + libm::log(n))
        })
        .sum();
    let expected = expected_mutual_info(&table, cancel)?;
    let entropy = |counts: &[usize]| -> f64 {
        counts
            .iter()
            .map(|&c| -(c as f64 / n) * libm::log(c as f64 / n))
            .sum()
    };
    let most = f64::midpoint(entropy(&table.rows), entropy(&table.columns));
    let room = most - expected;
    let room = if room < 0.0 {
        room.min(-f64::EPSILON)
    } else {
        room.max(f64::EPSILON)
    };
    Ok((mutual - expected) / room)
}

/// Sizes that occur, with how often.
fn histogram(counts: &[usize]) -> Vec<(usize, f64)> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.map(|run| (run[0], run.len() as f64)).collect()
}

fn expected_mutual_info(table: &Contingency, cancel: &Cancel) -> Result<f64> {
    let n = table.n;
    let mut log_factorial = vec![0.0; n + 1];
    for i in 1..=n {
        log_factorial[i] = log_factorial[i - 1] + libm::log(i as f64);
    }
    let f = |i: usize| log_factorial[i];
    let log = |i: usize| libm::log(i as f64);
    let mut sum = 0.0;
    for (a, rows) in histogram(&table.rows) {
        for (b, columns) in histogram(&table.columns) {
            cancel.check()?;
            let fixed = f(a) + f(b) + f(n - a) + f(n - b) - f(n);
            let (log_n, log_a, log_b) = (log(n), log(a), log(b));
            let mut expected = 0.0;
            for both in (a + b).saturating_sub(n).max(1)..=a.min(b) {
                let gain = log_n + log(both) - log_a - log_b;
                let chance = fixed - f(both) - f(a - both) - f(b - both) - f(n + both - a - b);
                expected += both as f64 / n as f64 * gain * libm::exp(chance);
            }
            sum += rows * columns * expected;
        }
    }
    Ok(sum)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "1 is reached exactly")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rand(a: &[u32], b: &[u32]) -> Result<f64> {
        adjusted_rand_index(a, b, &Cancel::default())
    }

    fn mutual(a: &[u32], b: &[u32]) -> Result<f64> {
        adjusted_mutual_info(a, b, &Cancel::default())
    }

    #[test]
    fn known_figures() {
        let (a, b) = ([0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 2, 2]);
        // As scikit-learn computes them.
        assert!((rand(&a, &b).unwrap() - 0.444_444_444_444_444_5).abs() < 1e-12);
        assert!((mutual(&a, &b).unwrap() - 0.502_360_702_720_273_8).abs() < 1e-12);
        assert_eq!(rand(&[], &[]).unwrap(), 1.0);
        assert_eq!(mutual(&[], &[]).unwrap(), 1.0);
        assert!(mutual(&[1], &[]).is_err());
        assert!(rand(&[1], &[]).is_err());
    }

    #[test]
    fn a_stop_is_heard() {
        let cancel = Cancel::default();
        let table = Contingency::new(&[0, 0, 1], &[0, 1, 1], &cancel).unwrap();
        cancel.cancel();
        assert_eq!(expected_mutual_info(&table, &cancel), Err(Error::Cancelled));
        let stopped = adjusted_rand_index(&[0], &[0], &cancel);
        assert_eq!(stopped, Err(Error::Cancelled));
    }

    proptest! {
        #[test]
        fn symmetric_and_blind_to_names(pairs in prop::collection::vec((0_u32..5, 0_u32..5), 1..40)) {
            let a: Vec<u32> = pairs.iter().map(|p| p.0).collect();
            let b: Vec<u32> = pairs.iter().map(|p| p.1).collect();
            let renamed: Vec<u32> = a.iter().map(|l| 100 - 7 * l).collect();
            for figure in [rand, mutual] {
                let value = figure(&a, &b).unwrap();
                prop_assert!(value <= 1.0 + 1e-12);
                prop_assert!((value - figure(&b, &a).unwrap()).abs() < 1e-9);
                prop_assert!((value - figure(&renamed, &b).unwrap()).abs() < 1e-9);
                prop_assert!((figure(&a, &renamed).unwrap() - 1.0).abs() < 1e-9);
            }
        }
    }
}
