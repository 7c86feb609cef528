//! Reading and writing rows of a state.

use super::error::StateError;
use super::keyed::Keyed;
use super::ordered::{KeyFault, Ordered};
use super::reader::MAX_DEPTH;
use super::store::{State, shown_key};
use super::table::{Kind, Table};
use super::value::{Object, Text, Value};
use crate::error::Result;

/// A row with its key, where it has one.
pub type Keyrow<'a> = (Option<Vec<Value>>, &'a Value);

fn wrong_kind(table: &str, kind: Kind, what: &'static str) -> crate::Error {
    let kind = kind.as_str();
    StateError::Kind {
        table: table.into(),
        kind,
        what,
    }
    .into()
}

fn no_row(table: &str, row: String) -> crate::Error {
    StateError::NoRow {
        table: table.into(),
        row,
    }
    .into()
}

const NO_KEY: &str = "its rows have no key; use their positions, or declare a key in the schema";
const NO_ROWS: &str = "it has no rows; read and set the table as a whole";
const NO_POSITION: &str = "its rows are found by key, not by position";
const STRING_KEY: &str = "its keys are single strings";

const TOO_DEEP: &str = "a row nested deeper than 126 levels";

/// One row as text, for columns that hold any row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowText {
    /// Name of the table.
    pub table: Text,
    /// How the table is stored.
    pub kind: Kind,
    /// Key in an object of rows.
    pub key: Option<Text>,
    /// Compact JSON of the row, or of the whole document; `None`: the table has no rows.
    pub text: Option<String>,
}

/// What a call by key acts on.
enum Keys<'a> {
    Keyed(&'a mut Keyed, &'a Text),
    /// A list, with the position of the row.
    Ordered(&'a mut Ordered, Option<usize>),
}

impl State {
    fn key_fault(table: &str, fault: KeyFault) -> crate::Error {
        match fault {
            KeyFault::Missing => {
                wrong_kind(table, Kind::Ordered, "the row lacks a part of its key")
            }
            KeyFault::Taken(key) => {
                let (table, row) = (table.into(), shown_key(&key));
                StateError::RowExists { table, row }.into()
            }
        }
    }

    fn check(&self, table: &str, row: &Value, shown: impl Fn() -> String) -> Result<()> {
        // Rows stand two levels below the state: what is deeper could be written, but not read.
        if !row.fits_in(MAX_DEPTH - 2) {
            return Err(StateError::Value { what: TOO_DEEP }.into());
        }
        match self.table_schema(table) {
            Some(schema) => schema.check(row, || format!("{table}[{}]", shown())),
            None => Ok(()),
        }
    }

    fn by_key<'a>(&'a mut self, table: &str, key: &'a [Value]) -> Result<Keys<'a>> {
        match self.table_mut(table)? {
            Table::Keyed(keyed) => match key {
                [Value::Text(text)] => Ok(Keys::Keyed(keyed, text)),
                _ => Err(wrong_kind(table, Kind::Keyed, STRING_KEY)),
            },
            Table::Ordered(ordered) if ordered.key.is_none() => {
                Err(wrong_kind(table, Kind::Ordered, NO_KEY))
            }
            Table::Ordered(ordered) => {
                let at = ordered.position(key);
                Ok(Keys::Ordered(ordered, at))
            }
            Table::Document(_) => Err(wrong_kind(table, Kind::Document, NO_ROWS)),
        }
    }

    fn ordered_mut(&mut self, table: &str) -> Result<&mut Ordered> {
        let kind = self.table(table)?.kind();
        match self.table_mut(table)? {
            Table::Ordered(ordered) => Ok(ordered),
            _ => Err(wrong_kind(table, kind, NO_POSITION)),
        }
    }

