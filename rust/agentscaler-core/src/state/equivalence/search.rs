//! The search for a renaming: colours decide what they can, then one value after the other is tied
//! to each value that it could be, up to a bound.

use super::alike::{Judge, Pairs};
use super::colour::{Painted, join, refine};
use super::matching::match_all;
use super::minted::Names;
use super::rules::Rules;
use super::units::{Pairing, Touched, Unit};
use crate::cancel::Cancel;
use crate::error::Result;
use crate::state::value::Value;

/// What a search ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Number on the first side -> number on the second.
    Renaming(Vec<usize>),
    /// There is none.
    Nothing,
    /// The bound was reached first.
    Undecided,
}

pub(super) struct Search<'a> {
    pub names: &'a [Names; 2],
    pub units: &'a [Unit],
    pub rules: &'a Rules,
    pub cancel: &'a Cancel,
    /// Ties that may still be tried.
    pub left: usize,
}

/// A value of the first side, and what it may still become.
struct Tie {
    colours: [Vec<u64>; 2],
    class: u64,
    first: usize,
    /// The next one last.
    candidates: Vec<usize>,
}

/// What a set of colours leads to.
enum Look {
    Renaming(Vec<usize>),
    Nothing,
    Open(Tie),
}

impl Search<'_> {
    pub(super) fn run(&mut self, colours: [Vec<u64>; 2]) -> Result<Found> {
        if let Some(mapping) = self.guess(colours.clone()) {
            return Ok(Found::Renaming(mapping));
        }
        let rows = |unit: &Unit| unit.sides.iter().map(Vec::len).sum::<usize>();
        let cost = 1 + self.units.iter().map(rows).sum::<usize>() / 100;
        // What is still open stands in a list, not on the stack: there can be thousands.
        let mut open: Vec<Tie> = Vec::new();
        let mut next = Some(colours);
        loop {
            self.cancel.check()?;
            match next.take().map(|colours| self.look(colours)) {
                Some(Look::Renaming(mapping)) => return Ok(Found::Renaming(mapping)),
                Some(Look::Open(tie)) => open.push(tie),
                Some(Look::Nothing) | None => {}
            }
            let Some(tie) = open.last_mut() else {
                return Ok(Found::Nothing);
            };
            let Some(second) = tie.candidates.pop() else {
                open.pop();
                continue;
            };
            let Some(left) = self.left.checked_sub(cost) else {
                return Ok(Found::Undecided);
            };
            self.left = left;
            let mut tied = tie.colours.clone();
            // Any new colour does, so long as it is the same on both sides.
            let colour = join(tie.class, left as u64 | 1 << 63);
            tied[0][tie.first] = colour;
            tied[1][second] = colour;
            next = Some(tied);
        }
    }

    fn look(&self, mut colours: [Vec<u64>; 2]) -> Look {
        if !refine(self.names, &mut colours, self.units, self.rules) || !self.rows_fit(&colours) {
            return Look::Nothing;
        }
        let Some(class) = smallest_open_class(&colours[0]) else {
            let mapping = mapping(&colours);
            return if self.fits(&colours, &mapping) {
                Look::Renaming(mapping)
            } else {
                Look::Nothing
            };
        };
        let first = members(&colours[0], class).next();
        let Some(first) = first else {
            return Look::Nothing;
        };
        let mut candidates: Vec<usize> = members(&colours[1], class).collect();
        candidates.reverse();
        Look::Open(Tie {
            colours,
            class,
            first,
            candidates,
        })
    }

    /// The renaming that ties all values of one column at once, the first of a colour to the first
    /// of it, and so one column after the other. Where values look the same because they are the
    /// same to everybody, any does, and a search would go on for as many ties as there are values.
    fn guess(&self, mut colours: [Vec<u64>; 2]) -> Option<Vec<usize>> {
        let mut tied: Vec<(usize, u64)> = Vec::new();
        loop {
            if !refine(self.names, &mut colours, self.units, self.rules) {
                return None;
            }
            let Some(class) = smallest_open_class(&colours[0]) else {
                let mapping = mapping(&colours);
                return self.fits(&colours, &mapping).then_some(mapping);
            };
            let number = members(&colours[0], class).next()?;
            let owner = self.names[0].values[number].owner;
            for (names, colours) in self.names.iter().zip(&mut colours) {
                let values = names.values.iter().enumerate();
                let of_owner = values.filter(|(_, minted)| minted.owner == owner);
                let mut numbers: Vec<usize> = of_owner.map(|(number, _)| number).collect();
                numbers.sort_by_key(|&number| colours[number]);
                for class in numbers.chunk_by(|&i, &j| colours[i] == colours[j]) {
                    for (place, &number) in class.iter().enumerate() {
                        tied.push((number, join(colours[number], place as u64 | 1 << 62)));
                    }
                }
                for (number, colour) in tied.drain(..) {
                    colours[number] = colour;
                }
            }
        }
    }

    /// Whether the rows of each table look the same on both sides, as often.
    fn rows_fit(&self, colours: &[Vec<u64>; 2]) -> bool {
        self.units.iter().all(|unit| {
            let [x, y] = [0, 1].map(|side| {
                let painted = Painted {
                    names: &self.names[side],
                    colours: &colours[side],
                };
                let rows = unit.sides[side].iter();
                let mut signs: Vec<u64> =
                    rows.map(|row| painted.row(unit, row, self.rules)).collect();
                signs.sort_unstable();
                signs
            });
            x == y
        })
    }

    /// Whether the renaming really makes one side the other, value by value.
    fn fits(&self, colours: &[Vec<u64>; 2], mapping: &[usize]) -> bool {
        self.units.iter().all(|unit| {
            self.unit_fits(unit, colours, mapping)
                || self.rules.table(&unit.table).is_near()
                    && unit
                        .whole()
                        .is_some_and(|whole| self.unit_fits(&whole, colours, mapping))
        })
    }

    fn unit_fits(&self, unit: &Unit, colours: &[Vec<u64>; 2], mapping: &[usize]) -> bool {
        let pairs = Pairs::Mapping(mapping);
        let judge = Judge {
            names: self.names,
            colours,
            pairs,
        };
        let rule = self.rules.table(&unit.table);
        let [x, y] = &unit.sides;
        let same = |x: &Touched, y: &Touched| judge.same(&x.value, &y.value, rule).is_ok();
        if unit.pairing == Pairing::Places {
            return x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y));
        }
        let [of_x, of_y] = self.signs(unit, colours);
        let key = self.rules.key(&unit.table);
        let fits = |i: usize, j: usize| {
            let fit = unit.pairing == Pairing::Bag || same_keys(&judge, &x[i], &y[j], key);
            fit && same(&x[i], &y[j])
        };
        match_all([&of_x, &of_y], fits).is_ok()
    }

    fn signs(&self, unit: &Unit, colours: &[Vec<u64>; 2]) -> [Vec<u64>; 2] {
        [0, 1].map(|side| {
            let painted = Painted {
                names: &self.names[side],
                colours: &colours[side],
            };
            unit.sides[side]
                .iter()
                .map(|row| painted.row(unit, row, self.rules))
                .collect()
        })
    }
}

