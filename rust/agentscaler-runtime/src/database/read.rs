//! Methods that change nothing.

use agentscaler_core::state::{Selected, Text, Value};
use monty_types::MontyObject;

use super::arguments::{Arguments, Columns};
use super::{Answer, Database, address};

impl Database<'_> {
    /// `get(table, key=None)`: the row of a key, or None; the whole value of a document.
    pub(super) fn get(&self, mut arguments: Arguments) -> Answer {
        let table = arguments.text("table")?;
        let address = self.address(&table, arguments.optional())?;
        self.meter.read(1)?;
        match address::row(self.state, &table, &address)? {
            Some(row) => self.out(row, &table),
            None => Ok(MontyObject::None),
        }
    }

    /// `find(table, **equals)`: rows whose columns equal.
    pub(super) fn find(&self, (table, equals): Columns) -> Answer {
        let found = self.selected(&table, &equals)?;
        let rows = found.iter().map(|found| self.out(found.row, &table));
        Ok(MontyObject::List(rows.collect::<Answer<_>>()?))
    }

    /// `keys(table, **equals)`: keys of rows whose columns equal.
    pub(super) fn keys(&self, (table, equals): Columns) -> Answer {
        let found = self.selected(&table, &equals)?;
        let keys = found.iter().map(|found| self.key_out(&found.key));
        Ok(MontyObject::List(keys.collect::<Answer<_>>()?))
    }

    /// `count(table, **equals)`: how many rows equal.
    pub(super) fn count(&self, (table, equals): Columns) -> Answer {
        let has_rows = self.state.document(&table)?.is_none();
        let count = if equals.is_empty() && has_rows {
            self.state.count(&table)?
        } else {
            self.state.select(&table, &equals)?.len()
        };
        Ok(MontyObject::Int(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// `rows(table)`: all rows.
    pub(super) fn rows(&self, mut arguments: Arguments) -> Answer {
        let table = arguments.text("table")?;
        self.find((table, Vec::new()))
    }

    /// `items(table)`: all keys with their rows.
    pub(super) fn items(&self, mut arguments: Arguments) -> Answer {
        let table = arguments.text("table")?;
        let found = self.selected(&table, &[])?;
        let items = found.iter().map(|found| {
            let (key, row) = (self.key_out(&found.key)?, self.out(found.row, &table)?);
            Ok(MontyObject::Tuple(vec![key, row]))
        });
        Ok(MontyObject::List(items.collect::<Answer<_>>()?))
    }

    fn selected(&self, table: &str, equals: &[(Text, Value)]) -> Answer<Vec<Selected<'_>>> {
        let found = self.state.select(table, equals)?;
        self.meter.read(found.len())?;
        Ok(found)
    }

    /// A key as a program gets it: the value of one part, a tuple of several.
    pub(super) fn key_out(&self, key: &[Value]) -> Answer {
        match key {
            [one] => self.out(one, "key"),
            parts => {
                let parts = parts.iter().map(|part| self.out(part, "key"));
                Ok(MontyObject::Tuple(parts.collect::<Answer<_>>()?))
            }
        }
    }
}
