//! Tool programs of environments, run on a state.
//!
//! ```text
//! program    source -> checked functions (the dialect, with line and source text)
//! toolset    programs + argument schemas, compiled once, shared by all episodes
//! listed     a list of tools, and how its entries fit the functions
//! handed     arguments under the names of the parameters
//! database   the object `db` of a program: its methods on a state
//! call       one atomic call on a state -> a result of a kind
//! limits     what one call may use; what holds a program in process, and what does not
//! replay     many sequences of calls on forks, over all cores
//! verify     stored trajectories replayed and compared with gold
//! audit      gold plans: broken, needed, shortest, other orders
//! ```
//!
//! See [`ToolSet::call`] for an example.
#![forbid(unsafe_code)]

mod arguments;
pub mod audit;
mod call;
mod database;
mod error;
mod handed;
mod limits;
mod listed;
mod masters;
pub mod program;
mod replay;
mod result;
mod toolset;
mod value;
pub mod verify;

pub use arguments::Arguments;
pub use error::{Error, Problem, Result};
pub use limits::Limits;
pub use program::identifier;
pub use replay::{Call, Replay, Until, replay};
pub use result::{Kind, ToolResult};
pub use toolset::{DIALECT, ToolSet, check};

/// The example of the page of this crate.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Page;
