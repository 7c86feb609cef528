//! What a column of a table holds, collected when it is first asked for and kept until a write.
//!
//! An equivalence asks for the initial values of generated columns with every comparison; the base
//! of a thousand rollouts answers from here.

use std::sync::{Arc, Mutex, PoisonError};

use hashbrown::HashSet;

use super::encode::encode;
use super::place::Step;
use super::value::Value;

/// The strings and numbers of one column.
#[derive(Debug, Default)]
pub(super) struct Column {
    encoded: HashSet<Box<[u8]>, foldhash::fast::FixedState>,
    /// Numbers by value, then strings by code points.
    sorted: Vec<Value>,
}

fn encoded(value: &Value) -> Box<[u8]> {
    let mut out = Vec::with_capacity(24);
    encode(value, &mut out);
    out.into()
}

/// Numbers before strings; numbers by value, strings by code points.
pub(super) fn by_time(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.order(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (a, b) => a.type_name().cmp(b.type_name()),
    }
}

impl Column {
    pub(super) fn of(values: Vec<Value>) -> Self {
        let encoded = values.iter().map(encoded).collect();
        let mut sorted = values;
        sorted.sort_by(by_time);
        Self { encoded, sorted }
    }

    pub(super) fn contains(&self, value: &Value) -> bool {
        self.encoded.contains(&encoded(value))
    }

    /// How many values come before this one.
    pub(super) fn before(&self, value: &Value) -> usize {
        self.sorted
            .partition_point(|old| by_time(old, value).is_lt())
    }
}

/// What is collected at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Strings and numbers.
    Values,
    /// The same, and the keys of the rows.
    ValuesAndKeys,
    /// Strings, word by word.
    Words,
}

/// Columns of one table. A copy of a table that is about to be written starts without.
#[derive(Debug, Default)]
pub(super) struct Columns(Mutex<Vec<Collected>>);

type Collected = (Vec<Step>, Held, Arc<Column>);

impl Clone for Columns {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Columns {
    pub(super) fn get(
        &self,
        path: &[Step],
        held: Held,
        collect: impl FnOnce() -> Vec<Value>,
    ) -> Arc<Column> {
        let mut columns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = columns.iter().find(|(p, h, _)| p == path && *h == held);
        if let Some((_, _, column)) = known {
            return Arc::clone(column);
        }
        let column = Arc::new(Column::of(collect()));
        columns.push((path.to_vec(), held, Arc::clone(&column)));
        column
    }

    /// To be called before every write.
    pub(super) fn clear(&mut self) {
        self.0
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
