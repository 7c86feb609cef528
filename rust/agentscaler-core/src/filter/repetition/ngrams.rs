//! The share of the n-grams of a text that stood in it before.
//!
//! Words are runs without white space; signs from U+2E80 on (Han, kana, Hangul, emoji) are words of
//! their own, and long runs are cut every 16 bytes, so that scripts without spaces and runs such as
//! `hahaha` are seen as well. An n-gram counts as repeated when the same words stood in the text
//! before. One hash a word, one rolling hash and one probe an n-gram; equal hashes are compared word
//! by word, so that the result is exact.

use crate::filter::settings::Settings;

/// Longest word, in bytes.
const LONGEST: usize = 16;

#[derive(Debug, Clone, Copy)]
struct Word {
    hash: u64,
    start: u32,
    end: u32,
}

impl Word {
    fn of(self, text: &str) -> &[u8] {
        &text.as_bytes()[self.start as usize..self.end as usize]
    }
}

/// A place of the table of n-grams.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u64,
    /// Number of the first word.
    first: u32,
    /// The text that it belongs to: nothing has to be cleared between texts.
    stamp: u32,
}

/// Room for the n-grams of one text, used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Ngrams {
    words: Vec<Word>,
    table: Vec<Slot>,
    stamp: u32,
}

/// A text that repeats itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Repeated {
    /// Share of its n-grams that stood there before.
    pub(super) share: f64,
    /// Number of its words.
    pub(super) words: usize,
    /// The first n-gram that did.
    pub(super) example: String,
}

/// What a byte is to words.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Space,
    /// Begins a sign from U+3000 on.
    Wide,
    /// Begins a sign from U+2000 to U+2FFF.
    Half,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Letter; 256];
    let mut byte = 0x09;
    while byte <= 0x0d {
        classes[byte] = Class::Space;
        byte += 1;
    }
    classes[0x20] = Class::Space;
    classes[0xe2] = Class::Half;
    byte = 0xe3;
    while byte < 0xf8 {
        classes[byte] = Class::Wide;
        byte += 1;
    }
    classes
};

/// Length of the sign that begins here, if it is a word of its own.
#[inline]
fn wide(bytes: &[u8], at: usize) -> usize {
    match CLASSES[usize::from(bytes[at])] {
        Class::Half if bytes.get(at + 1).is_some_and(|&next| next >= 0xba) => 3,
        Class::Wide => {
            if bytes[at] < 0xf0 {
                3
            } else {
                4
            }
        }
        _ => 0,
    }
}

/// Eight bytes from a place on, as a number; the text ends in zeros.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    if let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        return u64::from_le_bytes(*chunk);
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .rev()
        .fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

/// Where a word ends that begins at `start` with a letter.
#[inline]
fn end_of(bytes: &[u8], start: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let most = (start + LONGEST).min(bytes.len());
    let mut at = start;
    while at < most {
        // Bytes up to the space, and those that are not ASCII; the lowest bit that is set is right.
        let word = eight(bytes, at);
        let stops = (word.wrapping_sub(ONES * 0x21) & !word | word) & HIGH;
        if stops == 0 {
            at += 8;
            continue;
        }
        at += stops.trailing_zeros() as usize / 8;
        if at >= most {
            break;
        }
        match CLASSES[usize::from(bytes[at])] {
            Class::Space | Class::Wide => return at,
            Class::Half if wide(bytes, at) > 0 => return at,
            Class::Letter | Class::Half => at += 1,
        }
    }
    at.min(most)
}

