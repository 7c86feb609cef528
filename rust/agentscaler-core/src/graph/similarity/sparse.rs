//! All pairs of sparse rows through a pruned inverted index.
//!
//! Columns are ordered from the most frequent to the rarest. For each row the longest prefix whose
//! norm stays below the threshold is left out of the index: by Cauchy-Schwarz a pair that shares
//! nothing but columns of such a prefix lies below the threshold. Common columns weigh little
//! under TF-IDF, so what drops out are the longest lists (Bayardo, Ma, Srikant: "Scaling up all
//! pairs similarity search", WWW 2007; Anastasiu, Karypis: "L2AP", ICDE 2014). A candidate's full
//! dot product is computed only when its partial sum and the norm of the longer prefix can reach
//! the threshold and the k-th best so far.

use crate::error::Result;
use crate::graph::matrix::CsrView;
use crate::pool::Pool;

use super::best::Best;
use super::{Edges, Neighbour, check, cosine};

/// Shares of the work: enough to keep threads busy to the end, few enough that their scratch space
/// costs nothing.
const SHARES: usize = 256;
/// Added to every bound: partial sums are f32 over unit rows, and so is the last rounding.
const SLACK: f32 = 1e-4;

/// Exact edges between the rows of `matrix`: cosine at least `threshold`, and among the `top_k`
/// best of either end (ties by row). Rows need not have length 1; a zero row has no edge.
///
/// # Errors
/// [`crate::Error::Argument`] for a threshold outside (0, 1], `top_k` = 0 or too many rows, and
/// [`crate::Error::Cancelled`].
///
/// # Complexity
/// O(sum of squared lengths of the indexed lists + candidates x row length) time,
/// O(stored values + rows x threads + edges) memory.
pub fn sparse_edges(
    matrix: CsrView<'_>,
    threshold: f32,
    top_k: usize,
    pool: &Pool,
) -> Result<Edges> {
    let n = matrix.rows();
    check(n, threshold, top_k)?;
    let norms = matrix.norms();
    let index = Index::new(matrix, &norms, threshold);
    let share = n.div_ceil(SHARES).max(64);
    let blocks = pool.map(n.div_ceil(share), |block| {
        let mut search = Search::new(matrix, &norms, &index, threshold, top_k);
        let rows = block * share..n.min((block + 1) * share);
        Ok(rows.map(|i| search.neighbours(i)).collect::<Vec<_>>())
    })?;
    Ok(Edges::of_lists(blocks.into_iter().flatten().collect()))
}

/// Where the index of a row begins: the rank of its first indexed column, and the norm of what
/// stands before.
#[derive(Debug, Clone, Copy)]
struct Prefix {
    rank: u32,
    norm: f32,
}

/// The indexed suffixes of the normalised rows, by row and by rank of the column.
struct Index {
    prefixes: Vec<Prefix>,
    /// Row `i` has `entries[starts[i]..starts[i + 1]]` = (rank, value).
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
    /// Rank `r` has `postings[lists[r]..lists[r + 1]]` = (row, value).
    lists: Vec<usize>,
    postings: Vec<(u32, f32)>,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "columns are u32, rows were checked, and f32 is the precision of the estimates"
)]
impl Index {
    fn new(matrix: CsrView<'_>, norms: &[f64], threshold: f32) -> Self {
        let (ranks, used) = ranks(matrix);
        let mut index = Self {
            prefixes: Vec::with_capacity(matrix.rows()),
            starts: vec![0],
            entries: Vec::new(),
            lists: vec![0; used + 1],
            postings: Vec::new(),
        };
        let limit = f64::from((threshold - SLACK).max(0.0)).powi(2);
        let mut row: Vec<(u32, f32)> = Vec::new();
        for (i, &norm) in norms.iter().enumerate() {
            row.clear();
            if norm > 0.0 {
                let (columns, values) = matrix.row(i);
                let entry =
                    |(&c, &v): (&u32, &f32)| (ranks[c as usize], (f64::from(v) / norm) as f32);
                row.extend(columns.iter().zip(values).map(entry));
                row.sort_unstable_by_key(|&(rank, _)| rank);
            }
            let (mut prefix, mut square) = (0, 0.0);
            while prefix < row.len() {
                let next = square + f64::from(row[prefix].1).powi(2);
                if next >= limit {
                    break;
                }
                square = next;
                prefix += 1;
            }
            index.prefixes.push(Prefix {
                rank: row.get(prefix).map_or(u32::MAX, |&(rank, _)| rank),
                norm: square.sqrt() as f32,
            });
            for &(rank, _) in &row[prefix..] {
                index.lists[rank as usize + 1] += 1;
            }
            index.entries.extend_from_slice(&row[prefix..]);
            index.starts.push(index.entries.len());
        }
        index.post();
        index
    }

