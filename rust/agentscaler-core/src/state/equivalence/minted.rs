//! The values that may be renamed: what generated columns received after the common base.

use std::sync::Arc;

use hashbrown::HashMap;

use super::rules::Rules;
use super::units::Unit;
use crate::state::column::{Column, by_time};
use crate::state::encode::encode;
use crate::state::place::Step;
use crate::state::store::State;
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
    /// As they stand in texts, for columns that mention them: owner, text, number.
    pub texts: Vec<(usize, String, usize)>,
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
        let key = (owner, encoded(value));
        if self.index.contains_key(&key) {
            return;
        }
        self.index.insert(key, number);
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), ToString::to_string);
        self.texts.push((owner, text, number));
        self.values.push(Minted {
            owner,
            value: value.clone(),
            rank: None,
        });
    }
}

fn can_be_minted(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Number(_))
}

/// The values that each side received.
pub(super) fn minted(base: Option<&State>, units: &[Unit], rules: &Rules) -> [Names; 2] {
    let mut sides = [Names::default(), Names::default()];
    let Some(base) = base.filter(|_| !rules.owners.is_empty()) else {
        return sides;
    };
    for (owner, column) in rules.owners.iter().enumerate() {
        for unit in units.iter().filter(|unit| unit.table == column.place.table) {
            let is_key = rules.key_owner(&unit.table) == Some(owner);
            for (rows, names) in unit.sides.iter().zip(&mut sides) {
                for row in rows {
                    if let Some(key) = row.key.as_ref().filter(|_| is_key) {
                        names.add(owner, &Value::Text(key.clone()));
                    }
                    each_at(&row.value, &column.place.path, &mut |value| {
                        if value.is_key() || column.ordered && can_be_minted(value) {
                            names.add(owner, value);
                        }
                    });
                }
            }
        }
    }
    for owner in 0..rules.owners.len() {
        if sides
            .iter()
            .any(|names| names.values.iter().any(|minted| minted.owner == owner))
        {
            let old = old_values(base, owner, rules);
            for names in &mut sides {
                forget(names, owner, &old);
                if rules.owners[owner].ordered {
                    rank(names, owner, &old);
                }
            }
        }
    }
    sides
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

/// What a column held in the base.
fn old_values(base: &State, owner: usize, rules: &Rules) -> Arc<Column> {
    let place = &rules.owners[owner].place;
    let Some(named) = base.find_named(place.table.as_str()) else {
        return Arc::default();
    };
    let is_key = rules.key_owner(&place.table) == Some(owner);
    // Keys count as a column of their own where they stand for this one.
    let mut name = place.path.clone();
    name.extend(is_key.then_some(Step::Items));
    named.columns.get(&name, || {
        let mut old = Vec::new();
        let mut add = |value: &Value| {
            if can_be_minted(value) {
                old.push(value.clone());
            }
        };
        match &*named.table {
            Table::Keyed(keyed) => {
                for row in keyed.rows.iter() {
                    if is_key {
                        add(&Value::Text(row.key.clone()));
                    }
                    each_at(&row.value, &place.path, &mut add);
                }
            }
            Table::Ordered(ordered) => {
                let rows = ordered.rows.iter();
                rows.for_each(|row| each_at(&row.value, &place.path, &mut add));
            }
            Table::Document(document) => each_at(&document.value, &place.path, &mut add),
        }
        old
    })
}

/// Drops the values of a column that the base had: these map to themselves.
fn forget(names: &mut Names, owner: usize, old: &Column) {
    let values = std::mem::take(names).values;
    for minted in values {
        if minted.owner != owner || !old.contains(&minted.value) {
            names.add(minted.owner, &minted.value);
            if let Some(last) = names.values.last_mut() {
                last.rank = minted.rank;
            }
        }
    }
}

fn rank(names: &mut Names, owner: usize, old: &Column) {
    let mut own: Vec<usize> = (0..names.values.len()).collect();
    own.retain(|&i| names.values[i].owner == owner);
    own.sort_by(|&i, &j| by_time(&names.values[i].value, &names.values[j].value));
    for (at, number) in own.into_iter().enumerate() {
        let minted = &mut names.values[number];
        let before = old.before(&minted.value);
        minted.rank = Some((at, before));
    }
}
