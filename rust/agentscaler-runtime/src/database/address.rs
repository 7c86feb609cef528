//! Which row a table and a key name.

use agentscaler_core::state::{Kind, State, Value};
use monty_types::{ExcType, MontyObject};

use super::{Answer, Database, raise};

/// Place of a row, whether it exists or not.
#[derive(Debug, PartialEq)]
pub(super) enum Address {
    /// By key.
    Key(Vec<Value>),
    /// By position; `None`: a position that no list has.
    At(Option<usize>),
    /// The whole document.
    Document,
}

/// What a message calls a key.
pub(super) fn shown(key: &[Value]) -> String {
    match key {
        [one] => one.to_string(),
        parts => Value::Array(parts.into()).to_string(),
    }
}

impl Database<'_> {
    /// Reads a key: a string, an integer, or a tuple or list of them; `None` for None.
    pub(super) fn key(&self, object: MontyObject) -> Answer<Option<Vec<Value>>> {
        let parts = match object {
            MontyObject::None => return Ok(None),
            MontyObject::Tuple(parts) | MontyObject::List(parts) => parts,
            one => vec![one],
        };
        let parts = parts.into_iter().map(|part| match part {
            MontyObject::String(_) | MontyObject::Int(_) | MontyObject::BigInt(_) => {
                self.taken(part, "key")
            }
            other => {
                let name = other.type_name();
                let what = format!("a key is a str, an int, or a tuple of them, not {name}");
                raise(ExcType::TypeError, what)
            }
        });
        parts.collect::<Answer<_>>().map(Some)
    }

    /// The address of a key in a table.
    pub(super) fn address(&self, table: &str, key: MontyObject) -> Answer<Address> {
        let key = self.key(key)?;
        let kind = self.state.kind(table)?;
        match (kind, key) {
            (Kind::Document, None) => Ok(Address::Document),
            (Kind::Document, Some(_)) => {
                let what =
                    format!("table \"{table}\" is document: it has no keys; leave the key out");
                raise(ExcType::ValueError, what)
            }
            (_, None) => {
                let what = format!("table \"{table}\" has rows: a key is needed");
                raise(ExcType::ValueError, what)
            }
            (Kind::Ordered, Some(key)) if self.state.key_columns(table)?.is_none() => {
                Ok(Address::At(position(&key)))
            }
            (_, Some(key)) => Ok(Address::Key(key)),
        }
    }
}

fn position(key: &[Value]) -> Option<usize> {
    match key {
        [Value::Number(number)] => usize::try_from(number.as_i64()?).ok(),
        _ => None,
    }
}

/// The row at an address; `None` where there is none.
pub(super) fn row<'a>(
    state: &'a State,
    table: &str,
    address: &Address,
) -> agentscaler_core::Result<Option<&'a Value>> {
    match address {
        Address::Key(key) => state.get(table, key),
        Address::Document => state.document(table),
        Address::At(Some(at)) if *at < state.count(table)? => state.get_at(table, *at).map(Some),
        Address::At(_) => Ok(None),
    }
}
