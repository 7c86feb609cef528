//! The state of an environment: named tables, forked for nothing, written row by row.

use std::sync::Arc;

use super::column::Columns;
use super::encode::{Digest, hash64};
use super::error::StateError;
use super::ordered::KeyFault;
use super::reader::{MAX_DEPTH, read_value};
use super::schema::{Schema, TableSchema};
use super::side::Side;
use super::table::{Kind, Table, TableFault};
use super::trie::{Item, Trie};
use super::value::{Object, Text, Value};
use super::writer;
use crate::error::Result;

/// Tables with the rows that they hold now, and with those that they held at the last fork.
///
/// `clone` is a savepoint: the copy counts its changes from the same beginning. [`State::fork`]
/// starts counting anew.
#[derive(Debug, Clone)]
pub struct State {
    pub(super) tables: Trie<Named>,
    /// The tables at the last fork.
    pub(super) base: Trie<Named>,
    next_label: u64,
    pub(super) schema: Option<Arc<Schema>>,
    side: Side,
}

/// A table and its name.
#[derive(Debug, Clone)]
pub(super) struct Named {
    hash: u64,
    label: u64,
    pub name: Text,
    pub table: Arc<Table>,
    pub columns: Arc<Columns>,
}

impl Item for Named {
    fn hash(&self) -> u64 {
        self.hash
    }
    fn key(&self) -> &[u8] {
        self.name.as_bytes()
    }
    fn encode_value(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.table.digest());
    }
    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table)
    }
}

/// A key as messages show it: the value of one part, a list of several.
pub(super) fn shown_key(key: &[Value]) -> String {
    match key {
        [one] => one.to_string(),
        several => Value::Array(several.into()).to_string(),
    }
}

/// Tables stand one level below the state: what is deeper could be written, but not read.
pub(super) fn fits_as_table(value: &Value) -> Result<()> {
    if value.fits_in(MAX_DEPTH - 1) {
        return Ok(());
    }
    let what = "a table nested deeper than 127 levels";
    Err(StateError::Value { what }.into())
}

impl State {
    /// Reads a state: a JSON object of tables.
    ///
    /// ```
    /// use agentscaler_core::state::State;
    /// let state = State::from_json(br#"{"users": {"u1": {"age": 30.0}}}"#, None)?;
    /// assert_eq!(state.to_json(), r#"{"users":{"u1":{"age":30.0}}}"#);
    /// # Ok::<(), agentscaler_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`StateError::Syntax`] with line, column and path; [`StateError::Schema`] for a row that
    /// the schema does not allow.
    pub fn from_json(text: &[u8], schema: Option<Arc<Schema>>) -> Result<Self> {
        Self::from_value(&read_value(text)?, schema)
    }

    /// A state of the tables that `value` names.
    ///
    /// # Errors
    /// As [`State::from_json`].
    pub fn from_value(value: &Value, schema: Option<Arc<Schema>>) -> Result<Self> {
        let Value::Object(tables) = value else {
            let found = value.type_name();
            return Err(StateError::NotTables { found }.into());
        };
        let mut state = Self {
            tables: Trie::default(),
            base: Trie::default(),
            next_label: 0,
            schema,
            side: Side::default(),
        };
        for (name, value) in tables.iter() {
            state.set_table(name, value.clone())?;
        }
        state.base = state.tables.clone();
        Ok(state)
    }

