//! Whether two values are the same under the rules, and the first place where they are not.

use super::colour::Painted;
use super::matching::{Alone, match_all};
use super::mentions::{Piece, pieces};
use super::minted::Names;
use super::rules::Rule;
use crate::state::diff::CellStep;
use crate::state::value::{Text, Value};

/// Which value becomes which.
#[derive(Clone, Copy)]
pub(super) enum Pairs<'a> {
    /// By number, from the first side to the second.
    Mapping(&'a [usize]),
    /// Any of the same colour: what is left open still counts as fitting.
    Colours,
}

pub(super) struct Judge<'a> {
    pub names: &'a [Names; 2],
    pub colours: &'a [Vec<u64>; 2],
    pub pairs: Pairs<'a>,
}

/// A place where two values are not the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Unlike {
    /// From the innermost step outwards.
    pub path: Vec<CellStep>,
    pub old: Option<Value>,
    pub new: Option<Value>,
}

type Outcome = Result<(), Unlike>;

impl Judge<'_> {
    fn painted(&self, side: usize) -> Painted<'_> {
        Painted {
            names: &self.names[side],
            colours: &self.colours[side],
        }
    }

    fn becomes(&self, x: usize, y: usize) -> bool {
        match self.pairs {
            Pairs::Mapping(mapping) => mapping[x] == y,
            Pairs::Colours => self.colours[0][x] == self.colours[1][y],
        }
    }

    pub(super) fn scalar(&self, x: &Value, y: &Value, rule: &Rule) -> bool {
        if let Some(owner) = rule.owner {
            return match (self.names[0].find(owner, x), self.names[1].find(owner, y)) {
                (Some(x), Some(y)) => self.becomes(x, y),
                (None, None) => x == y,
                _ => false,
            };
        }
        match (x, y) {
            (Value::Number(a), Value::Number(b)) => match rule.tolerance {
                Some(tolerance) => a.near(b, tolerance),
                None => a.same(b),
            },
            (Value::Text(a), Value::Text(b)) if !rule.mentions.is_empty() => self.texts(a, b, rule),
            _ => x == y,
        }
    }

    fn texts(&self, x: &Text, y: &Text, rule: &Rule) -> bool {
        let x = pieces(x.as_str(), &rule.mentions, &self.names[0].texts);
        let y = pieces(y.as_str(), &rule.mentions, &self.names[1].texts);
        x.len() == y.len()
            && x.iter().zip(&y).all(|pair| match pair {
                (Piece::Plain(x), Piece::Plain(y)) => x == y,
                (Piece::Name(x), Piece::Name(y)) => self.becomes(*x, *y),
                _ => false,
            })
    }

    /// # Errors
    /// The first place where the values are not the same.
    pub(super) fn same(&self, x: &Value, y: &Value, rule: &Rule) -> Outcome {
        if rule.ignored {
            return Ok(());
        }
        match (x, y) {
            (Value::Object(a), Value::Object(b)) => {
                for (name, old, new) in a.merged(b) {
                    let rule = rule.name(name);
                    let outcome = match (old, new) {
                        _ if rule.ignored => Ok(()),
                        (Some(old), Some(new)) => self.same(old, new, rule),
                        (old, new) => Err(Unlike::of(old, new)),
                    };
                    outcome.map_err(|unlike| unlike.under(CellStep::Name(name.clone())))?;
                }
                Ok(())
            }
            (Value::Array(a), Value::Array(b)) if rule.unordered => self.bags(a, b, rule.item()),
            (Value::Array(a), Value::Array(b)) => {
                for i in 0..a.len().max(b.len()) {
                    let outcome = match (a.get(i), b.get(i)) {
                        (Some(x), Some(y)) => self.same(x, y, rule.item()),
                        (x, y) => Err(Unlike::of(x, y)),
                    };
                    outcome.map_err(|unlike| unlike.under(CellStep::Item(i)))?;
                }
                Ok(())
            }
            (Value::Object(_) | Value::Array(_), _) | (_, Value::Object(_) | Value::Array(_)) => {
                Err(Unlike::of(Some(x), Some(y)))
            }
            _ if self.scalar(x, y, rule) => Ok(()),
            _ => Err(Unlike::of(Some(x), Some(y))),
        }
    }

    fn bags(&self, a: &[Value], b: &[Value], rule: &Rule) -> Outcome {
        let sign = |side: usize, items: &[Value]| -> Vec<u64> {
            items
                .iter()
                .map(|item| self.painted(side).sign(item, rule))
                .collect()
        };
        let fits = |i: usize, j: usize| self.same(&a[i], &b[j], rule).is_ok();
        match match_all([&sign(0, a), &sign(1, b)], fits) {
            Ok(()) => Ok(()),
            Err(Alone::First(i)) => {
                let unlike = Unlike::of(Some(&a[i]), None);
                Err(unlike.under(CellStep::Item(i)))
            }
            Err(Alone::Second(j)) => {
                let unlike = Unlike::of(None, Some(&b[j]));
                Err(unlike.under(CellStep::Item(j)))
            }
        }
    }
}

impl Unlike {
    fn of(old: Option<&Value>, new: Option<&Value>) -> Self {
        Self {
            path: Vec::new(),
            old: old.cloned(),
            new: new.cloned(),
        }
    }

    fn under(mut self, step: CellStep) -> Self {
        self.path.push(step);
        self
    }
}
