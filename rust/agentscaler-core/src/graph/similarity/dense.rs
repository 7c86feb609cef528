//! All pairs of dense rows: blocks of the upper triangle as matrix products, selected at once.
//!
//! The product of two blocks of normalised rows runs at the speed of the machine's vector unit
//! (chosen at run time by `matrixmultiply`). Its figures are estimates with a proven error; what
//! survives them is computed again exactly.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis, Slice};

use crate::error::Result;
use crate::graph::matrix::DenseView;
use crate::pool::Pool;

use super::best::{Best, Shortlist};
use super::{Edges, Neighbour, check, cosine, error_bound};

/// Rows of a block: the product of two (1 MiB) stays in the second-level cache.
const BLOCK: usize = 512;

/// As [`super::sparse_edges`], for dense rows.
///
/// # Errors
/// As [`super::sparse_edges`].
///
/// # Complexity
/// O(rows^2 x columns / 2) time, O(rows x (columns + `top_k`)) memory.
pub fn dense_edges(
    matrix: DenseView<'_>,
    threshold: f32,
    top_k: usize,
    pool: &Pool,
) -> Result<Edges> {
    let n = matrix.rows();
    check(n, threshold, top_k)?;
    let norms = matrix.norms();
    let unit = unit_rows(matrix, &norms, pool)?;
    let task = Task {
        unit: unit.view(),
        threshold,
        top_k,
        error: error_bound(matrix.columns()),
    };
    let mut lists = vec![Shortlist::new(threshold, task.error); n];
    let blocks = n.div_ceil(BLOCK);
    for first in 0..blocks {
        // Cuts rise between the waves only, so they do not depend on which task ends first.
        let found = pool.map(blocks - first, |other| {
            Ok(task.pair(first, first + other, &lists))
        })?;
        for (row, neighbour) in found.into_iter().flatten() {
            lists[row as usize].offer(neighbour, top_k, task.error);
        }
        for list in &mut lists[first * BLOCK..n.min((first + 1) * BLOCK)] {
            list.select(top_k, task.error);
        }
    }
    let exact = pool.map(n, |i| {
        let mut best = Best::new(top_k);
        for neighbour in &lists[i].kept {
            let j = neighbour.row as usize;
            let weight = cosine(matrix.dot(i, j), norms[i], norms[j]);
            if weight >= threshold {
                best.offer(Neighbour {
                    row: neighbour.row,
                    weight,
                });
            }
        }
        Ok(best.into_sorted())
    })?;
    Ok(Edges::of_lists(exact))
}

/// Rows of length 1; zero rows stay zero.
fn unit_rows(matrix: DenseView<'_>, norms: &[f64], pool: &Pool) -> Result<Array2<f32>> {
    let d = matrix.columns();
    let rows = pool.map(matrix.rows(), |i| {
        let scale = if norms[i] > 0.0 { 1.0 / norms[i] } else { 0.0 };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "f32 is the precision of estimates"
        )]
        let scaled = matrix.row(i).iter().map(|&v| (f64::from(v) * scale) as f32);
        Ok(scaled.collect::<Vec<f32>>())
    })?;
    let mut unit = Array2::zeros((rows.len(), d));
    for (mut to, from) in unit.rows_mut().into_iter().zip(rows) {
        to.assign(&ndarray::ArrayView1::from(from.as_slice()));
    }
    Ok(unit)
}

struct Task<'a> {
    unit: ArrayView2<'a, f32>,
    threshold: f32,
    top_k: usize,
    error: f32,
}

impl Task<'_> {
    fn block(&self, b: usize) -> ArrayView2<'_, f32> {
        let rows = b * BLOCK..self.unit.nrows().min((b + 1) * BLOCK);
        self.unit.slice_axis(Axis(0), Slice::from(rows))
    }

    /// Candidates (row, neighbour) between two blocks, for the rows of both.
    fn pair(&self, first: usize, other: usize, lists: &[Shortlist]) -> Vec<(u32, Neighbour)> {
        let (rows, columns) = (self.block(first), self.block(other));
        let mut product = Array2::zeros((rows.nrows(), columns.nrows()));
        general_mat_mul(1.0, &rows, &columns.t(), 0.0, &mut product);
        let mut found = Vec::new();
        self.select(first, other, &product.view(), lists, &mut found);
        if first != other {
            let turned = product.t().as_standard_layout().into_owned();
            self.select(other, first, &turned.view(), lists, &mut found);
        }
        found
    }

    /// The shortlist of each row of block `own` among the rows of block `other`.
    fn select(
        &self,
        own: usize,
        other: usize,
        product: &ArrayView2<'_, f32>,
        lists: &[Shortlist],
        found: &mut Vec<(u32, Neighbour)>,
    ) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rows were checked to fit u32"
        )]
        let (own_start, other_start) = ((own * BLOCK) as u32, (other * BLOCK) as u32);
        for (i, weights) in (own_start..).zip(product.rows()) {
            let cut = lists[i as usize].cut();
            let mut list = Shortlist::new(self.threshold, self.error);
            for (j, &weight) in (other_start..).zip(weights) {
                if weight >= cut && i != j {
                    let neighbour = Neighbour { row: j, weight };
                    list.offer(neighbour, self.top_k, self.error);
                }
            }
            list.select(self.top_k, self.error);
            found.extend(list.kept.into_iter().map(|neighbour| (i, neighbour)));
        }
    }
}
