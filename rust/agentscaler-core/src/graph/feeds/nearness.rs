//! How much two tools talk about the same things: cosine of the rare words of their texts.
//!
//! Ids of one name are of one kind inside an API only; which API a tool belongs to is not among
//! the inputs, so its words have to tell.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::concept::normal;
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

/// Logarithm in steps of 1/1024, because its last bits differ between machines.
pub(super) fn ln(x: f64) -> f64 {
    (x.ln() * 1024.0 + 0.5).floor() / 1024.0
}

pub(super) fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Words while they are collected: numbers in the order of appearance.
#[derive(Default)]
pub(super) struct Collector {
    numbers: HashMap<String, u32, FixedState>,
    counts: Vec<u32>,
    bags: Vec<Vec<u32>>,
}

impl Collector {
    pub(super) fn add(&mut self, bag: Vec<String>) {
        let bag = bag.into_iter().map(|word| {
            let next = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(word).or_insert(next);
            if number == next {
                self.counts.push(0);
            }
            self.counts[number as usize] += 1;
            number
        });
        let bag = bag.collect();
        self.bags.push(bag);
    }

    pub(super) fn finish(self) -> Nearness {
        let mut words: Vec<(String, u32)> = self.numbers.into_iter().collect();
        words.sort_unstable();
        let mut rank = vec![0_u32; words.len()];
        for (at, (_, number)) in (0_u32..).zip(&words) {
            rank[*number as usize] = at;
        }
        let tools = count(self.bags.len());
        let mut vectors = Vec::with_capacity(self.bags.len());
        let mut rarest = Vec::with_capacity(self.bags.len());
        for bag in self.bags {
            let mut rare: Vec<(u32, u32)> = bag
                .into_iter()
                .map(|n| (self.counts[n as usize], rank[n as usize]))
                .collect();
            rare.sort_unstable();
            rare.truncate(MAX_WORDS);
            let shared = rare.iter().filter(|&&(count, _)| count > 1).take(RAREST);
            rarest.push(shared.map(|&(_, word)| word).collect());
            rare.sort_unstable_by_key(|&(_, word)| word);
            let weight = |count: u32| ln(1.0 + tools / f64::from(count));
            let norm = rare
                .iter()
                .map(|&(c, _)| weight(c) * weight(c))
                .sum::<f64>()
                .sqrt();
            vectors.push(
                rare.into_iter()
                    .map(|(c, word)| (word, weight(c) / norm))
                    .collect(),
            );
        }
        Nearness { vectors, rarest }
    }
}

/// Word vectors of all tools, of length 1, ordered by word.
pub(super) struct Nearness {
    vectors: Vec<Vec<(u32, f64)>>,
    rarest: Vec<Vec<u32>>,
}

impl Nearness {
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
