//! Schemas, diffs and equivalences.

use std::sync::Arc;

use agentscaler_core::Cancel;
use agentscaler_core::state::{Comparison, Equivalence, Schema, StateDiff, Verdict};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::enter::{enter, step};
use crate::error::to_python;
use crate::state::{PyState, Source};
use crate::state_value::to_object;

/// What a state is meant to hold: tables, columns, keys, references and marks.
#[pyclass(frozen, name = "Schema", module = "agentscaler.environments")]
pub(crate) struct PySchema(pub(crate) Arc<Schema>);

#[pymethods]
impl PySchema {
    /// Read a schema: bytes, a string, or a dict.
    #[staticmethod]
    fn from_json(py: Python<'_>, source: &Bound<'_, PyAny>) -> PyResult<Self> {
        let schema = Source::extract(source)?.read().and_then(Schema::from_value);
        Ok(Self(Arc::new(schema.map_err(|e| to_python(py, &e))?)))
    }

    /// Compact JSON.
    fn to_json<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.to_json().as_bytes())
    }
}

/// What differs between two states: rows added, removed and changed, with the cells.
///
/// False when nothing differs; `str` shows it to people.
#[pyclass(frozen, name = "StateDiff", module = "agentscaler.environments")]
pub(crate) struct PyStateDiff(pub(crate) StateDiff);

#[pymethods]
impl PyStateDiff {
    /// Read a diff that `to_json` wrote.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &[u8]) -> PyResult<Self> {
        StateDiff::from_json(text)
            .map(Self)
            .map_err(|e| to_python(py, &e))
    }

    /// Compact JSON.
    fn to_json<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.to_json().as_bytes())
    }

    /// The same as plain objects.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_object(py, &self.0.to_value())
    }

    fn __bool__(&self) -> bool {
        !self.0.is_empty()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

/// Ties that a comparison may try before it asks for a thread that Ctrl-C can stop.
const QUICK: usize = 50;

/// verdict, renaming as place, old and new value, reason
type Compared<'py> = (
    &'static str,
    Vec<(String, Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    Option<String>,
);

/// The rules of `agentscaler.environments.Equivalence`, read and checked.
#[pyclass(frozen, name = "Equivalence", module = "agentscaler._core")]
pub(crate) struct PyEquivalence(pub(crate) Equivalence);

#[pymethods]
impl PyEquivalence {
    /// The marks of a schema and more rules as JSON.
    #[staticmethod]
    #[pyo3(signature = (schema, text))]
    fn from_json(py: Python<'_>, schema: Option<&PySchema>, text: &[u8]) -> PyResult<Self> {
        let schema = schema.map(|schema| &*schema.0);
        Equivalence::new(schema, text)
            .map(Self)
            .map_err(|e| to_python(py, &e))
    }

    /// Verdict, renaming (place, old value, new value) and reason.
    #[pyo3(signature = (first, second, base))]
    fn compare<'py>(
        &self,
        py: Python<'py>,
        first: &PyState,
        second: &PyState,
        base: Option<&PyState>,
    ) -> PyResult<Compared<'py>> {
        let (a, b) = (first.snapshot(), second.snapshot());
        let base = base.map(PyState::snapshot);
        // Nearly all forks are decided in less time than a thread takes to start.
        let quick = || self.0.compare_within(&a, &b, QUICK, &Cancel::default());
        let quick = match &base {
            Some(_) => None,
            None => Some(step(py, || py.detach(quick))?),
        };
        let compared = match quick.filter(|found| found.verdict != Verdict::Undecided) {
            Some(compared) => compared,
            None => enter(py, 1, |pool| match &base {
                Some(base) => self.0.compare_from(base, &a, &b, pool.cancel()),
                None => self.0.compare(&a, &b, pool.cancel()),
            })?,
        };
        let Comparison {
            verdict,
            renaming,
            reason,
        } = compared;
        let verdict = crate::reward::verdict(verdict);
        let renaming = renaming.into_iter().map(|r| {
            Ok((
                r.place.to_string(),
                to_object(py, &r.old)?,
                to_object(py, &r.new)?,
            ))
        });
        Ok((verdict, renaming.collect::<PyResult<_>>()?, reason))
    }
}
