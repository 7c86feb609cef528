//! What tools do, and to what.

use agentscaler_core::tool::entity::about_all;
use pyo3::prelude::*;

use crate::enter::enter;

#[pyfunction]
#[pyo3(signature = (names, paths, parameters, *, threads))]
pub(crate) fn tool_entities(
    py: Python<'_>,
    names: Vec<String>,
    paths: Vec<Option<String>>,
    parameters: Vec<String>,
    threads: usize,
) -> PyResult<(Vec<&'static str>, Vec<String>)> {
    enter(py, threads, move |pool| {
        let found = about_all(&names, &paths, &parameters, pool)?;
        Ok(found
            .into_iter()
            .map(|about| (about.verb.as_str(), about.entity.join("_")))
            .unzip())
    })
}
