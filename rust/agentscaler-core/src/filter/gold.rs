//! What tasks ask for, ready to be compared with.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::verdict::{Drop, dropped};
use crate::error::Result;
use crate::pool::Pool;
use crate::reward::MadeCall;
use crate::state::{Equivalence, Object, State, StateDiff, Value, read_value};
use crate::trajectory::Record;

/// An environment as the comparison of outcomes needs it.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The state that its tasks begin with, but for their own changes to it.
    pub state: State,
    /// What counts as the same outcome.
    pub equivalence: Arc<Equivalence>,
}

/// What a task asks for.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) environment: Option<String>,
    /// The states, or why there are none.
    pub(super) sides: std::result::Result<Sides, String>,
    pub(super) answer: Value,
    pub(super) read_only: bool,
    pub(super) calls: Vec<MadeCall>,
}

#[derive(Debug)]
pub(super) struct Sides {
    pub(super) initial: State,
    pub(super) gold: State,
    pub(super) equivalence: Arc<Equivalence>,
}

/// Tasks by id, and the environments that they are played in.
#[derive(Debug, Default)]
pub(super) struct Gold {
    tasks: BTreeMap<String, Vec<std::result::Result<Task, String>>>,
    /// Records that are no task at all: number from 1, and why.
    pub(super) lost: Vec<(usize, String)>,
}

/// Why there is no task to judge by.
enum NoTask {
    Unknown(String),
    Bad(String),
}

impl Gold {
    /// Reads tasks, one JSON text each.
    ///
    /// # Errors
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub(super) fn new<T: AsRef<[u8]> + Sync>(
        settings: &BTreeMap<String, Setting>,
        tasks: &[T],
        pool: &Pool,
    ) -> Result<Self> {
        let read = pool.map(tasks.len(), |at| {
            Ok(match read_value(tasks[at].as_ref()) {
                Err(error) => Err(error.to_string()),
                Ok(task) => match task_id(&task) {
                    Some(id) => Ok((id, Task::new(&task, settings))),
                    None => Err("id: is missing".to_owned()),
                },
            })
        })?;
        let (mut by_id, mut lost) = (BTreeMap::<String, Vec<_>>::new(), Vec::new());
        for (at, one) in read.into_iter().enumerate() {
            match one {
                Ok((id, task)) => by_id.entry(id).or_default().push(task),
                Err(why) => lost.push((at + 1, why)),
            }
        }
        Ok(Self { tasks: by_id, lost })
    }

    fn task(&self, id: &str, environment: Option<&str>) -> std::result::Result<&Task, NoTask> {
        let unknown = |what: String| Err(NoTask::Unknown(what));
        let Some(tasks) = self.tasks.get(id) else {
            return unknown(format!("there is no task {id:?}"));
        };
        let fits = |task: &&std::result::Result<Task, String>| match (task, environment) {
            (Ok(task), Some(name)) => task.environment.as_deref().is_none_or(|own| own == name),
            _ => true,
        };
        let mut fitting = tasks.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(Ok(task)), None) => Ok(task),
            (Some(Err(why)), None) => Err(NoTask::Bad(why.clone())),
            (None, _) => unknown(format!(
                "there is no task {id:?} of the environment {:?}",
                environment.unwrap_or_default()
            )),
            (Some(_), Some(_)) => unknown(format!("several tasks are called {id:?}")),
        }
    }
}

/// The task of a record.
pub(super) fn task_of<'g>(
    record: &Record<'_>,
    gold: &'g Gold,
) -> std::result::Result<&'g Task, Box<Drop>> {
    let Some(id) = record.task_id else {
        let what = "the record names no task";
        return Err(dropped("no_task", "task_id", what));
    };
    let environment = record.environment.map(|name| name.text().into_owned());
    gold.task(&id.text(), environment.as_deref())
        .map_err(|none| match none {
            NoTask::Unknown(what) => dropped("unknown_task", "task_id", what),
            NoTask::Bad(what) => dropped("bad_task", "task_id", what),
        })
}

