//! What a tool says about itself: the fields of its schemas, the words of its names, the thing that
//! it is about; and whether arguments fit its parameters.

pub mod entity;
pub mod fields;
pub(crate) mod lexicon;
mod schema;
pub mod words;

pub use entity::{About, Verb, about};
pub use fields::{Field, Kind, fields};
pub use schema::ParameterSchema;
pub use words::{canonical, singular, words};
