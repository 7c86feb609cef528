//! What a tool says about itself: the fields of its schemas, the words of its names.

pub mod fields;
pub mod words;

pub use fields::{Field, Kind, fields};
pub use words::{canonical, singular, words};
