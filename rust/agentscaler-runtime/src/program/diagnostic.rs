//! What the check of a program says, and where.

use std::fmt;

/// One problem of a program: what is wrong at a place, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line of the source.
    pub text: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub instead: String,
}

/// ```text
/// tools.py:12:5: `del` does not exist in a tool program
///     del order["note"]
///     ^
/// help: ...
/// ```
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            text,
            what,
            instead,
        } = self;
        write!(f, "{file}:{line}:{column}: {what}")?;
        if !text.trim().is_empty() {
            let (text, column) = window(text, *column);
            write!(f, "\n    {text}\n    {:>column$}", '^')?;
        }
        if !instead.is_empty() {
            write!(f, "\n  help: {instead}")?;
        }
        Ok(())
    }
}

/// Longest part of a line that is shown, in characters.
const WIDTH: usize = 120;

/// The part of a line around a column, with no indentation, and the column in it.
///
/// A tab becomes one space, so that the caret stands below its character.
fn window(text: &str, column: usize) -> (String, usize) {
    let indent = text.chars().take_while(|c| c.is_whitespace()).count();
    let column = column.max(1);
    let mut start = indent.min(column - 1);
    if column - start > WIDTH {
        start = column - WIDTH / 2;
    }
    let shown: String = text
        .chars()
        .skip(start)
        .take(WIDTH)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    (shown.trim_end().to_owned(), column - start)
}
