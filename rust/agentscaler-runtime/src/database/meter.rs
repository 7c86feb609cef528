//! What a call has used of its limits.

use std::cell::Cell;

use crate::limits::Limits;

/// Which limit was passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passed(pub(crate) String);

/// Counters of one call.
#[derive(Debug)]
pub(crate) struct Meter<'a> {
    limits: &'a Limits,
    calls: Cell<u64>,
    rows: Cell<u64>,
}

impl<'a> Meter<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            calls: Cell::new(0),
            rows: Cell::new(0),
        }
    }

    /// Counts a call of a method.
    pub(super) fn call(&self) -> Result<(), Passed> {
        self.calls.set(self.calls.get() + 1);
        let most = self.limits.host_calls;
        if self.calls.get() > most {
            let what = format!("more than {most} calls of db");
            return Err(Passed(what));
        }
        Ok(())
    }

    /// Counts rows or keys before they are copied.
    pub(super) fn read(&self, rows: usize) -> Result<(), Passed> {
        self.rows.set(self.rows.get().saturating_add(rows as u64));
        let most = self.limits.rows_read;
        if self.rows.get() > most {
            let what = format!("more than {most} rows read");
            return Err(Passed(what));
        }
        Ok(())
    }
}
