//! What travels with a state and is no part of its value, as one plain object.

use std::collections::BTreeMap;

use agentscaler_core::state::{Side, Text};
use pyo3::prelude::*;

/// Clock, random stream and id counters of an episode: they travel with a fork, and belong to no
/// digest or diff.
#[pyclass(
    frozen,
    eq,
    get_all,
    skip_from_py_object,
    name = "Side",
    module = "agentscaler.environments"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PySide {
    /// Time in microseconds since 1970-01-01 UTC.
    clock_us: i64,
    /// Key of the random stream and of new ids.
    seed: u64,
    /// Numbers drawn from the random stream so far.
    drawn: u64,
    /// By table: ids made so far.
    counters: BTreeMap<String, u64>,
}

impl From<&Side> for PySide {
    fn from(side: &Side) -> Self {
        let counters = side.counters();
        Self {
            clock_us: side.clock_us,
            seed: side.seed,
            drawn: side.drawn,
            counters: counters.map(|(name, n)| (name.to_string(), n)).collect(),
        }
    }
}

impl From<&PySide> for Side {
    fn from(side: &PySide) -> Self {
        let mut made = Self::default();
        made.clock_us = side.clock_us;
        made.seed = side.seed;
        made.drawn = side.drawn;
        for (name, count) in &side.counters {
            made.set_count(&Text::from(name.as_str()), *count);
        }
        made
    }
}

#[pymethods]
impl PySide {
    #[new]
    #[pyo3(signature = (*, clock_us=0, seed=0, drawn=0, counters=BTreeMap::new()))]
    fn new(clock_us: i64, seed: u64, drawn: u64, counters: BTreeMap<String, u64>) -> Self {
        Self {
            clock_us,
            seed,
            drawn,
            counters,
        }
    }

    /// The same with other values for what is given.
    #[pyo3(signature = (*, clock_us=None, seed=None, drawn=None, counters=None))]
    fn replace(
        &self,
        clock_us: Option<i64>,
        seed: Option<u64>,
        drawn: Option<u64>,
        counters: Option<BTreeMap<String, u64>>,
    ) -> Self {
        Self {
            clock_us: clock_us.unwrap_or(self.clock_us),
            seed: seed.unwrap_or(self.seed),
            drawn: drawn.unwrap_or(self.drawn),
            counters: counters.unwrap_or_else(|| self.counters.clone()),
        }
    }

    fn __repr__(&self) -> String {
        let counters = self
            .counters
            .iter()
            .map(|(name, n)| format!("{name:?}: {n}"));
        format!(
            "Side(clock_us={}, seed={}, drawn={}, counters={{{}}})",
            self.clock_us,
            self.seed,
            self.drawn,
            counters.collect::<Vec<_>>().join(", ")
        )
    }
}
