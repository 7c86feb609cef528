//! Pairs of tools that say nearly the same: exact Jaccard of their shingles.
//!
//! Prefix filter (Chaudhuri et al. 2006; Bayardo et al. 2007): two sets that share enough must
//! share one of their rarest members, so only tools with a common rare shingle are compared. Unlike
//! MinHash it misses nothing and needs no seed; rare shingles are plenty in prose, so it is near
//! linear. Tools with equal shingles are compared with the first of them only: a clone of a
//! thousand makes a thousand pairs, not half a million.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::bags::Bags;
use crate::cancel::Cancel;
use crate::error::{Error, Result};
use crate::pool::Pool;
use crate::tool::entity::same_length;
use crate::tool::fields::fields_of;
use crate::tool::{singular, words};

/// Words of a description that count; longer texts repeat their boilerplate.
const DESCRIPTION_WORDS: usize = 400;
/// Names on the path of a parameter that counts.
const MAX_DEPTH: u8 = 2;
/// Guards the bounds on sizes against rounding.
const SLACK: f64 = 1e-9;

/// Two tools that say nearly the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearDuplicate {
    /// The first.
    pub i: u32,
    /// The second, larger than the first.
    pub j: u32,
    /// Shared shingles over all shingles of the two, in (0, 1].
    pub jaccard: f32,
}

/// Pairs with a Jaccard of at least `threshold`, ordered. Tools without any word are in no pair.
///
/// # Errors
/// [`Error::Argument`] for a threshold outside of (0, 1], [`Error::Shape`], [`Error::Json`] for bad
/// columns, and [`Error::Cancelled`].
///
/// # Complexity
/// Near linear where rare shingles are plenty; up to quadratic in time, not in memory, where tools
/// consist of few common words, and no better than the pairs that there are.
pub fn near_duplicates(
    names: &[String],
    descriptions: &[String],
    parameters: &[String],
    threshold: f64,
    pool: &Pool,
) -> Result<Vec<NearDuplicate>> {
    same_length("descriptions", descriptions.len(), names.len())?;
    same_length("parameters", parameters.len(), names.len())?;
    if !(threshold > 0.0 && threshold <= 1.0) {
        return Err(Error::Argument {
            name: "threshold",
            value: threshold.to_string(),
            expected: "above 0 and at most 1",
        });
    }
    let sets = pool.map(names.len(), |i| {
        shingles(i, &names[i], &descriptions[i], &parameters[i])
    })?;
    let cancel = pool.cancel();
    let (sets, mut pairs) = distinct(numbered(sets, cancel)?);
    let prefixes: Vec<&[u32]> = sets
        .iter()
        .map(|(_, set)| &set[..prefix(set.len(), threshold)])
        .collect();
    let mut index: HashMap<u32, Vec<u32>, FixedState> = HashMap::default();
    for (at, prefix) in (0_u32..).zip(&prefixes) {
        cancel.check()?;
        for &shingle in *prefix {
            index.entry(shingle).or_default().push(at);
        }
    }
    // Sets stand in order of size: each is compared with those before it that are large enough.
    let found = pool.map(sets.len(), |at| {
        let (tool, set) = &sets[at];
        let least = threshold * size(set.len()) - SLACK;
        let from = sets.partition_point(|(_, other)| size(other.len()) < least);
        let mut seen = HashSet::with_hasher(FixedState::default());
        let mut pairs = Vec::new();
        for shingle in prefixes[at] {
            let places = index.get(shingle).map_or(&[][..], Vec::as_slice);
            let start = places.partition_point(|&place| (place as usize) < from);
            for &place in places[start..]
                .iter()
                .take_while(|&&place| (place as usize) < at)
            {
                if !seen.insert(place) {
                    continue;
                }
                let (other, other_set) = &sets[place as usize];
                let jaccard = jaccard(set, other_set);
                if jaccard >= threshold {
                    pairs.push(pair(*tool, *other, jaccard));
                }
            }
        }
        Ok(pairs)
    })?;
    pairs.extend(found.into_iter().flatten());
    pairs.sort_unstable_by_key(|pair| (pair.i, pair.j));
    Ok(pairs)
}

