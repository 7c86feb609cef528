//! Why a set of tools cannot be made.

use std::fmt;

use crate::listed::shown;
use crate::program::{Diagnostic, identifier};
use crate::value::clipped;

/// Result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What is wrong with a source, a list of tools or a limit. A call never fails with it: whatever
/// happens in a call is a [`ToolResult`](crate::ToolResult).
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source does not hold to the dialect.
    #[error("{}", listed("the program does not hold to the dialect of tools", .diagnostics))]
    Program {
        /// All of its problems, in order of place.
        diagnostics: Vec<Diagnostic>,
    },
    /// The list of tools and the source do not fit.
    #[error("{}", listed("the list of tools does not fit the program", .problems))]
    Tools {
        /// All problems, in the order of the list.
        problems: Vec<Problem>,
    },
    /// A limit is out of range.
    #[error("{name} is {value}, but must be {expected}")]
    Limit {
        /// Name of the limit.
        name: &'static str,
        /// Value that was given.
        value: String,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// The core refused.
    #[error(transparent)]
    Core(#[from] agentscaler_core::Error),
}

/// What is wrong with one entry of a list of tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the tool, or its place in the list, such as `tools[3]`.
    pub tool: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub instead: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A name is any text, and is not to look like lines of this message.
        let plain = identifier(&self.tool) == self.tool || self.tool.starts_with("tools[");
        let tool = if plain { clipped } else { shown }(&self.tool);
        write!(f, "{tool}: {}", self.what)?;
        if !self.instead.is_empty() {
            write!(f, "\n  help: {}", self.instead)?;
        }
        Ok(())
    }
}

fn listed<T: fmt::Display>(head: &str, items: &[T]) -> String {
    let mut text = head.to_owned();
    for item in items {
        text.push('\n');
        text.push_str(&item.to_string());
    }
    text
}
