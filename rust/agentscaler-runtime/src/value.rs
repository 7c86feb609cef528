//! JSON values of the core into objects of the interpreter, and back.
//!
//! Numbers stay what they are: an integer literal is an `int` of any size, all else a `float`.

use std::fmt::Write as _;

use agentscaler_core::state::{MAX_DEPTH, Number, Object, Text, Value, read_value};
use monty_types::{DictPairs, MontyObject};
use num_bigint::BigInt;

use crate::limits::Limits;

/// Levels below which a value may stand in a state: a table and a row are two of them.
const DEEPEST: usize = MAX_DEPTH - 2;

/// Why a value cannot cross the border.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum Foreign {
    /// It, or a part of it, is nothing that JSON has.
    #[error("{place} is {what}")]
    Type {
        /// Way to the part, such as `result["items"][0]`.
        place: String,
        /// What it is.
        what: String,
    },
    /// It is of a type that JSON has, with a value that JSON has not.
    #[error("{place} is {what}")]
    Value {
        /// Way to the part.
        place: String,
        /// What it is.
        what: String,
    },
    /// It is larger than the limit.
    #[error("more than {limit} bytes in one value (value_bytes)")]
    Size {
        /// Limit in bytes.
        limit: usize,
    },
}

/// Where a value came from, and the way to the part that is looked at.
struct Way<'a> {
    root: &'a str,
    steps: Vec<Step>,
}

enum Step {
    Name(String),
    Item(usize),
}

impl Way<'_> {
    fn shown(&self) -> String {
        let mut out = self.root.to_owned();
        for step in &self.steps {
            let _ = match step {
                Step::Name(name) => write!(out, "[{}]", Value::from(name.as_str())),
                Step::Item(index) => write!(out, "[{index}]"),
            };
        }
        out
    }

    fn of_type(&self, what: impl Into<String>) -> Foreign {
        let (place, what) = (self.shown(), what.into());
        Foreign::Type { place, what }
    }

    fn of_value(&self, what: impl Into<String>) -> Foreign {
        let (place, what) = (self.shown(), what.into());
        Foreign::Value { place, what }
    }
}

/// An object of the interpreter, equal to a JSON value.
///
/// # Errors
/// [`Foreign::Value`] for an integer with more digits than the limit, or a value nested too deep.
pub(crate) fn to_monty(value: &Value, root: &str, limits: &Limits) -> Result<MontyObject, Foreign> {
    let steps = Vec::new();
    inward(value, &mut Way { root, steps }, limits.integer_digits)
}

fn inward(value: &Value, way: &mut Way<'_>, digits: usize) -> Result<MontyObject, Foreign> {
    Ok(match value {
        Value::Null => MontyObject::None,
        Value::Bool(bool) => MontyObject::Bool(*bool),
        Value::Number(Number::Int(int)) => MontyObject::Int(*int),
        Value::Number(Number::Float(float)) => MontyObject::Float(*float),
        Value::Number(number) => spelled(number, way, digits)?,
        Value::Text(text) => MontyObject::String(text.as_str().to_owned()),
        Value::Array(items) => {
            enter(way)?;
            let mut list = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                way.steps.push(Step::Item(index));
                list.push(inward(item, way, digits)?);
                way.steps.pop();
            }
            MontyObject::List(list)
        }
        Value::Object(object) => {
            enter(way)?;
            let mut pairs = Vec::with_capacity(object.len());
            for (name, cell) in object.iter() {
                let name = name.as_str().to_owned();
                let cell = if matches!(cell, Value::Array(_) | Value::Object(_) | Value::Number(_))
                {
                    way.steps.push(Step::Name(name.clone()));
                    let cell = inward(cell, way, digits)?;
                    way.steps.pop();
                    cell
                } else {
                    inward(cell, way, digits)?
                };
                pairs.push((MontyObject::String(name), cell));
            }
            MontyObject::Dict(DictPairs::from(pairs))
        }
    })
}

