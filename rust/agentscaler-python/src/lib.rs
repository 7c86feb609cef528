//! Python bindings of `agentscaler-core`. Every function has three steps: extract, enter, convert.

mod digest;
mod enter;
mod entity;
mod error;
mod fields;

/// The compiled engines. Import them through the packages that own them, not from here.
#[pyo3::pymodule]
mod _core {
    #[pymodule_export]
    use super::digest::{digest_bytes, digest_file};
    #[pymodule_export]
    use super::entity::tool_entities;
    #[pymodule_export]
    use super::fields::schema_fields;
}
