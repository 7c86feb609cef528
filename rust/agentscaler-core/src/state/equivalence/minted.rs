//! The values that may be renamed: what generated columns received after the common base.

use std::sync::Arc;

use hashbrown::HashMap;

use super::colour::Painted;
use super::mentions::{Texts, mentions, words};
use super::rules::{Owner, Rules, Standing};
use super::units::Unit;
use crate::state::column::{Column, Held, by_time};
use crate::state::encode::encode;
use crate::state::place::{Place, Step};
use crate::state::store::{Named, State};
use crate::state::table::Table;
use crate::state::value::Value;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// One value that may be renamed.
#[derive(Debug, Clone)]
pub(super) struct Minted {
    pub owner: usize,
    pub value: Value,
    /// Place among the old and new values of its column, where the order has to be kept.
    pub rank: Option<(usize, usize)>,
}

/// The values that may be renamed on one side.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub values: Vec<Minted>,
    index: Map<(usize, Box<[u8]>), usize>,
    /// As they stand in texts, where columns mention them.
    pub texts: Texts,
}

fn encoded(value: &Value) -> Box<[u8]> {
    let mut out = Vec::with_capacity(24);
    encode(value, &mut out);
    out.into()
}

impl Names {
    /// Number of a value of a generated column.
    pub(super) fn find(&self, owner: usize, value: &Value) -> Option<usize> {
        if self.values.is_empty() || !can_be_minted(value) {
            return None;
        }
        self.index.get(&(owner, encoded(value))).copied()
    }

    fn add(&mut self, owner: usize, value: &Value) {
        let number = self.values.len();
        self.index
            .entry((owner, encoded(value)))
            .or_insert_with(|| {
                self.values.push(Minted {
                    owner,
                    value: value.clone(),
                    rank: None,
                });
                number
            });
    }

    /// Notes how values stand in the texts that mention them.
    fn spell(&mut self, rules: &Rules) {
        self.texts = Texts::default();
        for (owner, rule) in rules.owners.iter().enumerate() {
            let values = self.values.iter().enumerate();
            let mentioned = values.filter(|(_, v)| v.owner == owner && !rule.texts.is_empty());
            for (number, minted) in mentioned {
                self.texts.add(owner, text(&minted.value), number);
            }
        }
    }

    /// Drops what `keep` says no to.
    fn retain(&mut self, keep: impl Fn(usize, &Minted) -> bool) {
        let values = std::mem::take(&mut self.values);
        self.index.clear();
        for (number, minted) in values.into_iter().enumerate() {
            if keep(number, &minted) {
                self.add(minted.owner, &minted.value);
            }
        }
    }
}

/// A value as it stands in a text.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToString::to_string)
}

fn can_be_minted(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Number(_))
}

/// The values that each side received.
pub(super) fn minted(base: Option<&State>, units: &[Unit], rules: &Rules) -> [Names; 2] {
    let mut sides = [Names::default(), Names::default()];
    let Some(base) = base else { return sides };
    for (number, owner) in rules.owners.iter().enumerate() {
        for source in &owner.sources {
            for unit in units.iter().filter(|u| u.table == source.place.table) {
                for (rows, names) in unit.sides.iter().zip(&mut sides) {
                    for row in rows {
                        if let Some(key) = row.key.as_ref().filter(|_| source.is_key) {
                            names.add(number, &Value::Text(key.clone()));
                        }
                        each_at(&row.value, &source.place.path, &mut |value| {
                            if value.is_key() || owner.ordered && can_be_minted(value) {
                                names.add(number, value);
                            }
                        });
                    }
                }
            }
        }
        let is_used = |names: &Names| names.values.iter().any(|minted| minted.owner == number);
        if sides.iter().any(is_used) {
            let old = Old::of(base, owner);
            for names in &mut sides {
                names.retain(|_, minted| minted.owner != number || !old.holds(&minted.value));
            }
        }
    }
    for (side, names) in sides.iter_mut().enumerate() {
        names.spell(rules);
        keep_standing(side, names, units, rules);
        names.spell(rules);
        for (number, owner) in rules.owners.iter().enumerate() {
            if owner.ordered && names.values.iter().any(|minted| minted.owner == number) {
                rank(names, number, &Old::of(base, owner));
            }
        }
    }
    sides
}

