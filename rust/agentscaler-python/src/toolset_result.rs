//! What calls of tools give.

use agentscaler_runtime::{Kind, Replay, ToolResult};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::error::raise;
use crate::state::PyState;

/// What a call of a tool gave: what the agent sees, and what kind of outcome it is.
#[pyclass(
    frozen,
    eq,
    hash,
    skip_from_py_object,
    name = "ToolResult",
    module = "agentscaler.environments"
)]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyToolResult {
    /// What the agent sees.
    #[pyo3(get)]
    content: String,
    kind: &'static str,
    /// For people: the traceback of a fault.
    #[pyo3(get)]
    detail: Option<String>,
}

impl From<ToolResult> for PyToolResult {
    fn from(result: ToolResult) -> Self {
        Self {
            kind: result.kind.as_str(),
            content: result.content,
            detail: result.detail,
        }
    }
}

#[pymethods]
impl PyToolResult {
    #[new]
    #[pyo3(signature = (content, *, kind="ok", detail=None))]
    fn new(py: Python<'_>, content: String, kind: &str, detail: Option<String>) -> PyResult<Self> {
        let Some(kind) = Kind::from_word(kind) else {
            let known = "ok, refusal, invalid_call, fault or infrastructure";
            let message = format!("kind is {kind:?}, but must be {known}");
            return Err(raise(py, "ArgumentError", message));
        };
        let kind = kind.as_str();
        Ok(Self {
            content,
            kind,
            detail,
        })
    }

    /// `ok`, `refusal`, `invalid_call`, `fault` or `infrastructure`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.kind
    }

    /// Whether the call did not do what was asked.
    #[getter]
    fn is_error(&self) -> bool {
        self.kind != Kind::Ok.as_str()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let shown = |text: &str| text.into_pyobject(py)?.repr().map(|repr| repr.to_string());
        let mut repr = format!("ToolResult({}, kind='{}'", shown(&self.content)?, self.kind);
        if let Some(detail) = &self.detail {
            repr.push_str(", detail=");
            repr.push_str(&shown(detail)?);
        }
        repr.push(')');
        Ok(repr)
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((&str,), Bound<'py, PyDict>)> {
        let named = PyDict::new(py);
        named.set_item("kind", self.kind)?;
        named.set_item("detail", self.detail.as_deref())?;
        Ok(((&self.content,), named))
    }
}

/// What a sequence of calls left: a state of its own, and what each call gave.
#[pyclass(
    frozen,
    get_all,
    skip_from_py_object,
    name = "Replay",
    module = "agentscaler.environments"
)]
pub(crate) struct PyReplay {
    /// The fork; its changes begin at the state that all sequences began with.
    state: Py<PyState>,
    /// What the calls gave; shorter than the sequence where it ended early.
    results: Py<PyTuple>,
}

impl PyReplay {
    pub(crate) fn of(py: Python<'_>, replay: Replay) -> PyResult<Self> {
        let results = replay.results.into_iter().map(PyToolResult::from);
        Ok(Self {
            state: Py::new(py, PyState::of(replay.state))?,
            results: PyTuple::new(py, results.collect::<Vec<_>>())?.unbind(),
        })
    }
}

#[pymethods]
impl PyReplay {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Replay(results={})", self.results.bind(py).repr()?))
    }
}
