//! Values of the fields of a record, each with the type that it has to have.

use super::malformed::{Malformed, Read, Unreadable};
use super::scan::{Scanner, type_of};
use super::text::Written;

/// Names that were met in an object, by their number among those that are known.
#[derive(Debug, Default)]
pub(super) struct Met(u32);

impl Met {
    /// # Errors
    /// The name was met before.
    pub(super) fn once(&mut self, number: usize, name: &str, at: usize) -> Read<()> {
        let bit = 1 << number;
        if self.0 & bit != 0 {
            let what = format!("the name {name:?} twice in one object");
            return Err(Malformed::new(Unreadable::NamedTwice, what, at));
        }
        self.0 |= bit;
        Ok(())
    }
}

pub(super) fn missing<T>(name: &str, scanner: &Scanner<'_>) -> Read<T> {
    let what = format!("{name} is missing");
    Err(Malformed::new(Unreadable::Missing, what, scanner.at()))
}

pub(super) fn wrong_type<T>(wanted: &str, found: u8, at: usize) -> Read<T> {
    let what = format!("expected {wanted}, found {}", type_of(found));
    Err(Malformed::new(Unreadable::WrongType, what, at))
}

/// What begins here is JSON of another type than wanted, unless it is no JSON at all.
fn other<T>(scanner: &mut Scanner<'_>, wanted: &str) -> Read<T> {
    let (found, at) = (scanner.peek()?, scanner.at());
    scanner.skip()?;
    wrong_type(wanted, found, at)
}

/// Whether the next value is `null`, which is passed over.
pub(super) fn null(scanner: &mut Scanner<'_>) -> Read<bool> {
    if scanner.peek()? != b'n' {
        return Ok(false);
    }
    scanner.skip()?;
    Ok(true)
}

pub(super) fn text<'a>(scanner: &mut Scanner<'a>) -> Read<Written<'a>> {
    match scanner.peek()? {
        b'"' => scanner.string(),
        _ => other(scanner, "a string"),
    }
}

pub(super) fn optional_text<'a>(scanner: &mut Scanner<'a>) -> Read<Option<Written<'a>>> {
    if null(scanner)? {
        return Ok(None);
    }
    text(scanner).map(Some)
}

/// A text that says nothing when it is empty.
pub(super) fn filled_text<'a>(scanner: &mut Scanner<'a>) -> Read<Option<Written<'a>>> {
    Ok(optional_text(scanner)?.filter(|text| !text.raw().is_empty()))
}

/// An id: a string, or an integer as its digits.
pub(super) fn id<'a>(scanner: &mut Scanner<'a>) -> Read<Option<Written<'a>>> {
    match scanner.peek()? {
        b'-' | b'0'..=b'9' => {
            let (at, raw) = (scanner.at(), scanner.number()?);
            if raw.contains(['.', 'e', 'E']) {
                return wrong_type("a string or an integer", b'0', at);
            }
            Ok(Some(Written {
                raw,
                escaped: false,
            }))
        }
        b'"' | b'n' => optional_text(scanner),
        _ => other(scanner, "a string or an integer"),
    }
}

pub(super) fn flag(scanner: &mut Scanner<'_>) -> Read<Option<bool>> {
    match scanner.peek()? {
        b't' | b'f' => Ok(Some(scanner.word()? == "true")),
        b'n' => {
            scanner.word()?;
            Ok(None)
        }
        _ => other(scanner, "true or false"),
    }
}

pub(super) fn number(scanner: &mut Scanner<'_>) -> Read<Option<f64>> {
    match scanner.peek()? {
        // What is written as JSON has it, Rust reads.
        b'-' | b'0'..=b'9' => Ok(scanner.number()?.parse().ok()),
        b'n' => {
            scanner.word()?;
            Ok(None)
        }
        _ => other(scanner, "a number"),
    }
}

/// A value that begins with `open`, as it is written.
pub(super) fn raw<'a>(scanner: &mut Scanner<'a>, open: u8) -> Read<Option<&'a str>> {
    match scanner.peek()? {
        byte if byte == open => scanner.skip().map(Some),
        b'n' => {
            scanner.word()?;
            Ok(None)
        }
        _ => other(scanner, if open == b'{' { "an object" } else { "a list" }),
    }
}

/// Enters what has to begin here.
pub(super) fn open(scanner: &mut Scanner<'_>, open: u8) -> Read<()> {
    if scanner.peek()? == open {
        return scanner.open();
    }
    other(scanner, if open == b'{' { "an object" } else { "a list" })
}
