//! Applying a diff to the state that it was made for.

use super::cells::{Path, Unfit, apply_cells};
use super::{Change, RowChange, StateDiff, TableChange};
use crate::error::Result;
use crate::state::error::StateError;
use crate::state::store::{State, shown_key};
use crate::state::table::{Kind, Table};
use crate::state::value::{Text, Value};

fn shown(value: Option<&Value>) -> String {
    const LONGEST: usize = 120;
    let Some(value) = value else {
        return "nothing".into();
    };
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn mismatch(place: String, expected: Option<&Value>, found: Option<&Value>) -> crate::Error {
    let (expected, found) = (shown(expected), shown(found));
    StateError::Mismatch {
        place,
        expected,
        found,
    }
    .into()
}

impl RowChange {
    fn place(&self, table: &Text) -> String {
        match (&self.key, self.from.or(self.to)) {
            (Some(key), _) => format!("{table}[{}]", shown_key(key)),
            (None, Some(at)) => format!("{table}[{at}]"),
            (None, None) => table.to_string(),
        }
    }

    /// The new row, made from the old one.
    fn renewed(&self, table: &Text, old: &Value) -> Result<Value> {
        let Change::Changed { cells, .. } = &self.change else {
            return Ok(old.clone());
        };
        apply_cells(old, cells).map_err(
            |Unfit {
                 path,
                 expected,
                 found,
             }| {
                let place = format!("{} {}", self.place(table), Path(&path));
                mismatch(place, expected.as_ref(), found.as_ref())
            },
        )
    }
}

impl State {
    /// Makes the changes of a diff. All of them, or none.
    ///
    /// # Errors
    /// [`StateError::Mismatch`] where this state does not hold what the diff was made for, and the
    /// errors of the writes.
    pub fn apply(&mut self, diff: &StateDiff) -> Result<()> {
        let saved = self.clone();
        let outcome = self.apply_tables(diff);
        if outcome.is_err() {
            *self = saved;
        }
        outcome
    }

    fn apply_tables(&mut self, diff: &StateDiff) -> Result<()> {
        for table in &diff.tables {
            let name = &table.table;
            match &table.change {
                TableChange::Whole { old, new } => {
                    let found = self.find(name.as_str()).map(Table::to_value);
                    if found != *old {
                        return Err(mismatch(name.to_string(), old.as_ref(), found.as_ref()));
                    }
                    match new {
                        Some(new) => self.set_table(name, new.clone())?,
                        None => drop(self.remove_table(name.as_str())?),
                    }
                }
                TableChange::Cells(cells) => {
                    let old = self.table_value(name.as_str())?;
                    let new = apply_cells(&old, cells).map_err(|unfit| {
                        let place = format!("{name} {}", Path(&unfit.path));
                        mismatch(place, unfit.expected.as_ref(), unfit.found.as_ref())
                    })?;
                    self.set_table(name, new)?;
                }
                TableChange::Rows {
                    kind: Kind::Ordered,
                    rows,
                } => self.apply_list(name, rows)?,
                TableChange::Rows { rows, .. } => self.apply_keyed(name, rows)?,
            }
        }
        Ok(())
    }

    fn apply_keyed(&mut self, table: &Text, rows: &[RowChange]) -> Result<()> {
        for row in rows {
            let key = row.key.as_deref().unwrap_or_default();
            let old = self.get(table.as_str(), key)?.cloned();
            match (&row.change, &old) {
                (Change::Added(new), None) => self.insert(table.as_str(), key, new.clone())?,
                (Change::Removed(expected), Some(found)) if expected == found => {
                    self.delete(table.as_str(), key)?;
                }
                (Change::Changed { .. }, Some(found)) => {
                    self.put(table.as_str(), key, row.renewed(table, found)?)?;
                }
                (change, found) => {
                    let expected = match change {
                        Change::Removed(old) => Some(old),
                        _ => None,
                    };
                    return Err(mismatch(row.place(table), expected, found.as_ref()));
                }
            }
        }
        Ok(())
    }

    fn apply_list(&mut self, table: &Text, rows: &[RowChange]) -> Result<()> {
        let name = table.as_str();
        let mut leaving: Vec<usize> = Vec::new();
        let mut coming: Vec<(usize, Value)> = Vec::new();
        let mut staying: Vec<(usize, Value)> = Vec::new();
        for side in [|row: &RowChange| row.from, |row: &RowChange| row.to] {
            let mut places: Vec<usize> = rows.iter().filter_map(side).collect();
            places.sort_unstable();
            if let Some([at, ..]) = places.windows(2).find(|w| w[0] == w[1]) {
                return Err(StateError::Form {
                    place: format!("{table}[{at}]"),
                    what: "two changes of one row".into(),
                }
                .into());
            }
        }
        for row in rows {
            let old = match row.from {
                Some(at) => match self.get_at(name, at) {
                    Ok(old) => Some(old.clone()),
                    Err(_) => return Err(mismatch(row.place(table), None, None)),
                },
                None => None,
            };
            match (&row.change, old, row.from, row.to) {
                (Change::Added(new), None, None, Some(to)) => coming.push((to, new.clone())),
                (Change::Removed(expected), Some(old), Some(from), None) => {
                    if *expected != old {
                        return Err(mismatch(row.place(table), Some(expected), Some(&old)));
                    }
                    leaving.push(from);
                }
                (Change::Changed { moved, .. }, Some(old), Some(from), Some(to)) => {
                    let new = row.renewed(table, &old)?;
                    // Keys that rows pass among one another: a list with unique keys cannot hold
                    // the middle of the way, so such rows leave and come back.
                    if *moved || self.list_key(name, &old) != self.list_key(name, &new) {
                        leaving.push(from);
                        coming.push((to, new));
                    } else {
                        staying.push((from, new));
                    }
                }
                _ => {
                    let what = "a row change without its positions".into();
                    return Err(StateError::Form {
                        place: row.place(table),
                        what,
                    }
                    .into());
                }
            }
        }
        for (from, new) in staying {
            self.put_at(name, from, new)?;
        }
        leaving.sort_unstable();
        for at in leaving.into_iter().rev() {
            self.delete_at(name, at)?;
        }
        coming.sort_by_key(|(to, _)| *to);
        coming
            .into_iter()
            .try_for_each(|(to, row)| self.insert_at(name, to, row))
    }

    fn list_key(&self, table: &str, row: &Value) -> Option<Vec<Value>> {
        match self.find(table)? {
            Table::Ordered(ordered) => ordered.key_of(row),
            _ => None,
        }
    }
}
