//! Bulk verification of stored trajectories.

use agentscaler_core::state::{Value, read_value};
use agentscaler_runtime::verify::{Verified, Verifier};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::enter::enter;
use crate::reward::verdict;
use crate::state::PyState;
use crate::state_diff::PyEquivalence;
use crate::toolset::PyToolSet;

/// Tasks with their gold states. See `agentscaler.environments.verification`.
#[pyclass(frozen, name = "TrajectoryVerifier", module = "agentscaler._core")]
pub(crate) struct PyVerifier {
    verifier: Verifier,
    /// Records of tasks without an id: number from 1, and why.
    lost: Vec<(usize, String)>,
}

fn json(items: impl Iterator<Item = Value>) -> String {
    Value::Array(items.collect()).to_string()
}

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    let pairs = pairs.map(|(name, value)| (name.into(), value));
    Value::Object(agentscaler_core::state::Object::from_pairs(pairs))
}

/// One value a row for each column that has values of this type.
#[derive(Default)]
struct Columns {
    texts: [Vec<Option<String>>; 11],
    rewards: Vec<Option<f64>>,
    calls: [Vec<usize>; 5],
}

const TEXTS: [&str; 11] = [
    "id",
    "task_id",
    "status",
    "comparison",
    "reason",
    "untold",
    "unread",
    "renaming",
    "diff",
    "diff_json",
    "final_changes",
];

const CALLS: [&str; 5] = [
    "calls_ok",
    "calls_refusal",
    "calls_invalid_call",
    "calls_fault",
    "calls_infrastructure",
];

impl Columns {
    fn push(&mut self, row: Verified) {
        let reward = row.reward();
        let outcome = row.outcome.as_ref();
        let texts = [
            row.id,
            row.task_id,
            Some(row.status.as_str().to_owned()),
            outcome.map(|o| verdict(o.comparison.verdict).to_owned()),
            row.reason,
            outcome.map(|o| {
                json(o.untold.iter().map(|one| {
                    object([
                        ("place", one.place.as_str().into()),
                        ("value", one.value.clone()),
                    ])
                }))
            }),
            outcome.map(|o| {
                json(o.unread.iter().map(|one| {
                    object([
                        ("at", i64::try_from(one.at).unwrap_or(i64::MAX).into()),
                        ("name", Value::Text(one.call.name.clone())),
                        ("arguments", Value::Object(one.call.arguments.clone())),
                    ])
                }))
            }),
            outcome.map(|o| {
                json(o.comparison.renaming.iter().map(|one| {
                    object([
                        ("place", one.place.to_string().as_str().into()),
                        ("old", one.old.clone()),
                        ("new", one.new.clone()),
                    ])
                }))
            }),
            row.diff.as_ref().map(ToString::to_string),
            row.diff
                .as_ref()
                .map(agentscaler_core::state::StateDiff::to_json),
            row.changes
                .as_ref()
                .map(agentscaler_core::state::StateDiff::to_json),
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(text);
        }
        self.rewards.push(reward);
        for (column, count) in self.calls.iter_mut().zip(row.calls) {
            column.push(count);
        }
    }
}

#[pymethods]
impl PyVerifier {
    #[new]
    #[pyo3(signature = (toolset, state, equivalence, tasks, *, threads))]
    fn new(
        py: Python<'_>,
        toolset: &PyToolSet,
        state: &PyState,
        equivalence: &PyEquivalence,
        tasks: Vec<Vec<u8>>,
        threads: usize,
    ) -> PyResult<Self> {
        let (tools, base) = (toolset.0.clone(), state.snapshot());
        let equivalence = equivalence.0.clone();
        enter(py, threads, move |pool| {
            let (mut read, mut lost) = (Vec::new(), Vec::new());
            for (at, line) in tasks.iter().enumerate() {
                match read_value(line) {
                    Ok(task) if task.get("id").is_some() => read.push(task),
                    Ok(_) => lost.push((at + 1, "id: is missing".to_owned())),
                    Err(error) => lost.push((at + 1, error.to_string())),
                }
            }
            let verifier = Verifier::new(tools, &base, equivalence, &read, pool)?;
            Ok(Self { verifier, lost })
        })
    }

    /// By id: what is wrong with the task, None where nothing is.
    fn tasks(&self) -> Vec<(String, Option<String>)> {
        let tasks = self.verifier.tasks();
        tasks
            .map(|(id, task)| {
                let fault = match task {
                    Err(malformed) => Some(malformed.to_string()),
                    Ok(played) => played.broken.as_ref().map(|broken| {
                        let (name, result) = (&broken.call.name, &broken.result);
                        let at = broken.at;
                        format!(
                            "gold call {at} ({name}): {}: {}",
                            result.kind, result.content
                        )
                    }),
                };
                (id.clone(), fault)
            })
            .collect()
    }

    /// Records of tasks without an id: number from 1, and why.
    fn lost(&self) -> Vec<(usize, String)> {
        self.lost.clone()
    }

    /// Verify lines: columns by name.
    #[pyo3(signature = (lines, *, threads))]
    #[expect(clippy::needless_pass_by_value, reason = "lists from Python are owned")]
    fn verify<'py>(
        &self,
        py: Python<'py>,
        lines: Vec<Vec<u8>>,
        threads: usize,
    ) -> PyResult<Bound<'py, PyDict>> {
        let columns = enter(py, threads, |pool| {
            let mut columns = Columns::default();
            for row in self.verifier.verify(&lines, pool)? {
                columns.push(row);
            }
            Ok(columns)
        })?;
        let found = PyDict::new(py);
        for (name, column) in TEXTS.into_iter().zip(columns.texts) {
            found.set_item(name, column)?;
        }
        found.set_item("reward", columns.rewards)?;
        for (name, column) in CALLS.into_iter().zip(columns.calls) {
            found.set_item(name, column)?;
        }
        Ok(found)
    }
}
