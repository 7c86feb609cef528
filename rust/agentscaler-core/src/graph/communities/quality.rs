//! How good a grouping is.

use crate::error::{Error, Result};

use super::check_resolution;
use super::network::EdgeArrays;

/// Modularity of `labels`: over communities, the share of the weight inside less `resolution`
/// times the squared share of the strength; 0 for a graph without weight.
///
/// Source: Newman, Girvan, 2004; Reichardt, Bornholdt, 2006 for the resolution.
///
/// # Errors
/// [`Error::Shape`] unless there is a label for each node; [`Error::Argument`] for a resolution
/// that is negative or not finite, and for labels not below the number of nodes.
///
/// # Complexity
/// O(nodes + edges).
pub fn modularity(edges: &EdgeArrays<'_>, labels: &[u32], resolution: f64) -> Result<f64> {
    check_resolution(resolution)?;
    let n = edges.nodes();
    if labels.len() != n {
        return Err(Error::Shape {
            name: "labels",
            found: labels.len(),
            expected: n,
            why: "one for each node",
        });
    }
    if let Some(node) = labels.iter().position(|&label| label as usize >= n) {
        return Err(Error::Argument {
            name: "labels",
            value: format!("{} at {node}", labels[node]),
            expected: "labels below num_nodes",
        });
    }
    let (mut total, mut inside) = (0.0, 0.0);
    let mut strengths = vec![0.0; n];
    for (u, v, weight) in edges.iter() {
        let (a, b, weight) = (labels[u as usize], labels[v as usize], f64::from(weight));
        total += weight;
        inside += if a == b { weight } else { 0.0 };
        strengths[a as usize] += weight;
        strengths[b as usize] += weight;
    }
    if total == 0.0 {
        return Ok(0.0);
    }
    let expected: f64 = strengths
        .iter()
        .map(|k| k / (2.0 * total))
        .map(|share| share * share)
        .sum();
    Ok(inside / total - resolution * expected)
}