/// 64 bits of a word of at most [`LONGEST`] bytes.
#[inline]
fn hash(bytes: &[u8], start: usize, end: usize) -> u64 {
    let len = end - start;
    let low = |word: u64, len: usize| word & (u64::MAX >> (64 - 8 * len));
    let (first, second) = match len {
        1..=8 => (low(eight(bytes, start), len), 0),
        _ => (eight(bytes, start), low(eight(bytes, start + 8), len - 8)),
    };
    // Both halves times odd numbers, folded.
    let product =
        u128::from(first ^ 0x9e37_79b9_7f4a_7c15) * u128::from(second ^ 0xd6e8_feb8_6659_fd93);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both halves of the product are taken"
    )]
    let folded = (product as u64) ^ (product >> 64) as u64;
    folded
        .wrapping_add(len as u64)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Base of the rolling hash: odd, so that it has an inverse.
const BASE: u64 = 0x94d0_49bb_1331_11eb;

impl Ngrams {
    fn split(&mut self, text: &str) {
        self.words.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if CLASSES[usize::from(bytes[at])] == Class::Space {
                at += 1;
                continue;
            }
            let start = at;
            at += wide(bytes, at);
            if at == start {
                at = end_of(bytes, start);
            }
            #[expect(clippy::cast_possible_truncation, reason = "checked for the text")]
            self.words.push(Word {
                hash: hash(bytes, start, at),
                start: start as u32,
                end: at as u32,
            });
        }
    }

    /// What a text repeats, if that is more than the settings allow.
    pub(super) fn repeated(&mut self, text: &str, settings: &Settings) -> Option<Repeated> {
        u32::try_from(text.len()).ok()?;
        self.split(text);
        let (n, words) = (settings.ngram_words, self.words.len());
        if words < settings.ngram_min_words || words < n {
            return None;
        }
        let all = words - n + 1;
        self.clear(all);
        let oldest = (0..n).fold(1_u64, |power, _| power.wrapping_mul(BASE));
        let (mut rolling, mut repeats, mut example) = (0_u64, 0, 0);
        for last in 0..words {
            rolling = rolling
                .wrapping_mul(BASE)
                .wrapping_add(self.words[last].hash);
            if last >= n {
                let gone = self.words[last - n].hash.wrapping_mul(oldest);
                rolling = rolling.wrapping_sub(gone);
            }
            if last + 1 >= n && self.stood_before(text, rolling, last + 1 - n, n) {
                if repeats == 0 {
                    example = last + 1 - n;
                }
                repeats += 1;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of words")]
        let share = f64::from(repeats) / all as f64;
        (share > settings.ngram_share).then(|| {
            let (first, last) = (self.words[example], self.words[example + n - 1]);
            let example = &text.as_bytes()[first.start as usize..last.end as usize];
            Repeated {
                share,
                words,
                example: String::from_utf8_lossy(example).into_owned(),
            }
        })
    }

    fn clear(&mut self, ngrams: usize) {
        let size = (2 * ngrams).next_power_of_two();
        self.stamp = self.stamp.wrapping_add(1);
        if self.table.len() < size || self.stamp == 0 {
            self.table.clear();
            self.table.resize(size, Slot::default());
            self.stamp = 1;
        }
    }

    /// Whether the n-gram stood before; takes note of it if not.
    #[inline]
    fn stood_before(&mut self, text: &str, hash: u64, first: usize, n: usize) -> bool {
        let mask = self.table.len() - 1;
        // The upper bits: the lower ones of a product depend on the lower ones of its factors alone.
        #[expect(clippy::cast_possible_truncation, reason = "lower bits are taken")]
        let mut place = (hash >> 32 ^ hash) as usize & mask;
        loop {
            let slot = self.table[place];
            if slot.stamp != self.stamp {
                #[expect(clippy::cast_possible_truncation, reason = "fewer than bytes")]
                let first = first as u32;
                self.table[place] = Slot {
                    hash,
                    first,
                    stamp: self.stamp,
                };
                return false;
            }
            if slot.hash == hash && self.same(text, slot.first as usize, first, n) {
                return true;
            }
            place = (place + 1) & mask;
        }
    }

    fn same(&self, text: &str, a: usize, b: usize, n: usize) -> bool {
        let word = |at: usize| self.words[at].of(text);
        (0..n).all(|step| word(a + step) == word(b + step))
    }
}