/// Whether the keys of two rows become one another.
pub(super) fn same_keys(
    judge: &Judge<'_>,
    x: &Touched,
    y: &Touched,
    rule: &super::rules::Rule,
) -> bool {
    match (&x.key, &y.key) {
        (Some(x), Some(y)) => judge.scalar(&Value::Text(x.clone()), &Value::Text(y.clone()), rule),
        (None, None) => true,
        _ => false,
    }
}

/// The colour that the fewest values share, but more than one.
fn smallest_open_class(colours: &[u64]) -> Option<u64> {
    let mut sorted = colours.to_vec();
    sorted.sort_unstable();
    let classes = sorted
        .chunk_by(|a, b| a == b)
        .filter(|class| class.len() > 1);
    classes
        .min_by_key(|class| (class.len(), class[0]))
        .map(|class| class[0])
}

fn members(colours: &[u64], class: u64) -> impl Iterator<Item = usize> {
    let numbered = colours.iter().enumerate();
    numbered
        .filter(move |(_, colour)| **colour == class)
        .map(|(number, _)| number)
}

fn mapping(colours: &[Vec<u64>; 2]) -> Vec<usize> {
    let mut second: Vec<usize> = (0..colours[1].len()).collect();
    second.sort_by_key(|&number| colours[1][number]);
    let find = |colour: &u64| {
        let at = second.partition_point(|&number| colours[1][number] < *colour);
        second.get(at).copied().unwrap_or_default()
    };
    colours[0].iter().map(find).collect()
}