/// Drops values that stand in ignored places only: how many there are says nothing either.
fn keep_standing(side: usize, names: &mut Names, units: &[Unit], rules: &Rules) {
    let mut stands = vec![false; names.values.len()];
    let colours = vec![0; stands.len()];
    let painted = Painted {
        names,
        colours: &colours,
    };
    for unit in units {
        let (rule, key) = (rules.table(&unit.table), rules.key(&unit.table));
        for row in &unit.sides[side] {
            painted.each_name_of(row, rule, key, 0, &mut |number, _| stands[number] = true);
        }
    }
    if !stands.iter().all(|stands| *stands) {
        names.retain(|number, _| stands[number]);
    }
}

/// Calls `found` for each value at a path below a row.
fn each_at(value: &Value, path: &[Step], found: &mut impl FnMut(&Value)) {
    let Some((step, rest)) = path.split_first() else {
        return found(value);
    };
    match (step, value) {
        (Step::Name(name), Value::Object(object)) => {
            if let Some(cell) = object.get(name.as_str()) {
                each_at(cell, rest, found);
            }
        }
        (Step::Items, Value::Array(items)) => {
            items.iter().for_each(|item| each_at(item, rest, found));
        }
        _ => {}
    }
}

/// What the base held wherever the values of an owner stand: these map to themselves.
///
/// Columns that refer to the owner count as well. Where one of them held a value that its own
/// column did not, a row that nobody touched would else have to be renamed.
struct Old<'a> {
    columns: Vec<Arc<Column>>,
    /// Texts that mention the owner, as words and as they are.
    texts: Vec<(Arc<Column>, &'a Named, &'a Place)>,
}

impl<'a> Old<'a> {
    fn of(base: &'a State, owner: &'a Owner) -> Self {
        let table = |place: &Place| base.find_named(place.table.as_str());
        let columns = owner.places.iter();
        let texts = owner.texts.iter();
        Self {
            columns: columns
                .filter_map(|standing| Some(old_values(table(&standing.place)?, standing)))
                .collect(),
            texts: texts
                .filter_map(|place| {
                    let named = table(place)?;
                    Some((old_words(named, place), named, place))
                })
                .collect(),
        }
    }

    fn holds(&self, value: &Value) -> bool {
        if self.columns.iter().any(|column| column.contains(value)) {
            return true;
        }
        if self.texts.is_empty() {
            return false;
        }
        let name = text(value);
        self.texts.iter().any(|(known, named, place)| {
            // The words are looked up; only where all of them are known, the texts are read.
            let mut all = words(&name).map(Value::from);
            all.all(|word| known.contains(&word)) && {
                let mut found = false;
                each_old(&named.table, &place.path, &mut |value| {
                    found |= value.as_str().is_some_and(|text| mentions(text, &name));
                });
                found
            }
        })
    }

    /// How many values come before this one.
    fn before(&self, value: &Value) -> usize {
        self.columns.iter().map(|column| column.before(value)).sum()
    }
}

fn each_old(table: &Table, path: &[Step], found: &mut impl FnMut(&Value)) {
    match table {
        Table::Keyed(keyed) => {
            let rows = keyed.rows.iter();
            rows.for_each(|row| each_at(&row.value, path, found));
        }
        Table::Ordered(ordered) => {
            let rows = ordered.rows.iter();
            rows.for_each(|row| each_at(&row.value, path, found));
        }
        Table::Document(document) => each_at(&document.value, path, found),
    }
}

fn old_values(named: &Named, standing: &Standing) -> Arc<Column> {
    let held = if standing.is_key {
        Held::ValuesAndKeys
    } else {
        Held::Values
    };
    named.columns.get(&standing.place.path, held, || {
        let mut old = Vec::new();
        if let (true, Table::Keyed(keyed)) = (standing.is_key, &*named.table) {
            let rows = keyed.rows.iter();
            old.extend(rows.map(|row| Value::Text(row.key.clone())));
        }
        each_old(&named.table, &standing.place.path, &mut |value| {
            old.extend(Some(value).filter(|value| can_be_minted(value)).cloned());
        });
        old
    })
}

fn old_words(named: &Named, place: &Place) -> Arc<Column> {
    named.columns.get(&place.path, Held::Words, || {
        let mut old = Vec::new();
        each_old(&named.table, &place.path, &mut |value| {
            let text = value.as_str().unwrap_or_default();
            old.extend(words(text).map(Value::from));
        });
        old
    })
}

fn rank(names: &mut Names, owner: usize, old: &Old<'_>) {
    let mut own: Vec<usize> = (0..names.values.len()).collect();
    own.retain(|&i| names.values[i].owner == owner);
    own.sort_by(|&i, &j| by_time(&names.values[i].value, &names.values[j].value));
    for (at, number) in own.into_iter().enumerate() {
        let minted = &mut names.values[number];
        minted.rank = Some((at, old.before(&minted.value)));
    }
}
