//! Communities: groups of nodes with more weight inside than chance would put there.
//!
//! Louvain (Blondel et al., 2008) and Leiden (Traag, Waltman, van Eck: "From Louvain to Leiden",
//! 2019), sequential, seeded, with two objectives of one form: a community of total edge weight `e`
//! and total node size `k` scores `e - resolution * k^2 / 2`. For the constant Potts model a node
//! has size 1, for modularity its strength, and the resolution is divided by twice the total weight.
//!
//! Weights of communities stand in arrays indexed by label, never in maps. All sums are f64 in a
//! fixed order, so that the labels depend on graph, arguments and seed alone; the order of the
//! edges and the direction in which each is written do not matter.

mod aggregate;
mod moving;
mod network;
mod quality;
mod refine;
mod split;

use crate::cancel::Cancel;
use crate::error::{Error, Result};
use crate::random::Random;

use network::{Network, Weight};

pub use network::EdgeArrays;
pub use quality::modularity;

/// How nodes are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Moves nodes, then merges communities into nodes, until nothing gets better.
    Louvain,
    /// Louvain with a refinement that keeps every community connected.
    Leiden,
}

impl Algorithm {
    /// `louvain` or `leiden`.
    ///
    /// # Errors
    /// [`Error::Argument`] for another name.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "louvain" => Ok(Self::Louvain),
            "leiden" => Ok(Self::Leiden),
            _ => Err(Error::Argument {
                name: "algorithm",
                value: format!("{name:?}"),
                expected: "\"leiden\" or \"louvain\"",
            }),
        }
    }
}

/// What a good grouping is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// Weight inside, less what a random graph with the same strengths would have there.
    Modularity,
    /// Weight inside, less `resolution` for every pair of nodes: no resolution limit.
    ConstantPotts,
}

impl Objective {
    /// `modularity` or `cpm`.
    ///
    /// # Errors
    /// [`Error::Argument`] for another name.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "modularity" => Ok(Self::Modularity),
            "cpm" => Ok(Self::ConstantPotts),
            _ => Err(Error::Argument {
                name: "objective",
                value: format!("{name:?}"),
                expected: "\"modularity\" or \"cpm\"",
            }),
        }
    }
}

/// Parameters of [`communities`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How nodes are grouped.
    pub algorithm: Algorithm,
    /// What a good grouping is.
    pub objective: Objective,
    /// Larger values give smaller communities. For [`Objective::ConstantPotts`] the density that
    /// a community must exceed.
    pub resolution: f64,
    /// Fixes the order in which nodes are visited.
    pub seed: u64,
}

/// Whole runs of Leiden, each on the result of the one before: the second mends what the first
/// merged too early, a third changes little.
const LEIDEN_ROUNDS: u64 = 2;

/// A label for each node, numbered by first appearance.
///
/// A node without edges is alone. A self-loop of weight `w` counts `w` inside its community and
/// `2 w` to the strength of its node. Several edges between two nodes count as their sum. With
/// Leiden every community is connected.
///
/// ```
/// use agentscaler_core::{Cancel, graph::communities::*};
/// // Two triangles and a bridge.
/// let (src, dst) = ([0, 0, 1, 2, 3, 3, 4], [1, 2, 2, 3, 4, 5, 5]);
/// let edges = EdgeArrays::new(6, &src, &dst, &[1.0; 7])?;
/// let settings = Settings {
///     algorithm: Algorithm::Leiden,
///     objective: Objective::Modularity,
///     resolution: 1.0,
///     seed: 0,
/// };
/// let labels = communities(&edges, &settings, &Cancel::default())?;
/// assert_eq!(labels, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
///
/// # Errors
/// [`Error::Argument`] for a resolution that is negative or not finite; [`Error::Cancelled`].
///
/// # Complexity
/// O(edges) a pass, a few passes a level, few levels; O(nodes + edges) memory.
pub fn communities(
    edges: &EdgeArrays<'_>,
    settings: &Settings,
    cancel: &Cancel,
) -> Result<Vec<u32>> {
    check_resolution(settings.resolution)?;
    let network = Network::of_edges(edges, cancel)?;
    let sizes = match settings.objective {
        Objective::Modularity => network.strengths(),
        Objective::ConstantPotts => vec![1.0; network.nodes()],
    };
    let penalty = match settings.objective {
        Objective::Modularity if network.total() > 0.0 => {
            settings.resolution / (2.0 * network.total())
        }
        Objective::Modularity => 0.0,
        Objective::ConstantPotts => settings.resolution,
    };
    let rounds = match settings.algorithm {
        Algorithm::Louvain => 1,
        Algorithm::Leiden => LEIDEN_ROUNDS,
    };
    let mut labels: Vec<u32> = (0_u32..).take(network.nodes()).collect();
    for round in 0..rounds {
        let mut run = Run {
            algorithm: settings.algorithm,
            penalty,
            random: Random::keyed(settings.seed, &[round]),
            cancel,
        };
        let before = labels.clone();
        run.all_levels(&network, &sizes, &mut labels)?;
        if labels == before {
            break;
        }
    }
    match settings.algorithm {
        Algorithm::Louvain => Ok(labels),
        Algorithm::Leiden => split::connected_parts(&network, &labels, cancel),
    }
}

