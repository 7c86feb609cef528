//! Aggregation: parts become nodes.

use crate::cancel::Cancel;
use crate::error::Result;

use super::moving::Around;
use super::network::{Network, Weight};

/// The network between `count` parts; weight inside a part becomes its self-loop.
pub(super) fn aggregate<W: Weight>(
    network: &Network<W>,
    parts: &[u32],
    count: usize,
    cancel: &Cancel,
) -> Result<Network<f64>> {
    let mut starts = vec![0_usize; count + 1];
    for &part in parts {
        starts[part as usize + 1] += 1;
    }
    for part in 0..count {
        starts[part + 1] += starts[part];
    }
    let mut next = starts.clone();
    let mut members = vec![0_usize; parts.len()];
    for (node, &part) in parts.iter().enumerate() {
        members[next[part as usize]] = node;
        next[part as usize] += 1;
    }
    let mut merged = Network {
        starts: vec![0],
        targets: Vec::new(),
        weights: Vec::new(),
        loops: Vec::with_capacity(count),
    };
    let mut around = Around::new(count);
    for (part, bounds) in (0_u32..).zip(starts.windows(2)) {
        let mut inside = 0.0;
        for &node in &members[bounds[0]..bounds[1]] {
            cancel.check()?;
            inside += network.loops[node];
            for (target, weight) in network.row(node) {
                around.add(parts[target as usize], weight);
            }
        }
        // Each edge inside was seen from both ends.
        merged.loops.push(inside + around.get(part) / 2.0);
        for &target in around.labels.iter().filter(|&&target| target != part) {
            merged.targets.push(target);
            merged.weights.push(around.get(target));
        }
        merged.starts.push(merged.targets.len());
        around.clear();
    }
    Ok(merged)
}
