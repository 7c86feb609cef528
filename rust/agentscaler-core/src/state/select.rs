//! Rows by the values of their columns, and what a table is.

use super::error::StateError;
use super::keyed::KeyedRow;
use super::layout::Layout;
use super::ordered::Ordered;
use super::store::{State, fits_as_table};
use super::table::{Kind, Table};
use super::value::{Text, Value};
use crate::error::Result;

/// A row of a table and the key that finds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected<'a> {
    /// Its key; its position, where the table has no key.
    pub key: Vec<Value>,
    /// The row.
    pub row: &'a Value,
}

/// What rows have to equal. Rows of one form share their layout, so that the columns are looked for
/// once a form and not once a row.
struct Filter<'e, 'r> {
    equals: &'e [(Text, Value)],
    /// The layout of the row before, and where the columns stand in it; fewer where it lacks one.
    form: Option<&'r Layout>,
    places: Vec<usize>,
}

impl<'e, 'r> Filter<'e, 'r> {
    fn new(equals: &'e [(Text, Value)]) -> Self {
        Self {
            equals,
            form: None,
            places: Vec::with_capacity(equals.len()),
        }
    }

    fn fits(&mut self, row: &'r Value) -> bool {
        if self.equals.is_empty() {
            return true;
        }
        let Some(row) = row.as_object() else {
            return false;
        };
        let layout = row.layout();
        if !self.form.is_some_and(|form| std::ptr::eq(form, layout)) {
            self.form = Some(layout);
            self.places.clear();
            let names = self.equals.iter().map(|(name, _)| name.as_bytes());
            // Up to the first that is not there.
            self.places
                .extend(names.map_while(|name| layout.position(name)));
        }
        let wanted = self.equals.iter().map(|(_, value)| value);
        let found = self.places.iter().map(|&at| &row.cells()[at]);
        self.places.len() == self.equals.len() && wanted.eq(found)
    }
}

fn at(position: usize) -> Vec<Value> {
    vec![Value::from(i64::try_from(position).unwrap_or(i64::MAX))]
}

impl State {
    /// How a table is stored.
    ///
    /// # Errors
    /// [`StateError::NoTable`].
    pub fn kind(&self, table: &str) -> Result<Kind> {
        Ok(self.table(table)?.kind())
    }

    /// The rows whose columns have these values, in the order of the table; all rows, where no
    /// column is given. A column that a row lacks equals nothing.
    ///
    /// Rows that do not match cost a comparison and nothing else; where the columns are the key of
    /// a list, only the row of that key is looked at.
    ///
    /// # Errors
    /// [`StateError::NoTable`], [`StateError::Kind`] for a document.
    pub fn select(&self, table: &str, equals: &[(Text, Value)]) -> Result<Vec<Selected<'_>>> {
        let mut filter = Filter::new(equals);
        match self.table(table)? {
            Table::Keyed(keyed) => {
                let rows = keyed.rows.iter();
                let mut rows: Vec<&KeyedRow> = rows.filter(|row| filter.fits(&row.value)).collect();
                rows.sort_unstable_by_key(|row| row.label());
                let rows = rows.into_iter().map(|row| Selected {
                    key: vec![Value::Text(row.key.clone())],
                    row: &row.value,
                });
                Ok(rows.collect())
            }
            Table::Ordered(ordered) => {
                if let Some(key) = whole_key(ordered, equals) {
                    let position = ordered.position(&key);
                    let row = position.and_then(|at| Some((at, ordered.rows.get(at)?)));
                    let rows = row.into_iter().filter(|(_, row)| filter.fits(&row.value));
                    return Ok(rows
                        .map(|(at, row)| selected(ordered, at, &row.value))
                        .collect());
                }
                let rows = ordered.rows.iter().enumerate();
                let rows = rows.filter(|(_, row)| filter.fits(&row.value));
                Ok(rows
                    .map(|(at, row)| selected(ordered, at, &row.value))
                    .collect())
            }
            Table::Document(_) => Err(no_rows(table)),
        }
    }

    /// The whole value of a document; `None` for a table of rows.
    ///
    /// # Errors
    /// [`StateError::NoTable`].
    pub fn document(&self, table: &str) -> Result<Option<&Value>> {
        Ok(match self.table(table)? {
            Table::Document(document) => Some(&document.value),
            _ => None,
        })
    }

    /// Puts another value in the place of a document, which stays one whatever the value.
    ///
    /// # Errors
    /// [`StateError::NoTable`], [`StateError::Schema`], [`StateError::Value`] for one that is
    /// nested too deep to be read back, [`StateError::Kind`] for a table of rows.
    pub fn set_document(&mut self, table: &str, value: Value) -> Result<()> {
        fits_as_table(&value)?;
        if let Some(schema) = self.table_schema(table) {
            schema.check(&value, || table.to_string())?;
        }
        let kind = self.kind(table)?;
        let table_mut = self.table_mut(table)?;
        if kind != Kind::Document {
            return Err(StateError::Kind {
                table: table.into(),
                kind: kind.as_str(),
                what: "it has rows; write them one by one, or set the table as a whole",
            }
            .into());
        }
        *table_mut = Table::document(value);
        Ok(())
    }
}

