//! Tools and texts to sparse rows.

use std::collections::BTreeMap;

use agentscaler_core::graph::embed::{self, ToolColumns, Weights};
use agentscaler_core::graph::matrix::Csr;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::enter::enter;
use crate::error::to_python;

/// indptr, indices, values
type Rows<'py> = (
    Bound<'py, PyArray1<i64>>,
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<f32>>,
);

fn rows(py: Python<'_>, csr: Csr) -> Rows<'_> {
    (
        csr.indptr.into_pyarray(py),
        csr.indices.into_pyarray(py),
        csr.values.into_pyarray(py),
    )
}

#[pyfunction]
#[pyo3(signature = (names, descriptions, parameters, returns, paths, *, weights, buckets, threads))]
#[expect(clippy::too_many_arguments, reason = "columns of a table")]
pub(crate) fn embed_tools(
    py: Python<'_>,
    names: Vec<String>,
    descriptions: Vec<String>,
    parameters: Vec<String>,
    returns: Vec<Option<String>>,
    paths: Vec<Option<String>>,
    weights: BTreeMap<String, f64>,
    buckets: usize,
    threads: usize,
) -> PyResult<Rows<'_>> {
    let mut parts = Weights::default();
    for (name, value) in weights {
        parts.set(&name, value).map_err(|e| to_python(py, &e))?;
    }
    let csr = enter(py, threads, move |pool| {
        let tools = ToolColumns {
            names: &names,
            descriptions: &descriptions,
            parameters: &parameters,
            returns: &returns,
            paths: &paths,
        };
        embed::embed_tools(&tools, &parts, buckets, pool)
    })?;
    Ok(rows(py, csr))
}

#[pyfunction]
#[pyo3(signature = (texts, *, buckets, threads))]
pub(crate) fn embed_texts(
    py: Python<'_>,
    texts: Vec<String>,
    buckets: usize,
    threads: usize,
) -> PyResult<Rows<'_>> {
    let csr = enter(py, threads, move |pool| {
        embed::embed_texts(&texts, buckets, pool)
    })?;
    Ok(rows(py, csr))
}
