//! Pairs of tools that say nearly the same.

use agentscaler_core::graph::near_duplicates;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::enter::enter;

type Pairs<'py> = (
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<f32>>,
);

#[pyfunction]
#[pyo3(name = "near_duplicates")]
#[pyo3(signature = (names, descriptions, parameters, *, threshold, threads))]
pub(crate) fn find_near_duplicates(
    py: Python<'_>,
    names: Vec<String>,
    descriptions: Vec<String>,
    parameters: Vec<String>,
    threshold: f64,
    threads: usize,
) -> PyResult<Pairs<'_>> {
    let pairs = enter(py, threads, move |pool| {
        near_duplicates::near_duplicates(&names, &descriptions, &parameters, threshold, pool)
    })?;
    let i: Vec<u32> = pairs.iter().map(|pair| pair.i).collect();
    let j: Vec<u32> = pairs.iter().map(|pair| pair.j).collect();
    let jaccard: Vec<f32> = pairs.iter().map(|pair| pair.jaccard).collect();
    Ok((
        i.into_pyarray(py),
        j.into_pyarray(py),
        jaccard.into_pyarray(py),
    ))
}
