//! Sequences of tokens as bins of one size, and bins as what a model is trained on.

mod best_fit;
mod gather;
mod spaces;

pub use best_fit::{Bins, MAX_CAPACITY, pack};
pub use gather::{Batch, IGNORED, Sequence, Store, gather};
