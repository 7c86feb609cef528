//! Errors of the runtime become the exceptions that `agentscaler.errors` declares.

use agentscaler_runtime::Error;
use agentscaler_runtime::program::Diagnostic;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::{raise, to_python};

/// File, line, column, line of the source, what is wrong, what to do, `error` or `warning`.
pub(crate) type Told = (
    String,
    Option<usize>,
    Option<usize>,
    String,
    String,
    String,
    &'static str,
);

pub(crate) fn told(diagnostic: &Diagnostic, severity: &'static str) -> Told {
    let Diagnostic {
        file,
        line,
        column,
        text,
        what,
        instead,
    } = diagnostic.clone();
    (
        file,
        Some(line),
        Some(column),
        text,
        what,
        instead,
        severity,
    )
}

/// Which exception an error of the runtime becomes.
pub(crate) fn to_exception(py: Python<'_>, error: &Error) -> PyErr {
    let diagnostics: Vec<Told> = match error {
        Error::Program { diagnostics } => {
            let diagnostics = diagnostics.iter();
            diagnostics.map(|one| told(one, "error")).collect()
        }
        Error::Tools { problems } => {
            let problems = problems.iter().cloned();
            let empty = String::new;
            problems
                .map(|one| {
                    (
                        one.tool,
                        None,
                        None,
                        empty(),
                        one.what,
                        one.instead,
                        "error",
                    )
                })
                .collect()
        }
        Error::Core(error) => return to_python(py, error),
        _ => return raise(py, "ArgumentError", error.to_string()),
    };
    let make = || {
        let errors = py.import("agentscaler.errors")?;
        let class = errors.getattr("Diagnostic")?;
        let made = diagnostics.into_iter().map(|fields| class.call1(fields));
        let named = PyDict::new(py);
        named.set_item("diagnostics", made.collect::<PyResult<Vec<_>>>()?)?;
        let message = (error.to_string(),);
        errors.getattr("ToolError")?.call(message, Some(&named))
    };
    make().map_or_else(|broken| broken, PyErr::from_value)
}
