//! Tool programs of environments, run on a state.
//!
//! ```text
//! program    source -> checked functions (the dialect, with line and source text)
//! schema     JSON Schemas of arguments, compiled; what does not fit, in words
//! toolset    programs + argument schemas, compiled once, shared by all episodes
//! database   the object `db` of a program: its methods on a state
//! call       one atomic call on a state -> a result of a kind
//! limits     what one call may use; what holds a program in process, and what does not
//! replay     many sequences of calls on forks, over all cores
//! ```
//!
//! See [`ToolSet::call`] for an example.
#![forbid(unsafe_code)]

mod arguments;
mod call;
mod database;
mod error;
mod limits;
mod masters;
pub mod program;
mod replay;
mod result;
mod schema;
mod toolset;
mod value;

pub use arguments::Arguments;
pub use error::{Error, Problem, Result};
pub use limits::Limits;
pub use replay::{Call, Replay, Until, replay};
pub use result::{Kind, ToolResult};
pub use toolset::{DIALECT, ToolSet, check};

/// The example of the page of this crate.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Page;
