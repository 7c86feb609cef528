//! Rows to edges.

use agentscaler_core::graph::matrix::{CsrView, DenseView};
use agentscaler_core::graph::similarity::{self, Edges};
use numpy::{IntoPyArray, PyArray1, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::array::{matrix_f32, vector_f32, vector_i64, vector_u32};
use crate::enter::enter;

/// src, dst, weight
type EdgeColumns<'py> = (
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<f32>>,
);

fn columns(py: Python<'_>, edges: Edges) -> EdgeColumns<'_> {
    (
        edges.src.into_pyarray(py),
        edges.dst.into_pyarray(py),
        edges.weight.into_pyarray(py),
    )
}

#[pyfunction]
#[pyo3(signature = (indptr, indices, values, *, columns, threshold, top_k, threads))]
#[expect(clippy::too_many_arguments, reason = "a matrix is four of them")]
pub(crate) fn similarity_edges_csr<'py>(
    py: Python<'py>,
    indptr: &Bound<'py, PyAny>,
    indices: &Bound<'py, PyAny>,
    values: &Bound<'py, PyAny>,
    columns: usize,
    threshold: f32,
    top_k: usize,
    threads: usize,
) -> PyResult<EdgeColumns<'py>> {
    let indptr = vector_i64(indptr, "indptr")?;
    let indices = vector_u32(indices, "indices")?;
    let values = vector_f32(values, "values")?;
    let (indptr, indices, values) = (indptr.as_slice()?, indices.as_slice()?, values.as_slice()?);
    let edges = enter(py, threads, move |pool| {
        let matrix = CsrView::new(indptr, indices, values, columns)?;
        similarity::sparse_edges(matrix, threshold, top_k, pool)
    })?;
    Ok(self::columns(py, edges))
}

#[pyfunction]
#[pyo3(signature = (matrix, *, threshold, top_k, threads))]
pub(crate) fn similarity_edges_dense<'py>(
    py: Python<'py>,
    matrix: &Bound<'py, PyAny>,
    threshold: f32,
    top_k: usize,
    threads: usize,
) -> PyResult<EdgeColumns<'py>> {
    let matrix = matrix_f32(matrix, "matrix")?;
    let (rows, width) = (matrix.shape()[0], matrix.shape()[1]);
    let values = matrix.as_slice()?;
    let edges = enter(py, threads, move |pool| {
        let matrix = DenseView::new(values, rows, width)?;
        similarity::dense_edges(matrix, threshold, top_k, pool)
    })?;
    Ok(columns(py, edges))
}

#[pyfunction]
#[pyo3(signature = (indptr, indices, values, *, columns, pairs, seed, threads))]
#[expect(clippy::too_many_arguments, reason = "a matrix is four of them")]
pub(crate) fn sample_similarities_csr<'py>(
    py: Python<'py>,
    indptr: &Bound<'py, PyAny>,
    indices: &Bound<'py, PyAny>,
    values: &Bound<'py, PyAny>,
    columns: usize,
    pairs: usize,
    seed: u64,
    threads: usize,
) -> PyResult<Bound<'py, PyArray1<f32>>> {
    let indptr = vector_i64(indptr, "indptr")?;
    let indices = vector_u32(indices, "indices")?;
    let values = vector_f32(values, "values")?;
    let (indptr, indices, values) = (indptr.as_slice()?, indices.as_slice()?, values.as_slice()?);
    let sample = enter(py, threads, move |pool| {
        let matrix = CsrView::new(indptr, indices, values, columns)?;
        similarity::sample_similarities(matrix, pairs, seed, pool)
    })?;
    Ok(sample.into_pyarray(py))
}
