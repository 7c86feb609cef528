//! The search for a renaming: colours decide what they can, then one value after the other is tied
//! to each value that it could be, up to a bound.

use super::alike::{Judge, Pairs, match_all};
use super::colour::{Painted, join, refine};
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

impl Search<'_> {
    pub(super) fn run(&mut self, mut colours: [Vec<u64>; 2]) -> Result<Found> {
        self.cancel.check()?;
        if !refine(self.names, &mut colours, self.units, self.rules) || !self.rows_fit(&colours) {
            return Ok(Found::Nothing);
        }
        let Some(class) = smallest_open_class(&colours[0]) else {
            let mapping = mapping(&colours);
            let fits = self.fits(&colours, &mapping);
            return Ok(if fits {
                Found::Renaming(mapping)
            } else {
                Found::Nothing
            });
        };
        let of = |side: usize| {
            let colours = colours[side].iter().enumerate();
            colours
                .filter(|(_, colour)| **colour == class)
                .map(|(number, _)| number)
        };
        let Some(first) = of(0).next() else {
            return Ok(Found::Nothing);
        };
        let candidates: Vec<usize> = of(1).collect();
        let mut outcome = Found::Nothing;
        for second in candidates {
            if self.left == 0 {
                return Ok(Found::Undecided);
            }
            self.left -= 1;
            let mut tied = colours.clone();
            // Any new colour does, so long as it is the same on both sides.
            let tie = join(class, self.left as u64 | 1 << 63);
            tied[0][first] = tie;
            tied[1][second] = tie;
            match self.run(tied)? {
                Found::Nothing => {}
                Found::Undecided => outcome = Found::Undecided,
                found @ Found::Renaming(_) => return Ok(found),
            }
        }
        Ok(outcome)
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
        let pairs = Pairs::Mapping(mapping);
        let judge = Judge {
            names: self.names,
            colours,
            pairs,
        };
        self.units.iter().all(|unit| {
            let rule = self.rules.table(&unit.table);
            let [x, y] = &unit.sides;
            let same = |x: &Touched, y: &Touched| judge.same(&x.value, &y.value, rule).is_ok();
            match unit.pairing {
                Pairing::Places => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
                Pairing::Keys => {
                    let key = self.rules.key(&unit.table);
                    let signs = self.signs(unit, colours);
                    let fits = |i: usize, j: usize| {
                        signs[0][i] == signs[1][j]
                            && same_keys(&judge, &x[i], &y[j], key)
                            && same(&x[i], &y[j])
                    };
                    match_all(x.len(), y.len(), fits).is_ok()
                }
                Pairing::Bag => {
                    let signs = self.signs(unit, colours);
                    let fits =
                        |i: usize, j: usize| signs[0][i] == signs[1][j] && same(&x[i], &y[j]);
                    match_all(x.len(), y.len(), fits).is_ok()
                }
            }
        })
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

fn mapping(colours: &[Vec<u64>; 2]) -> Vec<usize> {
    let mut second: Vec<usize> = (0..colours[1].len()).collect();
    second.sort_by_key(|&number| colours[1][number]);
    let find = |colour: &u64| {
        let at = second.partition_point(|&number| colours[1][number] < *colour);
        second.get(at).copied().unwrap_or_default()
    };
    colours[0].iter().map(find).collect()
}