    /// The row of a key; `None` where there is none.
    ///
    /// # Errors
    /// [`StateError::NoTable`], [`StateError::Kind`] for a table without keys.
    pub fn get(&self, table: &str, key: &[Value]) -> Result<Option<&Value>> {
        match self.table(table)? {
            Table::Keyed(keyed) => match key {
                [Value::Text(text)] => Ok(keyed.get(text)),
                // The key "5" is a string: the number 5 finds nothing.
                _ => Ok(None),
            },
            Table::Ordered(ordered) if ordered.key.is_some() => {
                let row = ordered.position(key).and_then(|at| ordered.rows.get(at));
                Ok(row.map(|row| &row.value))
            }
            Table::Ordered(_) => Err(wrong_kind(table, Kind::Ordered, NO_KEY)),
            Table::Document(_) => Err(wrong_kind(table, Kind::Document, NO_ROWS)),
        }
    }

    /// The row at a position of a list.
    ///
    /// # Errors
    /// [`StateError::NoTable`], [`StateError::NoRow`], [`StateError::Kind`].
    pub fn get_at(&self, table: &str, at: usize) -> Result<&Value> {
        match self.table(table)? {
            Table::Ordered(ordered) => match ordered.rows.get(at) {
                Some(row) => Ok(&row.value),
                None => Err(no_row(table, format!("at position {at}"))),
            },
            other => Err(wrong_kind(table, other.kind(), NO_POSITION)),
        }
    }

    /// Number of rows of a table.
    ///
    /// # Errors
    /// [`StateError::NoTable`].
    pub fn count(&self, table: &str) -> Result<usize> {
        Ok(self.table(table)?.len())
    }

    /// Columns that make the key of a row: declared by the schema, or in a list found; `None` where
    /// a row does not tell its key.
    ///
    /// # Errors
    /// [`StateError::NoTable`].
    pub fn key_columns(&self, table: &str) -> Result<Option<&[Text]>> {
        Ok(match self.table(table)? {
            Table::Ordered(ordered) => ordered.key.as_deref().map(|key| &*key.columns),
            Table::Keyed(_) => self
                .table_schema(table)
                .map(|schema| &*schema.key)
                .filter(|key| !key.is_empty()),
            Table::Document(_) => None,
        })
    }

