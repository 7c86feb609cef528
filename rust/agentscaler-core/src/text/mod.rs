//! Conversations as token ids with a loss mask, as Transformers makes them.
//!
//! ```text
//! line of JSON -> conversation -> template -> text + spans -> tokenizer -> ids + mask
//! ```
//!
//! The *whole* conversation is rendered once by the model's own chat template. What is trained is what
//! the template marks with `{% generation %}`, taken where the output is written; or, where it has no
//! marks, what the text grows by with each turn of the assistant, proven by prefixes. A conversation
//! for which neither can be had is rejected with a reason, and so is one that does not fit: nothing is
//! cut.

mod batch;
mod context;
mod control;
mod conversation;
mod date;
mod error;
mod filters;
mod marks;
mod mask;
mod methods;
mod options;
mod prefix;
mod python;
mod renderer;
mod template;
#[cfg(test)]
mod tests;
mod tokenizer;
mod train;

pub use batch::{TokenBatch, encode_batch, lines};
pub use date::Date;
pub use error::{Judged, Reason, Rejection, TextError};
pub use mask::{Mask, mask};
pub use options::{Arguments, Options};
pub use renderer::{Item, Renderer, Tokens};
pub use template::{Rendered, Template};
pub use tokenizer::{Encoded, Tokenizer};
pub use train::{Special, train};

/// The examples of the page on packing.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/packing.md")]
struct Page;
