//! Tool programs of environments, run on a state.
//!
//! ```text
//! program   source -> checked functions (the dialect, with line and source text)
//! toolset   programs + argument schemas, compiled once, shared by all episodes
//! call      one atomic call on a state -> a result of a kind
//! replay    many sequences of calls on forks, over all cores
//! ```
#![forbid(unsafe_code)]

pub mod program;
