//! Texts as they are compared: one spelling of spaces, quotes, dashes, digits and case, without
//! marks of emphasis and without letters that nobody sees.

use unicode_normalization::UnicodeNormalization as _;

/// What a space was before it became one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// No space.
    None,
    /// One ordinary space.
    Space,
    /// One space that keeps a number together.
    NoBreak,
    /// Line breaks, tabs, several spaces.
    Wide,
}

/// A text in normal form, letter by letter.
#[derive(Debug, Default)]
pub(super) struct Normal {
    pub chars: Vec<char>,
    pub gaps: Vec<Gap>,
}

impl Normal {
    fn push(&mut self, c: char, gap: Gap) {
        self.chars.push(c);
        self.gaps.push(gap);
    }

    fn push_gap(&mut self, gap: Gap) {
        match self.gaps.last_mut() {
            Some(last) if *last != Gap::None => *last = Gap::Wide,
            _ => self.push(' ', gap),
        }
    }

    /// Takes away the spaces at both ends.
    fn trim(&mut self) {
        if self.chars.last() == Some(&' ') {
            self.chars.pop();
            self.gaps.pop();
        }
        if self.chars.first() == Some(&' ') {
            self.chars.remove(0);
            self.gaps.remove(0);
        }
    }
}

/// Whether it is a part of a word: a letter, a digit, or a mark on one.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Controls of direction and joining, soft hyphens, variation selectors.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Digits of other scripts and full-width signs as ASCII; one quote, one dash, one space.
fn plain(c: char) -> char {
    let shifted = |base: u32, to: u32| char::from_u32(c as u32 - base + to).unwrap_or(c);
    match c {
        '\u{ff01}'..='\u{ff5e}' => shifted(0xff01, 0x21),
        '\u{660}'..='\u{669}' => shifted(0x660, 0x30),
        '\u{6f0}'..='\u{6f9}' => shifted(0x6f0, 0x30),
        '\u{966}'..='\u{96f}' => shifted(0x966, 0x30),
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{b4}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{2015}' => '\u{2014}',
        _ => c,
    }
}

/// The normal form of a text.
pub(super) fn normal(text: &str) -> Normal {
    let mut out = Normal::default();
    let seen = text.nfc().filter(|&c| !is_unseen(c)).map(plain);
    let mut seen = seen.peekable();
    while let Some(c) = seen.next() {
        match c {
            '\u{2014}' => {
                out.push_gap(Gap::Wide);
                out.push('-', Gap::None);
                out.push_gap(Gap::Wide);
            }
            // Two hyphens are a long dash of those who have none.
            '-' if seen.peek() == Some(&'-') => {
                while seen.next_if_eq(&'-').is_some() {}
                out.push_gap(Gap::Wide);
                out.push('-', Gap::None);
                out.push_gap(Gap::Wide);
            }
            // `\$5` of Markdown is `$5`.
            '\\' if seen.peek().is_some_and(char::is_ascii_punctuation) => {}
            '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' => out.push_gap(Gap::NoBreak),
            ' ' => out.push_gap(Gap::Space),
            c if c.is_whitespace() => out.push_gap(Gap::Wide),
            c => {
                for low in c.to_lowercase() {
                    out.push(if low == 'ς' { 'σ' } else { low }, Gap::None);
                }
            }
        }
    }
    let mut out = without_emphasis(&out);
    out.trim();
    out
}

fn is_emphasis(c: char) -> bool {
    matches!(c, '*' | '_' | '`')
}

/// Takes away `*`, `_` and `` ` ``, except between two letters or digits: `5*3`, `order_id`.
fn without_emphasis(text: &Normal) -> Normal {
    let mut out = Normal::default();
    let mut at = 0;
    while at < text.chars.len() {
        let c = text.chars[at];
        let end = at
            + text.chars[at..]
                .iter()
                .take_while(|c| is_emphasis(**c))
                .count();
        if end == at {
            if text.gaps[at] == Gap::None {
                out.push(c, Gap::None);
            } else {
                out.push_gap(text.gaps[at]);
            }
            at += 1;
            continue;
        }
        let before = at > 0 && is_word(text.chars[at - 1]);
        let after = text.chars.get(end).copied().is_some_and(is_word);
        if before && after {
            for mark in &text.chars[at..end] {
                out.push(*mark, Gap::None);
            }
        }
        at = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        normal(text).chars.into_iter().collect()
    }

    #[test]
    fn one_spelling_of_what_looks_alike() {
        for (text, expected) in [
            ("  A\u{a0}B\n\tc ", "a b c"),
            ("\u{201c}it\u{2019}s\u{201d}", "\"it's\""),
            ("10\u{2013}12", "10-12"),
            ("total\u{2014}5", "total - 5"),
            ("total--5", "total - 5"),
            ("**$20** _hours_ `x`", "$20 hours x"),
            ("order_id 5*3", "order_id 5*3"),
            ("\\$5", "$5"),
            ("\u{ff15}\u{ff11}", "51"),
            ("e\u{301}T\u{c9}", "\u{e9}t\u{e9}"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("ΣΑΣ ς", "σασ σ"),
            ("* item", "item"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }
}
