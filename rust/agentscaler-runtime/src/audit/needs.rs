//! What each gold call is needed for: the plan without it, replayed.

use agentscaler_core::reward::unread;
use agentscaler_core::state::{State, Value};

use super::Bench;
use crate::result::{Kind, ToolResult};
use crate::verify::as_made;
use agentscaler_core::Result;

/// A value that this call told first.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// Number of the later call that has it as an argument; `None`: the answer has it.
    pub by: Option<usize>,
    /// Where it stands: `item_ids[1]`, `answer[0]`.
    pub place: String,
    /// Its value.
    pub value: Value,
}

/// A gold call and what it is needed for.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Its number, from 0.
    pub at: usize,
    /// Name of the tool.
    pub name: String,
    /// Whether it was answered.
    pub answered: bool,
    /// Whether it wrote.
    pub writes: bool,
    /// The first later call that is not answered without it, and what that call gives instead.
    pub breaks: Option<(usize, ToolResult)>,
    /// How the outcome differs without it.
    pub differs: Option<String>,
    /// The first argument of a later call, or else the first value of the answer, that stands in its
    /// result and in no earlier one.
    pub informs: Option<Learnt>,
}

impl Need {
    /// Whether the plan fails without it.
    pub fn is_needed(&self) -> bool {
        self.breaks.is_some() || self.differs.is_some()
    }
}

pub(super) fn needs(bench: &mut Bench<'_>) -> Result<Vec<Need>> {
    let calls = &bench.played.task.calls;
    let reads_count = {
        let gold = bench.played.gold();
        gold.read_only && agentscaler_core::reward::untold(gold.answer, &[""; 0]).is_empty()
    };
    let mut needs = Vec::with_capacity(calls.len());
    let mut before = bench.initial();
    for (at, call) in calls.iter().enumerate() {
        let mut after = before.fork();
        bench.call(&mut after, call)?;
        let mut state = before.fork();
        let breaks = without(bench, at, &mut state)?;
        let mut differs = bench.differs(&state)?;
        if differs.is_none() && reads_count {
            let kept = |&(i, _): &(usize, _)| i != at && bench.played.results[i].kind == Kind::Ok;
            let others = calls.iter().enumerate().filter(kept);
            let made: Vec<_> = others.filter_map(|(_, call)| as_made(call)).collect();
            let missing = unread(&bench.played.made, &made);
            differs = missing
                .first()
                .map(|one| format!("not read: {}", one.call.name));
        }
        needs.push(Need {
            at,
            name: call.name.to_string(),
            answered: bench.played.results[at].kind == Kind::Ok,
            writes: after.side() != before.side(),
            breaks,
            differs,
            informs: learnt(bench, at),
        });
        before = after;
    }
    Ok(needs)
}

/// Makes the calls behind `at`, and tells the first that is not answered.
fn without(
    bench: &mut Bench<'_>,
    at: usize,
    state: &mut State,
) -> Result<Option<(usize, ToolResult)>> {
    let mut breaks = None;
    for (later, call) in bench.played.task.calls.iter().enumerate().skip(at + 1) {
        let result = bench.call(state, call)?;
        let was_answered = bench.played.results[later].kind == Kind::Ok;
        if result.kind != Kind::Ok && was_answered && breaks.is_none() {
            breaks = Some((later, result));
        }
    }
    Ok(breaks)
}

/// The first value that the result of `at` told first.
fn learnt(bench: &Bench<'_>, at: usize) -> Option<Learnt> {
    let results = &bench.played.results;
    let told = |i: usize, text: &str| {
        results[i].kind == Kind::Ok && has_word(results[i].content.as_str(), text)
    };
    let first = |leaves: Vec<(String, &Value)>| {
        let found = leaves.into_iter().find(|(_, value)| {
            let text = shown(value);
            text.is_some_and(|text| told(at, &text) && !(0..at).any(|i| told(i, &text)))
        });
        found.map(|(place, value)| (place, value.clone()))
    };
    let calls = bench.played.task.calls.iter().enumerate().skip(at + 1);
    for (by, call) in calls {
        let made = as_made(call);
        let arguments = made.iter().flat_map(|made| made.arguments.iter());
        let leaves = arguments.flat_map(|(name, value)| value.leaves(name.as_str()));
        if let Some((place, value)) = first(leaves.collect()) {
            let by = Some(by);
            return Some(Learnt { by, place, value });
        }
    }
    first(bench.played.task.answer.leaves("answer")).map(|(place, value)| Learnt {
        by: None,
        place,
        value,
    })
}

/// The text by which a value is found in a result; yes and no stand everywhere.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.as_str().is_empty() => Some(text.to_string()),
        Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Whether a word stands in a text with no letter or digit beside it.
fn has_word(text: &str, word: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + found.len()..].chars().next();
        !is_word(before) && !is_word(behind)
    })
}
