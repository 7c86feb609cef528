//! The funnel: stored trajectories to verdicts.

use std::collections::BTreeMap;
use std::sync::Arc;

use agentscaler_core::filter::{ExactMode, Funnel, Setting, Settings, Stage, Verdict, reasons};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyDict;

use crate::enter::{enter, step};
use crate::state::PyState;
use crate::state_diff::PyEquivalence;

/// The stages and what tasks ask for. See `agentscaler.filters.funnel`.
#[pyclass(frozen, name = "Funnel", module = "agentscaler._core")]
pub(crate) struct PyFunnel(Funnel);

const TEXTS: [&str; 5] = ["id", "stage", "reason", "at", "detail"];

#[pymethods]
impl PyFunnel {
    #[new]
    #[pyo3(signature = (
        environments, tasks, *, validity, forgiven, end_tools, repetition, ngram_words, ngram_share,
        ngram_min_words, stuck_calls, cycle_calls, alignment, trust_reward, exact, exact_mode,
        threads
    ))]
    #[expect(clippy::too_many_arguments, reason = "named in Python")]
    #[expect(clippy::fn_params_excessive_bools, reason = "named in Python")]
    fn new(
        py: Python<'_>,
        environments: Vec<(String, PyRef<'_, PyState>, PyRef<'_, PyEquivalence>)>,
        tasks: Vec<PyBackedBytes>,
        validity: bool,
        forgiven: Vec<String>,
        end_tools: Vec<String>,
        repetition: bool,
        ngram_words: usize,
        ngram_share: f64,
        ngram_min_words: usize,
        stuck_calls: usize,
        cycle_calls: usize,
        alignment: bool,
        trust_reward: bool,
        exact: bool,
        exact_mode: &str,
        threads: usize,
    ) -> PyResult<Self> {
        let settings = Settings {
            validity,
            forgiven,
            end_tools,
            repetition,
            ngram_words,
            ngram_share,
            ngram_min_words,
            stuck_calls,
            cycle_calls,
            alignment,
            trust_reward,
            exact,
            exact_mode: step(py, || ExactMode::from_name(exact_mode))?,
        };
        let environments: BTreeMap<String, Setting> = environments
            .into_iter()
            .map(|(name, state, equivalence)| {
                let state = state.snapshot();
                let equivalence = Arc::new(equivalence.0.clone());
                (name, Setting { state, equivalence })
            })
            .collect();
        enter(py, threads, move |pool| {
            Funnel::new(settings, &environments, &tasks, pool).map(Self)
        })
    }

    /// Records of tasks without an id: number from 1, and why.
    fn lost_tasks(&self) -> Vec<(usize, String)> {
        self.0.lost_tasks().to_vec()
    }

    /// Verdicts of lines: columns by name.
    #[pyo3(signature = (lines, *, threads))]
    #[expect(clippy::needless_pass_by_value, reason = "lists from Python are owned")]
    fn run<'py>(
        &self,
        py: Python<'py>,
        lines: Vec<PyBackedBytes>,
        threads: usize,
    ) -> PyResult<Bound<'py, PyDict>> {
        let verdicts = enter(py, threads, |pool| self.0.run(&lines, pool))?;
        let found = PyDict::new(py);
        let kept: Vec<bool> = verdicts.iter().map(Verdict::kept).collect();
        found.set_item("kept", kept)?;
        let mut columns: [Vec<Option<String>>; 5] = Default::default();
        for verdict in verdicts {
            let texts = [
                verdict.id,
                verdict.stage.map(|stage| stage.as_str().to_owned()),
                verdict.reason.map(ToOwned::to_owned),
                verdict.at,
                verdict.detail,
            ];
            for (column, text) in columns.iter_mut().zip(texts) {
                column.push(text);
            }
        }
        for (name, column) in TEXTS.into_iter().zip(columns) {
            found.set_item(name, column)?;
        }
        Ok(found)
    }
}

/// The stages in the order in which they judge, each with the reasons that it gives.
#[pyfunction]
pub(crate) fn funnel_reasons() -> Vec<(&'static str, Vec<&'static str>)> {
    let stages = Stage::ALL.into_iter();
    stages
        .map(|stage| (stage.as_str(), reasons(stage)))
        .collect()
}
