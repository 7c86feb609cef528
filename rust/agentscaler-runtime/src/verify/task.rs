//! What a task asks for, and what its gold calls leave.

use agentscaler_core::reward::{Gold, MadeCall};
use agentscaler_core::state::{State, StateDiff, Value, read_value};

use super::fields::{calls, flag, given, id, malformed, object, seed};
use super::record::Malformed;
use crate::arguments::Arguments;
use crate::replay::Call;
use crate::result::{Kind, ToolResult};
use crate::toolset::ToolSet;

/// A task as verification and audit need it.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its id.
    pub id: String,
    /// The state that an attempt begins with, a fork with the seed of the task.
    pub initial: State,
    /// The gold calls.
    pub calls: Vec<Call>,
    /// What the user has to be told; `null` for nothing.
    pub answer: Value,
    /// Whether nothing is to be changed.
    pub read_only: bool,
}

impl Task {
    /// Reads `{"id", "gold_calls", "answer", "read_only", "initial_state", "seed"}`; all but the
    /// first two may be missing.
    ///
    /// `initial_state` is a diff, as [`StateDiff::to_value`] writes it, that turns `base` into the
    /// state that the task begins with.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn from_value(value: &Value, base: &State) -> Result<Self, Malformed> {
        let record = object(value, "task")?;
        let id = id(record, "id")?;
        let Some(gold) = given(record, "gold_calls") else {
            return malformed("gold_calls", "is missing");
        };
        let mut initial = base.fork();
        if let Some(changes) = given(record, "initial_state") {
            let applied = StateDiff::from_json(changes.to_string().as_bytes())
                .and_then(|changes| initial.apply(&changes));
            if let Err(error) = applied {
                return malformed("initial_state", error.to_string());
            }
            initial = initial.fork();
        }
        if let Some(seed) = seed(record)? {
            initial.side_mut().seed = seed;
        }
        Ok(Self {
            id,
            initial,
            calls: calls(gold, "gold_calls")?,
            answer: given(record, "answer").cloned().unwrap_or(Value::Null),
            read_only: flag(record, "read_only")?,
        })
    }
}

/// A gold call that did not do what was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// Its number among the gold calls, from 0.
    pub at: usize,
    /// The call.
    pub call: Call,
    /// What it gave.
    pub result: ToolResult,
}

/// A task with what its gold calls left.
#[derive(Debug, Clone)]
pub struct Played {
    /// The task.
    pub task: Task,
    /// The gold state: what all gold calls left, those that were not answered aside.
    pub state: State,
    /// What the gold calls gave.
    pub results: Vec<ToolResult>,
    /// The gold calls that were answered, as the reward has them.
    pub made: Vec<MadeCall>,
    /// The first gold call that was not answered.
    pub broken: Option<Broken>,
}

impl Played {
    /// The gold side of the reward.
    pub fn gold(&self) -> Gold<'_> {
        Gold {
            initial: &self.task.initial,
            state: &self.state,
            answer: &self.task.answer,
            read_only: self.task.read_only,
            calls: &self.made,
        }
    }
}

/// Makes the gold calls of a task.
pub fn play(tools: &ToolSet, task: Task) -> Played {
    let mut state = task.initial.fork();
    let (mut results, mut made, mut broken) = (Vec::new(), Vec::new(), None);
    for (at, call) in task.calls.iter().enumerate() {
        let result = tools.call(&mut state, call.name.as_str(), &call.arguments);
        results.push(result.clone());
        if result.kind == Kind::Ok {
            made.extend(as_made(call));
        } else if broken.is_none() {
            let call = call.clone();
            broken = Some(Broken { at, call, result });
        }
    }
    Played {
        task,
        state,
        results,
        made,
        broken,
    }
}

/// A call as the reward has it; `None` where its arguments are no object.
pub(crate) fn as_made(call: &Call) -> Option<MadeCall> {
    let arguments = if let Arguments::Object(object) = &call.arguments {
        object.clone()
    } else if let Arguments::Raw(raw) = &call.arguments
        && let Ok(Value::Object(object)) = read_value(raw.as_bytes())
    {
        object
    } else {
        return None;
    };
    Some(MadeCall {
        name: call.name.clone(),
        arguments,
    })
}
