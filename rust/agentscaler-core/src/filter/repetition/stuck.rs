//! Calls that go round: the same ones, with the same results, again and again.
//!
//! Counted within one turn of the agent: a user who says something may ask for the same once more.

use crate::filter::settings::Settings;
use crate::filter::verdict::{Judged, dropped};
use crate::state::read_value;
use crate::trajectory::{Arguments, Call, Message, Record, Role};

/// A call of the agent and its result.
struct Made<'r, 'a> {
    call: &'r Call<'a>,
    result: &'r Message<'a>,
    /// Messages of the user before it.
    turn: usize,
}

pub(super) fn judge(record: &Record<'_>, answers: &[Option<usize>], settings: &Settings) -> Judged {
    let mut said = 0;
    let turns: Vec<usize> = record
        .messages
        .iter()
        .map(|message| {
            said += usize::from(message.role == Role::User);
            said
        })
        .collect();
    // What a call without a result would have given is not known.
    let calls = record.calls.iter().zip(answers);
    let made: Vec<Made<'_, '_>> = calls
        .filter(|(call, _)| !call.by_user)
        .filter_map(|(call, answer)| {
            let result = &record.messages[(*answer)?];
            let turn = turns[call.message];
            Some(Made { call, result, turn })
        })
        .collect();
    for period in 1..=settings.cycle_calls {
        let mut run = 0;
        for at in period..made.len() {
            if !same(&made[at - period], &made[at]) {
                run = 0;
                continue;
            }
            run += 1;
            if run == period * (settings.stuck_calls - 1) {
                let first = at + 1 - period * settings.stuck_calls;
                return Err(told(&made[first..first + period], settings.stuck_calls));
            }
        }
    }
    Ok(())
}

#[expect(
    clippy::unnecessary_box_returns,
    reason = "the error side of a small result"
)]
fn told(cycle: &[Made<'_, '_>], times: usize) -> Box<crate::filter::verdict::Drop> {
    let names: Vec<_> = cycle.iter().map(|made| made.call.name.text()).collect();
    let place = cycle[0].call.place();
    if let [name] = &names[..] {
        let what = format!("{name} {times} times in a row, with the same arguments and result");
        return dropped("stuck_call", place, what);
    }
    let what = format!(
        "{} {times} times in a row, with the same arguments and results",
        names.join(", ")
    );
    dropped("stuck_cycle", place, what)
}

fn same(a: &Made<'_, '_>, b: &Made<'_, '_>) -> bool {
    let (texts, others) = (a.result.content.texts(), b.result.content.texts());
    a.turn == b.turn
        && a.call.name.same(b.call.name)
        && texts.len() == others.len()
        && texts
            .iter()
            .zip(others)
            .all(|(one, other)| one.same(*other))
        && same_arguments(a.call.arguments, b.call.arguments)
}

/// By value: `{"a": 1, "b": 2}` is `{"b": 2.0, "a": 1}`.
fn same_arguments(a: Arguments<'_>, b: Arguments<'_>) -> bool {
    if a.is_same(&b) {
        return true;
    }
    let value = |arguments: Arguments<'_>| match arguments {
        Arguments::Text(text) => read_value(text.text().as_bytes()).ok(),
        Arguments::Json(json) => read_value(json.as_bytes()).ok(),
        Arguments::Missing => None,
    };
    match (value(a), value(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}
