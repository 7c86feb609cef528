//! Local moving: each node goes where it gains most, until no node wants to move.

use crate::cancel::Cancel;
use crate::error::Result;
use crate::random::Random;

use super::network::{Network, Weight};

/// Moves for each node of a level, which need about ten at most: where weights lie so far apart that
/// sums of f64 forget the small ones, nodes could move in a circle for ever.
const MOST_MOVES: usize = 100;

/// A move has to gain this share of the weight at the node: sums of f64 differ by less.
const LEAST_GAIN: f64 = 1e-11;

/// Nodes that wait for a visit; each stands in it at most once.
struct Queue {
    ring: Vec<u32>,
    waits: Vec<bool>,
    head: usize,
    len: usize,
}

impl Queue {
    fn of_all(n: usize, random: &mut Random) -> Self {
        let mut ring: Vec<u32> = (0_u32..).take(n).collect();
        random.shuffle(&mut ring);
        Self {
            ring,
            waits: vec![true; n],
            head: 0,
            len: n,
        }
    }

    fn pop(&mut self) -> Option<usize> {
        if self.len == 0 {
            return None;
        }
        let node = self.ring[self.head] as usize;
        self.head = if self.head + 1 == self.ring.len() {
            0
        } else {
            self.head + 1
        };
        self.len -= 1;
        self.waits[node] = false;
        Some(node)
    }

    fn push(&mut self, node: u32) {
        let waits = &mut self.waits[node as usize];
        if !*waits {
            *waits = true;
            let end = self.head + self.len;
            let at = if end >= self.ring.len() {
                end - self.ring.len()
            } else {
                end
            };
            self.ring[at] = node;
            self.len += 1;
        }
    }
}

/// Weight between one node and each community around it.
pub(super) struct Around {
    /// By label; zero where nothing was added.
    weight: Vec<f64>,
    /// Labels with weight, in the order of their first edge.
    pub(super) labels: Vec<u32>,
}

impl Around {
    pub(super) fn new(labels: usize) -> Self {
        Self {
            weight: vec![0.0; labels],
            labels: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, label: u32, weight: f64) {
        let sum = &mut self.weight[label as usize];
        if *sum == 0.0 && weight > 0.0 {
            self.labels.push(label);
        }
        *sum += weight;
    }

    pub(super) fn get(&self, label: u32) -> f64 {
        self.weight[label as usize]
    }

    pub(super) fn clear(&mut self) {
        for label in self.labels.drain(..) {
            self.weight[label as usize] = 0.0;
        }
    }
}

/// Improves `labels` (each below the number of nodes) in place.
///
/// Ties go to the own community first, then to the smaller label.
pub(super) fn move_nodes<W: Weight>(
    network: &Network<W>,
    sizes: &[f64],
    labels: &mut [u32],
    penalty: f64,
    random: &mut Random,
    cancel: &Cancel,
) -> Result<()> {
    let n = network.nodes();
    let mut totals = vec![0.0; n];
    let mut members = vec![0_u32; n];
    for (node, &label) in labels.iter().enumerate() {
        totals[label as usize] += sizes[node];
        members[label as usize] += 1;
    }
    let mut empty: Vec<u32> = (0_u32..)
        .zip(&members)
        .filter_map(|(label, &count)| (count == 0).then_some(label))
        .collect();
    let mut around = Around::new(n);
    let mut queue = Queue::of_all(n, random);
    let mut moves = 0_usize;
    while moves < MOST_MOVES.saturating_mul(n)
        && let Some(node) = queue.pop()
    {
        cancel.check()?;
        let mut strength = 0.0;
        for (target, weight) in network.row(node) {
            around.add(labels[target as usize], weight);
            strength += weight;
        }
        let own = labels[node];
        totals[own as usize] -= sizes[node];
        let cost = penalty * sizes[node];
        let gain = |label: u32| around.get(label) - cost * totals[label as usize];
        let least = gain(own) + LEAST_GAIN * strength;
        let (mut best, mut best_gain) = (own, least);
        for &label in &around.labels {
            let gain = gain(label);
            if gain > best_gain
                || (gain.total_cmp(&best_gain).is_eq() && label < best && best != own)
            {
                (best, best_gain) = (label, gain);
            }
        }
        // Being alone scores 0; a node that is alone already stays.
        if best_gain < 0.0
            && members[own as usize] > 1
            && let Some(&free) = empty.last()
        {
            best = free;
        }
        around.clear();
        totals[best as usize] += sizes[node];
        if best == own {
            continue;
        }
        moves += 1;
        labels[node] = best;
        members[own as usize] -= 1;
        members[best as usize] += 1;
        if members[best as usize] == 1 {
            empty.pop();
        }
        if members[own as usize] == 0 {
            totals[own as usize] = 0.0;
            empty.push(own);
        }
        for (target, _) in network.row(node) {
            if labels[target as usize] != best {
                queue.push(target);
            }
        }
    }
    Ok(())
}
