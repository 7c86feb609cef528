//! Tools: compiled once, called one at a time or in batches.

use std::time::Duration;

use agentscaler_core::state::{Text, Value, writes_to_json};
use agentscaler_runtime::{Arguments, Call, Limits, ToolSet, Until, replay};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::enter::{enter, step};
use crate::error::raise;
use crate::state::PyState;
use crate::state_value::{from_object, to_object};
use crate::toolset_error::{Told, to_exception, told};
use crate::toolset_result::{PyReplay, PyToolResult};

type Object<'py> = Bound<'py, PyAny>;

/// Compiled tools. See `agentscaler.environments.toolset`.
#[pyclass(frozen, name = "ToolSet", module = "agentscaler._core")]
pub(crate) struct PyToolSet(pub(crate) ToolSet);

fn limits_from(limits: &Bound<'_, PyDict>) -> PyResult<Limits> {
    let py = limits.py();
    let get = |name: &str| -> PyResult<Object<'_>> {
        let value = limits.get_item(name)?;
        value.ok_or_else(|| raise(py, "ArgumentError", format!("the limit {name} is missing")))
    };
    let count = |name: &str| -> PyResult<u64> {
        let value = get(name)?;
        value.extract().map_err(|_| {
            let message = format!("{name} is {value}, but must be a whole number from 0 on");
            raise(py, "ArgumentError", message)
        })
    };
    let size = |name: &str| count(name).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    let seconds: f64 = get("time_s")?.extract()?;
    let time = Duration::try_from_secs_f64(seconds).map_err(|_| {
        let message = format!("time_s is {seconds}, but must be above 0");
        raise(py, "ArgumentError", message)
    })?;
    Ok(Limits {
        host_calls: count("host_calls")?,
        rows_read: count("rows_read")?,
        argument_bytes: size("argument_bytes")?,
        integer_digits: size("integer_digits")?,
        result_bytes: size("result_bytes")?,
        value_bytes: size("value_bytes")?,
        recursion: size("recursion")?,
        time,
        memory_bytes: count("memory_bytes")?,
    })
}

/// Arguments as they come in: what is no JSON is a matter of the call, not an exception.
fn arguments_from(arguments: &Object<'_>) -> Arguments {
    let unreadable = |why: &str| Arguments::Unreadable(why.into());
    if let Ok(text) = arguments.cast::<PyString>() {
        return match text.to_str() {
            Ok(text) => Arguments::from(text),
            Err(_) => unreadable("half of a surrogate pair cannot stand in JSON"),
        };
    }
    if let Ok(bytes) = arguments.cast::<PyBytes>() {
        return match std::str::from_utf8(bytes.as_bytes()) {
            Ok(text) => Arguments::from(text),
            Err(_) => unreadable("bytes that are not UTF-8"),
        };
    }
    match from_object(arguments) {
        Ok(Value::Object(object)) => Arguments::Object(object),
        Ok(other) => {
            let found = other.type_name();
            unreadable(&format!("expected a JSON object, found {found}"))
        }
        Err(error) => unreadable(&error.value(arguments.py()).to_string()),
    }
}