/// The environment of this name; without a name the only one that there is.
fn setting<'a>(settings: &'a BTreeMap<String, Setting>, name: Option<&str>) -> Option<&'a Setting> {
    match name {
        Some(name) => settings.get(name),
        None if settings.len() == 1 => settings.values().next(),
        None => None,
    }
}

/// A field, unless it is missing or null.
fn given<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    let value = object.get(name);
    value.filter(|value| !matches!(value, Value::Null))
}

fn task_id(task: &Value) -> Option<String> {
    match given(task.as_object()?, "id")? {
        Value::Text(id) => Some(id.to_string()),
        Value::Number(id) if id.is_integer_literal() => {
            let mut digits = String::new();
            id.write(&mut digits);
            Some(digits)
        }
        _ => None,
    }
}

impl Task {
    fn new(
        task: &Value,
        settings: &BTreeMap<String, Setting>,
    ) -> std::result::Result<Self, String> {
        let task = task.as_object().ok_or("a task is an object")?;
        let environment = match given(task, "environment") {
            None => None,
            Some(Value::Text(name)) => Some(name.to_string()),
            Some(other) => return Err(expected("environment", "a string", other)),
        };
        let read_only = match given(task, "read_only") {
            None => false,
            Some(Value::Bool(read_only)) => *read_only,
            Some(other) => return Err(expected("read_only", "true or false", other)),
        };
        let calls = match given(task, "gold_calls") {
            None => Vec::new(),
            Some(Value::Array(calls)) => {
                let calls = calls.iter().enumerate();
                calls
                    .map(|(at, call)| gold_call(call).ok_or(format!("gold_calls[{at}] is no call")))
                    .collect::<std::result::Result<_, _>>()?
            }
            Some(other) => return Err(expected("gold_calls", "a list", other)),
        };
        let sides = match setting(settings, environment.as_deref()) {
            Some(setting) => Sides::new(task, setting, read_only),
            None => Err(format!(
                "the environment {:?} of the task is not known",
                environment.as_deref().unwrap_or_default()
            )),
        };
        Ok(Self {
            environment,
            sides,
            answer: given(task, "answer").cloned().unwrap_or(Value::Null),
            read_only,
            calls,
        })
    }
}

fn expected(name: &str, wanted: &str, found: &Value) -> String {
    format!("{name}: expected {wanted}, found {}", found.type_name())
}

fn gold_call(call: &Value) -> Option<MadeCall> {
    let call = call.as_object()?;
    let name = call.get("name")?.as_str()?;
    let arguments = match given(call, "arguments") {
        None => Object::from_pairs([]),
        Some(Value::Object(arguments)) => arguments.clone(),
        Some(Value::Text(text)) => read_value(text.as_bytes()).ok()?.as_object()?.clone(),
        Some(_) => return None,
    };
    Some(MadeCall {
        name: name.into(),
        arguments,
    })
}

impl Sides {
    fn new(task: &Object, setting: &Setting, read_only: bool) -> std::result::Result<Self, String> {
        let diff = |name: &str, value: &Value| {
            let text = value.to_string();
            StateDiff::from_json(text.as_bytes()).map_err(|error| format!("{name}: {error}"))
        };
        let mut initial = setting.state.fork();
        if let Some(value) = given(task, "initial_state") {
            let changes = diff("initial_state", value)?;
            initial
                .apply(&changes)
                .map_err(|error| format!("initial_state: {error}"))?;
            initial = initial.fork();
        }
        let changes = match given(task, "gold_changes") {
            Some(value) => diff("gold_changes", value)?,
            None if read_only => StateDiff::default(),
            None => return Err("gold_changes: is missing".to_owned()),
        };
        let mut gold = initial.fork();
        gold.apply(&changes)
            .map_err(|error| format!("gold_changes: {error}"))?;
        Ok(Self {
            initial,
            gold,
            equivalence: setting.equivalence.clone(),
        })
    }
}
