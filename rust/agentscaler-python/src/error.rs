//! Core errors become the exceptions that `agentscaler.errors` declares.

use agentscaler_core::Error;
use agentscaler_core::text::TextError;
use pyo3::exceptions::{PyKeyboardInterrupt, PyOSError};
use pyo3::prelude::*;

/// An exception of `agentscaler.errors` by its name.
pub(crate) fn raise(py: Python<'_>, class: &str, message: String) -> PyErr {
    let make = || {
        let class = py.import("agentscaler.errors")?.getattr(class)?;
        class.call1((message,))
    };
    make().map_or_else(|broken| broken, PyErr::from_value)
}

/// Which exception a core error becomes.
pub(crate) fn to_python(py: Python<'_>, error: &Error) -> PyErr {
    let message = error.to_string();
    match error {
        Error::Cancelled => PyKeyboardInterrupt::new_err(message),
        Error::Read { .. } => PyOSError::new_err(message),
        Error::Json { .. } => raise(py, "SchemaError", message),
        Error::State(_) => raise(py, "StateError", message),
        Error::Text(TextError::Tokenizer { .. } | TextError::Training { .. }) => {
            raise(py, "TokenizerError", message)
        }
        Error::Text(TextError::Template { .. } | TextError::Unfit { .. }) => {
            raise(py, "TemplateError", message)
        }
        Error::TooLong { .. } => raise(py, "PackError", message),
        _ => raise(py, "ArgumentError", message),
    }
}
