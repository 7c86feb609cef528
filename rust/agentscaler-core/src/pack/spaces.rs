//! Which amounts of free space there are, and the smallest that is large enough.

/// A set of numbers below a bound, as a tree of bits: 64 children a node.
#[derive(Debug)]
pub(super) struct Spaces {
    /// The last level is one word.
    levels: Vec<Vec<u64>>,
}

impl Spaces {
    /// The empty set of numbers up to `most`.
    pub(super) fn new(most: usize) -> Self {
        let mut levels = Vec::new();
        let mut words = most / 64 + 1;
        loop {
            levels.push(vec![0; words]);
            if words == 1 {
                return Self { levels };
            }
            words = words.div_ceil(64);
        }
    }

    pub(super) fn insert(&mut self, mut number: usize) {
        for level in &mut self.levels {
            let word = &mut level[number / 64];
            let known = *word != 0;
            *word |= 1 << (number % 64);
            if known {
                return;
            }
            number /= 64;
        }
    }

    pub(super) fn remove(&mut self, mut number: usize) {
        for level in &mut self.levels {
            let word = &mut level[number / 64];
            *word &= !(1 << (number % 64));
            if *word != 0 {
                return;
            }
            number /= 64;
        }
    }

    /// The smallest member that is at least `least`.
    pub(super) fn at_least(&self, least: usize) -> Option<usize> {
        let mut from = least;
        for (height, level) in self.levels.iter().enumerate() {
            let word = level.get(from / 64)? & (u64::MAX << (from % 64));
            if word != 0 {
                let mut found = from / 64 * 64 + word.trailing_zeros() as usize;
                for level in self.levels[..height].iter().rev() {
                    found = found * 64 + level[found].trailing_zeros() as usize;
                }
                return Some(found);
            }
            // What comes next at this level begins a new word, which the level above knows.
            from = from / 64 + 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_as_an_ordered_set(most in 1..300_000_usize,
                                     steps in prop::collection::vec((0..3_u8, 0..300_000_usize), 1..200)) {
            let (mut fast, mut slow) = (Spaces::new(most), BTreeSet::new());
            for (what, number) in steps {
                let number = number % (most + 1);
                match what {
                    0 => { fast.insert(number); slow.insert(number); }
                    1 => { fast.remove(number); slow.remove(&number); }
                    _ => prop_assert_eq!(fast.at_least(number), slow.range(number..).next().copied()),
                }
            }
            prop_assert_eq!(fast.at_least(0), slow.first().copied());
        }
    }
}