    /// The same entries by rank.
    fn post(&mut self) {
        for rank in 1..self.lists.len() {
            self.lists[rank] += self.lists[rank - 1];
        }
        let mut next = self.lists.clone();
        self.postings = vec![(0, 0.0); self.entries.len()];
        for (i, bounds) in self.starts.windows(2).enumerate() {
            for &(rank, value) in &self.entries[bounds[0]..bounds[1]] {
                let place = &mut next[rank as usize];
                self.postings[*place] = (i as u32, value);
                *place += 1;
            }
        }
    }
}

/// Rank of each column from the most frequent to the rarest (ties by column), and how many occur.
fn ranks(matrix: CsrView<'_>) -> (Vec<u32>, usize) {
    let mut frequency = vec![0_u32; matrix.columns()];
    for i in 0..matrix.rows() {
        for &column in matrix.row(i).0 {
            frequency[column as usize] += 1;
        }
    }
    let mut used: Vec<u32> = (0_u32..)
        .zip(&frequency)
        .filter_map(|(column, &df)| (df > 0).then_some(column))
        .collect();
    used.sort_unstable_by_key(|&column| (std::cmp::Reverse(frequency[column as usize]), column));
    let mut ranks = frequency;
    for (rank, &column) in (0_u32..).zip(&used) {
        ranks[column as usize] = rank;
    }
    (ranks, used.len())
}

/// Scratch space of one thread.
struct Search<'a> {
    matrix: CsrView<'a>,
    norms: &'a [f64],
    index: &'a Index,
    threshold: f32,
    top_k: usize,
    /// Partial dot product with each row; meaningful where `touched` says so.
    partial: Vec<f32>,
    is_touched: Vec<bool>,
    touched: Vec<u32>,
    bounds: Vec<(f32, u32)>,
}

impl<'a> Search<'a> {
    fn new(
        matrix: CsrView<'a>,
        norms: &'a [f64],
        index: &'a Index,
        threshold: f32,
        top_k: usize,
    ) -> Self {
        Self {
            matrix,
            norms,
            index,
            threshold,
            top_k,
            partial: vec![0.0; norms.len()],
            is_touched: vec![false; norms.len()],
            touched: Vec::new(),
            bounds: Vec::new(),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "rows were checked to fit u32"
    )]
    fn neighbours(&mut self, i: usize) -> Vec<Neighbour> {
        self.accumulate(i);
        self.bound(i as u32);
        let mut best = Best::new(self.top_k);
        // The most promising first: they raise the floor for the rest.
        let promising = self.top_k.saturating_mul(2);
        if self.bounds.len() > promising {
            self.bounds
                .select_nth_unstable_by(promising, |a, b| b.0.total_cmp(&a.0));
        }
        for (at, &(bound, j)) in self.bounds.iter().enumerate() {
            if at == promising {
                best.select();
            }
            if bound < best.floor() {
                continue;
            }
            let dot = self.matrix.dot(i, j as usize);
            let weight = cosine(dot, self.norms[i], self.norms[j as usize]);
            if weight >= self.threshold {
                best.offer(Neighbour { row: j, weight });
            }
        }
        best.into_sorted()
    }

    /// Partial dot products over the columns that both rows have in the index.
    fn accumulate(&mut self, i: usize) {
        let index = self.index;
        for &(rank, value) in &index.entries[index.starts[i]..index.starts[i + 1]] {
            let list = index.lists[rank as usize]..index.lists[rank as usize + 1];
            for &(row, other) in &index.postings[list] {
                let at = row as usize;
                if !self.is_touched[at] {
                    self.is_touched[at] = true;
                    self.partial[at] = 0.0;
                    self.touched.push(row);
                }
                self.partial[at] += value * other;
            }
        }
    }

    /// Upper bounds of the cosine with every row that was touched and can reach the threshold.
    fn bound(&mut self, i: u32) {
        let own = self.index.prefixes[i as usize];
        self.bounds.clear();
        for row in self.touched.drain(..) {
            self.is_touched[row as usize] = false;
            let other = self.index.prefixes[row as usize];
            let rest = if own.rank >= other.rank {
                own.norm
            } else {
                other.norm
            };
            let bound = self.partial[row as usize] + rest + SLACK;
            if row != i && bound >= self.threshold {
                self.bounds.push((bound, row));
            }
        }
    }
}
