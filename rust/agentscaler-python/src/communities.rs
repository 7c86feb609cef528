//! Edges to communities, and how good communities are.

use agentscaler_core::graph::agreement;
use agentscaler_core::graph::communities::{self, Algorithm, EdgeArrays, Objective, Settings};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::array::{vector_f32, vector_u32};
use crate::enter::enter;
use crate::error::to_python;

#[pyfunction]
#[pyo3(name = "communities")]
#[pyo3(signature = (num_nodes, src, dst, weight, *, algorithm, objective, resolution, seed))]
#[expect(clippy::too_many_arguments, reason = "a graph is four of them")]
pub(crate) fn find_communities<'py>(
    py: Python<'py>,
    num_nodes: usize,
    src: &Bound<'py, PyAny>,
    dst: &Bound<'py, PyAny>,
    weight: &Bound<'py, PyAny>,
    algorithm: &str,
    objective: &str,
    resolution: f64,
    seed: u64,
) -> PyResult<Bound<'py, PyArray1<u32>>> {
    let settings = Settings {
        algorithm: Algorithm::named(algorithm).map_err(|e| to_python(py, &e))?,
        objective: Objective::named(objective).map_err(|e| to_python(py, &e))?,
        resolution,
        seed,
    };
    let src = vector_u32(src, "src")?;
    let dst = vector_u32(dst, "dst")?;
    let weight = vector_f32(weight, "weight")?;
    let (src, dst, weight) = (src.as_slice()?, dst.as_slice()?, weight.as_slice()?);
    let labels = enter(py, 1, move |pool| {
        let edges = EdgeArrays::new(num_nodes, src, dst, weight)?;
        communities::communities(&edges, &settings, pool.cancel())
    })?;
    Ok(labels.into_pyarray(py))
}

#[pyfunction]
#[pyo3(signature = (num_nodes, src, dst, weight, labels, *, resolution))]
pub(crate) fn modularity<'py>(
    py: Python<'py>,
    num_nodes: usize,
    src: &Bound<'py, PyAny>,
    dst: &Bound<'py, PyAny>,
    weight: &Bound<'py, PyAny>,
    labels: &Bound<'py, PyAny>,
    resolution: f64,
) -> PyResult<f64> {
    let src = vector_u32(src, "src")?;
    let dst = vector_u32(dst, "dst")?;
    let weight = vector_f32(weight, "weight")?;
    let labels = vector_u32(labels, "labels")?;
    let (src, dst, weight) = (src.as_slice()?, dst.as_slice()?, weight.as_slice()?);
    let labels = labels.as_slice()?;
    enter(py, 1, move |_| {
        let edges = EdgeArrays::new(num_nodes, src, dst, weight)?;
        communities::modularity(&edges, labels, resolution)
    })
}

#[pyfunction]
pub(crate) fn adjusted_mutual_info<'py>(
    py: Python<'py>,
    labels_a: &Bound<'py, PyAny>,
    labels_b: &Bound<'py, PyAny>,
) -> PyResult<f64> {
    let a = vector_u32(labels_a, "labels_a")?;
    let b = vector_u32(labels_b, "labels_b")?;
    let (a, b) = (a.as_slice()?, b.as_slice()?);
    enter(py, 1, move |pool| {
        agreement::adjusted_mutual_info(a, b, pool.cancel())
    })
}

#[pyfunction]
pub(crate) fn adjusted_rand_index<'py>(
    py: Python<'py>,
    labels_a: &Bound<'py, PyAny>,
    labels_b: &Bound<'py, PyAny>,
) -> PyResult<f64> {
    let a = vector_u32(labels_a, "labels_a")?;
    let b = vector_u32(labels_b, "labels_b")?;
    let (a, b) = (a.as_slice()?, b.as_slice()?);
    enter(py, 1, move |pool| {
        agreement::adjusted_rand_index(a, b, pool.cancel())
    })
}
