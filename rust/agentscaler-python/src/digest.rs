//! BLAKE3 digests of bytes and files.

use std::fs::File;
use std::path::PathBuf;

use agentscaler_core::digest;
use pyo3::prelude::*;

use crate::enter::enter;

#[pyfunction]
pub(crate) fn digest_bytes(py: Python<'_>, data: &[u8]) -> String {
    py.detach(|| digest::of_bytes(data))
}

#[pyfunction]
pub(crate) fn digest_file(py: Python<'_>, path: PathBuf) -> PyResult<(String, u64)> {
    let file = File::open(path)?;
    enter(py, 1, move |pool| digest::of_reader(file, pool.cancel()))
}
