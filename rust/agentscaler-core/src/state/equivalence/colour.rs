//! Colour refinement: values that may be renamed get a colour from where they stand, and what
//! stands around them, until no round tells more of them apart.
//!
//! A colour depends on nothing that a renaming, a reordering or a tolerance may change, so a value
//! can only become one of its own colour. Colours are 64-bit hashes: two that meet by chance cost
//! a search, never a wrong answer, because every renaming found is checked value by value.

use super::mentions::{Piece, pieces};
use super::minted::Names;
use super::rules::{Rule, Rules};
use super::units::{Pairing, Touched, Unit};
use crate::state::encode::{encode, hash64, mix};
use crate::state::value::Value;

const IGNORED: u64 = 1;
const NEAR: u64 = 2;
const NAME: u64 = 3;
const PLAIN: u64 = 4;
const ORDERED: u64 = 5;
const UNORDERED: u64 = 6;
const OBJECT: u64 = 7;
const KEY: u64 = 8;

pub(super) fn join(a: u64, b: u64) -> u64 {
    mix(a.rotate_left(23) ^ mix(b ^ 0x9e37_79b9_7f4a_7c15))
}

fn join_sorted(seed: u64, mut parts: Vec<u64>) -> u64 {
    parts.sort_unstable();
    parts.into_iter().fold(seed, join)
}

/// One side with the colours of its values.
#[derive(Clone, Copy)]
pub(super) struct Painted<'a> {
    pub names: &'a Names,
    pub colours: &'a [u64],
}

impl Painted<'_> {
    fn scalar(&self, value: &Value, rule: &Rule) -> u64 {
        if let Some(owner) = rule.owner {
            if let Some(number) = self.names.find(owner, value) {
                return join(NAME, self.colours[number]);
            }
        } else if let (Value::Text(text), false) = (value, rule.mentions.is_empty()) {
            let pieces = pieces(text.as_str(), &rule.mentions, &self.names.texts);
            return pieces.iter().fold(PLAIN, |sum, piece| match piece {
                Piece::Plain(text) => join(sum, hash64(text.as_bytes())),
                Piece::Name(number) => join(sum, join(NAME, self.colours[*number])),
            });
        } else if rule.tolerance.is_some() && matches!(value, Value::Number(_)) {
            return NEAR;
        }
        let mut encoded = Vec::with_capacity(48);
        encode(value, &mut encoded);
        join(PLAIN, hash64(&encoded))
    }

    /// What a value looks like when names are colours.
    pub(super) fn sign(&self, value: &Value, rule: &Rule) -> u64 {
        if rule.ignored {
            return IGNORED;
        }
        match value {
            Value::Object(object) => object
                .sorted()
                .filter(|(name, _)| !rule.name(name).ignored)
                .fold(OBJECT, |sum, (name, value)| {
                    let name_hash = hash64(name.as_bytes());
                    join(join(sum, name_hash), self.sign(value, rule.name(name)))
                }),
            Value::Array(items) => {
                let signs = items.iter().map(|item| self.sign(item, rule.item()));
                if rule.unordered {
                    join_sorted(UNORDERED, signs.collect())
                } else {
                    signs.fold(join(ORDERED, items.len() as u64), join)
                }
            }
            scalar => self.scalar(scalar, rule),
        }
    }

    fn key(&self, row: &Touched, rule: &Rule) -> u64 {
        match &row.key {
            Some(key) => self.scalar(&Value::Text(key.clone()), rule),
            None => 0,
        }
    }

    /// What a row looks like, and what it stands under.
    pub(super) fn row(&self, unit: &Unit, row: &Touched, rules: &Rules) -> u64 {
        let table = rules.table(&unit.table);
        let under = match unit.pairing {
            Pairing::Keys => self.key(row, rules.key(&unit.table)),
            Pairing::Places => row.at as u64,
            Pairing::Bag => 0,
        };
        join(under, self.sign(&row.value, table))
    }

    /// Calls `found` with each value and a hash of the place where it stands.
    pub(super) fn each_name(
        &self,
        value: &Value,
        rule: &Rule,
        place: u64,
        found: &mut impl FnMut(usize, u64),
    ) {
        if rule.ignored {
            return;
        }
        match value {
            Value::Object(object) => {
                for (name, value) in object.iter() {
                    let place = join(place, hash64(name.as_bytes()));
                    self.each_name(value, rule.name(name), place, found);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    let step = if rule.unordered {
                        self.sign(item, rule.item())
                    } else {
                        i as u64
                    };
                    self.each_name(item, rule.item(), join(place, step), found);
                }
            }
            scalar => {
                if let Some(owner) = rule.owner {
                    if let Some(number) = self.names.find(owner, scalar) {
                        found(number, place);
                    }
                } else if let (Value::Text(text), false) = (scalar, rule.mentions.is_empty()) {
                    let pieces = pieces(text.as_str(), &rule.mentions, &self.names.texts);
                    for (i, piece) in pieces.iter().enumerate() {
                        if let Piece::Name(number) = piece {
                            found(*number, join(place, i as u64));
                        }
                    }
                }
            }
        }
    }

    /// The same for a row, and for the key that it stands under.
    pub(super) fn each_name_of(
        &self,
        row: &Touched,
        rule: &Rule,
        key: &Rule,
        place: u64,
        found: &mut impl FnMut(usize, u64),
    ) {
        if let (Some(name), Some(owner)) = (&row.key, key.owner)
            && let Some(number) = self.names.find(owner, &Value::Text(name.clone()))
        {
            found(number, join(place, KEY));
        }
        self.each_name(&row.value, rule, place, found);
    }

    /// The colours of the next round.
    fn round(&self, side: usize, units: &[Unit], rules: &Rules) -> Vec<u64> {
        let mut seen: Vec<Vec<u64>> = vec![Vec::new(); self.colours.len()];
        for (i, unit) in units.iter().enumerate() {
            let (table, key) = (rules.table(&unit.table), rules.key(&unit.table));
            for row in &unit.sides[side] {
                let place = join(i as u64, self.row(unit, row, rules));
                let mut found = |number: usize, place: u64| seen[number].push(place);
                self.each_name_of(row, table, key, place, &mut found);
            }
        }
        let colours = self.colours.iter().zip(seen);
        colours
            .map(|(colour, seen)| join_sorted(*colour, seen))
            .collect()
    }
}

