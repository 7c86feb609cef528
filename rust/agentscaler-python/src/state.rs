//! States. Calls that cost less than the door stay outside it; what can take long goes through.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use agentscaler_core::Result;
use agentscaler_core::state::{
    Keyrow, State, StateDiff, Text, Value, hex, read_value, writes_from_json,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use crate::enter::{enter, step};
use crate::error::to_python;
use crate::state_diff::{PySchema, PyStateDiff};
use crate::state_side::PySide;
use crate::state_value::{from_object, key_from_object, to_object};

/// Named tables of rows, forked in constant time, written row by row and compared exactly.
///
/// A key is a string, an integer, or a tuple of them. Rows go in and come out as plain dicts that
/// share nothing with the state. See `agentscaler.environments.state`.
#[pyclass(frozen, name = "State", module = "agentscaler.environments")]
pub(crate) struct PyState(Mutex<State>);

type Object<'py> = Bound<'py, PyAny>;

type RowTexts = (
    Vec<String>,
    Vec<&'static str>,
    Vec<Option<String>>,
    Vec<Option<String>>,
);

impl PyState {
    pub(crate) fn of(state: State) -> Self {
        Self(Mutex::new(state))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A write that panicked left the tables as they were.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state as it is now, for work without the lock.
    pub(crate) fn snapshot(&self) -> State {
        self.lock().clone()
    }

    fn write<T>(&self, py: Python<'_>, work: impl FnOnce(&mut State) -> Result<T>) -> PyResult<T> {
        step(py, || work(&mut self.lock()))
    }
}

/// What a state or schema can be read from.
pub(crate) enum Source {
    Text(Vec<u8>),
    Value(Value),
}

impl Source {
    pub(crate) fn extract(source: &Object<'_>) -> PyResult<Self> {
        if let Ok(text) = source.cast::<PyString>() {
            return Ok(Self::Text(text.to_str()?.as_bytes().to_vec()));
        }
        match source.extract::<&[u8]>() {
            Ok(bytes) => Ok(Self::Text(bytes.to_vec())),
            Err(_) => Ok(Self::Value(from_object(source)?)),
        }
    }

    pub(crate) fn read(&self) -> Result<Value> {
        match self {
            Self::Text(text) => read_value(text),
            Self::Value(value) => Ok(value.clone()),
        }
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let mut file = std::fs::File::create(&name)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&name, path));
    if written.is_err() {
        // The first fault is the one to tell.
        let _ = std::fs::remove_file(&name);
    }
    written
}

fn key_object<'py>(py: Python<'py>, key: Option<&[Value]>) -> PyResult<Object<'py>> {
    match key {
        None => Ok(py.None().into_bound(py)),
        Some([one]) => to_object(py, one),
        Some(parts) => {
            let parts = parts.iter().map(|part| to_object(py, part));
            let parts = PyList::new(py, parts.collect::<PyResult<Vec<_>>>()?)?;
            Ok(parts.to_tuple().into_any())
        }
    }
}

#[pymethods]
impl PyState {
    /// Read a JSON object of tables: bytes, a string, or a dict.
    #[staticmethod]
    #[pyo3(signature = (source, schema=None))]
    fn from_json(py: Python<'_>, source: &Object<'_>, schema: Option<&PySchema>) -> PyResult<Self> {
        let schema = schema.map(|schema| schema.0.clone());
        let source = Source::extract(source)?;
        let state = enter(py, 1, move |_| State::from_value(&source.read()?, schema))?;
        Ok(Self::of(state))
    }

