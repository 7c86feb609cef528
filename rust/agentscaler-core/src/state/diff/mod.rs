//! What differs between two states: tables, rows, cells, with old and new values.
//!
//! Empty exactly when the states are value-equal, and `apply(diff(a, b), a) == b`. Between forks of
//! one base it costs O(changes): what they share is skipped by its address.

mod align;
mod apply;
mod cells;
mod json;
mod show;

use super::store::State;
use super::table::{Kind, Table};
use super::value::{Text, Value};

pub(crate) use cells::cells;
pub use cells::{Cell, CellStep};

/// Differences of two states, tables by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StateDiff {
    pub(super) tables: Vec<TableDiff>,
}

/// Differences of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableDiff {
    /// Its name.
    pub table: Text,
    /// What kind of difference.
    pub change: TableChange,
}

/// How a table differs.
#[derive(Debug, Clone, PartialEq)]
pub enum TableChange {
    /// It is on one side only, or of another JSON type on each.
    Whole {
        /// The table of the first state.
        old: Option<Value>,
        /// The table of the second state.
        new: Option<Value>,
    },
    /// Rows differ: removed ones first, then changed, then added ones, each in their order.
    Rows {
        /// Whether the table is a list.
        kind: Kind,
        /// The rows.
        rows: Vec<RowChange>,
    },
    /// Cells of a document differ.
    Cells(Vec<Cell>),
}

/// One row that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct RowChange {
    /// Its key, where it has one.
    pub key: Option<Vec<Value>>,
    /// Position in the list of the first state.
    pub from: Option<usize>,
    /// Position in the list of the second state.
    pub to: Option<usize>,
    /// How it differs.
    pub change: Change,
}

/// How a row differs.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Only the second state has it.
    Added(Value),
    /// Only the first state has it.
    Removed(Value),
    /// Both have it.
    Changed {
        /// Cells that differ; none where the row only moved.
        cells: Vec<Cell>,
        /// Whether it left its place among the rows that both have.
        moved: bool,
    },
}

impl StateDiff {
    /// Whether there is no difference.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// The tables that differ, by name.
    pub fn tables(&self) -> &[TableDiff] {
        &self.tables
    }
}

impl State {
    /// What turns this state into `other`.
    pub fn diff(&self, other: &Self) -> StateDiff {
        let mut tables = Vec::new();
        self.tables.differences(&other.tables, &mut |old, new| {
            let Some(named) = old.or(new) else { return };
            let (old, new) = (old.map(|n| &*n.table), new.map(|n| &*n.table));
            if let Some(change) = table_change(old, new) {
                tables.push(TableDiff {
                    table: named.name.clone(),
                    change,
                });
            }
        });
        tables.sort_by(|a, b| a.table.cmp(&b.table));
        StateDiff { tables }
    }

    /// What changed since the last [`fork`](State::fork), net: what was written and taken back is
    /// no change.
    pub fn changes(&self) -> StateDiff {
        self.base_state().diff(self)
    }

    /// The state as it was at the last fork.
    #[must_use]
    pub fn base_state(&self) -> Self {
        let mut base = self.clone();
        base.tables = self.base.clone();
        base
    }
}

fn table_change(old: Option<&Table>, new: Option<&Table>) -> Option<TableChange> {
    let whole = || TableChange::Whole {
        old: old.map(Table::to_value),
        new: new.map(Table::to_value),
    };
    let (Some(a), Some(b)) = (old, new) else {
        return Some(whole());
    };
    let rows =
        |kind, rows: Vec<RowChange>| (!rows.is_empty()).then_some(TableChange::Rows { kind, rows });
    match (a, b) {
        (Table::Keyed(a), Table::Keyed(b)) => {
            let mut found = Vec::new();
            a.rows.differences(&b.rows, &mut |old, new| {
                let (Some(key), change) = (match (old, new) {
                    (Some(a), Some(b)) if a.value == b.value => return,
                    (Some(a), Some(b)) => {
                        let cells = cells(&a.value, &b.value);
                        (
                            Some(&a.key),
                            Change::Changed {
                                cells,
                                moved: false,
                            },
                        )
                    }
                    (Some(a), None) => (Some(&a.key), Change::Removed(a.value.clone())),
                    (None, Some(b)) => (Some(&b.key), Change::Added(b.value.clone())),
                    (None, None) => return,
                }) else {
                    return;
                };
                let key = Some(vec![Value::Text(key.clone())]);
                found.push(RowChange {
                    key,
                    from: None,
                    to: None,
                    change,
                });
            });
            // The trie goes by hash; people and tests want names.
            found.sort_by(|a, b| (a.rank(), a.text()).cmp(&(b.rank(), b.text())));
            rows(Kind::Keyed, found)
        }
        (Table::Ordered(a), Table::Ordered(b)) => rows(Kind::Ordered, align::row_changes(a, b)),
        _ => match (a.to_value(), b.to_value()) {
            (a, b) if a == b => None,
            (a @ Value::Object(_), b @ Value::Object(_))
            | (a @ Value::Array(_), b @ Value::Array(_)) => Some(TableChange::Cells(cells(&a, &b))),
            _ => Some(whole()),
        },
    }
}

impl RowChange {
    fn rank(&self) -> u8 {
        match self.change {
            Change::Removed(_) => 0,
            Change::Changed { .. } => 1,
            Change::Added(_) => 2,
        }
    }

    fn text(&self) -> Option<&str> {
        self.key.as_ref()?.first()?.as_str()
    }
}
