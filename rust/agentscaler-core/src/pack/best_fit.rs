//! Best-fit decreasing: the longest sequence first, each into the fullest bin that still has room.
//!
//! A counting sort, then one look into a tree of bits an item: O(n + capacity). Fill is within some
//! hundredths of a percent of the bound on agent conversations, because the whole set is packed at
//! once. Source: Johnson, "Near-optimal bin packing algorithms" (1973), for the rule.
//!
//! Sequences of one length are taken in an order that the seed decides, and so are the bins at the
//! end: which conversations meet, and when, does not follow from the order of the input.

use super::spaces::Spaces;
use crate::cancel::Cancel;
use crate::error::{Error, Result};
use crate::random::Random;

/// Largest bin; the tables of the algorithm grow with it.
pub const MAX_CAPACITY: u32 = 1 << 24;
/// Items between two looks at the stop flag.
const STEP: usize = 1 << 16;
const NONE: u32 = u32::MAX;

/// Sequences in bins.
#[derive(Debug, Clone, PartialEq)]
pub struct Bins {
    /// Where each bin begins in `items`, and the end of the last.
    pub offsets: Vec<i64>,
    /// Places of the sequences, bin after bin.
    pub items: Vec<u32>,
    /// Tokens in all bins by their capacity; 1 where there are no bins.
    pub fill: f64,
}

/// Packs sequences of these lengths into bins of `capacity` tokens.
///
/// ```
/// use agentscaler_core::{Cancel, pack::pack};
/// let bins = pack(&[6, 3, 4, 7], 10, 0, &Cancel::default())?;
/// assert_eq!(bins.offsets, [0, 2, 4]);
/// assert_eq!(bins.fill, 1.0);
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
///
/// # Errors
/// [`Error::Argument`] for a capacity of 0 or above [`MAX_CAPACITY`], for 2^32 - 1 items or more, and
/// for a sequence without tokens; [`Error::TooLong`] for one that no bin holds;
/// [`Error::Cancelled`].
///
/// # Complexity
/// Time O(n + capacity), memory 20 bytes an item and 4 a token of the capacity.
pub fn pack(lengths: &[u32], capacity: u32, seed: u64, cancel: &Cancel) -> Result<Bins> {
    check(lengths, capacity)?;
    let mut random = Random::keyed(seed, &[0]);
    let order = longest_first(lengths, capacity, &mut random);
    let mut open = Open::new(capacity);
    let mut bin_of = vec![0_u32; lengths.len()];
    for (done, &item) in order.iter().enumerate() {
        if done % STEP == 0 {
            cancel.check()?;
        }
        bin_of[item as usize] = open.place(lengths[item as usize]);
    }
    let num_bins = open.spaces_left.len();
    let mut bins: Vec<u32> = (0..index(num_bins)).collect();
    Random::keyed(seed, &[1]).shuffle(&mut bins);
    Ok(listed(lengths, capacity, &order, &bin_of, &bins))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "numbers of items are below 2^32"
)]
fn index(at: usize) -> u32 {
    at as u32
}

fn check(lengths: &[u32], capacity: u32) -> Result<()> {
    let argument = |name, value: String, expected| {
        Err(Error::Argument {
            name,
            value,
            expected,
        })
    };
    if capacity == 0 || capacity > MAX_CAPACITY {
        return argument(
            "capacity",
            capacity.to_string(),
            "from 1 to 16777216 tokens",
        );
    }
    if lengths.len() >= NONE as usize {
        return argument(
            "lengths",
            format!("{} items", lengths.len()),
            "fewer than 2^32 - 1 items",
        );
    }
    for (item, &length) in lengths.iter().enumerate() {
        if length == 0 {
            return argument(
                "lengths",
                format!("0 at item {item}"),
                "at least 1 token an item",
            );
        }
        if length > capacity {
            return Err(Error::TooLong {
                item,
                length,
                capacity,
            });
        }
    }
    Ok(())
}

/// Items by falling length; those of one length in an order that the seed decides.
fn longest_first(lengths: &[u32], capacity: u32, random: &mut Random) -> Vec<u32> {
    // ends[l]: where the items longer than l end, which is where those of length l begin.
    let mut begins = vec![0_u32; capacity as usize + 2];
    for &length in lengths {
        begins[(capacity - length) as usize + 1] += 1;
    }
    for at in 1..begins.len() {
        begins[at] += begins[at - 1];
    }
    let mut order = vec![0_u32; lengths.len()];
    let mut next = begins.clone();
    for (item, &length) in lengths.iter().enumerate() {
        let place = &mut next[(capacity - length) as usize];
        order[*place as usize] = index(item);
        *place += 1;
    }
    for pair in begins.windows(2) {
        random.shuffle(&mut order[pair[0] as usize..pair[1] as usize]);
    }
    order
}