    /// Compact JSON; tables, rows and cells in the order in which they came.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{");
        for (i, named) in self.named().into_iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            writer::write_text(named.name.as_str(), &mut out);
            out.push(':');
            named.table.write(&mut out);
        }
        out.push('}');
        out
    }

    /// A state of its own with the same rows, in constant time.
    ///
    /// Its [`changes`](State::changes) begin here.
    #[must_use]
    pub fn fork(&self) -> Self {
        let mut fork = self.clone();
        fork.base = self.tables.clone();
        fork
    }

    /// Whether both are one and the same: forks between which nothing was written.
    ///
    /// Decided by addresses, in constant time; then they agree in every byte and every order, not
    /// only in value. States that came to be equal in other ways are not the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.tables.is_same(&other.tables)
    }

    /// Identity of the value: equal exactly when two states are value-equal.
    ///
    /// Only what changed since the last call is hashed again.
    pub fn digest(&self) -> Digest {
        self.tables.digest()
    }

    /// Clock, counters and random stream: they travel with a fork, and belong to no digest or diff.
    pub fn side(&self) -> &Side {
        &self.side
    }

    /// The same, to be changed.
    pub fn side_mut(&mut self) -> &mut Side {
        &mut self.side
    }

    /// What the state is meant to hold.
    pub fn schema(&self) -> Option<&Arc<Schema>> {
        self.schema.as_ref()
    }

    /// All tables in their order.
    pub(super) fn named(&self) -> Vec<&Named> {
        let mut named: Vec<_> = self.tables.iter().collect();
        named.sort_unstable_by_key(|named| named.label);
        named
    }

    /// Names and kinds of all tables, in their order.
    pub fn tables(&self) -> Vec<(&Text, Kind)> {
        let named = self.named().into_iter();
        named
            .map(|named| (&named.name, named.table.kind()))
            .collect()
    }

    pub(super) fn find(&self, name: &str) -> Option<&Table> {
        Some(&self.find_named(name)?.table)
    }

    pub(super) fn find_named(&self, name: &str) -> Option<&Named> {
        self.tables.get(hash64(name.as_bytes()), name.as_bytes())
    }

    pub(super) fn table(&self, name: &str) -> Result<&Table> {
        self.find(name).ok_or_else(|| {
            let known: Vec<&str> = self.named().into_iter().map(|n| n.name.as_str()).collect();
            let (table, known) = (name.into(), known.join(", "));
            StateError::NoTable { table, known }.into()
        })
    }

    pub(super) fn table_mut(&mut self, name: &str) -> Result<&mut Table> {
        self.table(name)?;
        match self
            .tables
            .get_mut(hash64(name.as_bytes()), name.as_bytes())
        {
            Some(named) => {
                // Forks that still have the table as it was keep its columns.
                Arc::make_mut(&mut named.columns).clear();
                Ok(Arc::make_mut(&mut named.table))
            }
            None => Err(StateError::NoTable {
                table: name.into(),
                known: String::new(),
            }
            .into()),
        }
    }

    pub(super) fn table_schema(&self, name: &str) -> Option<&TableSchema> {
        self.schema.as_ref()?.table(name)
    }

    /// The whole table as a JSON value.
    ///
    /// # Errors
    /// [`StateError::NoTable`].
    pub fn table_value(&self, name: &str) -> Result<Value> {
        Ok(self.table(name)?.to_value())
    }

    /// Puts a whole table in the place of the one of its name; a new name comes last.
    ///
    /// # Errors
    /// [`StateError::Schema`] for a table that the schema does not allow, [`StateError::Value`] for
    /// one that is nested too deep to be read back.
    pub fn set_table(&mut self, name: &Text, value: Value) -> Result<()> {
        fits_as_table(&value)?;
        let schema = self.table_schema(name.as_str());
        let (kind, key) = schema.map_or((None, &[][..]), |schema| (schema.kind, &schema.key[..]));
        let broken = |what: String| StateError::Schema {
            place: format!("table {name:?}"),
            what,
        };
        let found = value.type_name();
        let table = Table::new(value, kind, key).map_err(|fault| match fault {
            TableFault::Kind(kind) => broken(format!("a {kind} table cannot be made of {found}")),
            TableFault::Key(KeyFault::Missing) => broken("a row lacks its key".into()),
            TableFault::Key(KeyFault::Taken(key)) => {
                broken(format!("two rows have the key {}", shown_key(&key)))
            }
        })?;
        if let Some(schema) = schema {
            match &table {
                Table::Keyed(keyed) => {
                    for row in keyed.sorted() {
                        schema.check(&row.value, || format!("{name}[{:?}]", row.key))?;
                    }
                }
                Table::Ordered(ordered) => {
                    for (i, row) in ordered.rows.iter().enumerate() {
                        schema.check(&row.value, || format!("{name}[{i}]"))?;
                    }
                }
                Table::Document(document) => {
                    schema.check(&document.value, || name.to_string())?;
                }
            }
        }
        let hash = hash64(name.as_bytes());
        let table = Arc::new(table);
        if let Some(named) = self.tables.get_mut(hash, name.as_bytes()) {
            named.table = table;
            named.columns = Arc::default();
            return Ok(());
        }
        let (label, name) = (self.next_label, name.clone());
        self.next_label += 1;
        self.tables.insert(Named {
            hash,
            label,
            name,
            table,
            columns: Arc::default(),
        });
        Ok(())
    }

    /// Stores a table that was just read as it was stored before, and counts changes from here.
    pub(super) fn restore(&mut self, name: &str, kind: Kind, columns: &[Text]) -> Option<()> {
        let named = self
            .tables
            .get_mut(hash64(name.as_bytes()), name.as_bytes())?;
        let table = Table::clone(&named.table).restored(kind, columns).ok()?;
        named.table = Arc::new(table);
        self.base = self.tables.clone();
        Some(())
    }

    /// Removes a whole table and returns it.
    ///
    /// # Errors
    /// [`StateError::NoTable`].
    pub fn remove_table(&mut self, name: &str) -> Result<Value> {
        let value = self.table_value(name)?;
        self.tables.remove(hash64(name.as_bytes()), name.as_bytes());
        Ok(value)
    }

    /// The state as one JSON value.
    pub fn to_value(&self) -> Value {
        let named = self.named().into_iter();
        Value::Object(Object::from_pairs(
            named.map(|n| (n.name.clone(), n.table.to_value())),
        ))
    }
}

/// Value equality.
impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.tables.is_same(&other.tables) || self.diff(other).is_empty()
    }
}
