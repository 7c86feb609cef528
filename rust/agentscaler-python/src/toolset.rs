//! Temporary door to the runtime.

use agentscaler_core::state::read_value;
use agentscaler_runtime::{Arguments, Limits, ToolSet};
use pyo3::prelude::*;

use crate::state::PyState;
use crate::state_value::from_object;

#[pyclass(frozen, name = "ToolSet", module = "agentscaler._core")]
pub(crate) struct PyToolSet(ToolSet);

impl PyToolSet {
    pub(crate) fn tools(&self) -> ToolSet {
        self.0.clone()
    }
}

#[pymethods]
impl PyToolSet {
    #[new]
    fn new(source: &str, tools: Option<&[u8]>) -> PyResult<Self> {
        let bad = |e: String| pyo3::exceptions::PyValueError::new_err(e);
        let tools = tools
            .map(read_value)
            .transpose()
            .map_err(|e| bad(e.to_string()))?;
        ToolSet::compile(source, tools.as_ref(), Limits::default())
            .map(Self)
            .map_err(|e| bad(e.to_string()))
    }

    fn tools_json(&self) -> String {
        self.0.tools().to_string()
    }

    fn call(
        &self,
        state: &PyState,
        name: &str,
        arguments: &Bound<'_, PyAny>,
    ) -> PyResult<(String, &'static str, Option<String>)> {
        let arguments = match arguments.extract::<String>() {
            Ok(raw) => Arguments::Raw(raw.into()),
            Err(_) => match from_object(arguments)? {
                agentscaler_core::state::Value::Object(o) => Arguments::Object(o),
                other => Arguments::Raw(other.to_string().into()),
            },
        };
        let result = self.0.call(&mut state.lock(), name, &arguments);
        Ok((result.content, result.kind.as_str(), result.detail))
    }
}