fn enter(way: &Way<'_>) -> Result<(), Foreign> {
    if way.steps.len() >= DEEPEST {
        return Err(too_deep(way.root));
    }
    Ok(())
}

fn too_deep(root: &str) -> Foreign {
    let place = root.to_owned();
    let what = format!("nested deeper than {DEEPEST} levels");
    Foreign::Value { place, what }
}

fn too_many_digits(way: &Way<'_>, digits: usize) -> Foreign {
    way.of_value(format!(
        "an integer of more than {digits} digits (integer_digits)"
    ))
}

/// A number that is kept as it was written: an integer beyond 64 bits, or an unusual spelling.
fn spelled(number: &Number, way: &Way<'_>, digits: usize) -> Result<MontyObject, Foreign> {
    if !number.is_integer_literal() {
        return Ok(MontyObject::Float(number.to_f64()));
    }
    let mut text = String::new();
    number.write(&mut text);
    if text.trim_start_matches('-').len() > digits {
        return Err(too_many_digits(way, digits));
    }
    match (text.parse::<i64>(), text.parse::<BigInt>()) {
        (Ok(int), _) => Ok(MontyObject::Int(int)),
        (_, Ok(big)) => Ok(MontyObject::BigInt(big)),
        _ => Err(way.of_value("no number")),
    }
}

/// The JSON value of an object of the interpreter: a tuple becomes a list.
///
/// # Errors
/// [`Foreign`] for what JSON does not have, and for what is beyond the limits.
pub(crate) fn from_monty(
    object: MontyObject,
    root: &str,
    limits: &Limits,
) -> Result<Value, Foreign> {
    let steps = Vec::new();
    let mut outward = Outward {
        way: Way { root, steps },
        digits: limits.integer_digits,
        limit: limits.value_bytes,
        left: limits.value_bytes,
    };
    outward.value(object)
}

struct Outward<'a> {
    way: Way<'a>,
    digits: usize,
    limit: usize,
    left: usize,
}

impl Outward<'_> {
    /// Counts what a value takes in memory, roughly.
    fn spend(&mut self, bytes: usize) -> Result<(), Foreign> {
        let limit = self.limit;
        let left = self.left.checked_sub(bytes + size_of::<Value>());
        self.left = left.ok_or(Foreign::Size { limit })?;
        Ok(())
    }

    fn value(&mut self, object: MontyObject) -> Result<Value, Foreign> {
        Ok(match object {
            MontyObject::None => {
                self.spend(0)?;
                Value::Null
            }
            MontyObject::Bool(bool) => {
                self.spend(0)?;
                Value::Bool(bool)
            }
            MontyObject::Int(int) => {
                self.spend(0)?;
                Value::from(int)
            }
            MontyObject::BigInt(big) => self.big(&big)?,
            MontyObject::Float(float) => {
                self.spend(0)?;
                match Number::from_f64(float) {
                    Some(number) => Value::Number(number),
                    None if float.is_nan() => return Err(self.way.of_value("NaN")),
                    None => return Err(self.way.of_value("infinite")),
                }
            }
            MontyObject::String(text) => {
                self.spend(text.len())?;
                Value::Text(Text::from(text.as_str()))
            }
            MontyObject::List(items)
            | MontyObject::Tuple(items)
            | MontyObject::NamedTuple { values: items, .. } => self.list(items)?,
            MontyObject::Dict(pairs) => self.dict(pairs)?,
            foreign => return Err(self.foreign(&foreign)),
        })
    }

    fn list(&mut self, items: Vec<MontyObject>) -> Result<Value, Foreign> {
        enter(&self.way)?;
        self.spend(0)?;
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            self.way.steps.push(Step::Item(index));
            list.push(self.value(item)?);
            self.way.steps.pop();
        }
        Ok(Value::Array(list.into()))
    }

    fn dict(&mut self, pairs: DictPairs) -> Result<Value, Foreign> {
        enter(&self.way)?;
        self.spend(0)?;
        let mut cells = Vec::with_capacity(pairs.len());
        for (name, cell) in pairs {
            let MontyObject::String(name) = name else {
                let shown = clipped(&name.py_repr());
                let what = format!("a dict with the key {shown}; a key of JSON is a string");
                return Err(self.way.of_type(what));
            };
            self.spend(name.len())?;
            let text = Text::from(name.as_str());
            self.way.steps.push(Step::Name(name));
            cells.push((text, self.value(cell)?));
            self.way.steps.pop();
        }
        Ok(Value::Object(Object::from_pairs(cells)))
    }

    fn big(&mut self, big: &BigInt) -> Result<Value, Foreign> {
        // A digit takes less than 4 bits. Writing an integer out takes quadratic time, so it is
        // only begun where the integer may be short enough.
        let bits = usize::try_from(big.bits()).unwrap_or(usize::MAX);
        if bits / 4 > self.digits {
            return Err(too_many_digits(&self.way, self.digits));
        }
        let text = big.to_string();
        if text.trim_start_matches('-').len() > self.digits {
            return Err(too_many_digits(&self.way, self.digits));
        }
        self.spend(text.len())?;
        read_value(text.as_bytes()).map_err(|_| self.way.of_value("no number"))
    }

    fn foreign(&self, object: &MontyObject) -> Foreign {
        match object {
            MontyObject::Cycle(..) => self.way.of_value("a part of itself"),
            // The interpreter gives up at its own depth, which is not above ours.
            MontyObject::Repr(text) if text == "<deeply nested>" => too_deep(self.way.root),
            MontyObject::Set(_) | MontyObject::FrozenSet(_) => self
                .way
                .of_type("a set, which JSON does not have; sort it into a list"),
            other => {
                let name = other.type_name();
                self.way
                    .of_type(format!("of type {name}, which JSON does not have"))
            }
        }
    }
}

