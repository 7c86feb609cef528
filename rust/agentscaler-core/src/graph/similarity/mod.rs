//! Exact all-pairs cosine: every pair at or above a threshold that is among the best of either end.
//!
//! No n x n memory anywhere. Fast kernels propose a superset of the pairs; each proposal is then
//! computed in f64 in a fixed order, and only that figure decides. So the edges are the same for
//! any number of threads and on any machine.

mod best;
mod dense;
mod sample;
mod sparse;

use crate::error::{Error, Result};

pub use dense::dense_edges;
pub use sample::sample_similarities;
pub use sparse::sparse_edges;

/// Undirected edges, ascending by (`src`, `dst`), with `src` < `dst`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edges {
    /// Smaller end.
    pub src: Vec<u32>,
    /// Larger end.
    pub dst: Vec<u32>,
    /// Cosine.
    pub weight: Vec<f32>,
}

impl Edges {
    /// Number of edges.
    pub fn len(&self) -> usize {
        self.src.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.src.is_empty()
    }

    /// The union of the neighbour lists of all rows: an edge stays when either end lists it.
    fn of_lists(lists: Vec<Vec<Neighbour>>) -> Self {
        let mut all: Vec<(u32, u32, f32)> = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        for (row, list) in (0_u32..).zip(lists) {
            all.extend(
                list.iter()
                    .map(|n| (row.min(n.row), row.max(n.row), n.weight)),
            );
        }
        all.sort_unstable_by_key(|&(src, dst, _)| (src, dst));
        all.dedup_by_key(|&mut (src, dst, _)| (src, dst));
        let mut edges = Self::default();
        for (src, dst, weight) in all {
            edges.src.push(src);
            edges.dst.push(dst);
            edges.weight.push(weight);
        }
        edges
    }
}

/// Another row and the cosine with it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Neighbour {
    row: u32,
    weight: f32,
}

/// The one figure that decides: rounded once, and never above 1.
fn cosine(dot: f64, norm_a: f64, norm_b: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "the result type")]
    let rounded = (dot / (norm_a * norm_b)) as f32;
    rounded.clamp(-1.0, 1.0)
}

/// Largest distance between an f32 estimate and the exact cosine of two normalised rows of which one
/// has `terms` values: the roundings of the sum in any order and those of the two factors, each at
/// most 2^-24 of a sum that is at most 1; doubled.
fn error_bound(terms: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a bound with room to spare")]
    let roundings = terms as f32 + 8.0;
    roundings * f32::EPSILON
}

fn check(rows: usize, threshold: f32, top_k: usize) -> Result<()> {
    // A pair without anything in common has cosine 0: at threshold 0 all pairs would be edges.
    if !(threshold > 0.0 && threshold <= 1.0) {
        return Err(Error::Argument {
            name: "threshold",
            value: threshold.to_string(),
            expected: "above 0 and at most 1",
        });
    }
    if top_k == 0 {
        return Err(Error::Argument {
            name: "top_k",
            value: "0".into(),
            expected: "at least 1",
        });
    }
    if u32::try_from(rows).is_err() {
        return Err(Error::Argument {
            name: "rows",
            value: rows.to_string(),
            expected: "at most 4294967295",
        });
    }
    Ok(())
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "0 and 1 are reached exactly, and f32 is the type of weights"
)]
mod tests;
