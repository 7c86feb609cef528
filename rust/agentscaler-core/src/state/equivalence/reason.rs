//! Why two states are not equivalent, in one sentence: the smallest thing that no renaming mends.

use std::fmt::Write as _;

use super::alike::{Judge, Pairs};
use super::colour::{Painted, advance, first_colours};
use super::minted::Names;
use super::rules::Rules;
use super::search::same_keys;
use super::units::{Pairing, Touched, Unit, Unlike};
use crate::state::diff::CellStep;
use crate::state::value::Value;

const LONGEST: usize = 120;

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else {
        return "nothing".into();
    };
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn place(unit: &Unit, row: &Touched) -> String {
    match &row.key {
        Some(key) => format!("{}[{key:?}]", unit.table),
        None => format!("{}[{}]", unit.table, row.at),
    }
}

fn way(path: &[CellStep]) -> String {
    let mut out = String::new();
    for step in path.iter().rev() {
        match step {
            CellStep::Name(name) => {
                let _ = write!(out, ".{name}");
            }
            CellStep::Item(at) => {
                let _ = write!(out, "[{at}]");
            }
        }
    }
    out
}

impl Unlike {
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Missing { table, side: 1 } => {
                format!("only the first state has the table {table:?}")
            }
            Self::Missing { table, .. } => format!("only the second state has the table {table:?}"),
            Self::Length {
                table,
                lengths: [x, y],
            } => {
                format!("{table} has {x} rows in the first state and {y} in the second")
            }
        }
    }
}

/// The reason why no renaming exists.
pub(super) fn reason(names: &[Names; 2], units: &[Unit], rules: &Rules) -> String {
    for (owner, column) in rules.owners.iter().enumerate() {
        let [x, y] = [0, 1].map(|side| {
            let of_owner = |minted: &&super::minted::Minted| minted.owner == owner;
            names[side].values.iter().filter(of_owner).count()
        });
        if x != y {
            return format!(
                "{} received {x} new values in the first state and {y} in the second",
                column.place
            );
        }
    }
    let mut colours = [first_colours(&names[0]), first_colours(&names[1])];
    // What can be told before any value is looked at closer is easier to understand.
    let by_rows = |colours: &[Vec<u64>; 2]| {
        let judge = Judge {
            names,
            colours,
            pairs: Pairs::Colours,
        };
        units
            .iter()
            .find_map(|unit| unit_reason(&judge, unit, rules))
    };
    by_rows(&colours)
        .or_else(|| value_reason(names, &mut colours, units, rules))
        .or_else(|| by_rows(&colours))
        .unwrap_or_else(|| {
            "each row fits one of the other state, but no renaming fits all of them at once".into()
        })
}

/// A new value of the first state that stands where no new value of the second does, after as few
/// rounds as possible.
fn value_reason(
    names: &[Names; 2],
    colours: &mut [Vec<u64>; 2],
    units: &[Unit],
    rules: &Rules,
) -> Option<String> {
    for _ in 0..=names[0].values.len() {
        if advance(names, colours, units, rules) {
            continue;
        }
        let count =
            |side: usize, colour: u64| colours[side].iter().filter(|c| **c == colour).count();
        let lonely = |colour: &u64| count(0, *colour) > count(1, *colour);
        let number = colours[0].iter().position(lonely)?;
        let minted = &names[0].values[number];
        let column = &rules.owners[minted.owner].place;
        let places = standing(names, number, colours, units, rules).join(", ");
        return Some(format!(
            "{column} received {} in the first state; it stands in {places}, and no value that \
             the second state received stands in such places",
            minted.value
        ));
    }
    None
}

/// The rows of the first state that hold a value.
fn standing(
    names: &[Names; 2],
    number: usize,
    colours: &[Vec<u64>; 2],
    units: &[Unit],
    rules: &Rules,
) -> Vec<String> {
    const MOST: usize = 6;
    let painted = Painted {
        names: &names[0],
        colours: &colours[0],
    };
    let mut places = Vec::new();
    for unit in units {
        let (rule, key) = (rules.table(&unit.table), rules.key(&unit.table));
        for row in &unit.sides[0] {
            let mut holds = false;
            painted.each_name_of(row, rule, key, 0, &mut |found, _| holds |= found == number);
            if holds {
                places.push(place(unit, row));
            }
        }
    }
    if places.len() > MOST {
        let more = places.len() - MOST;
        places.truncate(MOST);
        places.push(format!("{more} more rows"));
    }
    places
}

