//! All pairs of dense rows: blocks of the upper triangle as matrix products, selected at once.
//!
//! The product of two blocks of normalised rows runs at the speed of the machine's vector unit
//! (chosen at run time by `matrixmultiply`). Its figures are estimates with a proven error; what
//! survives them is computed again exactly.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis, Slice};

use crate::cancel::Cancel;
use crate::error::Result;
use crate::graph::matrix::DenseView;
use crate::pool::Pool;

use super::best::{Shortlist, best_of};
use super::{Edges, Neighbour, check, cosine, error_bound};

/// Rows of a block: the product of two (1 MiB) stays in the second-level cache.
const BLOCK: usize = 512;
/// Pairs of blocks between two updates of the lists: bounds what is found but not yet sorted out.
const WAVE: usize = 64;
/// Neighbours that may be listed for a row beyond four times `top_k` before they are decided: rows
/// of equal text lie too close together for any estimate to tell them apart.
const TIES: usize = 256;

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
    if matrix.columns() == 0 {
        return Ok(Edges::default());
    }
    let norms = matrix.norms(pool)?;
    let unit = unit_rows(matrix, &norms, pool)?;
    let task = Task {
        matrix,
        norms: &norms,
        unit: unit.view(),
        threshold,
        top_k,
        error: error_bound(matrix.columns()),
    };
    let lists = task.shortlists(pool)?;
    let exact = pool.map(n, |i| Ok(task.decide(i, &lists[i].kept)))?;
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
    matrix: DenseView<'a>,
    norms: &'a [f64],
    unit: ArrayView2<'a, f32>,
    threshold: f32,
    top_k: usize,
    error: f32,
}

impl Task<'_> {
    /// For each row all that may be among its best; O(`top_k`) each.
    fn shortlists(&self, pool: &Pool) -> Result<Vec<Shortlist>> {
        let n = self.unit.nrows();
        let mut lists = vec![Shortlist::new(self.threshold, self.error); n];
        let blocks = n.div_ceil(BLOCK);
        for first in 0..blocks {
            for start in (first..blocks).step_by(WAVE) {
                let end = blocks.min(start + WAVE);
                // Cuts rise between the waves only, so they do not depend on which task ends first.
                let found = pool.map(end - start, |at| {
                    self.pair(first, start + at, &lists, pool.cancel())
                })?;
                for (row, neighbour) in found.into_iter().flatten() {
                    lists[row as usize].offer(neighbour, self.top_k, self.error);
                }
                let rows = |from: usize, to: usize| from * BLOCK..n.min(to * BLOCK);
                let seen = rows(first, first + 1).chain(rows(start.max(first + 1), end));
                let long: Vec<usize> = seen.filter(|&i| self.is_long(&lists[i])).collect();
                let decided = pool.map(long.len(), |at| {
                    Ok(self.decide(long[at], &lists[long[at]].kept))
                })?;
                for (i, best) in long.into_iter().zip(decided) {
                    lists[i].replace(best);
                }
            }
            for list in &mut lists[first * BLOCK..n.min((first + 1) * BLOCK)] {
                list.select(self.top_k, self.error);
            }
        }
        Ok(lists)
    }

    fn is_long(&self, list: &Shortlist) -> bool {
        list.kept.len() > self.top_k.saturating_mul(4).saturating_add(TIES)
    }

    /// The best of the neighbours that are listed for row `i`, by their exact cosines.
    fn decide(&self, i: usize, listed: &[Neighbour]) -> Vec<Neighbour> {
        best_of(listed, self.threshold, self.top_k, |j| {
            cosine(self.matrix.dot(i, j), self.norms[i], self.norms[j])
        })
    }

    fn block(&self, b: usize) -> ArrayView2<'_, f32> {
        let rows = b * BLOCK..self.unit.nrows().min((b + 1) * BLOCK);
        self.unit.slice_axis(Axis(0), Slice::from(rows))
    }

    /// Candidates (row, neighbour) between two blocks, for the rows of both.
    fn pair(
        &self,
        first: usize,
        other: usize,
        lists: &[Shortlist],
        cancel: &Cancel,
    ) -> Result<Vec<(u32, Neighbour)>> {
        let (rows, columns) = (self.block(first), self.block(other));
        let mut product = Array2::zeros((rows.nrows(), columns.nrows()));
        general_mat_mul(1.0, &rows, &columns.t(), 0.0, &mut product);
        let mut found = Vec::new();
        self.select(first, other, &product.view(), (lists, cancel), &mut found)?;
        if first != other {
            let turned = product.t().as_standard_layout().into_owned();
            self.select(other, first, &turned.view(), (lists, cancel), &mut found)?;
        }
        Ok(found)
    }

    /// The shortlist of each row of block `own` among the rows of block `other`.
    fn select(
        &self,
        own: usize,
        other: usize,
        product: &ArrayView2<'_, f32>,
        (lists, cancel): (&[Shortlist], &Cancel),
        found: &mut Vec<(u32, Neighbour)>,
    ) -> Result<()> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rows were checked to fit u32"
        )]
        let (own_start, other_start) = ((own * BLOCK) as u32, (other * BLOCK) as u32);
        for (i, weights) in (own_start..).zip(product.rows()) {
            cancel.check()?;
            let cut = lists[i as usize].cut();
            let mut list = Shortlist::new(self.threshold, self.error);
            for (j, &weight) in (other_start..).zip(weights) {
                if weight >= cut && i != j {
                    let neighbour = Neighbour { row: j, weight };
                    list.offer(neighbour, self.top_k, self.error);
                }
            }
            list.select(self.top_k, self.error);
            if self.is_long(&list) {
                list.replace(self.decide(i as usize, &list.kept));
            }
            found.extend(list.kept.into_iter().map(|neighbour| (i, neighbour)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stay_short_where_all_rows_are_equal() {
        let (n, top_k) = (3 * BLOCK, 4);
        let values = vec![0.5; 2 * n];
        let matrix = DenseView::new(&values, n, 2).unwrap();
        let pool = Pool::new(2, Cancel::default()).unwrap();
        let norms = matrix.norms(&pool).unwrap();
        let unit = unit_rows(matrix, &norms, &pool).unwrap();
        let task = Task {
            matrix,
            norms: &norms,
            unit: unit.view(),
            threshold: 0.9,
            top_k,
            error: error_bound(2),
        };
        let lists = task.shortlists(&pool).unwrap();
        assert!(lists.iter().all(|list| !task.is_long(list)));
        let best = task.decide(n - 1, &lists[n - 1].kept);
        assert_eq!(best.iter().map(|b| b.row).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }
}
