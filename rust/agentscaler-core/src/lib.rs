//! The engines of AgentScaler, without Python.
//!
//! ```text
//! error <- tool <- graph
//! error <- state <- reward
//! error <- trajectory <- filter -> reward, state, tool
//! error <- state <- text        (feature `text`)
//! error <- pack
//! ```
//!
//! Everything here is deterministic: the same input gives the same bytes for any number of
//! threads. Nothing reads the clock, the environment or the network.
#![forbid(unsafe_code)]

pub mod cancel;
pub mod digest;
pub mod error;
pub mod filter;
pub mod graph;
pub mod pack;
pub mod pool;
pub mod random;
pub mod reward;
pub mod state;
#[cfg(feature = "text")]
pub mod text;
pub mod tool;
pub mod trajectory;

pub use cancel::Cancel;
pub use error::{Error, Result};
pub use pool::Pool;

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