/// Colours before the first round: the column, and the rank where the order has to be kept.
pub(super) fn first_colours(names: &Names) -> Vec<u64> {
    let colour = |minted: &super::minted::Minted| {
        let owner = minted.owner as u64;
        match minted.rank {
            Some((at, before)) => join(join(owner, at as u64 + 1), before as u64),
            None => owner,
        }
    };
    names.values.iter().map(colour).collect()
}

fn sorted(colours: &[u64]) -> Vec<u64> {
    let mut sorted = colours.to_vec();
    sorted.sort_unstable();
    sorted
}

fn classes(sorted: &[u64]) -> usize {
    sorted.chunk_by(|a, b| a == b).count()
}

/// One round on both sides; `false` when they part.
pub(super) fn advance(
    names: &[Names; 2],
    colours: &mut [Vec<u64>; 2],
    units: &[Unit],
    rules: &Rules,
) -> bool {
    *colours = [0, 1].map(|side| {
        let painted = Painted {
            names: &names[side],
            colours: &colours[side],
        };
        painted.round(side, units, rules)
    });
    sorted(&colours[0]) == sorted(&colours[1])
}

/// Refines the colours of both sides until no round tells more values apart; `false` when the
/// sides part.
pub(super) fn refine(
    names: &[Names; 2],
    colours: &mut [Vec<u64>; 2],
    units: &[Unit],
    rules: &Rules,
) -> bool {
    let mut known = classes(&sorted(&colours[0]));
    loop {
        if !advance(names, colours, units, rules) {
            return false;
        }
        let now = classes(&sorted(&colours[0]));
        if now <= known || now == colours[0].len() {
            return true;
        }
        known = now;
    }
}
