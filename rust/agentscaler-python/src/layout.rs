//! The map of circles.

use agentscaler_core::graph::layout::domain_map;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::array::{vector_f32, vector_u32};
use crate::enter::enter;

type Floats<'py> = Bound<'py, PyArray1<f32>>;

#[pyfunction]
#[pyo3(signature = (sizes, src, dst, weight, *, seed, iterations))]
pub(crate) fn domain_map_layout<'py>(
    py: Python<'py>,
    sizes: &Bound<'py, PyAny>,
    src: &Bound<'py, PyAny>,
    dst: &Bound<'py, PyAny>,
    weight: &Bound<'py, PyAny>,
    seed: u64,
    iterations: u32,
) -> PyResult<(Floats<'py>, Floats<'py>, Floats<'py>)> {
    let sizes = vector_f32(sizes, "sizes")?;
    let src = vector_u32(src, "src")?;
    let dst = vector_u32(dst, "dst")?;
    let weight = vector_f32(weight, "weight")?;
    let links = (src.as_slice()?, dst.as_slice()?, weight.as_slice()?);
    let sizes = sizes.as_slice()?;
    let map = enter(py, 1, move |pool| {
        domain_map(sizes, links, seed, iterations, pool.cancel())
    })?;
    Ok((
        map.x.into_pyarray(py),
        map.y.into_pyarray(py),
        map.r.into_pyarray(py),
    ))
}
