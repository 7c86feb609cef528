//! Writes as they were made: what one process did to a state, done again by another.
//!
//! A [`StateDiff`](super::StateDiff) tells what differs in *value*. It says nothing of a row that was
//! taken out and put back (and stands last now), nor of `1` that became `1.0`. Two processes that
//! have to agree byte for byte exchange writes instead.

use super::error::StateError;
use super::reader::{MAX_DEPTH, read_nested};
use super::schema::Fields;
use super::store::State;
use super::value::{Object, Text, Value};
use crate::error::Result;

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// The table.
    pub table: Text,
    /// The row.
    pub row: Target,
    /// What was done.
    pub action: Action,
}

/// Which row of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// The one of a key.
    Key(Vec<Value>),
    /// The one at a position of a list.
    At(usize),
    /// The table as a whole: a document.
    Whole,
}

/// What was done to a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// It is new.
    Insert(Value),
    /// It took the place of another.
    Put(Value),
    /// It was removed.
    Delete,
}

const NAMES: [&str; 3] = ["insert", "put", "delete"];

impl State {
    /// Makes one write.
    ///
    /// # Errors
    /// Those of [`State::insert`], [`State::put`], [`State::delete`] and their like for positions.
    pub fn make(&mut self, write: &Write) -> Result<()> {
        let table = write.table.as_str();
        match (&write.row, &write.action) {
            (Target::Key(key), Action::Insert(row)) => self.insert(table, key, row.clone()),
            (Target::Key(key), Action::Put(row)) => self.put(table, key, row.clone()),
            (Target::Key(key), Action::Delete) => self.delete(table, key).map(drop),
            (Target::At(at), Action::Insert(row)) => self.insert_at(table, *at, row.clone()),
            (Target::At(at), Action::Put(row)) => self.put_at(table, *at, row.clone()),
            (Target::At(at), Action::Delete) => self.delete_at(table, *at).map(drop),
            (Target::Whole, Action::Put(value)) => self.set_document(table, value.clone()),
            (Target::Whole, _) => Err(malformed("a document can only be put")),
        }
    }

    /// Makes all writes in their order, or none.
    ///
    /// # Errors
    /// That of the first write that fails; the state is as it was then.
    pub fn make_all(&mut self, writes: &[Write]) -> Result<()> {
        let saved = self.clone();
        let outcome = writes.iter().try_for_each(|write| self.make(write));
        if outcome.is_err() {
            *self = saved;
        }
        outcome
    }
}

fn malformed(what: &str) -> crate::Error {
    let (place, what) = ("writes".into(), what.into());
    StateError::Form { place, what }.into()
}

/// Writes as JSON: `[{"table": "orders", "key": ["#1"], "put": {...}}, ...]`.
///
/// ```
/// use agentscaler_core::state::{Action, State, Target, Write, writes_from_json, writes_to_json};
///
/// let mut ours = State::from_json(br#"{"rows": {"a": {"n": 1}}}"#, None)?;
/// let mut theirs = ours.fork();
/// let write = Write {
///     table: "rows".into(),
///     row: Target::Key(vec!["a".into()]),
///     action: Action::Delete,
/// };
/// ours.make(&write)?;
/// let text = writes_to_json(&[write]);
/// assert_eq!(text, r#"[{"table":"rows","key":["a"],"delete":true}]"#);
/// theirs.make_all(&writes_from_json(text.as_bytes())?)?;
/// assert_eq!(ours.to_json(), theirs.to_json());
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
pub fn writes_to_json(writes: &[Write]) -> String {
    let writes = writes.iter().map(|write| {
        let mut pairs = vec![("table".into(), Value::Text(write.table.clone()))];
        match &write.row {
            Target::Key(key) => pairs.push(("key".into(), Value::Array(key.clone().into()))),
            Target::At(at) => {
                let at = i64::try_from(*at).unwrap_or(i64::MAX);
                pairs.push(("at".into(), Value::from(at)));
            }
            Target::Whole => {}
        }
        pairs.push(match &write.action {
            Action::Insert(row) => (NAMES[0].into(), row.clone()),
            Action::Put(row) => (NAMES[1].into(), row.clone()),
            Action::Delete => (NAMES[2].into(), Value::Bool(true)),
        });
        Value::Object(Object::from_pairs(pairs))
    });
    Value::Array(writes.collect()).to_string()
}

