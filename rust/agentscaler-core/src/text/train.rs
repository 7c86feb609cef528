//! A small byte-level BPE tokenizer, made from texts.
//!
//! The trainer of the crate breaks ties between equal pairs by the order of a hash map that differs
//! from process to process; this one breaks them by the ids of the pair, so that the same texts
//! give the same file everywhere. Source: Sennrich et al. (arXiv 1508.07909), the incremental form.
//!
//! Cost: a look at each word for each merge inside it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BinaryHeap;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde_json::{Map, Value, json};

use super::error::TextError;
use super::tokenizer::Tokenizer;
use crate::cancel::Cancel;
use crate::error::Result;

/// Stands before a word whose first letter is a capital one (shift out, which no text has).
///
/// `Order` is this sign and `order`. Where a text has the sign itself before a small letter, decoding
/// writes a capital one.
const CAPITAL: char = '\u{e}';
/// How texts are cut before anything is merged: the sign of capitals, words by their humps, single
/// digits, single spaces, runs of signs with the space after them.
///
/// A name is then the same tokens wherever it stands: after a space in what a user says, after a
/// quote in a call, as a part of `snake_case` or `CamelCase`. A small model can only copy what looks
/// the same; patterns that put a space into its word, as that of Qwen2, hide that from it.
const PATTERN: &str = r"\x0E|\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|\p{Lo}[\p{Lo}\p{M}]*|\p{L}|\p{N}|[^\S\r\n]|[\r\n]+|[^\s\p{L}\p{M}\p{N}\x0E]+ ?";
/// A pair that stands once teaches nothing.
const MIN_COUNT: i64 = 2;
const BYTES: usize = 256;

/// A token that stands for itself, with whether decoding for people leaves it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Special {
    /// Its text.
    pub text: String,
    /// Whether it is special in the sense of Transformers.
    pub special: bool,
}

type Pair = (u32, u32);

/// `tokenizer.json` of a tokenizer with at most `vocab_size` tokens, control tokens last.
///
/// # Errors
/// [`TextError::Training`] when the size does not hold bytes and control tokens, or two of the
/// latter are equal; [`crate::Error::Cancelled`].
pub fn train(
    texts: &[&str],
    vocab_size: usize,
    specials: &[Special],
    cancel: &Cancel,
) -> Result<String> {
    let wrong = |detail: String| TextError::Training { detail };
    let least = BYTES + specials.len();
    if vocab_size < least {
        return Err(wrong(format!(
            "{vocab_size} tokens are fewer than the {least} of bytes and control tokens"
        ))
        .into());
    }
    for (at, one) in specials.iter().enumerate() {
        if one.text.is_empty() || specials[..at].iter().any(|own| own.text == one.text) {
            return Err(wrong(format!(
                "the control token {:?} is empty or stands twice",
                one.text
            ))
            .into());
        }
    }
    let letters = letters();
    let bare = file(&vocabulary(&letters), &[], &[]);
    let bare = Tokenizer::from_json(bare.as_bytes())?;
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for text in texts {
        cancel.check()?;
        for piece in bare.pieces(text)? {
            *counts.entry(piece).or_default() += 1;
        }
    }
    let merged = Merges::of(&counts, &letters).run(vocab_size - specials.len(), cancel)?;
    Ok(file(&merged.tokens, &merged.done, specials))
}

/// The letter that stands for each byte, as GPT-2 has them.
fn letters() -> Vec<String> {
    let shown = |byte: u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    let mut next = 0x100..;
    (0..=u8::MAX)
        .map(|byte| {
            let code = if shown(byte) {
                u32::from(byte)
            } else {
                next.next().unwrap_or(0x100)
            };
            char::from_u32(code).unwrap_or('\u{100}').to_string()
        })
        .collect()
}

fn vocabulary(letters: &[String]) -> Vec<String> {
    letters.to_vec()
}

struct Merges {
    tokens: Vec<String>,
    ids: HashMap<String, u32, FixedState>,
    words: Vec<(Vec<u32>, i64)>,
    counts: HashMap<Pair, i64, FixedState>,
    /// Words that hold a pair, or held it.
    places: HashMap<Pair, Vec<u32>, FixedState>,
    queue: BinaryHeap<(i64, Reverse<Pair>)>,
    /// Pairs of texts, in the order in which they were merged.
    done: Vec<(String, String)>,
}

impl Merges {
    fn of(counts: &BTreeMap<String, i64>, letters: &[String]) -> Self {
        let tokens = vocabulary(letters);
        let mut ids = HashMap::with_hasher(FixedState::default());
        for (id, token) in (0_u32..).zip(&tokens) {
            ids.insert(token.clone(), id);
        }
        let words = counts
            .iter()
            .map(|(word, &count)| {
                let letters = word
                    .chars()
                    .filter_map(|c| ids.get(c.encode_utf8(&mut [0; 4]) as &str));
                (letters.copied().collect(), count)
            })
            .collect();
        Self {
            tokens,
            ids,
            words,
            counts: HashMap::with_hasher(FixedState::default()),
            places: HashMap::with_hasher(FixedState::default()),
            queue: BinaryHeap::new(),
            done: Vec::new(),
        }
    }

