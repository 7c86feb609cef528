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

/// The sequences of a bin; each is (begin, length) in the store.
///
/// # Errors
/// [`Error::Shape`] when a sequence lies outside of the store, or the mask is too short.
pub fn gather(store: Store<'_>, sequences: &[(u64, u32)]) -> Result<Batch> {
    let Store { ids, mask } = store;
    let needed = ids.len().div_ceil(8);
    if mask.len() < needed {
        return Err(Error::Shape {
            name: "mask",
            found: mask.len(),
            expected: needed,
            why: "a bit for each id",
        });
    }
    let total: usize = sequences.iter().map(|&(_, length)| length as usize).sum();
    if i32::try_from(total).is_err() {
        return Err(Error::Shape {
            name: "the bin",
            found: total,
            expected: i32::MAX as usize,
            why: "cu_seqlens are 32 bits",
        });
    }
    let mut batch = Batch {
        input_ids: Vec::with_capacity(total),
        labels: Vec::with_capacity(total),
        position_ids: Vec::with_capacity(total),
        cu_seqlens: vec![0],
        max_seqlen: 0,
    };
    for &(begin, length) in sequences {
        let range = usize::try_from(begin)
            .ok()
            .and_then(|begin| Some(begin..begin.checked_add(length as usize)?));
        let Some((range, tokens)) = range.and_then(|range| Some((range.clone(), ids.get(range)?)))
        else {
            return Err(Error::Shape {
                name: "ids",
                found: ids.len(),
                expected: usize::try_from(begin).unwrap_or(usize::MAX),
                why: "a sequence lies behind the end",
            });
        };
        batch
            .input_ids
            .extend(tokens.iter().map(|&id| i64::from(id)));
        let first = batch.labels.len();
        batch.labels.extend(range.zip(tokens).map(|(at, &id)| {
            if mask[at / 8] >> (at % 8) & 1 == 1 {
                i64::from(id)
            } else {
                IGNORED
            }
        }));
        if let Some(label) = batch.labels.get_mut(first) {
            *label = IGNORED;
        }
        batch.position_ids.extend(0..i64::from(length));
        batch
            .cu_seqlens
            .push(i32::try_from(batch.input_ids.len()).unwrap_or(i32::MAX));
        batch.max_seqlen = batch.max_seqlen.max(i64::from(length));
    }
    Ok(batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_stand_one_after_the_other() {
        let ids: Vec<u32> = (10..20).collect();
        let store = Store {
            ids: &ids,
            mask: &[0b0110_0111, 0b10],
        };
        let batch = gather(store, &[(7, 3), (0, 4)]).unwrap();
        assert_eq!(batch.input_ids, [17, 18, 19, 10, 11, 12, 13]);
        assert_eq!(batch.labels, [-100, -100, 19, -100, 11, 12, -100]);
        assert_eq!(batch.position_ids, [0, 1, 2, 0, 1, 2, 3]);
        assert_eq!((batch.cu_seqlens, batch.max_seqlen), (vec![0, 3, 7], 4));
    }

    #[test]
    fn what_lies_outside_is_refused() {
        let store = Store {
            ids: &[1, 2, 3],
            mask: &[7],
        };
        for wrong in [(0, 4), (3, 1), (u64::MAX, 1)] {
            assert!(gather(store, &[wrong]).is_err(), "{wrong:?}");
        }
        assert!(
            gather(
                Store {
                    ids: &[1; 9],
                    mask: &[7]
                },
                &[]
            )
            .is_err()
        );
        assert_eq!(gather(store, &[]).unwrap().cu_seqlens, [0]);
    }
}
