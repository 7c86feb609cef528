//! Renamed values inside free text: only in columns that say so, only as whole words.

use super::minted::Names;

/// A piece of a text.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'a> {
    Plain(&'a str),
    /// A value that may be renamed.
    Name(usize),
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Cuts a text at the values of `owners` that stand in it as whole words, the longest first.
pub(super) fn pieces<'a>(text: &'a str, owners: &[usize], names: &Names) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let fits = |(owner, name, _): &&(usize, String, usize)| {
            !name.is_empty()
                && owners.contains(owner)
                && rest.starts_with(name.as_str())
                && !is_word(rest[name.len()..].chars().next())
        };
        let found = if is_word(text[..at].chars().next_back()) {
            None
        } else {
            let candidates = names.texts.iter().filter(fits);
            candidates.max_by(|a, b| a.1.len().cmp(&b.1.len()).then(b.0.cmp(&a.0)))
        };
        if let Some((_, name, number)) = found {
            if start < at {
                pieces.push(Piece::Plain(&text[start..at]));
            }
            pieces.push(Piece::Name(*number));
            at += name.len();
            start = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    if start < text.len() {
        pieces.push(Piece::Plain(&text[start..]));
    }
    pieces
}
