//! Which row of one list is which row of another.
//!
//! Rows of one insertion belong together, then rows of one key, then equal rows in their order,
//! then what stands between the same neighbours. Of the pairs, the longest run in the same order
//! stays; the others have moved.

use std::collections::VecDeque;

use hashbrown::HashMap;

use super::cells::cells;
use super::{Change, RowChange};
use crate::state::encode::encode_key;
use crate::state::ordered::Ordered;
use crate::state::sequence::{Place, Row};
use crate::state::value::Value;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;
type Found<'a> = (usize, &'a Row);

/// Rows that differ, and pairs of rows that belong together.
#[derive(Default)]
struct Alignment<'a> {
    /// Rows without a partner yet.
    old: Vec<Found<'a>>,
    new: Vec<Found<'a>>,
    pairs: Vec<(Found<'a>, Found<'a>)>,
}

pub(super) fn row_changes(a: &Ordered, b: &Ordered) -> Vec<RowChange> {
    if a.rows.is_same(&b.rows) {
        return Vec::new();
    }
    let mut alignment = Alignment::default();
    if a.numbering == b.numbering {
        a.rows.differences(
            &b.rows,
            &mut |old: Place<'_>, new: Place<'_>| match (old, new) {
                (Some(old), Some(new)) => alignment.pairs.push((old, new)),
                (Some(old), None) => alignment.old.push(old),
                (None, Some(new)) => alignment.new.push(new),
                (None, None) => {}
            },
        );
    } else {
        alignment.trim(a, b);
    }
    if a.key == b.key && a.key.is_some() {
        alignment.pair_by(
            |row| a.key_of(&row.value).map(|key| encode_key(&key)),
            |_, _| true,
        );
    }
    alignment.pair_by(|row| Some(row.shape), |old, new| old.value == new.value);
    alignment.pair_gaps();
    let found = alignment.changes(a, b);
    let in_place = |row: &RowChange| {
        row.from == row.to && matches!(row.change, Change::Changed { moved: false, .. })
    };
    // Rows that came and went can leave an equal list behind, made of other rows.
    if found.iter().all(in_place) || !equal_around(a, b, &found) {
        return found;
    }
    Vec::new()
}

/// Whether both lists are equal. Before the first change and behind the last one they are; the
/// first row that differs is nearly always the first one that is looked at.
fn equal_around(a: &Ordered, b: &Ordered, changes: &[RowChange]) -> bool {
    let places = || changes.iter().flat_map(|row| [row.from, row.to]).flatten();
    let (Some(first), Some(last)) = (places().min(), places().max()) else {
        return true;
    };
    let rows = a.rows.iter_from(first).zip(b.rows.iter_from(first));
    a.rows.len() == b.rows.len()
        && rows
            .take(last + 1 - first)
            .all(|(x, y)| x.shape == y.shape && x.value == y.value)
}