/// Longest piece of a program's own text in a message about it, in characters.
const CLIP: usize = 60;

/// A short form of a text, for messages.
pub(crate) fn clipped(text: &str) -> String {
    match text.char_indices().nth(CLIP) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json() -> impl Strategy<Value = Value> {
        let number = prop_oneof![
            any::<i64>().prop_map(|int| int.to_string()),
            "-?[1-9][0-9]{0,40}",
            any::<f64>()
                .prop_filter("finite", |float| float.is_finite())
                .prop_map(|float| format!("{float:e}")),
            Just("-0".to_owned()),
            Just("1.50".to_owned()),
        ];
        let number = number.prop_map(|text| read_value(text.as_bytes()).unwrap());
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            number,
            ".{0,30}".prop_map(|text| Value::from(text.as_str())),
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            let name = ".{0,5}".prop_map(|name| Text::from(name.as_str()));
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6)
                    .prop_map(|items| Value::Array(items.into())),
                prop::collection::vec((name, inner), 0..6)
                    .prop_map(|pairs| Value::Object(Object::from_pairs(pairs))),
            ]
        })
    }

    proptest! {
        #[test]
        fn values_come_back_as_they_went_in(value in json()) {
            let limits = Limits::default();
            let there = to_monty(&value, "value", &limits).unwrap();
            let back = from_monty(there, "value", &limits).unwrap();
            prop_assert_eq!(&back, &value);
            // Once a program has had it, a number is written as Python writes it.
            let again = to_monty(&back, "value", &limits).unwrap();
            let again = from_monty(again, "value", &limits).unwrap();
            prop_assert_eq!(again.to_string(), back.to_string());
        }
    }

    #[test]
    fn sizes_are_bounded_on_the_way_out() {
        let limits = Limits {
            value_bytes: 1_000,
            ..Limits::default()
        };
        let fits = MontyObject::List(vec![MontyObject::Int(1); 30]);
        assert!(from_monty(fits, "value", &limits).is_ok());
        let large = MontyObject::List(vec![MontyObject::Int(1); 50]);
        let fault = from_monty(large, "value", &limits).unwrap_err();
        assert_eq!(fault, Foreign::Size { limit: 1_000 });
        let text = MontyObject::String("x".repeat(1_000));
        assert!(from_monty(text, "value", &limits).is_err());
    }
}
