//! Lines of stored trajectories to what became of them.
//!
//! Each is replayed on its own fork and compared with the gold state of its task. The result does
//! not depend on the number of threads nor on how the lines are cut into batches. Memory: the
//! initial state, what the gold calls changed, and one batch.

use std::collections::BTreeMap;

use agentscaler_core::reward::{Done, Outcome, score};
use agentscaler_core::state::{Equivalence, State, StateDiff, Value, Verdict};
use agentscaler_core::{Cancel, Pool, Result};

use super::record::{Malformed, Trajectory};
use super::task::{Played, Task, as_made, play};
use crate::result::{Kind, ToolResult};
use crate::toolset::ToolSet;

/// What became of a trajectory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Its final state is the gold state, up to what the equivalence forgives.
    Equal,
    /// Its final state is another one.
    Different,
    /// The bound of the comparison was reached; it never counts as equal.
    Undecided,
    /// A tool failed during the replay: nothing is said about the agent.
    Faulted,
    /// A gold call of its task is not answered: what gold is meant to be, nobody knows.
    GoldBroken,
    /// The task cannot be read.
    BadTask,
    /// There is no task of this id.
    UnknownTask,
    /// The line is no trajectory.
    Malformed,
}

impl Status {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Equal,
        Self::Different,
        Self::Undecided,
        Self::Faulted,
        Self::GoldBroken,
        Self::BadTask,
        Self::UnknownTask,
        Self::Malformed,
    ];

    /// The word for it in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Different => "different",
            Self::Undecided => "undecided",
            Self::Faulted => "faulted",
            Self::GoldBroken => "gold_broken",
            Self::BadTask => "bad_task",
            Self::UnknownTask => "unknown_task",
            Self::Malformed => "malformed",
        }
    }
}

/// What a verification found about one line.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Id of the trajectory, where the line has one.
    pub id: Option<String>,
    /// Its task.
    pub task_id: Option<String>,
    /// What became of it.
    pub status: Status,
    /// Why it is not equal.
    pub reason: Option<String>,
    /// The comparison and what was not told and not read, wherever there is a gold state. Its reward
    /// counts only where the status is one of the comparison: see [`Verified::reward`].
    pub outcome: Option<Outcome>,
    /// What turns the gold state into the final state, unless they are the same outcome.
    pub diff: Option<StateDiff>,
    /// What the trajectory changed.
    pub changes: Option<StateDiff>,
    /// Number of calls by kind, in the order of [`Kind`].
    pub calls: [usize; 5],
}

impl Verified {
    /// The reward, where the trajectory can be blamed for it or praised.
    pub fn reward(&self) -> Option<f64> {
        let decided = [Status::Equal, Status::Different, Status::Undecided];
        let outcome = self.outcome.as_ref()?;
        decided.contains(&self.status).then_some(outcome.reward)
    }
}

/// Tasks with their gold states, ready for any number of trajectories.
///
/// ```
/// use agentscaler_core::state::{Equivalence, State, read_value};
/// use agentscaler_core::{Cancel, Pool};
/// use agentscaler_runtime::verify::{Status, Verifier};
/// use agentscaler_runtime::{Limits, ToolSet};
///
/// let source = r#"
/// def close(db, order_id: str):
///     db.update("orders", order_id, {"open": False})
///     return "closed"
/// "#;
/// let tools = ToolSet::compile(source, None, Limits::default())?;
/// let base = State::from_json(br#"{"orders": {"a": {"open": true}}}"#, None)?;
/// let task = read_value(
///     br#"{"id": "t", "gold_calls": [{"name": "close", "arguments": {"order_id": "a"}}]}"#,
/// )?;
/// let pool = Pool::new(2, Cancel::default())?;
/// let same = Equivalence::new(None, b"{}")?;
/// let verifier = Verifier::new(tools, &base, same, &[task], &pool)?;
///
/// let idle = r#"{"id": 1, "task_id": "t", "calls": []}"#;
/// let found = verifier.verify(&[idle, "no JSON"], &pool)?;
/// assert_eq!(found[0].status, Status::Different);
/// assert_eq!(found[0].reason.as_deref(), Some(r#"orders["a"].open: false -> true"#));
/// assert_eq!(found[1].status, Status::Malformed);
/// # Ok::<(), agentscaler_runtime::Error>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    tools: ToolSet,
    equivalence: Equivalence,
    tasks: BTreeMap<String, std::result::Result<Played, Malformed>>,
}

