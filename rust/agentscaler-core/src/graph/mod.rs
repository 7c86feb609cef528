//! From tools to communities of tools, and from what a tool answers to what another asks.
//!
//! ```text
//! embed -> similarity -> communities -> agreement, layout
//! feeds
//! near_duplicates
//! ```

pub mod agreement;
mod bags;
pub mod communities;
pub mod embed;
pub mod feeds;
pub mod layout;
pub mod matrix;
pub mod near_duplicates;
pub mod similarity;
