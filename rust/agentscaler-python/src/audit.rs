//! The audit of gold plans.

use agentscaler_core::state::{Value, read_value};
use agentscaler_runtime::Call;
use agentscaler_runtime::audit::{Bounds, audit_all};
use agentscaler_runtime::verify::{Malformed, Task, read_calls};
use pyo3::prelude::*;

use crate::enter::enter;
use crate::state::PyState;
use crate::state_diff::PyEquivalence;
use crate::toolset::PyToolSet;

/// JSON, text for people, or what is wrong with the task.
type Audited = (String, String, Option<String>);

fn read(line: &[u8], base: &agentscaler_core::state::State) -> Result<(Task, Vec<Call>), String> {
    let value = read_value(line).map_err(|error| error.to_string())?;
    let task = Task::from_value(&value, base).map_err(|error| error.to_string())?;
    let candidates = match value.get("candidates") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(calls) => read_calls(calls, "candidates"),
    };
    Ok((
        task,
        candidates.map_err(|error: Malformed| error.to_string())?,
    ))
}

/// Audits a task a line.
#[pyfunction]
#[pyo3(signature = (toolset, state, equivalence, tasks, *, plan_calls, order_calls, threads))]
#[expect(clippy::too_many_arguments, reason = "named in Python")]
#[expect(clippy::needless_pass_by_value, reason = "lists from Python are owned")]
pub(crate) fn audit_tasks(
    py: Python<'_>,
    toolset: &PyToolSet,
    state: &PyState,
    equivalence: &PyEquivalence,
    tasks: Vec<Vec<u8>>,
    plan_calls: usize,
    order_calls: usize,
    threads: usize,
) -> PyResult<Vec<Audited>> {
    let (tools, base) = (toolset.0.clone(), state.snapshot());
    let bounds = Bounds {
        plan_calls,
        order_calls,
    };
    enter(py, threads, |pool| {
        let (mut good, mut audited) = (Vec::new(), Vec::new());
        for line in &tasks {
            audited.push(match read(line, &base) {
                Ok(task) => {
                    good.push(task);
                    None
                }
                Err(fault) => Some((String::new(), String::new(), Some(fault))),
            });
        }
        let found = audit_all(&tools, &good, &equivalence.0, bounds, pool)?;
        let mut found = found.into_iter();
        for slot in &mut audited {
            if slot.is_none()
                && let Some(audit) = found.next()
            {
                *slot = Some((audit.to_json(), audit.to_string(), None));
            }
        }
        Ok(audited.into_iter().flatten().collect())
    })
}