impl Verifier {
    /// Plays the gold calls of all tasks.
    ///
    /// A task that cannot be read, or whose id comes twice, is a [`Status::BadTask`] of its
    /// trajectories and no error.
    ///
    /// # Errors
    /// [`agentscaler_core::Error::Cancelled`].
    pub fn new(
        tools: ToolSet,
        base: &State,
        equivalence: Equivalence,
        tasks: &[Value],
        pool: &Pool,
    ) -> Result<Self> {
        let played = pool.map(tasks.len(), |at| {
            let task = Task::from_value(&tasks[at], base);
            // What the calls gave would hold the memory of a whole data set.
            let without = |played: Played| Played {
                results: Vec::new(),
                ..played
            };
            Ok(task.map(|task| without(play(&tools, task))))
        })?;
        let mut by_id = BTreeMap::new();
        for (value, played) in tasks.iter().zip(played) {
            let id = match &played {
                Ok(played) => played.task.id.clone(),
                Err(_) => match value.get("id") {
                    Some(Value::Text(id)) => id.to_string(),
                    Some(id) => id.to_string(),
                    None => continue,
                },
            };
            let twice = Malformed {
                place: "id".into(),
                what: format!("two tasks are called {id:?}"),
            };
            by_id
                .entry(id)
                .and_modify(|known| *known = Err(twice))
                .or_insert(played);
        }
        Ok(Self {
            tools,
            equivalence,
            tasks: by_id,
        })
    }

    /// The tasks by id, each with its gold or with what is wrong with it.
    pub fn tasks(
        &self,
    ) -> impl ExactSizeIterator<Item = (&String, &std::result::Result<Played, Malformed>)> {
        self.tasks.iter()
    }

    /// Verifies lines, in their order.
    ///
    /// # Errors
    /// [`agentscaler_core::Error::Cancelled`]; never for what stands in a line.
    pub fn verify<L: AsRef<[u8]> + Sync>(&self, lines: &[L], pool: &Pool) -> Result<Vec<Verified>> {
        let one = |at: usize| self.one(lines[at].as_ref(), pool.cancel());
        pool.map(lines.len(), one)
    }

    fn one(&self, line: &[u8], cancel: &Cancel) -> Result<Verified> {
        let mut found = Verified {
            id: None,
            task_id: None,
            status: Status::Malformed,
            reason: None,
            outcome: None,
            diff: None,
            changes: None,
            calls: [0; 5],
        };
        let trajectory = match Trajectory::from_json(line) {
            Ok(trajectory) => trajectory,
            Err(malformed) => {
                found.reason = Some(malformed.to_string());
                return Ok(found);
            }
        };
        found.id = Some(trajectory.id.clone());
        found.task_id = Some(trajectory.task_id.clone());
        let played = match self.tasks.get(&trajectory.task_id) {
            Some(Ok(played)) => played,
            Some(Err(malformed)) => {
                found.status = Status::BadTask;
                found.reason = Some(malformed.to_string());
                return Ok(found);
            }
            None => {
                found.status = Status::UnknownTask;
                found.reason = Some(format!("there is no task {:?}", trajectory.task_id));
                return Ok(found);
            }
        };
        self.replay(&trajectory, played, &mut found, cancel)?;
        Ok(found)
    }

    fn replay(
        &self,
        trajectory: &Trajectory,
        played: &Played,
        found: &mut Verified,
        cancel: &Cancel,
    ) -> Result<()> {
        let mut state = played.task.initial.fork();
        if let Some(seed) = trajectory.seed {
            state.side_mut().seed = seed;
        }
        let (mut made, mut fault) = (Vec::new(), None);
        for (at, call) in trajectory.calls.iter().enumerate() {
            cancel.check()?;
            let result = self
                .tools
                .call(&mut state, call.name.as_str(), &call.arguments);
            found.calls[result.kind as usize] += 1;
            match result.kind {
                Kind::Ok => made.extend(as_made(call)),
                Kind::Fault | Kind::Infrastructure => {
                    fault.get_or_insert_with(|| shown(at, call.name.as_str(), &result));
                }
                Kind::Refusal | Kind::InvalidCall => {}
            }
        }
        found.changes = Some(state.changes());
        let texts: Vec<&str> = trajectory.texts.iter().map(String::as_str).collect();
        let done = Done {
            state: &state,
            texts: &texts,
            calls: &made,
        };
        let outcome = score(played.gold(), done, &self.equivalence, cancel)?;
        found.status = match outcome.comparison.verdict {
            _ if played.broken.is_some() => Status::GoldBroken,
            _ if fault.is_some() => Status::Faulted,
            Verdict::Equal => Status::Equal,
            Verdict::Different => Status::Different,
            Verdict::Undecided => Status::Undecided,
        };
        if outcome.comparison.verdict != Verdict::Equal {
            found.diff = Some(played.state.diff(&state));
        }
        let broken = played.broken.as_ref().map(|broken| {
            let name = broken.call.name.as_str();
            format!("gold {}", shown(broken.at, name, &broken.result))
        });
        let reason = broken.or(fault);
        found.reason = reason.or_else(|| outcome.comparison.reason.clone());
        found.outcome = Some(outcome);
        Ok(())
    }
}

/// A call that was not answered, for people.
fn shown(at: usize, name: &str, result: &ToolResult) -> String {
    format!("call {at} ({name}): {}: {}", result.kind, result.content)
}
