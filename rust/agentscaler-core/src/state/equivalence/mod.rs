//! Whether two states are the same outcome, under what a schema declares to be forgiven.
//!
//! Two agents who did the same work hold other ids, other times, and lists in another order.
//! An [`Equivalence`] says which columns tools made up (these may be renamed, one to one, followed
//! through declared references), which lists mean sets, how far numbers may lie apart, and what
//! says nothing. It is decided by comparison only, never by a digest: nearness is not transitive.
//!
//! What a generated column held before the common base maps to itself; without a common base
//! nothing is renamed. Ids inside free text follow the renaming only in columns whose `mentions`
//! say so, as whole words.
//!
//! Source: colour refinement with individualisation, `McKay` and Piperno, "Practical graph
//! isomorphism, II" (2014); here on rows instead of edges, and bounded.

mod alike;
mod colour;
mod matching;
mod mentions;
mod minted;
mod reason;
mod rules;
mod search;
mod units;

use crate::cancel::Cancel;
use crate::error::Result;

use self::colour::first_colours;
use self::minted::minted;
use self::rules::{Collector, Rules};
use self::search::{Found, Search};
use self::units::units;
use super::place::Place;
use super::reader::read_value;
use super::schema::{Fields, Schema};
use super::store::State;
use super::value::Value;

/// How many ties a search tries before it gives up, each counted once for every hundred touched
/// rows. Real outcomes need none or a few; the figure keeps the worst case near a second.
const DEFAULT_BOUND: usize = 10_000;

/// Outcome of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same outcome.
    Equal,
    /// Another outcome.
    Different,
    /// The bound was reached first. It never counts as equal.
    Undecided,
}

/// A value that became another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Renaming {
    /// The generated column.
    pub place: Place,
    /// Value in the first state.
    pub old: Value,
    /// Value in the second state.
    pub new: Value,
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The outcome.
    pub verdict: Verdict,
    /// The renaming used, columns and values in order; without those that stay.
    pub renaming: Vec<Renaming>,
    /// Why the states are not equal.
    pub reason: Option<String>,
}

/// What counts as the same outcome.
#[derive(Debug, Clone)]
pub struct Equivalence {
    rules: Rules,
    bound: usize,
}

impl Equivalence {
    /// The equivalence that the marks of a schema declare.
    ///
    /// # Errors
    /// [`StateError::Form`](super::StateError::Form) for references that go in a circle.
    pub fn from_schema(schema: &Schema) -> Result<Self> {
        Self::new(Some(schema), b"{}")
    }

    /// The marks of a schema, and more as JSON: `ignored`, `unordered`, `generated` (lists of
    /// places), `tolerance`, `timestamps`, `references`, `mentions`, `keys` (by place or table),
    /// `bound`.
    ///
    /// # Errors
    /// [`StateError::Syntax`](super::StateError::Syntax),
    /// [`StateError::Form`](super::StateError::Form).
    pub fn new(schema: Option<&Schema>, json: &[u8]) -> Result<Self> {
        let value = read_value(json)?;
        let known = [
            "ignored",
            "unordered",
            "generated",
            "tolerance",
            "timestamps",
            "references",
            "mentions",
            "keys",
            "bound",
        ];
        let fields = Fields::new("equivalence", &value, &known)?;
        let mut collector = Collector::default();
        if let Some(schema) = schema {
            collector.schema(schema);
        }
        collector.fields(&fields)?;
        let bound = fields.count("bound")?.unwrap_or(DEFAULT_BOUND);
        Ok(Self {
            rules: collector.finish()?,
            bound,
        })
    }

    /// Compares two states that grew out of `base`.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn compare_from(
        &self,
        base: &State,
        a: &State,
        b: &State,
        cancel: &Cancel,
    ) -> Result<Comparison> {
        self.compare_with(Some(base), a, b, self.bound, cancel)
    }

    /// Compares two states; where both are forks of one state, that is their base.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn compare(&self, a: &State, b: &State, cancel: &Cancel) -> Result<Comparison> {
        self.compare_within(a, b, self.bound, cancel)
    }

    /// As [`Equivalence::compare`], with as many ties as `bound` allows, where that is less: what is
    /// undecided then may be decided with more.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn compare_within(
        &self,
        a: &State,
        b: &State,
        bound: usize,
        cancel: &Cancel,
    ) -> Result<Comparison> {
        let base = a.base.is_same(&b.base).then(|| a.base_state());
        self.compare_with(base.as_ref(), a, b, bound.min(self.bound), cancel)
    }

    fn compare_with(
        &self,
        base: Option<&State>,
        a: &State,
        b: &State,
        bound: usize,
        cancel: &Cancel,
    ) -> Result<Comparison> {
        let comparison = |verdict, renaming, reason| Comparison {
            verdict,
            renaming,
            reason,
        };
        if a == b {
            return Ok(comparison(Verdict::Equal, Vec::new(), None));
        }
        // Against one of the two, every row that differs is a touched one.
        let units = match units(base.unwrap_or(a), a, b, &self.rules) {
            Ok(units) => units,
            Err(unlike) => {
                return Ok(comparison(
                    Verdict::Different,
                    Vec::new(),
                    Some(unlike.reason()),
                ));
            }
        };
        let names = minted(base, &units, &self.rules);
        let colours = [first_colours(&names[0]), first_colours(&names[1])];
        let mut search = Search {
            names: &names,
            units: &units,
            rules: &self.rules,
            cancel,
            left: bound,
        };
        Ok(match search.run(colours)? {
            Found::Renaming(mapping) => {
                let mut renaming: Vec<Renaming> = Vec::new();
                for (minted, number) in names[0].values.iter().zip(mapping) {
                    let (old, new) = (&minted.value, &names[1].values[number].value);
                    if old != new {
                        let place = self.rules.owners[minted.owner].place.clone();
                        renaming.push(Renaming {
                            place,
                            old: old.clone(),
                            new: new.clone(),
                        });
                    }
                }
                renaming.sort_by_cached_key(|r| (r.place.clone(), r.old.to_string()));
                comparison(Verdict::Equal, renaming, None)
            }
            Found::Nothing => {
                let reason = reason::reason(&names, &units, &self.rules);
                comparison(Verdict::Different, Vec::new(), Some(reason))
            }
            Found::Undecided => {
                let reason = format!("{bound} ties were tried without an answer");
                comparison(Verdict::Undecided, Vec::new(), Some(reason))
            }
        })
    }
}
