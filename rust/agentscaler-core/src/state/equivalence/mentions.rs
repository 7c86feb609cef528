//! Renamed values inside free text: only in columns that say so, only as whole words.

use std::collections::BTreeMap;

/// A piece of a text.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'a> {
    Plain(&'a str),
    /// A value that may be renamed.
    Name(usize),
}

/// The values of one side as they stand in texts.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// By length in bytes, then text: owner and number.
    names: BTreeMap<usize, BTreeMap<String, Vec<(usize, usize)>>>,
}

impl Texts {
    /// Owners come in their order; an empty text stands nowhere.
    pub(super) fn add(&mut self, owner: usize, text: String, number: usize) {
        if !text.is_empty() {
            let of_length = self.names.entry(text.len()).or_default();
            of_length.entry(text).or_default().push((owner, number));
        }
    }

    /// The longest value of `owners` that `rest` begins with, as whole words.
    fn find(&self, rest: &str, owners: &[usize]) -> Option<(usize, usize)> {
        self.names.iter().rev().find_map(|(&length, names)| {
            let (text, after) = rest.split_at_checked(length)?;
            if is_word(after.chars().next()) {
                return None;
            }
            let mut found = names.get(text)?.iter();
            let (_, number) = found.find(|(owner, _)| owners.contains(owner))?;
            Some((length, *number))
        })
    }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// The words of a text: its longest runs of letters, digits and `_`.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(Some(c)))
        .filter(|word| !word.is_empty())
}

/// Whether a text holds a name as whole words.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    !name.is_empty()
        && text.char_indices().any(|(at, _)| {
            let (before, rest) = text.split_at(at);
            rest.strip_prefix(name)
                .is_some_and(|after| !is_word(after.chars().next()))
                && !is_word(before.chars().next_back())
        })
}

/// Cuts a text at the values of `owners` that stand in it as whole words, the longest first.
pub(super) fn pieces<'a>(text: &'a str, owners: &[usize], names: &Texts) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut before = None;
    while at < text.len() && !names.names.is_empty() {
        let rest = &text[at..];
        let found = if is_word(before) {
            None
        } else {
            names.find(rest, owners)
        };
        let next = if let Some((length, number)) = found {
            if start < at {
                pieces.push(Piece::Plain(&text[start..at]));
            }
            pieces.push(Piece::Name(number));
            start = at + length;
            start
        } else {
            at + rest.chars().next().map_or(1, char::len_utf8)
        };
        before = text[at..next].chars().next_back();
        at = next;
    }
    if start < text.len() {
        pieces.push(Piece::Plain(&text[start..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_whole_words_the_longest_first() {
        let mut names = Texts::default();
        for (number, (owner, name)) in [(0, "a1"), (0, "a1-b"), (1, "é"), (1, "a1"), (0, "")]
            .into_iter()
            .enumerate()
        {
            names.add(owner, name.into(), number);
        }
        let cut = |text: &'static str, owners: &[usize]| pieces(text, owners, &names);
        assert_eq!(
            cut("a1, a1-b a10 xa1 é!", &[0, 1]),
            [
                Piece::Name(0),
                Piece::Plain(", "),
                Piece::Name(1),
                Piece::Plain(" a10 xa1 "),
                Piece::Name(2),
                Piece::Plain("!"),
            ]
        );
        assert_eq!(cut("a1", &[1]), [Piece::Name(3)]);
        assert_eq!(cut("a1a1", &[0]), [Piece::Plain("a1a1")]);
        assert_eq!(cut("", &[0]), []);
        assert!(mentions("see a1.", "a1") && !mentions("a10 xa1", "a1"));
        assert!(mentions("éa1 #a1", "a1"));
    }
}