    /// All rows of a table in their order, with their keys.
    ///
    /// # Errors
    /// [`StateError::NoTable`], [`StateError::Kind`] for a document.
    pub fn rows(&self, table: &str) -> Result<Vec<Keyrow<'_>>> {
        match self.table(table)? {
            Table::Keyed(keyed) => {
                let rows = keyed.sorted().into_iter();
                Ok(rows
                    .map(|row| (Some(vec![Value::Text(row.key.clone())]), &row.value))
                    .collect())
            }
            Table::Ordered(ordered) => {
                let rows = ordered.rows.iter();
                Ok(rows
                    .map(|row| (ordered.key_of(&row.value), &row.value))
                    .collect())
            }
            Table::Document(_) => Err(wrong_kind(table, Kind::Document, NO_ROWS)),
        }
    }

    /// All rows of all tables as text, in their order: what a columnar file holds.
    pub fn row_texts(&self) -> Vec<RowText> {
        let mut texts = Vec::new();
        for (table, kind) in self.tables() {
            let text = |key: Option<&Text>, row: Option<&Value>| RowText {
                table: table.clone(),
                kind,
                key: key.cloned(),
                text: row.map(ToString::to_string),
            };
            match self.find(table.as_str()) {
                Some(Table::Keyed(keyed)) if keyed.rows.len() > 0 => {
                    let rows = keyed.sorted().into_iter();
                    texts.extend(rows.map(|row| text(Some(&row.key), Some(&row.value))));
                }
                Some(Table::Ordered(ordered)) if ordered.rows.len() > 0 => {
                    texts.extend(ordered.rows.iter().map(|row| text(None, Some(&row.value))));
                }
                Some(Table::Document(document)) => texts.push(text(None, Some(&document.value))),
                _ => texts.push(text(None, None)),
            }
        }
        texts
    }

    /// Adds a row; in a list it comes last.
    ///
    /// # Errors
    /// [`StateError::RowExists`] for a key that is taken, [`StateError::Schema`],
    /// [`StateError::Kind`] for a row whose columns have another key than `key`.
    pub fn insert(&mut self, table: &str, key: &[Value], row: Value) -> Result<()> {
        self.check(table, &row, || shown_key(key))?;
        let exists = || StateError::RowExists {
            table: table.into(),
            row: shown_key(key),
        };
        match self.by_key(table, key)? {
            Keys::Keyed(keyed, name) => {
                if keyed.get(name).is_some() {
                    return Err(exists().into());
                }
                keyed.put(name, row);
                Ok(())
            }
            Keys::Ordered(_, Some(_)) => Err(exists().into()),
            Keys::Ordered(ordered, None) => {
                if ordered.key_of(&row).as_deref() != Some(key) {
                    let what = "the key and the columns of the row differ";
                    return Err(wrong_kind(table, Kind::Ordered, what));
                }
                let at = ordered.rows.len();
                ordered
                    .insert(at, row)
                    .map_err(|fault| Self::key_fault(table, fault))
            }
        }
    }

    /// Puts another row in the place of the one of a key.
    ///
    /// # Errors
    /// [`StateError::NoRow`], [`StateError::Schema`], [`StateError::RowExists`] where the new
    /// columns are another row's key.
    pub fn put(&mut self, table: &str, key: &[Value], row: Value) -> Result<()> {
        self.check(table, &row, || shown_key(key))?;
        match self.by_key(table, key)? {
            Keys::Keyed(keyed, name) if keyed.get(name).is_some() => {
                keyed.put(name, row);
                Ok(())
            }
            Keys::Ordered(ordered, Some(at)) => ordered
                .set(at, row)
                .map_err(|fault| Self::key_fault(table, fault)),
            _ => Err(no_row(table, shown_key(key))),
        }
    }

    /// Sets some columns of a row.
    ///
    /// # Errors
    /// As [`State::put`].
    pub fn update(&mut self, table: &str, key: &[Value], columns: &Object) -> Result<()> {
        let old = self.get(table, key)?.and_then(Value::as_object);
        let row = old.ok_or_else(|| no_row(table, shown_key(key)))?;
        let row = row.with_all(columns);
        self.put(table, key, Value::Object(row))
    }

    /// Removes the row of a key and returns it.
    ///
    /// # Errors
    /// [`StateError::NoRow`], [`StateError::NoTable`], [`StateError::Kind`].
    pub fn delete(&mut self, table: &str, key: &[Value]) -> Result<Value> {
        let row = match self.by_key(table, key)? {
            Keys::Keyed(keyed, name) => keyed.remove(name),
            Keys::Ordered(ordered, at) => at.and_then(|at| ordered.remove(at)),
        };
        row.ok_or_else(|| no_row(table, shown_key(key)))
    }

    /// Inserts a row before position `at` of a list; `at` = its length: as the last one.
    ///
    /// # Errors
    /// [`StateError::NoRow`] beyond the end, [`StateError::RowExists`], [`StateError::Schema`].
    pub fn insert_at(&mut self, table: &str, at: usize, row: Value) -> Result<()> {
        self.check(table, &row, || at.to_string())?;
        let ordered = self.ordered_mut(table)?;
        if at > ordered.rows.len() {
            return Err(no_row(table, format!("at position {at}")));
        }
        ordered
            .insert(at, row)
            .map_err(|fault| Self::key_fault(table, fault))
    }

    /// Puts another row in the place of the one at position `at` of a list.
    ///
    /// # Errors
    /// As [`State::insert_at`].
    pub fn put_at(&mut self, table: &str, at: usize, row: Value) -> Result<()> {
        self.check(table, &row, || at.to_string())?;
        let ordered = self.ordered_mut(table)?;
        if at >= ordered.rows.len() {
            return Err(no_row(table, format!("at position {at}")));
        }
        ordered
            .set(at, row)
            .map_err(|fault| Self::key_fault(table, fault))
    }

    /// Removes the row at position `at` of a list and returns it.
    ///
    /// # Errors
    /// [`StateError::NoRow`], [`StateError::NoTable`], [`StateError::Kind`].
    pub fn delete_at(&mut self, table: &str, at: usize) -> Result<Value> {
        let row = self.ordered_mut(table)?.remove(at);
        row.ok_or_else(|| no_row(table, format!("at position {at}")))
    }
}