fn unit_reason(judge: &Judge<'_>, unit: &Unit, rules: &Rules) -> Option<String> {
    let rule = rules.table(&unit.table);
    let [x, y] = &unit.sides;
    let differ = |x: &Touched, y: &Touched| {
        let unlike = judge.same(&x.value, &y.value, rule).err()?;
        let (old, new) = (shown(unlike.old.as_ref()), shown(unlike.new.as_ref()));
        Some((
            unlike.path.len(),
            format!("{}{}: {old} -> {new}", place(unit, x), way(&unlike.path)),
        ))
    };
    if unit.pairing == Pairing::Places {
        return x
            .iter()
            .zip(y)
            .find_map(|(x, y)| differ(x, y))
            .map(|(_, reason)| reason);
    }
    let key = rules.key(&unit.table);
    let is_renamed = |side: usize, row: &Touched| {
        let name = row.key.as_ref().map(|name| Value::Text(name.clone()));
        match (name, key.owner) {
            (Some(name), Some(owner)) => judge.names[side].find(owner, &name).is_some(),
            _ => false,
        }
    };
    if unit.pairing == Pairing::Keys {
        // Rows whose keys stay: both sides must have them.
        for (side, rows) in unit.sides.iter().enumerate() {
            for row in rows.iter().filter(|row| !is_renamed(side, row)) {
                let other = unit.sides[1 - side]
                    .iter()
                    .find(|other| other.key == row.key);
                match (other, side) {
                    (None, 0) => {
                        return Some(format!("{}: only in the first state", place(unit, row)));
                    }
                    (None, _) => {
                        return Some(format!("{}: only in the second state", place(unit, row)));
                    }
                    (Some(other), 0) => {
                        if let Some((_, reason)) = differ(row, other) {
                            return Some(reason);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    let lonely = alone(judge, unit, rules).or_else(|| unfit(judge, unit, rules));
    lonely.map(|(side, i)| {
        let row = &unit.sides[side][i];
        let which = if side == 0 { "first" } else { "second" };
        let reason = format!("{}: no row of the other state fits it", place(unit, row));
        let nearest = (side == 0).then(|| {
            let candidates = y.iter().filter(|other| same_keys(judge, row, other, key));
            candidates
                .filter_map(|other| differ(row, other))
                .max_by_key(|(depth, _)| *depth)
        });
        match nearest.flatten() {
            Some((_, nearest)) => format!("{reason}; the nearest differs at {nearest}"),
            None => format!("{reason} ({which} state)"),
        }
    })
}

/// A row that looks like none of the other side, or like fewer.
fn alone(judge: &Judge<'_>, unit: &Unit, rules: &Rules) -> Option<(usize, usize)> {
    let signs = [0, 1].map(|side| {
        let painted = Painted {
            names: &judge.names[side],
            colours: &judge.colours[side],
        };
        let rows = unit.sides[side].iter();
        rows.map(|row| painted.row(unit, row, rules))
            .collect::<Vec<u64>>()
    });
    (0..2).find_map(|side| {
        let count = |signs: &[u64], sign: u64| signs.iter().filter(|s| **s == sign).count();
        let lonely = |sign: &u64| count(&signs[side], *sign) > count(&signs[1 - side], *sign);
        Some((side, signs[side].iter().position(lonely)?))
    })
}

/// A row of the first state that fits none of the second, tried one by one: what a tolerance
/// decides has no colour.
fn unfit(judge: &Judge<'_>, unit: &Unit, rules: &Rules) -> Option<(usize, usize)> {
    const MOST: usize = 10_000;
    let (rule, key) = (rules.table(&unit.table), rules.key(&unit.table));
    let [x, y] = &unit.sides;
    if x.len().saturating_mul(y.len()) > MOST {
        return None;
    }
    let fits = |a: &Touched, b: &Touched| {
        same_keys(judge, a, b, key) && judge.same(&a.value, &b.value, rule).is_ok()
    };
    let i = x.iter().position(|a| !y.iter().any(|b| fits(a, b)))?;
    Some((0, i))
}
