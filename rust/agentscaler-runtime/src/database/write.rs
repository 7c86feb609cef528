//! Methods that change rows. Each checks all that can go wrong before it changes anything.

use agentscaler_core::state::{Action, Kind, Object, Target, Value, Write};
use monty_types::{ExcType, MontyObject};

use super::address::{self, Address, shown};
use super::arguments::Arguments;
use super::{Answer, Database, raise};

impl Database<'_> {
    /// `insert(table, row, key=None)`: adds a row and returns its key.
    pub(super) fn insert(&mut self, mut arguments: Arguments) -> Answer {
        let table = arguments.text("table")?;
        let row = self.row_in(arguments.optional())?;
        let given = self.key(arguments.optional())?;
        if self.state.kind(&table)? == Kind::Document {
            let what = format!(
                "table \"{table}\" is document: it takes no rows; change it with put or update"
            );
            return raise(ExcType::ValueError, what);
        }
        let Some(key) = self.key_for(&table, &row, given)? else {
            let position = self.state.count(&table)?;
            let action = Action::Insert(Value::Object(row));
            self.make(&table, Target::At(position), action)?;
            return Ok(MontyObject::Int(
                i64::try_from(position).unwrap_or(i64::MAX),
            ));
        };
        let key_out = self.key_out(&key)?;
        let action = Action::Insert(Value::Object(row));
        self.make(&table, Target::Key(key), action)?;
        Ok(key_out)
    }

    /// `update(table, key, columns)`: sets some columns of a row.
    pub(super) fn update(&mut self, mut arguments: Arguments) -> Answer {
        let table = arguments.text("table")?;
        let address = self.address(&table, arguments.optional())?;
        let columns = self.columns_in(arguments.optional())?;
        let old = self.existing(&table, &address)?;
        let Some(row) = old.as_object() else {
            let what = format!(
                "table \"{table}\" is {}: it has no columns; use put",
                old.type_name()
            );
            return raise(ExcType::ValueError, what);
        };
        self.set(&table, &address, Value::Object(row.with_all(&columns)))
    }

    /// `put(table, key, row)`: replaces a row.
    pub(super) fn put(&mut self, mut arguments: Arguments) -> Answer {
        let table = arguments.text("table")?;
        let address = self.address(&table, arguments.optional())?;
        let row = if address == Address::Document {
            self.taken(arguments.optional(), "row")?
        } else {
            Value::Object(self.row_in(arguments.optional())?)
        };
        self.existing(&table, &address)?;
        self.set(&table, &address, row)
    }

    /// `delete(table, key)`: removes a row.
    pub(super) fn delete(&mut self, mut arguments: Arguments) -> Answer {
        let table = arguments.text("table")?;
        let address = self.address(&table, arguments.optional())?;
        self.existing(&table, &address)?;
        let target = match address {
            Address::Key(key) => Target::Key(key),
            Address::At(at) => Target::At(at.unwrap_or(usize::MAX)),
            Address::Document => {
                let what = format!("table \"{table}\" is document: it cannot be deleted; use put");
                return raise(ExcType::ValueError, what);
            }
        };
        self.make(&table, target, Action::Delete)?;
        Ok(MontyObject::None)
    }

    /// Writes, and remembers it for whoever has to do the same.
    fn make(&mut self, table: &str, row: Target, action: Action) -> Answer<()> {
        let table = table.into();
        let write = Write { table, row, action };
        self.state.make(&write)?;
        self.writes.push(write);
        Ok(())
    }

    fn set(&mut self, table: &str, address: &Address, row: Value) -> Answer {
        let target = match address {
            Address::Key(key) => {
                self.keep_key(table, key, &row)?;
                Target::Key(key.clone())
            }
            Address::At(at) => Target::At(at.unwrap_or(usize::MAX)),
            Address::Document => Target::Whole,
        };
        self.make(table, target, Action::Put(row))?;
        Ok(MontyObject::None)
    }

    fn existing(&self, table: &str, address: &Address) -> Answer<Value> {
        if let Some(row) = address::row(self.state, table, address)? {
            return Ok(row.clone());
        }
        let row = match address {
            Address::Key(key) => shown(key),
            Address::At(Some(at)) => format!("at position {at}"),
            Address::At(None) | Address::Document => "at this position".to_owned(),
        };
        raise(
            ExcType::KeyError,
            format!("table \"{table}\" has no row {row}"),
        )
    }

    fn row_in(&self, object: MontyObject) -> Answer<Object> {
        self.object_in(object, "row")
    }

    fn columns_in(&self, object: MontyObject) -> Answer<Object> {
        self.object_in(object, "columns")
    }

    fn object_in(&self, object: MontyObject, name: &str) -> Answer<Object> {
        if let MontyObject::Dict(_) = object
            && let Value::Object(object) = self.taken(object, name)?
        {
            return Ok(object);
        }
        raise(ExcType::ValueError, format!("{name} must be a dict"))
    }

    /// The key of a new row: as given, or as its columns have it; `None` in a list without key.
    fn key_for(
        &self,
        table: &str,
        row: &Object,
        given: Option<Vec<Value>>,
    ) -> Answer<Option<Vec<Value>>> {
        let columns = self.state.key_columns(table)?.unwrap_or_default();
        let cells = columns.iter().map(|name| {
            let cell = row.get(name.as_str()).filter(|cell| cell.is_key());
            cell.cloned()
        });
        let own: Option<Vec<Value>> = cells.collect();
        let own = own.filter(|key| !key.is_empty());
        match (given, own) {
            (Some(given), Some(own)) if given != own => {
                let (given, own) = (shown(&given), shown(&own));
                let what = format!("the key is {given}, but the columns of the row say {own}");
                raise(ExcType::ValueError, what)
            }
            (_, Some(own)) => Ok(Some(own)),
            (given, None) if self.state.kind(table)? == Kind::Ordered => {
                if !columns.is_empty() {
                    let names: Vec<&str> = columns
                        .iter()
                        .map(agentscaler_core::state::Text::as_str)
                        .collect();
                    let names = names.join(", ");
                    let what = format!(
                        "a row of table \"{table}\" needs its key, a str or an int, in {names}"
                    );
                    return raise(ExcType::ValueError, what);
                }
                if given.is_some() {
                    let what = format!("rows of table \"{table}\" have no key: leave it out");
                    return raise(ExcType::ValueError, what);
                }
                Ok(None)
            }
            (Some(given), None) => Ok(Some(given)),
            (None, None) => {
                let what = format!("a new row of table \"{table}\" needs a key");
                raise(ExcType::ValueError, what)
            }
        }
    }

    /// Refuses a row that would leave a list without its key, or take the key of another row.
    ///
    /// A state gives up a key that no schema declares when a row does not fit it. A program was
    /// written for the key, so here the row is what has to go.
    fn keep_key(&self, table: &str, key: &[Value], row: &Value) -> Answer<()> {
        let Some(row) = row.as_object() else {
            return Ok(());
        };
        if self.state.kind(table)? != Kind::Ordered {
            return Ok(());
        }
        let new = self.key_for(table, row, None)?.unwrap_or_default();
        if new != key && self.state.get(table, &new)?.is_some() {
            let what = format!("table \"{table}\" already has a row {}", shown(&new));
            return raise(ExcType::ValueError, what);
        }
        Ok(())
    }
}
