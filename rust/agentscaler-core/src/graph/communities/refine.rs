//! Refinement of Leiden: inside each community, nodes that are well connected to it merge into
//! connected parts, which become the nodes of the next level.

use crate::cancel::Cancel;
use crate::error::Result;
use crate::random::Random;

use super::moving::Around;
use super::network::{Network, Weight};

/// A part for each node: a label that is the number of the node that began it.
///
/// A node joins a part only over an edge of positive weight, so every part is connected. Of all
/// parts it joins the one that gains most (the original draws among the gains); ties go to the
/// smaller label.
pub(super) fn refine<W: Weight>(
    network: &Network<W>,
    sizes: &[f64],
    labels: &[u32],
    penalty: f64,
    random: &mut Random,
    cancel: &Cancel,
) -> Result<Vec<u32>> {
    let n = network.nodes();
    let mut community_sizes = vec![0.0; n];
    for (node, &label) in labels.iter().enumerate() {
        community_sizes[label as usize] += sizes[node];
    }
    // Of each part: its size, and its weight to the rest of its community.
    let mut part_sizes = sizes.to_vec();
    let inside = |node: usize| -> Result<f64> {
        cancel.check()?;
        let same = |&(target, _): &(u32, f64)| labels[target as usize] == labels[node];
        let weights = network.row(node).filter(same).map(|(_, weight)| weight);
        Ok(weights.sum())
    };
    let mut outward = (0..n).map(inside).collect::<Result<Vec<f64>>>()?;
    let mut parts: Vec<u32> = (0_u32..).take(n).collect();
    let mut is_alone = vec![true; n];
    let mut around = Around::new(n);
    let mut order = parts.clone();
    random.shuffle(&mut order);
    for node in order {
        cancel.check()?;
        let at = node as usize;
        let community = community_sizes[labels[at] as usize];
        let is_well_connected = |part: usize, part_sizes: &[f64], outward: &[f64]| {
            let size = part_sizes[part];
            outward[part] >= penalty * size * (community - size)
        };
        if !is_alone[at] || outward[at] <= 0.0 || !is_well_connected(at, &part_sizes, &outward) {
            continue;
        }
        for (target, weight) in network.row(at) {
            if labels[target as usize] == labels[at] {
                around.add(parts[target as usize], weight);
            }
        }
        let mut best = None;
        for &part in &around.labels {
            let gain = around.get(part) - penalty * sizes[at] * part_sizes[part as usize];
            let is_better = best.is_none_or(|(best_part, best_gain)| {
                gain > best_gain || (gain.total_cmp(&best_gain).is_eq() && part < best_part)
            });
            if gain > 0.0 && is_better && is_well_connected(part as usize, &part_sizes, &outward) {
                best = Some((part, gain));
            }
        }
        if let Some((part, _)) = best {
            let into = part as usize;
            parts[at] = part;
            is_alone[into] = false;
            is_alone[at] = false;
            part_sizes[into] += sizes[at];
            outward[into] += outward[at] - 2.0 * around.get(part);
        }
        around.clear();
    }
    Ok(parts)
}