fn calls_from(sequence: &Object<'_>) -> PyResult<Vec<Call>> {
    let calls = sequence.try_iter()?.map(|call| {
        let (name, arguments): (String, Object<'_>) = call?.extract()?;
        Ok(Call {
            name: Text::from(name.as_str()),
            arguments: arguments_from(&arguments),
        })
    });
    calls.collect()
}

/// The problems of a source and its warnings.
#[pyfunction]
pub(crate) fn check_tools(py: Python<'_>, source: &str) -> PyResult<Vec<Told>> {
    let checked = enter(py, 1, |_| Ok(agentscaler_runtime::check(source)))?;
    match checked {
        Ok(diagnostics) => Ok(diagnostics
            .iter()
            .map(|(diagnostic, severity)| told(diagnostic, severity))
            .collect()),
        Err(error) => Err(to_exception(py, &error)),
    }
}

/// What a function or a parameter is called for a name of a list of tools.
#[pyfunction]
pub(crate) fn identifier(name: &str) -> String {
    agentscaler_runtime::identifier(name)
}

#[pymethods]
impl PyToolSet {
    /// Compile the tools of a source.
    #[staticmethod]
    fn compile(
        py: Python<'_>,
        source: &str,
        tools: Option<&Object<'_>>,
        limits: &Bound<'_, PyDict>,
    ) -> PyResult<Self> {
        let tools = tools.map(from_object).transpose()?;
        let limits = limits_from(limits)?;
        let compiled = enter(py, 1, move |_| {
            Ok(ToolSet::compile(source, tools.as_ref(), limits))
        })?;
        compiled.map(Self).map_err(|error| to_exception(py, &error))
    }

    /// Call a tool on a state.
    fn call(
        &self,
        py: Python<'_>,
        state: &PyState,
        name: &str,
        arguments: &Object<'_>,
    ) -> PyResult<PyToolResult> {
        let arguments = arguments_from(arguments);
        // On this thread, without the GIL: a call takes microseconds, and may take its time limit.
        let result = step(py, || {
            Ok(py.detach(|| self.0.call(&mut state.lock(), name, &arguments)))
        })?;
        Ok(result.into())
    }

    /// As `call`, with what it did to the state, for `State.make_all` of another process.
    fn call_with_writes<'py>(
        &self,
        py: Python<'py>,
        state: &PyState,
        name: &str,
        arguments: &Object<'_>,
    ) -> PyResult<(PyToolResult, Bound<'py, PyBytes>)> {
        let arguments = arguments_from(arguments);
        let (result, writes) = step(py, || {
            Ok(py.detach(|| {
                let mut state = state.lock();
                let (result, writes) = self.0.call_with_writes(&mut state, name, &arguments);
                (result, writes_to_json(&writes))
            }))
        })?;
        Ok((result.into(), PyBytes::new(py, writes.as_bytes())))
    }

    /// The arguments of a call as its program would get them, or the result of the call.
    fn read<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        arguments: &Object<'py>,
    ) -> PyResult<Object<'py>> {
        let arguments = arguments_from(arguments);
        match step(py, || Ok(self.0.read(name, &arguments)))? {
            Ok(object) => to_object(py, &Value::Object(object)),
            Err(result) => Ok(Bound::new(py, PyToolResult::from(result))?.into_any()),
        }
    }

    /// Call sequences of tools, each on a fork of a state.
    fn replay(
        &self,
        py: Python<'_>,
        state: &PyState,
        sequences: &Object<'_>,
        until: &str,
        threads: usize,
    ) -> PyResult<Vec<PyReplay>> {
        let until = match until {
            "done" => Until::Done,
            "fault" => Until::Fault,
            "error" => Until::Error,
            other => {
                let message = format!("until is {other:?}, but must be done, fault or error");
                return Err(raise(py, "ArgumentError", message));
            }
        };
        let sequences = sequences.try_iter()?.map(|one| calls_from(&one?));
        let sequences: Vec<Vec<Call>> = sequences.collect::<PyResult<_>>()?;
        let base = state.snapshot();
        let played = enter(py, threads, move |pool| {
            replay(&self.0, &base, &sequences, until, pool)
        })?;
        let played = played.into_iter().map(|replay| PyReplay::of(py, replay));
        played.collect()
    }

    /// Identity of what the tools do.
    #[getter]
    fn digest(&self) -> &str {
        self.0.digest()
    }

    /// The tools as a model is told them.
    #[getter]
    fn tools<'py>(&self, py: Python<'py>) -> PyResult<Object<'py>> {
        to_object(py, self.0.tools())
    }

    /// What is allowed in the source and yet looks wrong.
    #[getter]
    fn warnings(&self) -> Vec<Told> {
        let warnings = self.0.warnings().iter();
        warnings.map(|one| told(one, "warning")).collect()
    }
}
