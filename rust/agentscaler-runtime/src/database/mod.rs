//! The object `db` of a program: its methods on a state, and what they raise.
//!
//! ```text
//! arguments   binds what a program passed to the parameters of a method, as Python would
//! address     which row a table and a key name
//! read        get find keys rows items count
//! write       insert update put delete
//! mint        new_id now random
//! meter       counts what the limits bound
//! ```
//! Rows and keys are copies, in and out. What a method raises can be caught by the program; a
//! limit ends it.

mod address;
mod arguments;
mod meter;
mod mint;
mod read;
mod write;

use meter::Meter;
pub(crate) use meter::Passed;

use agentscaler_core::state::{State, StateError, Write};
use monty_types::{DictPairs, ExcType, MontyClassInstance, MontyClassType, MontyObject, MontyUuid};

use crate::limits::Limits;
use crate::value::{Foreign, from_monty, to_monty};
use arguments::Bound;

/// Why a method of the database gives no answer.
#[derive(Debug)]
pub(crate) enum Refused {
    /// An exception for the program.
    Raise(ExcType, String),
    /// A limit was passed: the run is over.
    Passed(Passed),
}

pub(crate) type Answer<T = MontyObject> = Result<T, Refused>;

fn raise<T>(class: ExcType, message: impl Into<String>) -> Answer<T> {
    Err(Refused::Raise(class, message.into()))
}

impl From<Passed> for Refused {
    fn from(passed: Passed) -> Self {
        Self::Passed(passed)
    }
}

/// Refusals of the state: a missing table or row is a `KeyError`, whatever else a state refuses a `ValueError`.
impl From<agentscaler_core::Error> for Refused {
    fn from(error: agentscaler_core::Error) -> Self {
        let class = match &error {
            agentscaler_core::Error::State(
                StateError::NoTable { .. } | StateError::NoRow { .. },
            ) => ExcType::KeyError,
            _ => ExcType::ValueError,
        };
        Self::Raise(class, error.to_string())
    }
}

impl From<Foreign> for Refused {
    fn from(foreign: Foreign) -> Self {
        match foreign {
            Foreign::Size { .. } => Self::Passed(Passed(foreign.to_string())),
            Foreign::Type { .. } | Foreign::Value { .. } => {
                Self::Raise(ExcType::ValueError, foreign.to_string())
            }
        }
    }
}

/// Name of the class of `db`, as messages of the interpreter show it.
const CLASS: &str = "Database";

/// The object that a program gets as `db`: every attribute of it is asked for here.
pub(crate) fn handle() -> MontyObject {
    MontyObject::ClassInstance(Box::new(MontyClassInstance {
        class_type: MontyClassType {
            name: CLASS.to_owned(),
            id: MontyUuid::from_u128(1),
            host_defined: true,
            is_dataclass: false,
            attrs: DictPairs::default(),
        },
        instance_id: MontyUuid::from_u128(2),
        attrs: DictPairs::default(),
    }))
}

/// The function that a program gets as `refuse`.
pub(crate) fn refusal() -> MontyObject {
    MontyObject::Function {
        name: "refuse".to_owned(),
        docstring: None,
    }
}

/// `refuse(message)`: the message.
///
/// # Errors
/// [`Refused::Raise`] for other arguments than one string.
pub(crate) fn refused_with(
    positional: Vec<MontyObject>,
    named: Vec<(MontyObject, MontyObject)>,
) -> Answer<String> {
    let mut arguments = Bound::new(&["message"], 1, positional, named).only("refuse")?;
    match arguments.optional() {
        MontyObject::String(message) => Ok(message),
        other => {
            let what = format!("refuse takes a string, not {}", other.type_name());
            raise(ExcType::TypeError, what)
        }
    }
}

/// The state that a call works on, and what it has used so far.
pub(crate) struct Database<'a> {
    state: &'a mut State,
    meter: Meter<'a>,
    limits: &'a Limits,
    writes: Vec<Write>,
}

impl<'a> Database<'a> {
    pub(crate) fn new(state: &'a mut State, limits: &'a Limits) -> Self {
        Self {
            state,
            meter: Meter::new(limits),
            limits,
            writes: Vec::new(),
        }
    }

    /// What the methods have done to the state.
    pub(crate) fn into_writes(self) -> Vec<Write> {
        self.writes
    }

    /// Calls a method as the program did.
    ///
    /// # Errors
    /// [`Refused`]: what the program gets instead of an answer.
    pub(crate) fn call(
        &mut self,
        method: &str,
        positional: Vec<MontyObject>,
        named: Vec<(MontyObject, MontyObject)>,
    ) -> Answer {
        self.meter.call()?;
        let bind = |names: &'static [&'static str], required: usize| {
            Bound::new(names, required, positional, named)
        };
        match method {
            "get" => self.get(bind(&["table", "key"], 1).only(method)?),
            "find" => self.find(bind(&["table"], 1).and_columns(method, self.limits)?),
            "keys" => self.keys(bind(&["table"], 1).and_columns(method, self.limits)?),
            "count" => self.count(bind(&["table"], 1).and_columns(method, self.limits)?),
            "rows" => self.rows(bind(&["table"], 1).only(method)?),
            "items" => self.items(bind(&["table"], 1).only(method)?),
            "insert" => self.insert(bind(&["table", "row", "key"], 2).only(method)?),
            "update" => self.update(bind(&["table", "key", "columns"], 3).only(method)?),
            "put" => self.put(bind(&["table", "key", "row"], 3).only(method)?),
            "delete" => self.delete(bind(&["table", "key"], 1).only(method)?),
            "new_id" => self.new_id(bind(&["table", "pattern"], 1).only(method)?),
            "now" => {
                bind(&[], 0).only(method)?;
                self.now()
            }
            "random" => {
                bind(&[], 0).only(method)?;
                Ok(self.random())
            }
            _ => raise(
                ExcType::AttributeError,
                format!(
                    "'{CLASS}' object has no attribute '{method}'; it has {}",
                    METHODS.join(", ")
                ),
            ),
        }
    }

    fn out(&self, value: &agentscaler_core::state::Value, root: &str) -> Answer {
        Ok(to_monty(value, root, self.limits)?)
    }

    fn taken(&self, object: MontyObject, root: &str) -> Answer<agentscaler_core::state::Value> {
        Ok(from_monty(object, root, self.limits)?)
    }
}

/// All methods of `db`.
const METHODS: [&str; 13] = [
    "get", "find", "keys", "rows", "items", "count", "insert", "update", "put", "delete", "new_id",
    "now", "random",
];