/// Bins by their free space: a stack for each amount, linked through the bins.
struct Open {
    capacity: u32,
    known: Spaces,
    /// Bin on top of the stack of each amount of space.
    top: Vec<u32>,
    /// The bin below, for each bin.
    below: Vec<u32>,
    spaces_left: Vec<u32>,
}

impl Open {
    fn new(capacity: u32) -> Self {
        Self {
            capacity,
            known: Spaces::new(capacity as usize),
            top: vec![NONE; capacity as usize + 1],
            below: Vec::new(),
            spaces_left: Vec::new(),
        }
    }

    /// The fullest bin with room for `length`, or a new one.
    fn place(&mut self, length: u32) -> u32 {
        let bin = if let Some(space) = self.known.at_least(length as usize) {
            let bin = self.top[space];
            self.top[space] = self.below[bin as usize];
            if self.top[space] == NONE {
                self.known.remove(space);
            }
            bin
        } else {
            self.below.push(NONE);
            self.spaces_left.push(self.capacity);
            index(self.below.len() - 1)
        };
        let left = self.spaces_left[bin as usize] - length;
        self.spaces_left[bin as usize] = left;
        if left > 0 {
            let top = &mut self.top[left as usize];
            if *top == NONE {
                self.known.insert(left as usize);
            }
            self.below[bin as usize] = *top;
            *top = bin;
        }
        bin
    }
}

/// Items bin by bin, in the order of `bins`; inside a bin as they were placed.
fn listed(lengths: &[u32], capacity: u32, order: &[u32], bin_of: &[u32], bins: &[u32]) -> Bins {
    let mut counts = vec![0_i64; bins.len()];
    for &bin in bin_of {
        counts[bin as usize] += 1;
    }
    let mut offsets = Vec::with_capacity(bins.len() + 1);
    let mut begins = vec![0_usize; bins.len()];
    let mut end = 0_i64;
    offsets.push(end);
    for &bin in bins {
        begins[bin as usize] = usize::try_from(end).unwrap_or(0);
        end += counts[bin as usize];
        offsets.push(end);
    }
    let mut items = vec![0_u32; order.len()];
    for &item in order {
        let next = &mut begins[bin_of[item as usize] as usize];
        items[*next] = item;
        *next += 1;
    }
    let tokens: u64 = lengths.iter().map(|&length| u64::from(length)).sum();
    let room = bins.len() as u64 * u64::from(capacity);
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let fill = if room == 0 {
        1.0
    } else {
        tokens as f64 / room as f64
    };
    Bins {
        offsets,
        items,
        fill,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed(lengths: &[u32], capacity: u32, seed: u64) -> Bins {
        pack(lengths, capacity, seed, &Cancel::default()).unwrap()
    }

    #[test]
    fn what_cannot_be_packed_is_refused() {
        let error = |lengths: &[u32], capacity| {
            pack(lengths, capacity, 0, &Cancel::default())
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error(&[1], 0),
            "capacity is 0, but must be from 1 to 16777216 tokens"
        );
        assert!(error(&[1], MAX_CAPACITY + 1).starts_with("capacity is 16777217"));
        assert_eq!(
            error(&[3, 0], 5),
            "lengths is 0 at item 1, but must be at least 1 token an item"
        );
        assert!(error(&[3, 6], 5).starts_with("item 1 has 6 tokens, but a bin holds 5"));
        assert_eq!(
            packed(&[], 5, 0),
            Bins {
                offsets: vec![0],
                items: vec![],
                fill: 1.0
            }
        );
    }

    proptest! {
        #[test]
        fn each_item_is_in_one_bin_and_no_bin_is_over_full(
            lengths in prop::collection::vec(1..500_u32, 0..400), capacity in 500..900_u32, seed: u64
        ) {
            let bins = packed(&lengths, capacity, seed);
            let mut seen = bins.items.clone();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..index(lengths.len())).collect::<Vec<_>>());
            let mut last = 0;
            for pair in bins.offsets.windows(2) {
                let range = usize::try_from(pair[0]).unwrap()..usize::try_from(pair[1]).unwrap();
                prop_assert!(range.start < range.end && range.start == last);
                last = range.end;
                let tokens: u32 = bins.items[range].iter().map(|&item| lengths[item as usize]).sum();
                prop_assert!(tokens <= capacity);
            }
            prop_assert_eq!(last, lengths.len());
            prop_assert_eq!(&bins, &packed(&lengths, capacity, seed));
            // The number of bins does not depend on the seed: bins of one space are alike.
            prop_assert_eq!(bins.offsets.len(), packed(&lengths, capacity, seed ^ 1).offsets.len());
        }
    }

    #[test]
    fn the_seed_decides_the_order_of_bins() {
        let lengths: Vec<u32> = (1..400).collect();
        assert_ne!(
            packed(&lengths, 400, 1).items,
            packed(&lengths, 400, 2).items
        );
    }
}