/// Reads writes.
///
/// # Errors
/// [`StateError::Syntax`], [`StateError::Form`].
pub fn writes_from_json(text: &[u8]) -> Result<Vec<Write>> {
    match read_nested(text, MAX_DEPTH + 2)? {
        Value::Array(items) => items.iter().map(read_write).collect(),
        _ => Err(malformed("expected a list")),
    }
}

fn read_write(value: &Value) -> Result<Write> {
    let known = ["table", "key", "at", NAMES[0], NAMES[1], NAMES[2]];
    let fields = Fields::new("writes", value, &known)?;
    let table = fields.text("table")?;
    let table = table.ok_or_else(|| fields.wrong("table", "a string"))?;
    let row = match (fields.get("key"), fields.count("at")?) {
        (Some(Value::Array(key)), None) => Target::Key(key.to_vec()),
        (None, Some(at)) => Target::At(at),
        (None, None) => Target::Whole,
        _ => return Err(fields.wrong("key", "a list, or a position instead")),
    };
    let action = match NAMES.map(|name| fields.get(name)) {
        [Some(row), None, None] => Action::Insert(row.clone()),
        [None, Some(row), None] => Action::Put(row.clone()),
        [None, None, Some(Value::Bool(true))] => Action::Delete,
        _ => return Err(malformed("expected one of insert, put, delete")),
    };
    Ok(Write { table, row, action })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        let text =
            br#"{"keyed": {"a": {"n": 1}, "b": {}}, "list": [{"x": 1}, {"x": 2}], "doc": 5}"#;
        State::from_json(text, None).unwrap()
    }

    #[test]
    fn writes_made_again_give_the_same_bytes() {
        let text = r#"[{"table":"keyed","key":["a"],"delete":true},
            {"table":"keyed","key":["a"],"insert":{"n":1.0}},
            {"table":"list","at":0,"delete":true},
            {"table":"list","at":1,"insert":{"x":3}},
            {"table":"list","at":0,"put":{"x":1e1}},
            {"table":"doc","put":{"deep":[1]}}]"#;
        let writes = writes_from_json(text.as_bytes()).unwrap();
        let mut made = state();
        made.make_all(&writes).unwrap();
        assert_eq!(
            made.to_json(),
            r#"{"keyed":{"b":{},"a":{"n":1.0}},"list":[{"x":1e1},{"x":3}],"doc":{"deep":[1]}}"#
        );
        let again = writes_from_json(writes_to_json(&writes).as_bytes()).unwrap();
        assert_eq!(again, writes);
    }

    #[test]
    fn a_write_that_fails_leaves_everything() {
        let text =
            br#"[{"table":"keyed","key":["a"],"delete":true},{"table":"no","at":0,"delete":true}]"#;
        let mut made = state();
        assert!(made.make_all(&writes_from_json(text).unwrap()).is_err());
        assert!(made.is_same(&state().clone()) || made.to_json() == state().to_json());
    }

    #[test]
    fn what_is_no_write_is_refused() {
        for text in [
            "5",
            "[5]",
            "[{}]",
            r#"[{"table":"keyed"}]"#,
            r#"[{"table":"keyed","key":"a","delete":true}]"#,
            r#"[{"table":"keyed","key":["a"],"at":0,"delete":true}]"#,
            r#"[{"table":"keyed","at":-1,"delete":true}]"#,
            r#"[{"table":"keyed","key":["a"],"delete":false}]"#,
            r#"[{"table":"keyed","key":["a"],"put":1,"insert":1}]"#,
            r#"[{"table":5,"key":["a"],"delete":true}]"#,
            r#"[{"table":"keyed","key":["a"],"delete":true,"more":1}]"#,
        ] {
            assert!(writes_from_json(text.as_bytes()).is_err(), "{text}");
        }
        let whole = writes_from_json(br#"[{"table":"doc","delete":true}]"#).unwrap();
        assert!(state().make_all(&whole).is_err());
    }
}
