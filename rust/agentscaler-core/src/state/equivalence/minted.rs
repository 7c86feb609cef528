//! The values that may be renamed: what generated columns received after the common base.

use hashbrown::{HashMap, HashSet};

use super::rules::Rules;
use super::units::Unit;
use crate::state::encode::encode;
use crate::state::place::Step;
use crate::state::state::State;
use crate::state::table::Table;
use crate::state::value::Value;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;
type Set<T> = HashSet<T, foldhash::fast::FixedState>;

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
        let text = value.as_str().map_or_else(|| value.to_string(), ToString::to_string);
        self.texts.push((owner, text, number));
        self.values.push(Minted { owner, value: value.clone(), rank: None });
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
        if sides.iter().any(|names| names.values.iter().any(|minted| minted.owner == owner)) {
            let old = old_values(base, owner, rules);
            sides.iter_mut().for_each(|names| forget(names, owner, &old));
            if rules.owners[owner].ordered {
                sides.iter_mut().for_each(|names| rank(names, owner, &old));
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
fn old_values(base: &State, owner: usize, rules: &Rules) -> Vec<Value> {
    let place = &rules.owners[owner].place;
    let mut old = Vec::new();
    let Some(table) = base.find(place.table.as_str()) else {
        return old;
    };
    let mut add = |value: &Value| {
        if can_be_minted(value) {
            old.push(value.clone());
        }
    };
    match table {
        Table::Keyed(keyed) => {
            let is_key = rules.key_owner(&place.table) == Some(owner);
            for row in keyed.rows.iter() {
                if is_key {
                    add(&Value::Text(row.key.clone()));
                }
                each_at(&row.value, &place.path, &mut add);
            }
        }
        Table::Ordered(ordered) => {
            ordered.rows.iter().for_each(|row| each_at(&row.value, &place.path, &mut add));
        }
        Table::Document(document) => each_at(&document.value, &place.path, &mut add),
    }
    old
}

/// Drops the values of a column that the base had: these map to themselves.
fn forget(names: &mut Names, owner: usize, old: &[Value]) {
    let old: Set<Box<[u8]>> = old.iter().map(encoded).collect();
    let values = std::mem::take(names).values;
    for minted in values {
        if minted.owner != owner || !old.contains(&encoded(&minted.value)) {
            names.add(minted.owner, &minted.value);
            if let Some(last) = names.values.last_mut() {
                last.rank = minted.rank;
            }
        }
    }
}

/// Numbers before strings; numbers by value, strings by code points.
fn by_time(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.to_f64().total_cmp(&b.to_f64()),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (a, b) => a.type_name().cmp(b.type_name()),
    }
}

fn rank(names: &mut Names, owner: usize, old: &[Value]) {
    let mut old: Vec<&Value> = old.iter().collect();
    old.sort_by(|a, b| by_time(a, b));
    let mut own: Vec<usize> = (0..names.values.len()).collect();
    own.retain(|&i| names.values[i].owner == owner);
    own.sort_by(|&i, &j| by_time(&names.values[i].value, &names.values[j].value));
    for (at, number) in own.into_iter().enumerate() {
        let minted = &mut names.values[number];
        let before = old.partition_point(|old| by_time(old, &minted.value).is_lt());
        minted.rank = Some((at, before));
    }
}
