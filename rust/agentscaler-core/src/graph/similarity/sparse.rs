//! All pairs of sparse rows through a pruned inverted index.
//!
//! Columns are ranked from the most frequent to the rarest. Of each row the longest prefix whose
//! norm stays below the threshold is left out of the index: by Cauchy-Schwarz a pair that shares
//! nothing but columns of such a prefix lies below the threshold. Common columns weigh little under
//! TF-IDF, so what drops out are the longest lists. A query adds up its part in the index, bounds
//! the rest by the norms of the two prefixes, and adds the rest where the bound can reach the
//! threshold and the best so far (Bayardo, Ma, Srikant: "Scaling up all pairs similarity search",
//! WWW 2007; Anastasiu, Karypis: "L2AP", ICDE 2014).

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::cancel::Cancel;
use crate::error::Result;
use crate::graph::matrix::CsrView;
use crate::pool::Pool;

use super::best::{Shortlist, best_of};
use super::{Edges, Neighbour, check, cosine, error_bound};

/// Shares of the work: enough to keep threads busy to the end, few enough that their scratch space
/// costs nothing.
const SHARES: usize = 256;
/// Ranks for which the norm of the query before them is looked up; further ones are bounded by 1.
const COMMON: usize = 4096;
/// Partial sums that are looked at together when any of them was touched.
const TILE: usize = 512;

/// Exact edges between the rows of `matrix`: cosine at least `threshold`, and among the `top_k`
/// best of either end (ties by row). Rows need not have length 1; a zero row has no edge.
///
/// # Errors
/// [`crate::Error::Argument`] for a threshold outside (0, 1], `top_k` = 0 or too many rows, and
/// [`crate::Error::Cancelled`].
///
/// # Complexity
/// O(sum over columns of length x indexed length + candidates x row length) time,
/// O(stored values + (rows + columns in use) x threads + edges) memory.
pub fn sparse_edges(
    matrix: CsrView<'_>,
    threshold: f32,
    top_k: usize,
    pool: &Pool,
) -> Result<Edges> {
    let n = matrix.rows();
    check(n, threshold, top_k)?;
    let norms = matrix.norms(pool)?;
    let index = Index::new(matrix, &norms, threshold, pool.cancel())?;
    let share = n.div_ceil(SHARES).max(64);
    let blocks = pool.map(n.div_ceil(share), |block| {
        let mut search = Search::new(matrix, &norms, &index, threshold, top_k);
        let rows = block * share..n.min((block + 1) * share);
        let one = |i: usize| {
            pool.cancel().check()?;
            Ok(search.neighbours(i))
        };
        rows.map(one).collect::<Result<Vec<_>>>()
    })?;
    Ok(Edges::of_lists(blocks.into_iter().flatten().collect()))
}

/// What of a row is not in the index.
#[derive(Debug, Clone, Copy)]
struct Prefix {
    /// Number of entries.
    len: u32,
    /// Rank of the first entry in the index.
    end: u32,
    norm: f32,
}

/// The normalised rows by rank of the column, and their suffixes by column.
struct Index {
    /// Row `i` has `entries[starts[i]..starts[i + 1]]` = (rank, value), ranks ascending.
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
    prefixes: Vec<Prefix>,
    /// Rank `r` has `postings[lists[r]..lists[r + 1]]` = (row, value).
    lists: Vec<usize>,
    postings: Vec<(u32, f32)>,
    /// No prefix is longer than this.
    longest_prefix: f32,
    /// Largest distance between a sum of f32 and the exact cosine.
    error: f32,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "columns are u32, rows were checked, and f32 is the precision of the estimates"
)]
impl Index {
    fn new(matrix: CsrView<'_>, norms: &[f64], threshold: f32, cancel: &Cancel) -> Result<Self> {
        let ranks = ranks(matrix, cancel)?;
        let widest = (0..matrix.rows()).map(|i| matrix.row(i).0.len()).max();
        let error = error_bound(widest.unwrap_or(0));
        let mut index = Self {
            starts: vec![0],
            entries: Vec::with_capacity(matrix.len()),
            prefixes: Vec::with_capacity(matrix.rows()),
            lists: vec![0; ranks.len() + 1],
            postings: Vec::new(),
            // Room for the errors: what shares prefixes only has to stay below every cut.
            longest_prefix: (threshold - 4.0 * error).max(0.0),
            error,
        };
        for (i, &norm) in norms.iter().enumerate() {
            cancel.check()?;
            if norm > 0.0 {
                let (columns, values) = matrix.row(i);
                index.push(
                    columns.iter().zip(values).map(|(&column, &value)| {
                        (ranks[&column], (f64::from(value) / norm) as f32)
                    }),
                );
            } else {
                index.push(std::iter::empty());
            }
        }
        index.post(cancel)?;
        Ok(index)
    }

    /// Adds a row.
    fn push(&mut self, row: impl Iterator<Item = (u32, f32)>) {
        let start = self.entries.len();
        self.entries.extend(row);
        self.starts.push(self.entries.len());
        let row = &mut self.entries[start..];
        row.sort_unstable_by_key(|&(rank, _)| rank);
        let (mut len, mut square) = (0, 0.0_f32);
        for &(_, value) in &*row {
            let next = square + value * value;
            if next.sqrt() >= self.longest_prefix {
                break;
            }
            square = next;
            len += 1;
        }
        self.prefixes.push(Prefix {
            len: len as u32,
            end: row.get(len).map_or(u32::MAX, |&(rank, _)| rank),
            norm: square.sqrt(),
        });
        for &(rank, _) in &row[len..] {
            self.lists[rank as usize + 1] += 1;
        }
    }

