//! Which terms a text has, and in which column each falls.

use crate::random::mix;
use crate::tool::{canonical, words};

use super::CHARACTERS;

/// Words that say nothing about the subject. Sorted.
const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "do", "does", "each", "either", "else", "for", "from", "given", "has", "have", "if",
    "in", "into", "is", "it", "its", "may", "more", "must", "no", "not", "of", "on", "one", "only",
    "or", "other", "out", "over", "should", "so", "some", "such", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "to", "under", "up", "use", "used",
    "using", "via", "was", "we", "were", "when", "where", "whether", "which", "will", "with",
    "within", "would", "you", "your",
];

/// Longer texts are documents: what a tool is about stands at their beginning.
const MAX_WORDS: usize = 512;

/// One occurrence of a term: its column, and the factor under which its kind counts there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Occurrence {
    pub(super) column: u32,
    pub(super) factor: f64,
}

/// Writes the terms of one row.
pub(super) struct Terms<'a> {
    buckets: u64,
    bigrams: f64,
    characters: f64,
    out: &'a mut Vec<Occurrence>,
}

/// FNV-1a: byte by byte, so that neither word size nor endianness matters.
fn hash(kind: u8, parts: &[&str]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let step = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(PRIME);
    let mut state = step(0xcbf2_9ce4_8422_2325, kind);
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            state = step(state, b' ');
        }
        state = part.bytes().fold(state, step);
    }
    // FNV's high bits are weak for short texts, and they choose the column.
    mix(state)
}

const WORD: u8 = b'w';
const PAIR: u8 = b'p';
const RUN: u8 = b'r';

impl<'a> Terms<'a> {
    pub(super) fn new(
        buckets: usize,
        bigrams: f64,
        characters: f64,
        out: &'a mut Vec<Occurrence>,
    ) -> Self {
        Self {
            buckets: buckets as u64,
            bigrams,
            characters,
            out,
        }
    }

    fn push(&mut self, kind: u8, texts: &[&str], factor: f64) {
        if factor > 0.0 {
            let scaled = u128::from(hash(kind, texts)) * u128::from(self.buckets);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "below buckets, at most 2^26"
            )]
            let column = (scaled >> 64) as u32;
            self.out.push(Occurrence { column, factor });
        }
    }

    fn words(&mut self, text: &str, factor: f64) {
        let kept: Vec<String> = words(text)
            .filter(|word| STOP_WORDS.binary_search(&word.as_str()).is_err())
            .take(MAX_WORDS)
            .map(|word| canonical(&word).into_owned())
            .collect();
        for word in &kept {
            self.push(WORD, &[word], factor);
        }
        for pair in kept.windows(2) {
            self.push(PAIR, &[&pair[0], &pair[1]], factor * self.bigrams);
        }
    }

    /// Terms of running text.
    pub(super) fn prose(&mut self, text: &str, factor: f64) {
        if factor > 0.0 {
            self.words(text, factor);
        }
    }

    /// Terms of a name: as prose, and its runs of characters.
    pub(super) fn identifier(&mut self, name: &str, factor: f64) {
        if factor <= 0.0 {
            return;
        }
        self.words(name, factor);
        if self.characters > 0.0 {
            let all: Vec<String> = words(name).take(MAX_WORDS).collect();
            let all: Vec<char> = all.join("_").chars().collect();
            for run in all.windows(CHARACTERS) {
                let run: String = run.iter().collect();
                self.push(RUN, &[&run], factor * self.characters);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_never_change() {
        // Worlds on disk hold columns that were made with these.
        assert_eq!(hash(WORD, &["order"]), 9_481_974_604_039_092_377);
        assert_eq!(hash(PAIR, &["order", "id"]), 1_796_899_441_029_057_631);
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn names_have_words_pairs_and_runs() {
        let mut out = Vec::new();
        Terms::new(1 << 20, 0.5, 0.25, &mut out).identifier("orderIds", 2.0);
        let factors: Vec<f64> = out.iter().map(|o| o.factor).collect();
        assert_eq!(factors, [2.0, 2.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    }
}
