//! Python bindings of `agentscaler-core`. Every function has three steps: extract, enter, convert.

mod array;
mod audit;
mod communities;
mod digest;
mod embed;
mod enter;
mod entity;
mod error;
mod feeds;
mod fields;
mod filter;
mod layout;
mod near_duplicates;
mod pack;
mod renderer;
mod reward;
mod similarity;
mod state;
mod state_diff;
mod state_side;
mod state_value;
mod toolset;
mod toolset_error;
mod toolset_result;
mod verification;

/// The compiled engines. Import them through the packages that own them, not from here.
#[pyo3::pymodule]
mod _core {
    #[pymodule_export]
    use super::audit::audit_tasks;
    #[pymodule_export]
    use super::communities::{
        adjusted_mutual_info, adjusted_rand_index, find_communities, modularity,
    };
    #[pymodule_export]
    use super::digest::{digest_bytes, digest_file};
    #[pymodule_export]
    use super::embed::{embed_texts, embed_tools};
    #[pymodule_export]
    use super::entity::tool_entities;
    #[pymodule_export]
    use super::feeds::feeds_edges;
    #[pymodule_export]
    use super::fields::schema_fields;
    #[pymodule_export]
    use super::filter::{PyFunnel, funnel_reasons};
    #[pymodule_export]
    use super::layout::domain_map_layout;
    #[pymodule_export]
    use super::near_duplicates::find_near_duplicates;
    #[pymodule_export]
    use super::pack::{gather_bin, pack_bins};
    #[pymodule_export]
    use super::renderer::{PyRenderer, train_tokenizer};
    #[pymodule_export]
    use super::reward::{score_outcome, untold_values};
    #[pymodule_export]
    use super::similarity::{
        sample_similarities_csr, similarity_edges_csr, similarity_edges_dense,
    };
    #[pymodule_export]
    use super::state::PyState;
    #[pymodule_export]
    use super::state_diff::{PyEquivalence, PySchema, PyStateDiff};
    #[pymodule_export]
    use super::state_side::PySide;
    #[pymodule_export]
    use super::toolset::{PyToolSet, check_tools, identifier};
    #[pymodule_export]
    use super::toolset_result::{PyReplay, PyToolResult};
    #[pymodule_export]
    use super::verification::PyVerifier;
}
