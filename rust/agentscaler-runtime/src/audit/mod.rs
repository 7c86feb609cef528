//! The audit of a gold plan: is it broken, is every call needed, can less do, do other orders do?
//!
//! ```text
//! needs     each call left out: what breaks, what differs, what a later call learns from it
//! shortest  breadth-first over states, from the initial one to any that is equivalent to gold
//! orders    orders of the writing calls that end in the gold state, counted over sets of calls
//! problem   what is wrong with the plan, in one line each
//! record    the audit as JSON, and for people
//! ```
//!
//! Everything is decided by replay: a step of a search is one call on a fork of a state that is
//! there already, so thousands of plans cost milliseconds. Nothing is random; a bound is a number
//! of calls, never a time.

mod needs;
mod orders;
mod problem;
mod record;
mod shortest;

pub use needs::{Learnt, Need};
pub use orders::Orders;
pub use problem::Problem;
pub use shortest::{Plan, Shortest};

use agentscaler_core::reward::{Done, score};
use agentscaler_core::state::{Digest, Equivalence, State, Text};
use agentscaler_core::{Cancel, Pool, Result};

use crate::replay::Call;
use crate::result::ToolResult;
use crate::toolset::ToolSet;
use crate::verify::{Broken, Played, Task, play};

/// How far the searches of an audit go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Calls that the search for a shorter plan may make.
    pub plan_calls: usize,
    /// Calls that the count of orders may make.
    pub order_calls: usize,
}

impl Default for Bounds {
    /// A plan of 7 writes is decided for certain, at 25 microseconds a call within half a second.
    fn default() -> Self {
        Self {
            plan_calls: 20_000,
            order_calls: 20_000,
        }
    }
}

/// What an audit found.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    /// The task.
    pub task_id: String,
    /// Whether the task says that nothing is to be changed.
    pub read_only: bool,
    /// The first gold call that is not answered; the others are looked at all the same.
    pub broken: Option<Broken>,
    /// Whether a second replay gave the same results and the same state.
    pub repeatable: bool,
    /// Why an agent that does and says nothing fails; `None`: it passes.
    pub nothing: Option<String>,
    /// The gold calls, each with what it is needed for.
    pub needs: Vec<Need>,
    /// Whether fewer calls that write would do.
    pub shortest: Shortest,
    /// How many orders of the writing calls would do.
    pub orders: Orders,
    /// Calls made for all this.
    pub calls_made: usize,
}

/// Audits a task.
///
/// `candidates` are calls beside the gold ones that a shorter plan may use.
///
/// ```
/// use agentscaler_core::Cancel;
/// use agentscaler_core::state::{Equivalence, State, read_value};
/// use agentscaler_runtime::audit::{Bounds, Problem, audit};
/// use agentscaler_runtime::verify::Task;
/// use agentscaler_runtime::{Limits, ToolSet};
///
/// let source = r#"
/// def put(db, value: int):
///     db.put("total", None, value)
///     return value
/// "#;
/// let tools = ToolSet::compile(source, None, Limits::default())?;
/// let base = State::from_json(br#"{"total": 0}"#, None)?;
/// let task = read_value(
///     br#"{"id": "t", "gold_calls": [{"name": "put", "arguments": {"value": 1}},
///                                    {"name": "put", "arguments": {"value": 2}}]}"#,
/// )?;
/// let task = Task::from_value(&task, &base).expect("a task");
/// let same = Equivalence::new(None, b"{}")?;
/// let found = audit(&tools, task, &[], &same, Bounds::default(), &Cancel::default())?;
/// let codes: Vec<_> = found.problems().iter().map(Problem::code).collect();
/// assert_eq!(codes, ["needless_write", "shorter_plan"]);
/// assert_eq!((found.orders.accepted, found.orders.total), (1, 2));
/// # Ok::<(), agentscaler_runtime::Error>(())
/// ```
///
/// # Errors
/// [`agentscaler_core::Error::Cancelled`].
pub fn audit(
    tools: &ToolSet,
    task: Task,
    candidates: &[Call],
    equivalence: &Equivalence,
    bounds: Bounds,
    cancel: &Cancel,
) -> Result<Audit> {
    let played = play(tools, task);
    let mut bench = Bench {
        tools,
        equivalence,
        cancel,
        played: &played,
        calls_made: played.results.len(),
    };
    let repeatable = bench.is_repeatable()?;
    let nothing = bench.why_nothing_fails()?;
    let needs = needs::needs(&mut bench)?;
    let writes = needs.iter().filter(|need| need.writes);
    let writes: Vec<usize> = writes.map(|need| need.at).collect();
    let shortest = shortest::shortest(&mut bench, &writes, candidates, bounds.plan_calls)?;
    let orders = orders::orders(&mut bench, &writes, bounds.order_calls)?;
    Ok(Audit {
        task_id: played.task.id.clone(),
        read_only: played.task.read_only,
        broken: played.broken.clone(),
        repeatable,
        nothing,
        needs,
        shortest,
        orders,
        calls_made: bench.calls_made,
    })
}

