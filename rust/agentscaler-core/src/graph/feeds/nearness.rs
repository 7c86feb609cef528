//! How much two tools talk about the same things: cosine of the rare words of their texts.
//!
//! Ids of one name are of one kind inside an API only; which API a tool belongs to is not among
//! the inputs, so its words have to tell.

use super::concept::normal;
use crate::cancel::Cancel;
use crate::error::Result;
use crate::graph::bags::Bags;
use crate::tool::{Field, singular, words};

/// Words of a tool that count: the rarest.
const MAX_WORDS: usize = 48;
/// Rare words by which long lists of sources are searched.
const RAREST: usize = 12;
/// Words of a description that count; the first sentences say what the tool is about.
const DESCRIPTION_WORDS: usize = 40;

/// Sorted distinct words of a tool.
pub(super) fn bag(
    name: &str,
    description: &str,
    path: Option<&str>,
    parameters: &[Field],
) -> Vec<String> {
    let mut bag = normal(name);
    let opening = description.split_whitespace().take(DESCRIPTION_WORDS);
    let shallow = parameters
        .iter()
        .filter(|f| f.depth <= 2)
        .map(|f| f.name.as_str());
    let fixed = path
        .unwrap_or_default()
        .split('/')
        .filter(|part| !part.contains('{'));
    for text in opening.chain(shallow).chain(fixed) {
        bag.extend(words(text).map(|word| singular(&word).into_owned()));
    }
    bag.retain(|w| w.chars().nth(1).is_some() && !w.bytes().all(|b| b.is_ascii_digit()));
    bag.sort_unstable();
    bag.dedup();
    bag
}

/// Logarithm in steps of 1/1024, which leaves no trace of the last bits that other languages round
/// in other ways.
pub(super) fn ln(x: f64) -> f64 {
    (libm::log(x) * 1024.0 + 0.5).floor() / 1024.0
}

pub(super) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Word vectors of all tools, of length 1, ordered by word.
pub(super) struct Nearness {
    vectors: Vec<Vec<(u32, f64)>>,
    rarest: Vec<Vec<u32>>,
}

impl Nearness {
    /// Of tools with these words.
    pub(super) fn of(words: Bags, cancel: &Cancel) -> Result<Self> {
        let Bags {
            numbers,
            counts,
            all: bags,
        } = words;
        let mut sorted: Vec<(String, u32)> = numbers.into_iter().collect();
        sorted.sort_unstable();
        let mut ranks = vec![0_u32; sorted.len()];
        for (rank, (_, number)) in (0_u32..).zip(&sorted) {
            ranks[*number as usize] = rank;
        }
        let tools = count(bags.len());
        let mut nearness = Self {
            vectors: Vec::with_capacity(bags.len()),
            rarest: Vec::with_capacity(bags.len()),
        };
        for bag in bags {
            cancel.check()?;
            let mut rare: Vec<(u32, u32)> = bag
                .into_iter()
                .map(|number| (counts[number as usize], ranks[number as usize]))
                .collect();
            rare.sort_unstable();
            rare.truncate(MAX_WORDS);
            let shared = rare.iter().filter(|&&(count, _)| count > 1).take(RAREST);
            let rarest = shared.map(|&(_, word)| word).collect();
            nearness.rarest.push(rarest);
            rare.sort_unstable_by_key(|&(_, word)| word);
            let weight = |count: u32| ln(1.0 + tools / f64::from(count));
            let square = |&(count, _): &(u32, u32)| weight(count) * weight(count);
            let norm = rare.iter().map(square).sum::<f64>().sqrt();
            let unit = rare
                .iter()
                .map(|&(count, word)| (word, weight(count) / norm));
            nearness.vectors.push(unit.collect());
        }
        Ok(nearness)
    }

    /// The rarest words of a tool that others use too, the rarest first.
    pub(super) fn rarest(&self, tool: u32) -> &[u32] {
        &self.rarest[tool as usize]
    }

    /// Cosine of two tools.
    pub(super) fn cosine(&self, one: u32, two: u32) -> f64 {
        let (a, b) = (&self.vectors[one as usize], &self.vectors[two as usize]);
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while i < a.len() && j < b.len() {
            match a[i].0.cmp(&b[j].0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += a[i].1 * b[j].1;
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }
}