    fn run(mut self, vocab_size: usize, cancel: &Cancel) -> Result<Self> {
        let mut touched = Vec::new();
        for at in 0..self.words.len() {
            self.count(at, 1, &mut touched);
        }
        self.enqueue(&mut touched);
        while self.tokens.len() < vocab_size {
            let Some((count, Reverse(pair))) = self.queue.pop() else {
                break;
            };
            if count != self.counts.get(&pair).copied().unwrap_or(0) {
                continue; // counted anew since, and in the queue with that count
            }
            if count < MIN_COUNT {
                break;
            }
            cancel.check()?;
            self.merge(pair, &mut touched);
            self.enqueue(&mut touched);
        }
        Ok(self)
    }

    fn merge(&mut self, pair: Pair, touched: &mut Vec<Pair>) {
        let [left, right] = [pair.0, pair.1].map(|id| self.tokens[id as usize].clone());
        let token = format!("{left}{right}");
        // Another way to the same text: it is the same token.
        let id = if let Some(&id) = self.ids.get(&token) {
            id
        } else {
            let id = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
            self.ids.insert(token.clone(), id);
            self.tokens.push(token);
            id
        };
        self.done.push((left, right));
        let mut places = self.places.remove(&pair).unwrap_or_default();
        places.sort_unstable();
        places.dedup();
        for place in places {
            let at = place as usize;
            self.count(at, -1, touched);
            let old = std::mem::take(&mut self.words[at].0);
            let mut new = Vec::with_capacity(old.len());
            let mut i = 0;
            while i < old.len() {
                if old.get(i + 1).is_some_and(|&next| (old[i], next) == pair) {
                    new.push(id);
                    i += 2;
                } else {
                    new.push(old[i]);
                    i += 1;
                }
            }
            self.words[at].0 = new;
            self.count(at, 1, touched);
        }
    }

    /// Adds the pairs of a word to the counts, or takes them away.
    fn count(&mut self, at: usize, sign: i64, touched: &mut Vec<Pair>) {
        let (word, count) = &self.words[at];
        for pair in word.windows(2).map(|w| (w[0], w[1])) {
            *self.counts.entry(pair).or_default() += sign * count;
            if sign > 0 {
                self.places
                    .entry(pair)
                    .or_default()
                    .push(u32::try_from(at).unwrap_or(u32::MAX));
            }
            touched.push(pair);
        }
    }

    fn enqueue(&mut self, touched: &mut Vec<Pair>) {
        touched.sort_unstable();
        touched.dedup();
        for pair in touched.drain(..) {
            let count = self.counts.get(&pair).copied().unwrap_or(0);
            if count > 0 {
                self.queue.push((count, Reverse(pair)));
            } else {
                self.counts.remove(&pair);
                self.places.remove(&pair);
            }
        }
    }
}

/// Writes words that begin with a capital letter in small ones, the sign before them.
fn small_letters() -> Vec<Value> {
    let replace = |capital: char| {
        json!({
            "type": "Replace", "pattern": {"Regex": format!(r"{capital}(?=\p{{Ll}})")},
            "content": format!("{CAPITAL}{}", capital.to_ascii_lowercase()),
        })
    };
    ('A'..='Z').map(replace).collect()
}

/// The way back.
fn capital_letters() -> impl Iterator<Item = Value> {
    ('A'..='Z').map(|capital| {
        json!({
            "type": "Replace",
            "pattern": {"String": format!("{CAPITAL}{}", capital.to_ascii_lowercase())},
            "content": capital,
        })
    })
}

fn file(tokens: &[String], merges: &[(String, String)], specials: &[Special]) -> String {
    let vocab: Map<String, Value> = tokens
        .iter()
        .enumerate()
        .map(|(id, token)| (token.clone(), json!(id)))
        .collect();
    let byte_level = json!({
        "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false,
    });
    let added: Vec<Value> = specials
        .iter()
        .enumerate()
        .map(|(at, one)| {
            json!({
                "id": tokens.len() + at, "content": one.text, "single_word": false, "lstrip": false,
                "rstrip": false, "normalized": false, "special": one.special,
            })
        })
        .collect();
    let split = json!({
        "type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": false,
    });
    let decoders: Vec<Value> = std::iter::once(byte_level.clone())
        .chain(capital_letters())
        .collect();
    let whole = json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": added,
        "normalizer": {"type": "Sequence", "normalizers": small_letters()},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, byte_level]},
        "post_processor": byte_level,
        "decoder": {"type": "Sequence", "decoders": decoders},
        "model": {
            "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
            "ignore_merges": false, "vocab": vocab,
            "merges": merges.iter().map(|(left, right)| json!([left, right])).collect::<Vec<_>>(),
        },
    });
    whole.to_string()
}
