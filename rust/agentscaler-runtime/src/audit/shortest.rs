//! The shortest plan that ends in the gold state, by breadth-first search over states.
//!
//! Only calls that write are steps: a read changes nothing, so leaving it out changes no state. The
//! search goes level by level and knows a state by its digest and its counters. It proves that no
//! shorter plan exists when it has seen every state that fewer calls can reach.

use std::collections::BTreeSet;

use agentscaler_core::state::State;

use super::{Bench, node};
use crate::replay::Call;
use crate::result::Kind;
use agentscaler_core::Result;

/// A plan: gold calls by their number, others as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its calls; the number where it is a gold call.
    pub calls: Vec<(Option<usize>, Call)>,
}

/// What the search for a shorter plan found.
#[derive(Debug, Clone, PartialEq)]
pub enum Shortest {
    /// No plan of the given calls with fewer writes ends in the gold state.
    Proven {
        /// Writes of the gold plan.
        writes: usize,
    },
    /// This one does.
    Shorter {
        /// Writes of the gold plan.
        writes: usize,
        /// The first of the shortest plans, in the order of the calls.
        plan: Plan,
    },
    /// The bound was reached.
    Bound {
        /// Writes of the gold plan.
        writes: usize,
        /// No plan with fewer writes than this ends in the gold state.
        at_least: usize,
    },
}

/// A state that a plan reaches, and how.
struct Reached {
    state: State,
    parent: Option<usize>,
    step: usize,
}

pub(super) fn shortest(
    bench: &mut Bench<'_>,
    writes: &[usize],
    candidates: &[Call],
    bound: usize,
) -> Result<Shortest> {
    let gold = &bench.played.task.calls;
    let mut steps: Vec<(Option<usize>, Call)> = Vec::new();
    let named = writes.iter().map(|&at| (Some(at), gold[at].clone()));
    let others = candidates.iter().map(|call| (None, call.clone()));
    for (at, call) in named.chain(others) {
        if steps.iter().all(|(_, known)| *known != call) {
            steps.push((at, call));
        }
    }
    let writes = writes.len();
    let bound = bench.calls_made.saturating_add(bound);
    let initial = bench.initial();
    let mut seen = BTreeSet::from([node(&initial)]);
    let mut reached = vec![Reached {
        state: initial,
        parent: None,
        step: 0,
    }];
    if writes > 0 && bench.differs(&reached[0].state)?.is_none() {
        let plan = Plan { calls: Vec::new() };
        return Ok(Shortest::Shorter { writes, plan });
    }
    let mut level = 0..1;
    for length in 1..writes {
        for from in level.clone() {
            for (step, (_, call)) in steps.iter().enumerate() {
                if bench.calls_made >= bound {
                    let at_least = length;
                    return Ok(Shortest::Bound { writes, at_least });
                }
                let mut state = reached[from].state.clone();
                let result = bench.call(&mut state, call)?;
                if result.kind != Kind::Ok || !seen.insert(node(&state)) {
                    continue;
                }
                let is_gold = bench.differs(&state)?.is_none();
                reached.push(Reached {
                    state,
                    parent: Some(from),
                    step,
                });
                if is_gold {
                    let plan = way(&reached, &steps);
                    return Ok(Shortest::Shorter { writes, plan });
                }
            }
        }
        level = level.end..reached.len();
    }
    Ok(Shortest::Proven { writes })
}

/// The calls to the state that was reached last.
fn way(reached: &[Reached], steps: &[(Option<usize>, Call)]) -> Plan {
    let mut calls = Vec::new();
    let mut at = reached.len() - 1;
    while let Some(parent) = reached[at].parent {
        calls.push(steps[reached[at].step].clone());
        at = parent;
    }
    calls.reverse();
    Plan { calls }
}
