//! Orders of the writing gold calls that end in the gold state.
//!
//! Orders that make the same calls and are in the same state go on alike, so they are counted
//! together: n calls that do not touch one another cost n * 2^(n-1) calls, not n!.

use std::collections::BTreeMap;

use agentscaler_core::state::State;

use super::{Bench, Node, node};
use crate::result::Kind;
use agentscaler_core::Result;

/// How many orders do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// Orders in which every call is answered and the gold state is left; at least so many where
    /// the bound was reached.
    pub accepted: u128,
    /// All orders, n!; the largest number where that is beyond it.
    pub total: u128,
    /// Whether all were counted.
    pub complete: bool,
}

/// Beyond this many calls no bound that anyone would wait for is enough.
const MOST: usize = 64;

struct Count<'b, 'a> {
    bench: &'b mut Bench<'a>,
    writes: &'b [usize],
    known: BTreeMap<(u64, Node), u128>,
    left: usize,
}

pub(super) fn orders(bench: &mut Bench<'_>, writes: &[usize], bound: usize) -> Result<Orders> {
    let factors = (1..=writes.len()).map(|n| n as u128);
    let total = factors.fold(1_u128, u128::saturating_mul);
    let initial = bench.initial();
    let mut count = Count {
        bench,
        writes,
        known: BTreeMap::new(),
        left: if writes.len() > MOST { 0 } else { bound },
    };
    let counted = count.below(0, &initial)?;
    Ok(Orders {
        // The gold order is one.
        accepted: counted.0.max(1),
        total,
        complete: counted.1,
    })
}

impl Count<'_, '_> {
    /// Orders of the calls that are not in `made`, and whether all were counted.
    fn below(&mut self, made: u64, state: &State) -> Result<(u128, bool)> {
        if made.count_ones() as usize == self.writes.len() {
            let fits = self.bench.differs(state)?.is_none();
            return Ok((u128::from(fits), true));
        }
        let key = (made, node(state));
        if let Some(known) = self.known.get(&key) {
            return Ok((*known, true));
        }
        let (mut accepted, mut complete) = (0_u128, true);
        for (bit, &at) in self.writes.iter().enumerate() {
            if made & (1 << bit) != 0 {
                continue;
            }
            if self.left == 0 {
                complete = false;
                break;
            }
            self.left -= 1;
            let mut next = state.clone();
            let call = &self.bench.played.task.calls[at];
            if self.bench.call(&mut next, call)?.kind != Kind::Ok {
                continue;
            }
            let (more, all) = self.below(made | (1 << bit), &next)?;
            accepted = accepted.saturating_add(more);
            complete &= all;
        }
        if complete {
            self.known.insert(key, accepted);
        }
        Ok((accepted, complete))
    }
}
