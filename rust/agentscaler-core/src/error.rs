//! Every way in which the core can refuse: one enum, fields instead of strings.

/// Result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument lies outside its range.
    #[error("{name} is {value}, but must be {expected}")]
    Argument {
        /// Name of the argument.
        name: &'static str,
        /// Value that was given.
        value: String,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// Two arrays that belong together do not fit.
    #[error("{name} has {found} items, but {expected} were expected ({why})")]
    Shape {
        /// Name of the array.
        name: &'static str,
        /// Its length.
        found: usize,
        /// The length that fits.
        expected: usize,
        /// Which other array fixes the length.
        why: &'static str,
    },
    /// A text that should be JSON is not.
    #[error("{name}[{index}] is not valid JSON: {detail}")]
    Json {
        /// Name of the column.
        name: &'static str,
        /// Row in the column.
        index: usize,
        /// What the parser said, with line and column.
        detail: String,
    },
    /// A stream could not be read.
    #[error("cannot read: {detail}")]
    Read {
        /// What the system said.
        detail: String,
    },
    /// A state, a schema, a diff or a snapshot is not what it should be.
    #[error(transparent)]
    State(#[from] crate::state::StateError),
    /// A tokenizer or a chat template cannot be used.
    #[cfg(feature = "text")]
    #[error(transparent)]
    Text(#[from] crate::text::TextError),
    /// An item is longer than a bin.
    #[error(
        "item {item} has {length} tokens, but a bin holds {capacity}; leave it out or take a larger \
         capacity"
    )]
    TooLong {
        /// Place of the item.
        item: usize,
        /// Its length.
        length: u32,
        /// What a bin holds.
        capacity: u32,
    },
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// A thread pool could not be started.
    #[error("cannot start {threads} threads: {detail}; use fewer threads")]
    Threads {
        /// Number of threads that was asked for.
        threads: usize,
        /// What the system said.
        detail: String,
    },
}
