//! The reward and its parts.

use agentscaler_core::reward::{Done, Gold, MadeCall, Outcome, score, untold};
use agentscaler_core::state::{Object, Value, Verdict};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::enter::enter;
use crate::state::PyState;
use crate::state_diff::PyEquivalence;
use crate::state_value::{from_object, to_object};

type Any<'py> = Bound<'py, PyAny>;

/// reward, comparison (verdict, renaming, reason), untold values, gold reads that were not made
type Scored<'py> = (
    f64,
    (
        &'static str,
        Vec<(String, Any<'py>, Any<'py>)>,
        Option<String>,
    ),
    Vec<(String, Any<'py>)>,
    Vec<(usize, String, Any<'py>)>,
);

fn made(calls: Vec<(String, Any<'_>)>) -> PyResult<Vec<MadeCall>> {
    let call = |(name, arguments): (String, Any<'_>)| match from_object(&arguments)? {
        Value::Object(arguments) => Ok(MadeCall {
            name: name.as_str().into(),
            arguments,
        }),
        other => Err(PyTypeError::new_err(format!(
            "the arguments of {name} are {}, but must be a dict",
            other.type_name()
        ))),
    };
    calls.into_iter().map(call).collect()
}

pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Equal => "equal",
        Verdict::Different => "different",
        Verdict::Undecided => "undecided",
    }
}

/// Place and value of what the texts do not tell.
#[pyfunction]
#[pyo3(signature = (answer, texts))]
pub(crate) fn untold_values<'py>(
    py: Python<'py>,
    answer: &Any<'py>,
    texts: Vec<String>,
) -> PyResult<Vec<(String, Any<'py>)>> {
    let answer = from_object(answer)?;
    let missing = enter(py, 1, move |_| Ok(untold(&answer, &texts)))?;
    let missing = missing.into_iter();
    missing
        .map(|one| Ok((one.place, to_object(py, &one.value)?)))
        .collect()
}

/// The reward with its reasons.
#[pyfunction]
#[pyo3(signature = (initial, gold, done, equivalence, *, answer, texts, read_only, gold_calls, calls))]
#[expect(clippy::too_many_arguments, reason = "named in Python")]
#[expect(clippy::needless_pass_by_value, reason = "lists from Python are owned")]
pub(crate) fn score_outcome<'py>(
    py: Python<'py>,
    initial: &PyState,
    gold: &PyState,
    done: &PyState,
    equivalence: &PyEquivalence,
    answer: &Any<'py>,
    texts: Vec<String>,
    read_only: bool,
    gold_calls: Vec<(String, Any<'py>)>,
    calls: Vec<(String, Any<'py>)>,
) -> PyResult<Scored<'py>> {
    let states = [initial, gold, done].map(PyState::snapshot);
    let answer = from_object(answer)?;
    let (gold_calls, calls) = (made(gold_calls)?, made(calls)?);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let outcome = enter(py, 1, |pool| {
        let [initial, gold, done] = &states;
        let gold = Gold {
            initial,
            state: gold,
            answer: &answer,
            read_only,
            calls: &gold_calls,
        };
        let done = Done {
            state: done,
            texts: &texts,
            calls: &calls,
        };
        score(gold, done, &equivalence.0, pool.cancel())
    })?;
    scored(py, outcome)
}

fn scored(py: Python<'_>, outcome: Outcome) -> PyResult<Scored<'_>> {
    let renaming = outcome.comparison.renaming.iter().map(|r| {
        let (old, new) = (to_object(py, &r.old)?, to_object(py, &r.new)?);
        Ok((r.place.to_string(), old, new))
    });
    let untold = outcome.untold.into_iter();
    let unread = outcome.unread.into_iter();
    let arguments = |arguments: Object| to_object(py, &Value::Object(arguments));
    Ok((
        outcome.reward,
        (
            verdict(outcome.comparison.verdict),
            renaming.collect::<PyResult<_>>()?,
            outcome.comparison.reason,
        ),
        untold
            .map(|one| Ok((one.place, to_object(py, &one.value)?)))
            .collect::<PyResult<_>>()?,
        unread
            .map(|one| {
                let name = one.call.name.to_string();
                Ok((one.at, name, arguments(one.call.arguments)?))
            })
            .collect::<PyResult<_>>()?,
    ))
}
