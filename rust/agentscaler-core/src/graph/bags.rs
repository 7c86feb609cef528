//! Texts as bags of numbers, with the number of bags that hold each.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Bags while they are collected. Texts are numbered in the order in which they appear, and each is
/// kept once.
#[derive(Default)]
pub(super) struct Bags {
    pub(super) numbers: HashMap<String, u32, FixedState>,
    /// How many bags hold each number.
    pub(super) counts: Vec<u32>,
    pub(super) all: Vec<Vec<u32>>,
}

impl Bags {
    /// Adds a bag of distinct texts.
    pub(super) fn add(&mut self, texts: Vec<String>) {
        let number = |text: String| {
            let next = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(text).or_insert(next);
            if number == next {
                self.counts.push(0);
            }
            self.counts[number as usize] += 1;
            number
        };
        let bag = texts.into_iter().map(number).collect();
        self.all.push(bag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_counts() {
        let mut found = Bags::default();
        for texts in [&["b", "a"][..], &[], &["a", "c"]] {
            found.add(texts.iter().map(ToString::to_string).collect());
        }
        assert_eq!(found.all, [vec![0, 1], vec![], vec![1, 2]]);
        assert_eq!(found.counts, [1, 2, 1]);
        assert_eq!(found.numbers["c"], 2);
    }
}
