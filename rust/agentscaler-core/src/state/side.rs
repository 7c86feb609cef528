//! What travels with a state and is no part of its value: clock, counters, random stream.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::encode::mix;
use super::value::Text;

/// Clock, counters and random stream of an episode.
///
/// ```
/// use agentscaler_core::state::Side;
/// let mut side = Side::default();
/// assert_eq!([side.count(&"orders".into()), side.count(&"orders".into())], [1, 2]);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Side {
    /// Time in microseconds since 1970-01-01 UTC.
    pub clock_us: i64,
    /// Key of the random stream.
    pub seed: u64,
    /// Numbers drawn from the random stream so far.
    pub drawn: u64,
    counters: Arc<BTreeMap<Text, u64>>,
}

impl Side {
    /// The next count under a name, from 1.
    pub fn count(&mut self, name: &Text) -> u64 {
        let counter = Arc::make_mut(&mut self.counters)
            .entry(name.clone())
            .or_default();
        // A snapshot may hold any number.
        *counter = counter.wrapping_add(1);
        *counter
    }

    /// All counters by name.
    pub fn counters(&self) -> impl Iterator<Item = (&Text, u64)> {
        self.counters.iter().map(|(name, count)| (name, *count))
    }

    /// Sets a counter, as a snapshot has it.
    pub fn set_count(&mut self, name: &Text, count: u64) {
        Arc::make_mut(&mut self.counters).insert(name.clone(), count);
    }

    /// The next 64 random bits of the stream that `seed` names.
    pub fn draw(&mut self) -> u64 {
        self.drawn = self.drawn.wrapping_add(1);
        mix(self.seed ^ mix(self.drawn.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }
}
