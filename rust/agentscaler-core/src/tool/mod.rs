//! What a tool says about itself: the fields of its schemas.

pub mod fields;

pub use fields::{Field, Kind, fields};