    /// Writes the suffixes by rank.
    fn post(&mut self, cancel: &Cancel) -> Result<()> {
        for rank in 1..self.lists.len() {
            self.lists[rank] += self.lists[rank - 1];
        }
        let mut next = self.lists.clone();
        self.postings = vec![(0, 0.0); self.lists.last().copied().unwrap_or(0)];
        for (i, prefix) in self.prefixes.iter().enumerate() {
            cancel.check()?;
            let suffix = self.starts[i] + prefix.len as usize..self.starts[i + 1];
            for &(rank, value) in &self.entries[suffix] {
                let place = &mut next[rank as usize];
                self.postings[*place] = (i as u32, value);
                *place += 1;
            }
        }
        Ok(())
    }

    fn row(&self, i: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[i]..self.starts[i + 1]]
    }
}

/// Rank of each column that occurs, from the most frequent to the rarest (ties by column).
///
/// A map, because columns may be any numbers: a table of all would cost what no row uses.
fn ranks(matrix: CsrView<'_>, cancel: &Cancel) -> Result<HashMap<u32, u32, FixedState>> {
    let mut frequency: HashMap<u32, u32, FixedState> = HashMap::default();
    for i in 0..matrix.rows() {
        cancel.check()?;
        for &column in matrix.row(i).0 {
            *frequency.entry(column).or_insert(0) += 1;
        }
    }
    let mut used: Vec<(u32, u32)> = frequency.into_iter().collect();
    used.sort_unstable_by_key(|&(column, df)| (std::cmp::Reverse(df), column));
    Ok(used
        .into_iter()
        .map(|(column, _)| column)
        .zip(0..)
        .collect())
}

/// Scratch space of one thread.
struct Search<'a> {
    matrix: CsrView<'a>,
    norms: &'a [f64],
    index: &'a Index,
    threshold: f32,
    top_k: usize,
    /// Dot product with each row over the columns that the row has in the index.
    partial: Vec<f32>,
    /// Tiles of `partial` that are not all zero.
    is_touched: Vec<bool>,
    /// The values of the query by rank.
    query: Vec<f32>,
    /// Norm of the query over lower ranks, by rank; the last stands for all that follow.
    norm_before: Vec<f32>,
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
            is_touched: vec![false; norms.len().div_ceil(TILE)],
            query: vec![0.0; index.lists.len()],
            norm_before: vec![1.0; COMMON + 1],
        }
    }

    fn neighbours(&mut self, i: usize) -> Vec<Neighbour> {
        self.accumulate(i);
        let listed = self.shortlist(i).kept;
        best_of(&listed, self.threshold, self.top_k, |j| {
            cosine(self.matrix.dot(i, j), self.norms[i], self.norms[j])
        })
    }

    /// Everything that the index knows about query `i`.
    fn accumulate(&mut self, i: usize) {
        let index = self.index;
        let mut square = 0.0_f32;
        let mut bounded = 0;
        for &(rank, value) in index.row(i) {
            let to = COMMON.min(rank as usize + 1);
            if bounded < to {
                self.norm_before[bounded..to].fill(square.sqrt());
                bounded = to;
            }
            square += value * value;
            self.query[rank as usize] = value;
            let list = index.lists[rank as usize]..index.lists[rank as usize + 1];
            for &(row, other) in &index.postings[list] {
                self.partial[row as usize] += value * other;
                self.is_touched[row as usize / TILE] = true;
            }
        }
        self.norm_before[bounded..COMMON].fill(1.0);
    }

    /// All that may be among the best; leaves the scratch space empty.
    fn shortlist(&mut self, i: usize) -> Shortlist {
        let index = self.index;
        let mut list = Shortlist::new(self.threshold, index.error);
        for (tile, touched) in self.is_touched.iter_mut().enumerate() {
            if !std::mem::take(touched) {
                continue;
            }
            let first = tile * TILE;
            let end = self.partial.len().min(first + TILE);
            for (j, partial) in (first..end).zip(&self.partial[first..end]) {
                if *partial < list.cut() - index.longest_prefix || j == i {
                    continue;
                }
                let prefix = index.prefixes[j];
                let before = self.norm_before[COMMON.min(prefix.end as usize)];
                if partial + prefix.norm * before < list.cut() - index.error {
                    continue;
                }
                let rest = &index.row(j)[..prefix.len as usize];
                let rest = rest.iter().map(|&(r, v)| v * self.query[r as usize]);
                let weight = partial + rest.sum::<f32>();
                #[expect(clippy::cast_possible_truncation, reason = "rows were checked")]
                let row = j as u32;
                list.offer(Neighbour { row, weight }, self.top_k, index.error);
            }
            self.partial[first..end].fill(0.0);
        }
        for &(rank, _) in index.row(i) {
            self.query[rank as usize] = 0.0;
        }
        list.select(self.top_k, index.error);
        list
    }
}
