//! Seeded randomness with a fixed algorithm (`SplitMix64`): the same numbers on every machine and in
//! every version.

/// A stream of pseudo-random numbers. Not for secrets.
///
/// ```
/// use agentscaler_core::random::Random;
/// let mut a = Random::keyed(7, &[3, 4]);
/// let mut b = Random::keyed(7, &[3, 4]);
/// assert_eq!(a.next_u64(), b.next_u64());
/// ```
#[derive(Debug, Clone)]
pub struct Random(u64);

/// Finaliser of `SplitMix64`: every bit of the input moves every bit of the output.
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// 2^64 divided by the golden ratio: the step of `SplitMix64`.
pub const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    /// The stream of `seed` for one item, so that no result depends on the order of the work.
    pub fn keyed(seed: u64, item: &[u64]) -> Self {
        let state = item
            .iter()
            .fold(mix(seed.wrapping_add(GOLDEN)), |state, &part| {
                mix(state.wrapping_add(GOLDEN) ^ mix(part.wrapping_add(GOLDEN)))
            });
        Self(state)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `n` without bias (Lemire's method); 0 for `n` = 0.
    pub fn below(&mut self, n: u64) -> u64 {
        let rejected = n.wrapping_neg().checked_rem(n).unwrap_or(0);
        loop {
            let product = u128::from(self.next_u64()) * u128::from(n);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the two halves of the product"
            )]
            let (high, low) = ((product >> 64) as u64, product as u64);
            if low >= rejected {
                return high;
            }
        }
    }

    /// Every order of `items` is as likely as any other.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            #[expect(clippy::cast_possible_truncation, reason = "not above the usize i")]
            let j = self.below(i as u64 + 1) as usize;
            items.swap(i, j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_below_and_reach_all() {
        let mut random = Random::keyed(1, &[]);
        let mut seen = [0_u32; 5];
        for _ in 0..5_000 {
            seen[usize::try_from(random.below(5)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|&n| n > 850), "{seen:?}");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.below(1), 0);
    }

    #[test]
    fn a_shuffle_keeps_the_items() {
        let mut items: Vec<u32> = (0..100).collect();
        Random::keyed(3, &[9]).shuffle(&mut items);
        assert!(!items.is_sorted());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn keys_make_streams() {
        let first = |seed, item: &[u64]| Random::keyed(seed, item).next_u64();
        assert_ne!(first(1, &[2]), first(2, &[1]));
        assert_ne!(first(1, &[2, 3]), first(1, &[3, 2]));
        assert_ne!(first(0, &[]), first(0, &[0]));
    }
}
