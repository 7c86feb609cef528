//! The best neighbours of one row.

use std::cmp::Ordering;

use super::Neighbour;

/// Larger weights first, smaller rows first among equals.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that sorting asks for"
)]
fn rank(a: &Neighbour, b: &Neighbour) -> Ordering {
    b.weight.total_cmp(&a.weight).then(a.row.cmp(&b.row))
}

/// Keeps the `k` best of all that were offered; memory O(k).
#[derive(Debug)]
struct Best {
    k: usize,
    kept: Vec<Neighbour>,
    /// Weight of the worst of the `k` best so far, once there are `k`.
    floor: f32,
}

impl Best {
    fn new(k: usize) -> Self {
        Self {
            k,
            kept: Vec::new(),
            floor: f32::NEG_INFINITY,
        }
    }

    fn offer(&mut self, neighbour: Neighbour) {
        if neighbour.weight < self.floor {
            return;
        }
        self.kept.push(neighbour);
        // Selecting only now and then makes an offer O(1) on average.
        if self.kept.len() >= self.k.saturating_mul(2).max(32) {
            self.select();
        }
    }

    /// Drops all but the `k` best.
    fn select(&mut self) {
        if self.kept.len() >= self.k {
            if self.kept.len() > self.k {
                self.kept.select_nth_unstable_by(self.k - 1, rank);
                self.kept.truncate(self.k);
            }
            let weights = self.kept.iter().map(|n| n.weight);
            self.floor = weights.fold(f32::INFINITY, f32::min);
        }
    }

    /// The best, best first.
    fn into_sorted(mut self) -> Vec<Neighbour> {
        self.select();
        self.kept.sort_unstable_by(rank);
        self.kept
    }
}

/// The `k` best of the listed rows by their exact `weight`, at or above `threshold`; best first.
pub(super) fn best_of(
    listed: &[Neighbour],
    threshold: f32,
    k: usize,
    weight: impl Fn(usize) -> f32,
) -> Vec<Neighbour> {
    let mut best = Best::new(k);
    for &Neighbour { row, .. } in listed {
        let weight = weight(row as usize);
        if weight >= threshold {
            best.offer(Neighbour { row, weight });
        }
    }
    best.into_sorted()
}

/// Keeps every neighbour that may be among the `k` best when weights are known only to within
/// `error`; memory O(k) unless more than `k` weights lie that close together.
#[derive(Debug, Default, Clone)]
pub(super) struct Shortlist {
    pub(super) kept: Vec<Neighbour>,
    next_cut: usize,
    cut: f32,
}

impl Shortlist {
    pub(super) fn new(threshold: f32, error: f32) -> Self {
        Self {
            kept: Vec::new(),
            next_cut: 0,
            cut: threshold - error,
        }
    }

    /// Whatever weighs less need not be offered.
    pub(super) fn cut(&self) -> f32 {
        self.cut
    }

    pub(super) fn offer(&mut self, neighbour: Neighbour, k: usize, error: f32) {
        if neighbour.weight < self.cut {
            return;
        }
        self.kept.push(neighbour);
        if self.kept.len() >= self.next_cut.max(k.saturating_mul(2)).max(32) {
            self.select(k, error);
        }
    }

    /// Puts exact weights of the best in place of everything.
    pub(super) fn replace(&mut self, best: Vec<Neighbour>) {
        self.kept = best;
        self.next_cut = 0;
    }

    /// Raises the cut to two errors below the `k`-th weight: a true weight is at most one error
    /// above its estimate, and the `k`-th true weight at most one below its own.
    pub(super) fn select(&mut self, k: usize, error: f32) {
        if self.kept.len() > k {
            let (_, kth, _) = self.kept.select_nth_unstable_by(k - 1, rank);
            self.cut = self.cut.max(kth.weight - 2.0 * error);
            let cut = self.cut;
            self.kept.retain(|n| n.weight >= cut);
            // Many near-equal weights survive a cut; do not try again for each newcomer.
            self.next_cut = self.kept.len() * 2;
        }
    }
}
