//! A bin as the arrays that a model is trained on.

use crate::error::{Error, Result};

/// The label of a token that is not trained.
pub const IGNORED: i64 = -100;

/// Tokens of many sequences: ids, mask and where each sequence lies.
#[derive(Debug, Clone, Copy)]
pub struct Store<'a> {
    /// Ids of all tokens.
    pub ids: &'a [u32],
    /// A bit for each token, the lowest of a byte first: 1 where it is trained.
    pub mask: &'a [u8],
}

/// A bin, its sequences one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Ids of the tokens.
    pub input_ids: Vec<i64>,
    /// The same ids where they are trained, [`IGNORED`] elsewhere. The first token of a sequence is
    /// never trained: nothing comes before it.
    pub labels: Vec<i64>,
    /// Place of each token in its sequence.
    pub position_ids: Vec<i64>,
    /// Where each sequence begins, and the end of the last.
    pub cu_seqlens: Vec<i32>,
    /// Tokens of the longest sequence.
    pub max_seqlen: i64,
}

/// A sequence: the store that it lies in, where it begins there, its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sequence {
    /// Place of the store.
    pub store: u32,
    /// First token.
    pub begin: u64,
    /// Number of tokens.
    pub length: u32,
}

/// The sequences of a bin, in their order.
///
/// # Errors
/// [`Error::Shape`] when a sequence lies outside of its store, or a mask is too short.
pub fn gather(stores: &[Store<'_>], sequences: &[Sequence]) -> Result<Batch> {
    let shape = |name, found, expected, why| {
        Err(Error::Shape {
            name,
            found,
            expected,
            why,
        })
    };
    for store in stores {
        let needed = store.ids.len().div_ceil(8);
        if store.mask.len() < needed {
            return shape("mask", store.mask.len(), needed, "a bit for each id");
        }
    }
    let total: usize = sequences.iter().map(|one| one.length as usize).sum();
    if i32::try_from(total).is_err() {
        let most = i32::MAX as usize;
        return shape("the bin", total, most, "cu_seqlens have 32 bits");
    }
    let mut batch = Batch {
        input_ids: Vec::with_capacity(total),
        labels: Vec::with_capacity(total),
        position_ids: Vec::with_capacity(total),
        cu_seqlens: vec![0],
        max_seqlen: 0,
    };
    for one in sequences {
        let Some(Store { ids, mask }) = stores.get(one.store as usize).copied() else {
            let why = "a sequence names its store";
            return shape("stores", stores.len(), one.store as usize + 1, why);
        };
        let begin = usize::try_from(one.begin).unwrap_or(usize::MAX);
        let end = begin.saturating_add(one.length as usize);
        let Some(tokens) = ids.get(begin..end) else {
            return shape("ids", ids.len(), end, "a sequence ends there");
        };
        batch.push(tokens, begin, mask);
    }
    Ok(batch)
}

impl Batch {
    fn push(&mut self, tokens: &[u32], begin: usize, mask: &[u8]) {
        let first = self.labels.len();
        self.input_ids
            .extend(tokens.iter().map(|&id| i64::from(id)));
        let labels = tokens.iter().zip(begin..).map(|(&id, at)| {
            if mask[at / 8] >> (at % 8) & 1 == 1 {
                i64::from(id)
            } else {
                IGNORED
            }
        });
        self.labels.extend(labels);
        if let Some(label) = self.labels.get_mut(first) {
            *label = IGNORED;
        }
        let length = i64::try_from(tokens.len()).unwrap_or(i64::MAX);
        self.position_ids.extend(0..length);
        self.max_seqlen = self.max_seqlen.max(length);
        let end = i32::try_from(self.input_ids.len()).unwrap_or(i32::MAX);
        self.cu_seqlens.push(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(store: u32, begin: u64, length: u32) -> Sequence {
        Sequence {
            store,
            begin,
            length,
        }
    }

    #[test]
    fn sequences_stand_one_after_the_other() {
        let ids: Vec<u32> = (10..20).collect();
        let stores = [
            Store {
                ids: &[1, 2],
                mask: &[0b11],
            },
            Store {
                ids: &ids,
                mask: &[0b0110_0111, 0b10],
            },
        ];
        let bin = [sequence(1, 7, 3), sequence(0, 0, 2), sequence(1, 0, 4)];
        let batch = gather(&stores, &bin).unwrap();
        assert_eq!(batch.input_ids, [17, 18, 19, 1, 2, 10, 11, 12, 13]);
        assert_eq!(batch.labels, [-100, -100, 19, -100, 2, -100, 11, 12, -100]);
        assert_eq!(batch.position_ids, [0, 1, 2, 0, 1, 0, 1, 2, 3]);
        assert_eq!((batch.cu_seqlens, batch.max_seqlen), (vec![0, 3, 5, 9], 4));
    }

    #[test]
    fn what_lies_outside_is_refused() {
        let store = Store {
            ids: &[1, 2, 3],
            mask: &[7],
        };
        for wrong in [(0, 0, 4), (0, 3, 1), (0, u64::MAX, 1), (1, 0, 1)] {
            let wrong = sequence(wrong.0, wrong.1, wrong.2);
            assert!(gather(&[store], &[wrong]).is_err(), "{wrong:?}");
        }
        let short = Store {
            ids: &[1; 9],
            mask: &[7],
        };
        assert!(gather(&[short], &[]).is_err());
        assert_eq!(gather(&[store], &[]).unwrap().cu_seqlens, [0]);
    }
}