impl<'a> Alignment<'a> {
    /// Takes everything but the equal rows at both ends.
    fn trim(&mut self, a: &'a Ordered, b: &'a Ordered) {
        let (x, y): (Vec<&Row>, Vec<&Row>) = (a.rows.iter().collect(), b.rows.iter().collect());
        let equal = |(p, q): &(&&Row, &&Row)| p.shape == q.shape && p.value == q.value;
        let head = x.iter().zip(&y).take_while(equal).count();
        let ends = x[head..].iter().rev().zip(y[head..].iter().rev());
        let tail = ends.take_while(equal).count();
        let middle = |rows: &[&'a Row]| -> Vec<Found<'a>> {
            let rows = rows.iter().enumerate().take(rows.len() - tail).skip(head);
            rows.map(|(at, row)| (at, *row)).collect()
        };
        (self.old, self.new) = (middle(&x), middle(&y));
    }

    /// Pairs rows of equal names, first with first.
    fn pair_by<K: Eq + std::hash::Hash>(
        &mut self,
        name: impl Fn(&Row) -> Option<K>,
        belong: impl Fn(&Row, &Row) -> bool,
    ) {
        if self.old.is_empty() || self.new.is_empty() {
            return;
        }
        let mut waiting: Map<K, VecDeque<usize>> = Map::default();
        for (i, (_, row)) in self.new.iter().enumerate() {
            if let Some(name) = name(row) {
                waiting.entry(name).or_default().push_back(i);
            }
        }
        let mut taken = vec![false; self.new.len()];
        let (new, pairs) = (&self.new, &mut self.pairs);
        self.old.retain(|old| {
            let queue = name(old.1).and_then(|name| waiting.get_mut(&name));
            let Some(queue) = queue else { return true };
            match queue.front().copied().filter(|&i| belong(old.1, new[i].1)) {
                None => true,
                Some(i) => {
                    queue.pop_front();
                    taken[i] = true;
                    pairs.push((*old, new[i]));
                    false
                }
            }
        });
        let mut taken = taken.into_iter();
        self.new.retain(|_| !taken.next().unwrap_or(false));
    }

    /// Pairs what is left between the same neighbours, the first with the first: what has a key, has
    /// one that the other side does not know.
    fn pair_gaps(&mut self) {
        let (of_a, of_b) = (
            self.known(|p| p.0.0, &self.old),
            self.known(|p| p.1.0, &self.new),
        );
        let gap = shared_before;
        let mut waiting: Map<usize, VecDeque<usize>> = Map::default();
        for (i, (at, _)) in self.new.iter().enumerate() {
            waiting.entry(gap(&of_b, *at)).or_default().push_back(i);
        }
        let mut taken = vec![false; self.new.len()];
        let (new, pairs) = (&self.new, &mut self.pairs);
        self.old.retain(|old| {
            let queue = waiting.get_mut(&gap(&of_a, old.0));
            let Some(i) = queue.and_then(VecDeque::pop_front) else {
                return true;
            };
            taken[i] = true;
            pairs.push((*old, new[i]));
            false
        });
        let mut taken = taken.into_iter();
        self.new.retain(|_| !taken.next().unwrap_or(false));
    }

    fn changes(mut self, a: &Ordered, b: &Ordered) -> Vec<RowChange> {
        self.pairs.sort_by_key(|(old, _)| old.0);
        let stays = self.staying();
        let mut removed = self.old;
        removed.sort_by_key(|(at, _)| *at);
        let mut added = self.new;
        added.sort_by_key(|(at, _)| *at);
        let change = |key, from, to, change| RowChange {
            key,
            from,
            to,
            change,
        };
        let key = |table: &Ordered, value: &Value| table.key_of(value);
        let mut found: Vec<RowChange> = removed
            .into_iter()
            .map(|(at, row)| {
                change(
                    key(a, &row.value),
                    Some(at),
                    None,
                    Change::Removed(row.value.clone()),
                )
            })
            .collect();
        let mut changed: Vec<RowChange> = Vec::new();
        for (((from, old), (to, new)), stays) in self.pairs.into_iter().zip(stays) {
            if stays && old.value == new.value {
                continue;
            }
            let cells = cells(&old.value, &new.value);
            let moved = !stays;
            let change = Change::Changed { cells, moved };
            changed.push(RowChange {
                key: key(a, &old.value),
                from: Some(from),
                to: Some(to),
                change,
            });
        }
        changed.sort_by_key(|row| row.to);
        found.extend(changed);
        found.extend(added.into_iter().map(|(at, row)| {
            change(
                key(b, &row.value),
                None,
                Some(at),
                Change::Added(row.value.clone()),
            )
        }));
        found
    }

    /// Positions on one side that were looked at, sorted.
    fn known(&self, side: fn(&(Found<'a>, Found<'a>)) -> usize, left: &[Found<'a>]) -> Vec<usize> {
        let mut known: Vec<usize> = self.pairs.iter().map(side).collect();
        known.extend(left.iter().map(|(at, _)| at));
        known.sort_unstable();
        known
    }

    /// For each pair, in the order of the first list: whether it is a part of the longest run that
    /// has the same order on both sides, among the rows that never were looked at.
    fn staying(&self) -> Vec<bool> {
        let (of_a, of_b) = (
            self.known(|p| p.0.0, &self.old),
            self.known(|p| p.1.0, &self.new),
        );
        // A pair that has more of the skipped rows before it on one side has crossed them.
        let in_line: Vec<bool> = self
            .pairs
            .iter()
            .map(|(old, new)| shared_before(&of_a, old.0) == shared_before(&of_b, new.0))
            .collect();
        // Longest rising run of the second positions (patience sorting).
        let mut tops: Vec<usize> = Vec::new();
        let mut previous: Vec<Option<usize>> = vec![None; self.pairs.len()];
        for (i, (_, new)) in self.pairs.iter().enumerate() {
            if !in_line[i] {
                continue;
            }
            let at = tops.partition_point(|&top| self.pairs[top].1.0 < new.0);
            previous[i] = at.checked_sub(1).map(|at| tops[at]);
            if at == tops.len() {
                tops.push(i);
            } else {
                tops[at] = i;
            }
        }
        let mut stays = vec![false; self.pairs.len()];
        let mut next = tops.last().copied();
        while let Some(i) = next {
            stays[i] = true;
            next = previous[i];
        }
        stays
    }
}

/// How many rows before `at` were skipped as shared; those are in the same order on both sides.
fn shared_before(known: &[usize], at: usize) -> usize {
    at - known.partition_point(|&k| k < at)
}