/// Audits many tasks, in their order, over all cores.
///
/// # Errors
/// As [`audit`].
pub fn audit_all(
    tools: &ToolSet,
    tasks: &[(Task, Vec<Call>)],
    equivalence: &Equivalence,
    bounds: Bounds,
    pool: &Pool,
) -> Result<Vec<Audit>> {
    pool.map(tasks.len(), |at| {
        let (task, candidates) = &tasks[at];
        let cancel = pool.cancel();
        audit(tools, task.clone(), candidates, equivalence, bounds, cancel)
    })
}

/// What all parts of an audit work with.
struct Bench<'a> {
    tools: &'a ToolSet,
    equivalence: &'a Equivalence,
    cancel: &'a Cancel,
    played: &'a Played,
    calls_made: usize,
}

/// What makes two states one for a search: their value, and what new ids and random numbers depend
/// on. Two that differ in their clock alone count as one.
type Node = (Digest, Vec<(Text, u64)>, u64);

fn node(state: &State) -> Node {
    let side = state.side();
    let counters = side.counters().map(|(name, count)| (name.clone(), count));
    (state.digest(), counters.collect(), side.drawn)
}

impl Bench<'_> {
    fn call(&mut self, state: &mut State, call: &Call) -> Result<ToolResult> {
        self.cancel.check()?;
        self.calls_made += 1;
        Ok(self.tools.call(state, call.name.as_str(), &call.arguments))
    }

    fn initial(&self) -> State {
        self.played.task.initial.fork()
    }

    /// Why the outcome of `state` is not that of gold, without regard to what was said and read.
    fn differs(&self, state: &State) -> Result<Option<String>> {
        let Played {
            task, state: gold, ..
        } = self.played;
        let equivalence = self.equivalence;
        let found = equivalence.compare_from(&task.initial, gold, state, self.cancel)?;
        let undecided = || format!("{:?}", found.verdict).to_lowercase();
        let equal = found.verdict == agentscaler_core::state::Verdict::Equal;
        Ok((!equal).then(|| found.reason.clone().unwrap_or_else(undecided)))
    }

    fn is_repeatable(&mut self) -> Result<bool> {
        let mut state = self.initial();
        for (call, known) in self.played.task.calls.iter().zip(&self.played.results) {
            if self.call(&mut state, call)? != *known {
                return Ok(false);
            }
        }
        Ok(state == self.played.state && state.side() == self.played.state.side())
    }

    fn why_nothing_fails(&self) -> Result<Option<String>> {
        let done = Done {
            state: &self.initial(),
            texts: &[],
            calls: &[],
        };
        let found = score(self.played.gold(), done, self.equivalence, self.cancel)?;
        if found.reward > 0.0 {
            return Ok(None);
        }
        let mut reasons = Vec::new();
        reasons.extend(
            found
                .comparison
                .reason
                .map(|reason| format!("the state: {reason}")),
        );
        if let Some(first) = found.untold.first() {
            reasons.push(format!("not told: {}", first.value));
        }
        if let Some(first) = found.unread.first() {
            reasons.push(format!("not read: {}", first.call.name));
        }
        if reasons.is_empty() {
            reasons.push("the comparison is undecided".into());
        }
        Ok(Some(reasons.join("; ")))
    }
}

#[cfg(test)]
mod tests;