/// Words of the name, pairs of words of the description, paths of the parameters.
fn shingles(row: usize, name: &str, description: &str, parameters: &str) -> Result<Vec<String>> {
    let mut found: Vec<String> = words(name)
        .map(|word| format!("n {}", singular(&word)))
        .collect();
    let text: Vec<String> = words(description).take(DESCRIPTION_WORDS).collect();
    found.extend(
        text.windows(2)
            .map(|pair| format!("d {} {}", pair[0], pair[1])),
    );
    if let [only] = text.as_slice() {
        found.push(format!("d {only}"));
    }
    let fields = fields_of("parameters", row, parameters)?;
    found.extend(fields.iter().filter(|f| f.depth <= MAX_DEPTH).map(|field| {
        let words: Vec<String> = words(&field.path).collect();
        format!("p {}", words.join(" "))
    }));
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Shingles as numbers, the rarest first (ties in the order of appearance).
fn numbered(sets: Vec<Vec<String>>, cancel: &Cancel) -> Result<Vec<Vec<u32>>> {
    let mut found = Bags::default();
    for set in sets {
        cancel.check()?;
        found.add(set);
    }
    let mut order: Vec<(u32, u32)> = found.counts.into_iter().zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0_u32; order.len()];
    for (rank, (_, number)) in (0_u32..).zip(order) {
        ranks[number as usize] = rank;
    }
    let mut sets = found.all;
    for set in &mut sets {
        cancel.check()?;
        for number in &mut *set {
            *number = ranks[*number as usize];
        }
        set.sort_unstable();
    }
    Ok(sets)
}

/// Different sets by size with the first tool of each, and pairs of the others with it.
fn distinct(sets: Vec<Vec<u32>>) -> (Vec<(u32, Vec<u32>)>, Vec<NearDuplicate>) {
    let sets = (0_u32..).zip(sets).filter(|(_, set)| !set.is_empty());
    let mut sets: Vec<(u32, Vec<u32>)> = sets.collect();
    sets.sort_unstable_by(|(i, a), (j, b)| (a.len(), a, i).cmp(&(b.len(), b, j)));
    let mut pairs = Vec::new();
    sets.dedup_by(|later, first| {
        let equal = later.1 == first.1;
        if equal {
            pairs.push(pair(first.0, later.0, 1.0));
        }
        equal
    });
    (sets, pairs)
}

fn pair(one: u32, two: u32, jaccard: f64) -> NearDuplicate {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a ratio; only precision is lost"
    )]
    let jaccard = jaccard as f32;
    NearDuplicate {
        i: one.min(two),
        j: one.max(two),
        jaccard,
    }
}

fn size(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Rarest members of a set of `n` of which a similar set has at least one.
fn prefix(n: usize, threshold: f64) -> usize {
    let shared = (threshold * size(n) - SLACK).ceil().max(1.0);
    // 1 <= shared <= n, because the threshold is in (0, 1].
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "see above"
    )]
    let shared = shared as usize;
    (n + 1).saturating_sub(shared).min(n)
}

fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    size(shared) / size(a.len() + b.len() - shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(names: &[&str], threshold: f64) -> Vec<(u32, u32, f32)> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let empty = vec![String::new(); names.len()];
        let schemas = vec!["{}".to_owned(); names.len()];
        let pool = Pool::new(2, Cancel::default()).unwrap();
        let found = near_duplicates(&names, &empty, &schemas, threshold, &pool).unwrap();
        found
            .into_iter()
            .map(|pair| (pair.i, pair.j, pair.jaccard))
            .collect()
    }

    #[test]
    fn nearly_equal_and_equal_tools() {
        let names = ["get_a_b_c", "Get a-b-C", "get_a_b_c_d", "other", "", ""];
        assert_eq!(run(&names, 0.8), [(0, 1, 1.0), (0, 2, 0.8)]);
        assert_eq!(run(&names, 0.81), [(0, 1, 1.0)]);
    }

    #[test]
    fn numbers_rise_with_frequency() {
        let texts = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let sets = || vec![texts(&["a", "b"]), texts(&["b", "c"]), texts(&["a", "b"])];
        let found = numbered(sets(), &Cancel::default()).unwrap();
        assert_eq!(found, [[1, 2], [0, 2], [1, 2]]);
        let cancel = Cancel::default();
        cancel.cancel();
        assert_eq!(numbered(sets(), &cancel), Err(Error::Cancelled));
    }

    #[test]
    fn thresholds_out_of_range_are_refused() {
        let pool = Pool::new(1, Cancel::default()).unwrap();
        for threshold in [0.0, -1.0, 1.1, f64::NAN] {
            let refused = near_duplicates(&[], &[], &[], threshold, &pool);
            assert!(matches!(refused, Err(Error::Argument { .. })));
        }
    }
}
