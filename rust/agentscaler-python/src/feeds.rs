//! Directed edges from outputs to parameters.

use agentscaler_core::graph::feeds::{Tools, feeds};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::enter::enter;

type Numbers<'py, T> = Bound<'py, PyArray1<T>>;
type Columns<'py> = (
    Numbers<'py, u32>,
    Numbers<'py, u32>,
    Vec<String>,
    Vec<String>,
    Numbers<'py, f32>,
    Vec<&'static str>,
);

#[pyfunction]
#[pyo3(signature = (names, descriptions, parameters, returns, paths, effects, *, min_weight, top_k, threads))]
#[allow(clippy::too_many_arguments)] // the columns of the table of tools
pub(crate) fn feeds_edges(
    py: Python<'_>,
    names: Vec<String>,
    descriptions: Vec<String>,
    parameters: Vec<String>,
    returns: Vec<Option<String>>,
    paths: Vec<Option<String>>,
    effects: Vec<String>,
    min_weight: f64,
    top_k: usize,
    threads: usize,
) -> PyResult<Columns<'_>> {
    let edges = enter(py, threads, move |pool| {
        let tools = Tools {
            names: &names,
            descriptions: &descriptions,
            parameters: &parameters,
            returns: &returns,
            paths: &paths,
            effects: &effects,
        };
        feeds(&tools, min_weight, top_k, pool)
    })?;
    let source: Vec<u32> = edges.iter().map(|edge| edge.source).collect();
    let target: Vec<u32> = edges.iter().map(|edge| edge.target).collect();
    let weight: Vec<f32> = edges.iter().map(|edge| edge.weight).collect();
    let evidence = |declared: bool| if declared { "declared" } else { "inferred" };
    let evidence = edges.iter().map(|edge| evidence(edge.declared)).collect();
    let (outputs, parameters) = edges
        .into_iter()
        .map(|edge| (edge.output, edge.parameter))
        .unzip();
    let arrays = (
        source.into_pyarray(py),
        target.into_pyarray(py),
        weight.into_pyarray(py),
    );
    Ok((arrays.0, arrays.1, outputs, parameters, arrays.2, evidence))
}
