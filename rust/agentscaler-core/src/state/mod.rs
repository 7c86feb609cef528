//! The state of an environment: exact, shared between forks, and compared in one of three ways.
//!
//! ```text
//! bytes          a round trip keeps 1.0, key order and row order
//! value          what the digest and the diff decide: 1 = 1.0, -0.0 = 0, true is not 1
//! equivalence    what a schema declares to be the same outcome: other ids, other order, tolerance
//! ```
//!
//! A [`State`] is a map of tables, a table a tree of rows, a row a shared JSON value. Every tree has
//! a shape that depends on its content alone and keeps a Merkle digest per node, so that forks share
//! everything that neither of them wrote: [`State::fork`] copies a few pointers, a write copies one
//! row and the nodes above it, and a comparison looks only at what was written.

mod column;
mod diff;
mod encode;
mod equivalence;
mod error;
mod keyed;
mod layout;
mod number;
mod objects;
mod ordered;
mod place;
mod reader;
mod rows;
mod schema;
mod select;
mod sequence;
mod side;
mod snapshot;
mod store;
mod table;
mod trie;
mod value;
mod writer;
mod writes;

pub use diff::{Cell, CellStep, Change, RowChange, StateDiff, TableChange, TableDiff};
pub use encode::{Digest, hex};
pub use equivalence::{Comparison, Equivalence, Renaming, Verdict};
pub use error::StateError;
pub use number::{Number, Spelled};
pub use objects::Objects;
pub use place::{Place, Step};
pub use reader::{MAX_DEPTH, read_value};
pub use rows::{Keyrow, RowText};
pub use schema::{Column, Schema, TableSchema, Timestamps};
pub use select::Selected;
pub use side::Side;
pub use store::State;
pub use table::Kind;
pub use value::{Object, Text, Value};
#[cfg(feature = "text")]
pub(crate) use writer::write_text;
pub use writes::{Action, Target, Write, writes_from_json, writes_to_json};

/// The examples of the page on states.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/state.md")]
struct Page;

/// The examples of the page on embedding.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/embedding.md")]
struct Embedding;
