//! Undirected graphs as adjacency arrays.

use crate::cancel::Cancel;
use crate::error::{Error, Result};

/// A number that can stand on an edge: f32 as given, f64 where edges were summed.
pub(super) trait Weight: Copy {
    fn get(self) -> f64;
}

impl Weight for f32 {
    fn get(self) -> f64 {
        f64::from(self)
    }
}

impl Weight for f64 {
    fn get(self) -> f64 {
        self
    }
}

/// Checked undirected edges; each is written once, in either direction.
#[derive(Debug, Clone, Copy)]
pub struct EdgeArrays<'a> {
    nodes: usize,
    src: &'a [u32],
    dst: &'a [u32],
    weight: &'a [f32],
}

impl<'a> EdgeArrays<'a> {
    /// Checks the arrays; linear.
    ///
    /// # Errors
    /// [`Error::Shape`] for different lengths; [`Error::Argument`] for more than 2^32 - 1 nodes,
    /// an end that is no node, and a weight that is negative or not finite.
    pub fn new(nodes: usize, src: &'a [u32], dst: &'a [u32], weight: &'a [f32]) -> Result<Self> {
        for (name, found) in [("dst", dst.len()), ("weight", weight.len())] {
            if found != src.len() {
                return Err(Error::Shape {
                    name,
                    found,
                    expected: src.len(),
                    why: "one for each of src",
                });
            }
        }
        if u32::try_from(nodes).is_err() {
            return Err(Error::Argument {
                name: "num_nodes",
                value: nodes.to_string(),
                expected: "at most 4294967295",
            });
        }
        for (name, ends) in [("src", src), ("dst", dst)] {
            if let Some(i) = ends.iter().position(|&end| end as usize >= nodes) {
                return Err(Error::Argument {
                    name,
                    value: format!("{} at {i}", ends[i]),
                    expected: "node numbers below num_nodes",
                });
            }
        }
        if let Some(i) = weight.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            return Err(Error::Argument {
                name: "weight",
                value: format!("{} at {i}", weight[i]),
                expected: "finite numbers that are not negative",
            });
        }
        Ok(Self {
            nodes,
            src,
            dst,
            weight,
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        let ends = self.src.iter().copied().zip(self.dst.iter().copied());
        ends.zip(self.weight).map(|((u, v), &w)| (u, v, w))
    }

    pub(super) fn nodes(&self) -> usize {
        self.nodes
    }

    /// Whether the edges are in the order in which one pass writes ascending rows.
    fn is_ascending(&self) -> bool {
        let keys = self.src.iter().zip(self.dst);
        keys.is_sorted() && self.src.iter().zip(self.dst).all(|(u, v)| u <= v)
    }
}

/// Adjacency rows; each edge stands in the rows of both ends, self-loops apart.
pub(super) struct Network<W> {
    pub(super) starts: Vec<usize>,
    pub(super) targets: Vec<u32>,
    pub(super) weights: Vec<W>,
    /// Weight of the self-loops of each node.
    pub(super) loops: Vec<f64>,
}

impl<W: Weight> Network<W> {
    pub(super) fn nodes(&self) -> usize {
        self.loops.len()
    }

    /// Neighbours of a node with the weights of the edges.
    pub(super) fn row(&self, node: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.starts[node]..self.starts[node + 1];
        let weights = self.weights[range.clone()].iter();
        let row = self.targets[range].iter().zip(weights);
        row.map(|(&target, weight)| (target, weight.get()))
    }

    /// Weight at each node, self-loops twice.
    pub(super) fn strengths(&self) -> Vec<f64> {
        let strength = |node: usize| {
            let around: f64 = self.row(node).map(|(_, weight)| weight).sum();
            around + 2.0 * self.loops[node]
        };
        (0..self.nodes()).map(strength).collect()
    }

    /// Weight of all edges.
    pub(super) fn total(&self) -> f64 {
        self.strengths().iter().sum::<f64>() / 2.0
    }
}

impl Network<f32> {
    /// Rows ascending by neighbour, parallel edges by weight: the order of `edges` leaves no trace.
    pub(super) fn of_edges(edges: &EdgeArrays<'_>, cancel: &Cancel) -> Result<Self> {
        let n = edges.nodes();
        let mut starts = vec![0_usize; n + 1];
        let mut looped: Vec<(u32, f32)> = Vec::new();
        for (u, v, weight) in edges.iter() {
            cancel.check()?;
            if u == v {
                looped.push((u, weight));
            } else {
                starts[u as usize + 1] += 1;
                starts[v as usize + 1] += 1;
            }
        }
        for node in 0..n {
            starts[node + 1] += starts[node];
        }
        looped.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut loops = vec![0.0; n];
        for (node, weight) in looped {
            loops[node as usize] += f64::from(weight);
        }
        let halves = edges.iter().filter(|(u, v, _)| u != v);
        let both = halves.flat_map(|(u, v, w)| [(u, v, w), (v, u, w)]);
        let (mut targets, mut weights) = place(&starts, both, cancel)?;
        if !edges.is_ascending() {
            // The rows so far, read column by column, are the same rows in ascending order.
            let halves = (0_u32..).take(n).flat_map(|v| {
                let row = starts[v as usize]..starts[v as usize + 1];
                let row = targets[row.clone()].iter().zip(&weights[row]);
                row.map(move |(&u, &w)| (u, v, w))
            });
            (targets, weights) = place(&starts, halves, cancel)?;
        }
        order_parallel_edges(&starts, &targets, &mut weights, cancel)?;
        Ok(Self {
            starts,
            targets,
            weights,
            loops,
        })
    }
}

/// Appends (row, target, weight) to the rows that begin at `starts`.
fn place(
    starts: &[usize],
    halves: impl Iterator<Item = (u32, u32, f32)>,
    cancel: &Cancel,
) -> Result<(Vec<u32>, Vec<f32>)> {
    let mut next = starts.to_vec();
    let stored = starts.last().copied().unwrap_or(0);
    let (mut targets, mut weights) = (vec![0; stored], vec![0.0; stored]);
    for (row, target, weight) in halves {
        cancel.check()?;
        let at = &mut next[row as usize];
        targets[*at] = target;
        weights[*at] = weight;
        *at += 1;
    }
    Ok((targets, weights))
}

fn order_parallel_edges(
    starts: &[usize],
    targets: &[u32],
    weights: &mut [f32],
    cancel: &Cancel,
) -> Result<()> {
    for bounds in starts.windows(2) {
        cancel.check()?;
        let mut begin = bounds[0];
        for run in targets[bounds[0]..bounds[1]].chunk_by(|a, b| a == b) {
            if run.len() > 1 {
                weights[begin..begin + run.len()].sort_unstable_by(f32::total_cmp);
            }
            begin += run.len();
        }
    }
    Ok(())
}
