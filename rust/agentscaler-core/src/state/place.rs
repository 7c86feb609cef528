//! Places: a table and the way into its rows, written `orders.items[].price`.

use std::fmt;

use super::error::StateError;
use super::value::{Text, Value};
use crate::error::Result;

/// One step into a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The cell of an object.
    Name(Text),
    /// Every item of a list.
    Items,
}

/// A column, at any depth.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the table.
    pub table: Text,
    /// From the row down; empty: the table itself.
    pub path: Vec<Step>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.table)?;
        for step in &self.path {
            match step {
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Items => f.write_str("[]")?,
            }
        }
        Ok(())
    }
}

fn malformed(place: &str, value: &Value) -> crate::Error {
    StateError::Form {
        place: place.into(),
        what: format!(
            "expected a place such as \"orders.items[].id\" or [\"orders\", \"items\", \"[]\", \
             \"id\"], found {value}"
        ),
    }
    .into()
}

/// Reads a way into a row: `items[].id`, or a list where names hold dots.
pub(super) fn parse_path(at: &str, value: &Value) -> Result<Vec<Step>> {
    let mut path = Vec::new();
    match value {
        Value::Text(text) => {
            for part in text.as_str().split('.') {
                let name = part.trim_end_matches("[]");
                if name.is_empty() && !part.ends_with("[]") {
                    return Err(malformed(at, value));
                }
                if !name.is_empty() {
                    path.push(Step::Name(name.into()));
                }
                path.extend((0..(part.len() - name.len()) / 2).map(|_| Step::Items));
            }
        }
        Value::Array(parts) => {
            for part in parts.iter() {
                path.push(match part.as_str() {
                    Some("[]") => Step::Items,
                    Some(name) => Step::Name(name.into()),
                    None => return Err(malformed(at, value)),
                });
            }
        }
        _ => return Err(malformed(at, value)),
    }
    Ok(path)
}

/// Reads a table and a way into its rows.
pub(super) fn parse_place(at: &str, value: &Value) -> Result<Place> {
    let mut path = parse_path(at, value)?;
    if path.is_empty() {
        return Err(malformed(at, value));
    }
    match path.remove(0) {
        Step::Name(table) => Ok(Place { table, path }),
        Step::Items => Err(malformed(at, value)),
    }
}
