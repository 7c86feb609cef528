//! Exact: the calls of the agent against the gold calls, for tasks that only read.
//!
//! What such a task leaves is what it began with, so its state proves nothing. Calls are the same
//! when their names are and their arguments have the same value (`1` is `1.0`, the order of names
//! says nothing). Calls that failed are passed over: they are mistakes that were mended.

use super::gold::{Gold, task_of};
use super::made::made_calls;
use super::settings::{ExactMode, Settings};
use super::verdict::{Judged, dropped};
use crate::reward::MadeCall;
use crate::state::Value;
use crate::trajectory::Record;

/// Reasons of this stage.
pub(super) const REASONS: [&str; 7] = [
    "no_task",
    "unknown_task",
    "bad_task",
    "missing_call",
    "other_arguments",
    "extra_call",
    "wrong_order",
];

/// Judges a record.
pub(super) fn judge(record: &Record<'_>, gold: &Gold, settings: &Settings) -> Judged {
    let task = task_of(record, gold)?;
    if !task.read_only {
        return Ok(());
    }
    let made = made_calls(record);
    let ordered = settings.exact_mode == ExactMode::Ordered;
    // Each call stands for one gold call where their number counts, and for all equal ones else.
    let mut taken = vec![false; made.len()];
    for (at, wanted) in task.calls.iter().enumerate() {
        let mut found = made.iter().enumerate();
        match found.position(|(number, (_, call))| call == wanted && !(ordered && taken[number])) {
            Some(number) => taken[number] = true,
            None => return Err(missing(at, wanted, record, &made)),
        }
    }
    if settings.exact_mode == ExactMode::Subset {
        return Ok(());
    }
    let is_gold = |call: &MadeCall| task.calls.contains(call);
    let mut extra = made.iter().zip(&taken);
    let extra = extra.find(|((_, call), taken)| !**taken && (ordered || !is_gold(call)));
    if let Some(((at, call), _)) = extra {
        let what = format!("gold does not make this call: {}", shown(call));
        return Err(dropped("extra_call", record.calls[*at].place(), what));
    }
    let mut pairs = made.iter().zip(&task.calls);
    if ordered && let Some(((at, call), wanted)) = pairs.find(|((_, call), wanted)| call != *wanted)
    {
        let what = format!("gold makes {} here, not {}", shown(wanted), shown(call));
        return Err(dropped("wrong_order", record.calls[*at].place(), what));
    }
    Ok(())
}

/// A gold call that was not made; perhaps the tool was called with other arguments.
#[expect(
    clippy::unnecessary_box_returns,
    reason = "the error side of a small result"
)]
fn missing(
    at: usize,
    wanted: &MadeCall,
    record: &Record<'_>,
    made: &[(usize, MadeCall)],
) -> Box<super::verdict::Drop> {
    let what = format!("gold call {at} is not made: {}", shown(wanted));
    let mut named = made.iter().filter(|(_, call)| call.name == wanted.name);
    match named.next() {
        None => dropped("missing_call", "messages", what),
        Some((call, _)) => dropped("other_arguments", record.calls[*call].place(), what),
    }
}

fn shown(call: &MadeCall) -> String {
    format!("{} {}", call.name, Value::Object(call.arguments.clone()))
}
