//! What a tool says about itself: the fields of its schemas, the words of its names, and the thing
//! that it is about.

pub mod entity;
pub mod fields;
pub(crate) mod lexicon;
pub mod words;

pub use entity::{About, Verb, about};
pub use fields::{Field, Kind, fields};
pub use words::{canonical, singular, words};