    /// Compact JSON, with every number and every order as it came in.
    fn to_json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let state = self.snapshot();
        let text = enter(py, 1, move |_| Ok(state.to_json()))?;
        Ok(PyBytes::new(py, text.as_bytes()))
    }

    /// Read the bytes of a snapshot.
    #[staticmethod]
    fn from_snapshot(py: Python<'_>, snapshot: &[u8]) -> PyResult<Self> {
        enter(py, 1, |_| State::from_snapshot(snapshot)).map(Self::of)
    }

    /// The bytes of a snapshot: schema, rows, clock and counters, with a checksum.
    fn to_snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let state = self.snapshot();
        let bytes = enter(py, 1, move |_| Ok(state.to_snapshot()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Write a snapshot to a file, whole or not at all.
    #[expect(clippy::needless_pass_by_value, reason = "a path from Python is owned")]
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let state = self.snapshot();
        py.detach(|| write_whole(&path, &state.to_snapshot()))?;
        Ok(())
    }

    /// Read a snapshot from a file.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let bytes = std::fs::read(path)?;
        enter(py, 1, |_| State::from_snapshot(&bytes)).map(Self::of)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Object<'py>, (Bound<'py, PyBytes>,))> {
        let snapshot = slf.get().to_snapshot(slf.py())?;
        Ok((slf.getattr("from_snapshot")?, (snapshot,)))
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let (a, b) = (self.snapshot(), other.snapshot());
        step(py, || Ok(py.detach(|| a == b)))
    }

    /// A state of its own with the same rows, in constant time; its changes begin here.
    fn fork(&self) -> Self {
        Self::of(self.lock().fork())
    }

    /// As `fork`, but its changes go on from where this state's began.
    fn savepoint(&self) -> Self {
        Self::of(self.lock().clone())
    }

    /// Become what a savepoint is: the way to take back all that was done since it was made.
    fn restore(&self, savepoint: &Self) {
        let savepoint = savepoint.snapshot();
        *self.lock() = savepoint;
    }

    /// Clock, random stream and id counters.
    #[getter]
    fn side(&self) -> PySide {
        PySide::from(self.lock().side())
    }

    #[setter]
    fn set_side(&self, side: &PySide) {
        *self.lock().side_mut() = side.into();
    }

    /// What the state is meant to hold.
    #[getter]
    fn schema(&self) -> Option<PySchema> {
        self.lock().schema().cloned().map(PySchema)
    }

    /// Identity of the value, 64 hexadecimal digits: equal exactly for value-equal states.
    fn digest(&self, py: Python<'_>) -> PyResult<String> {
        let state = self.snapshot();
        // Without the GIL, since the first digest of a large state takes milliseconds; without the
        // door, since every later one takes microseconds.
        step(py, || Ok(hex(&py.detach(|| state.digest()))))
    }

    /// What turns this state into the other; under an equivalence: nothing, when they are equal.
    #[pyo3(signature = (other, equivalence=None))]
    fn diff(
        slf: &Bound<'_, Self>,
        other: &Bound<'_, Self>,
        equivalence: Option<&Object<'_>>,
    ) -> PyResult<PyStateDiff> {
        if let Some(equivalence) = equivalence
            && equivalence
                .call_method1("compare", (slf, other))?
                .is_truthy()?
        {
            return Ok(PyStateDiff(StateDiff::default()));
        }
        let (a, b) = (slf.get().snapshot(), other.get().snapshot());
        let py = slf.py();
        step(py, || Ok(PyStateDiff(py.detach(|| a.diff(&b)))))
    }

    /// What changed since the last fork, net.
    fn changes(&self, py: Python<'_>) -> PyResult<PyStateDiff> {
        let state = self.snapshot();
        step(py, || Ok(PyStateDiff(py.detach(|| state.changes()))))
    }

    /// Make the changes of a diff, all or none.
    fn apply(&self, py: Python<'_>, diff: &PyStateDiff) -> PyResult<()> {
        self.write(py, |state| state.apply(&diff.0))
    }

    /// Make writes that a tool set made in another process, all or none.
    fn make_all(&self, py: Python<'_>, writes: &[u8]) -> PyResult<()> {
        self.write(py, |state| state.make_all(&writes_from_json(writes)?))
    }

    /// Names and kinds (keyed, ordered, document) of all tables, in their order.
    fn tables(&self) -> Vec<(String, &'static str)> {
        let state = self.lock();
        let tables = state.tables().into_iter();
        tables
            .map(|(name, kind)| (name.to_string(), kind.as_str()))
            .collect()
    }

    /// Number of rows.
    fn count(&self, py: Python<'_>, table: &str) -> PyResult<usize> {
        self.write(py, |state| state.count(table))
    }

    /// Columns that make the key of a row: declared, or in a list found; None where there are none.
    fn key_columns(&self, py: Python<'_>, table: &str) -> PyResult<Option<Vec<String>>> {
        self.write(py, |state| {
            let columns = state.key_columns(table)?;
            Ok(columns.map(|columns| columns.iter().map(ToString::to_string).collect()))
        })
    }

    /// The row of a key, or None.
    fn get<'py>(&self, py: Python<'py>, table: &str, key: &Object<'py>) -> PyResult<Object<'py>> {
        let key = key_from_object(key)?;
        let row = self.write(py, |state| Ok(state.get(table, &key)?.cloned()))?;
        row.map_or_else(|| Ok(py.None().into_bound(py)), |row| to_object(py, &row))
    }

    /// The row at a position of a list.
    fn get_at<'py>(&self, py: Python<'py>, table: &str, at: usize) -> PyResult<Object<'py>> {
        let row = self.write(py, |state| state.get_at(table, at).cloned())?;
        to_object(py, &row)
    }

    /// All rows in their order, each with its key (None where the table has none).
    fn rows<'py>(&self, py: Python<'py>, table: &str) -> PyResult<Vec<(Object<'py>, Object<'py>)>> {
        let state = self.snapshot();
        let rows: Vec<Keyrow<'_>> = state.rows(table).map_err(|e| to_python(py, &e))?;
        let objects = rows
            .into_iter()
            .map(|(key, row)| Ok((key_object(py, key.as_deref())?, to_object(py, row)?)));
        objects.collect()
    }

    /// Rows of all tables as text: tables, kinds, keys, rows (None: a table without rows).
    fn row_texts(&self, py: Python<'_>) -> PyResult<RowTexts> {
        let state = self.snapshot();
        enter(py, 1, move |_| {
            let mut columns = RowTexts::default();
            for row in state.row_texts() {
                columns.0.push(row.table.to_string());
                columns.1.push(row.kind.as_str());
                columns.2.push(row.key.map(|key| key.to_string()));
                columns.3.push(row.text);
            }
            Ok(columns)
        })
    }

    /// The whole table as plain objects.
    fn table<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Object<'py>> {
        let value = self.write(py, |state| state.table_value(name))?;
        to_object(py, &value)
    }

    /// Put a whole table in the place of the one of its name; a new name comes last.
    fn set_table(&self, py: Python<'_>, name: &str, value: &Object<'_>) -> PyResult<()> {
        let value = from_object(value)?;
        self.write(py, |state| state.set_table(&Text::from(name), value))
    }

    /// Put another value in the place of a document, which stays one whatever the value.
    fn set_document(&self, py: Python<'_>, name: &str, value: &Object<'_>) -> PyResult<()> {
        let value = from_object(value)?;
        self.write(py, |state| state.set_document(name, value))
    }

    /// Remove a whole table and return it.
    fn remove_table<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Object<'py>> {
        let value = self.write(py, |state| state.remove_table(name))?;
        to_object(py, &value)
    }

    /// Add a row; in a list it comes last.
    fn insert(
        &self,
        py: Python<'_>,
        table: &str,
        key: &Object<'_>,
        row: &Object<'_>,
    ) -> PyResult<()> {
        let (key, row) = (key_from_object(key)?, from_object(row)?);
        self.write(py, |state| state.insert(table, &key, row))
    }

    /// Put another row in the place of the one of a key.
    fn put(&self, py: Python<'_>, table: &str, key: &Object<'_>, row: &Object<'_>) -> PyResult<()> {
        let (key, row) = (key_from_object(key)?, from_object(row)?);
        self.write(py, |state| state.put(table, &key, row))
    }

    /// Set some columns of a row.
    fn update(
        &self,
        py: Python<'_>,
        table: &str,
        key: &Object<'_>,
        columns: &Object<'_>,
    ) -> PyResult<()> {
        let key = key_from_object(key)?;
        match from_object(columns)? {
            Value::Object(columns) => self.write(py, |state| state.update(table, &key, &columns)),
            _ => Err(pyo3::exceptions::PyTypeError::new_err(
                "columns must be a dict",
            )),
        }
    }

    /// Remove the row of a key and return it.
    fn delete<'py>(
        &self,
        py: Python<'py>,
        table: &str,
        key: &Object<'py>,
    ) -> PyResult<Object<'py>> {
        let key = key_from_object(key)?;
        let row = self.write(py, |state| state.delete(table, &key))?;
        to_object(py, &row)
    }

    /// Insert a row before a position of a list.
    fn insert_at(&self, py: Python<'_>, table: &str, at: usize, row: &Object<'_>) -> PyResult<()> {
        let row = from_object(row)?;
        self.write(py, |state| state.insert_at(table, at, row))
    }

    /// Put another row in the place of the one at a position of a list.
    fn put_at(&self, py: Python<'_>, table: &str, at: usize, row: &Object<'_>) -> PyResult<()> {
        let row = from_object(row)?;
        self.write(py, |state| state.put_at(table, at, row))
    }

    /// Remove the row at a position of a list and return it.
    fn delete_at<'py>(&self, py: Python<'py>, table: &str, at: usize) -> PyResult<Object<'py>> {
        let row = self.write(py, |state| state.delete_at(table, at))?;
        to_object(py, &row)
    }
}