fn check_resolution(resolution: f64) -> Result<()> {
    if resolution.is_finite() && resolution >= 0.0 {
        return Ok(());
    }
    Err(Error::Argument {
        name: "resolution",
        value: resolution.to_string(),
        expected: "a finite number that is not negative",
    })
}

/// Renumbers labels by first appearance; returns how many there are.
fn renumber(labels: &mut [u32]) -> usize {
    let top = labels.iter().max().map_or(0, |&l| l as usize + 1);
    let mut numbers = vec![u32::MAX; top];
    let mut count = 0;
    for label in labels {
        let number = &mut numbers[*label as usize];
        if *number == u32::MAX {
            *number = count;
            count += 1;
        }
        *label = *number;
    }
    count as usize
}

/// One way from single nodes up to communities of communities.
struct Run<'a> {
    algorithm: Algorithm,
    /// What a pair of nodes of size 1 in one community costs.
    penalty: f64,
    random: Random,
    cancel: &'a Cancel,
}

/// The next level: its nodes are the parts of this one.
struct Level {
    parts: Vec<u32>,
    network: Network<f64>,
    sizes: Vec<f64>,
    labels: Vec<u32>,
}

impl Run<'_> {
    /// Improves `labels`; they end numbered by first appearance.
    fn all_levels(
        &mut self,
        network: &Network<f32>,
        sizes: &[f64],
        labels: &mut [u32],
    ) -> Result<()> {
        let mut levels: Vec<Level> = Vec::new();
        let mut next = self.level(network, sizes, labels)?;
        while let Some(mut level) = next {
            next = self.level(&level.network, &level.sizes, &mut level.labels)?;
            levels.push(level);
        }
        // Each level's labels are good for its own nodes; hand them down to the nodes of the first.
        while let Some(top) = levels.pop() {
            let below = levels
                .last_mut()
                .map_or(&mut *labels, |level| &mut level.labels[..]);
            for (label, &part) in below.iter_mut().zip(&top.parts) {
                *label = top.labels[part as usize];
            }
        }
        renumber(labels);
        Ok(())
    }

    /// Moves the nodes of one level; `None` when there is nothing left to merge.
    fn level<W: Weight>(
        &mut self,
        network: &Network<W>,
        sizes: &[f64],
        labels: &mut [u32],
    ) -> Result<Option<Level>> {
        moving::move_nodes(
            network,
            sizes,
            labels,
            self.penalty,
            &mut self.random,
            self.cancel,
        )?;
        let n = network.nodes();
        if renumber(labels) == n {
            return Ok(None);
        }
        let (parts, count) = match self.algorithm {
            Algorithm::Louvain => (labels.to_vec(), renumber(labels)),
            Algorithm::Leiden => {
                let random = &mut self.random;
                let mut parts =
                    refine::refine(network, sizes, labels, self.penalty, random, self.cancel)?;
                let count = renumber(&mut parts);
                (parts, count)
            }
        };
        if count == n {
            return Ok(None);
        }
        let mut level = Level {
            network: aggregate::aggregate(network, &parts, count, self.cancel)?,
            sizes: vec![0.0; count],
            labels: vec![0; count],
            parts,
        };
        for (node, &part) in level.parts.iter().enumerate() {
            level.sizes[part as usize] += sizes[node];
            level.labels[part as usize] = labels[node];
        }
        Ok(Some(level))
    }
}

#[cfg(test)]
mod tests;
