//! Connected parts of communities.

use crate::cancel::Cancel;
use crate::error::Result;

use super::network::{Network, Weight};

/// Labels, numbered by first appearance, of which two nodes share one exactly when they share it
/// in `labels` and a way inside joins them.
///
/// The refinement merges connected parts only, but moving may leave a community whose parts it
/// could not merge; taking it apart never lowers the objective.
pub(super) fn connected_parts<W: Weight>(
    network: &Network<W>,
    labels: &[u32],
    cancel: &Cancel,
) -> Result<Vec<u32>> {
    const UNSEEN: u32 = u32::MAX;
    let mut parts = vec![UNSEEN; labels.len()];
    let mut count = 0;
    let mut waiting = Vec::new();
    for first in 0..labels.len() {
        if parts[first] != UNSEEN {
            continue;
        }
        parts[first] = count;
        waiting.push(first);
        while let Some(node) = waiting.pop() {
            cancel.check()?;
            for (target, weight) in network.row(node) {
                let target = target as usize;
                let joins = weight > 0.0 && labels[target] == labels[node];
                if joins && parts[target] == UNSEEN {
                    parts[target] = count;
                    waiting.push(target);
                }
            }
        }
        count += 1;
    }
    Ok(parts)
}