fn selected<'a>(ordered: &Ordered, position: usize, row: &'a Value) -> Selected<'a> {
    let key = ordered.key_of(row).unwrap_or_else(|| at(position));
    Selected { key, row }
}

/// The key of the only row that can match: `None` when the columns do not hold all of it.
fn whole_key(ordered: &Ordered, equals: &[(Text, Value)]) -> Option<Vec<Value>> {
    let columns = &ordered.key.as_ref()?.columns;
    let part = |column: &Text| equals.iter().find(|(name, _)| name == column);
    columns
        .iter()
        .map(|column| part(column).map(|(_, value)| value.clone()))
        .collect()
}

fn no_rows(table: &str) -> crate::Error {
    StateError::Kind {
        table: table.into(),
        kind: Kind::Document.as_str(),
        what: "it has no rows; read and set the table as a whole",
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &[u8] = br#"{
        "users": {"u2": {"age": 30, "tags": [1]}, "u1": {"age": 30.0}, "u3": {"age": true}},
        "orders": [{"id": 7, "n": 1}, {"id": 5, "n": 2}, {"id": 6, "n": 1}],
        "log": [{"n": 1}, {"n": 1}],
        "settings": {"a": {"b": 1}, "c": 2}
    }"#;

    fn keys(state: &State, table: &str, equals: &[(&str, Value)]) -> Vec<String> {
        let equals: Vec<(Text, Value)> = equals
            .iter()
            .map(|(name, value)| (Text::from(*name), value.clone()))
            .collect();
        let found = state.select(table, &equals).unwrap();
        found
            .into_iter()
            .map(|found| Value::Array(found.key.into()).to_string())
            .collect()
    }

    #[test]
    fn rows_are_found_by_value_in_the_order_of_the_table() {
        let state = State::from_json(JSON, None).unwrap();
        assert_eq!(
            keys(&state, "users", &[("age", 30.into())]),
            [r#"["u2"]"#, r#"["u1"]"#]
        );
        assert_eq!(keys(&state, "users", &[("age", 1.into())]), [""; 0]);
        assert_eq!(keys(&state, "users", &[("none", Value::Null)]), [""; 0]);
        let tags = crate::state::read_value(b"[1.0]").unwrap();
        assert_eq!(keys(&state, "users", &[("tags", tags)]), [r#"["u2"]"#]);
        assert_eq!(keys(&state, "orders", &[]), ["[7]", "[5]", "[6]"]);
        assert_eq!(keys(&state, "orders", &[("n", 1.into())]), ["[7]", "[6]"]);
        assert_eq!(keys(&state, "log", &[("n", 1.into())]), ["[0]", "[1]"]);
    }

    #[test]
    fn a_key_among_the_columns_finds_one_row_and_the_others_still_count() {
        let state = State::from_json(JSON, None).unwrap();
        assert_eq!(keys(&state, "orders", &[("id", 5.into())]), ["[5]"]);
        let both = [("n", 2.into()), ("id", 5.into())];
        assert_eq!(keys(&state, "orders", &both), ["[5]"]);
        let both = [("n", 1.into()), ("id", 5.into())];
        assert_eq!(keys(&state, "orders", &both), [""; 0]);
        assert_eq!(keys(&state, "orders", &[("id", Value::Null)]), [""; 0]);
    }

    #[test]
    fn rows_of_many_forms_are_found() {
        let json =
            br#"{"log": [{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1}, {"b": 2, "c": 0, "a": 1.0},
            {"a": 1, "b": 3}, {"b": 1, "a": 2}, {"a": 1, "b": 2}]}"#;
        let mut state = State::from_json(json, None).unwrap();
        let both = [("a", 1.into()), ("b", 2.into())];
        assert_eq!(keys(&state, "log", &both), ["[0]", "[1]", "[3]", "[6]"]);
        let row = state.get_at("log", 2).unwrap().as_object().unwrap();
        let row = row.with(&"b".into(), 2.into());
        state.put_at("log", 2, Value::Object(row)).unwrap();
        assert_eq!(
            keys(&state, "log", &both),
            ["[0]", "[1]", "[2]", "[3]", "[6]"]
        );
    }

    #[test]
    fn a_document_stays_one() {
        let mut state = State::from_json(JSON, None).unwrap();
        assert!(state.select("settings", &[]).is_err());
        let rows = crate::state::read_value(br#"{"a": {"b": 2}}"#).unwrap();
        state.set_document("settings", rows.clone()).unwrap();
        assert_eq!(state.document("settings").unwrap(), Some(&rows));
        assert_eq!(state.kind("settings").unwrap(), Kind::Document);
        assert!(state.set_document("users", rows).is_err());
        assert_eq!(state.document("users").unwrap(), None);
        assert!(state.set_document("none", Value::Null).is_err());
    }
}
