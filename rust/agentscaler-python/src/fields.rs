//! Fields of JSON Schemas.

use agentscaler_core::tool::fields::fields_within;
use pyo3::prelude::*;

use crate::enter::enter;

/// path, name, kind, format, description, required, depth, `enum_size`, pattern
type Row = (
    String,
    String,
    &'static str,
    Option<String>,
    Option<String>,
    bool,
    u8,
    u32,
    Option<String>,
);

#[pyfunction]
#[pyo3(signature = (schemas, *, depth, limit, threads))]
pub(crate) fn schema_fields(
    py: Python<'_>,
    schemas: Vec<String>,
    depth: u8,
    limit: usize,
    threads: usize,
) -> PyResult<Vec<Vec<Row>>> {
    enter(py, threads, move |pool| {
        pool.map(schemas.len(), |i| {
            let fields = fields_within("schemas", i, &schemas[i], depth, limit)?;
            Ok(fields
                .into_iter()
                .map(|f| {
                    let (kind, size) = (f.kind.as_str(), f.enum_size);
                    (
                        f.path,
                        f.name,
                        kind,
                        f.format,
                        f.description,
                        f.required,
                        f.depth,
                        size,
                        f.pattern,
                    )
                })
                .collect())
        })
    })
}
