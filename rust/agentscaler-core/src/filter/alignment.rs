//! Alignment: the one reward function on what a trajectory is recorded to have changed.
//!
//! Nothing is run: the recorded changes are applied to the state that the task begins with, and the
//! result is compared with the gold state under the equivalence of the environment.

use super::gold::{Gold, Sides, task_of};
use super::made::{made_calls, texts};
use super::settings::Settings;
use super::verdict::{Judged, dropped};
use crate::cancel::Cancel;
use crate::error::Result;
use crate::reward::{self, Done, MadeCall, Outcome};
use crate::state::{Change, RowChange, State, StateDiff, TableChange, Verdict};
use crate::trajectory::Record;

/// Reasons of this stage.
pub(super) const REASONS: [&str; 12] = [
    "no_outcome",
    "reward_too_low",
    "no_task",
    "unknown_task",
    "bad_task",
    "changes_do_not_fit",
    "missing_write",
    "extra_write",
    "state_differs",
    "undecided",
    "not_told",
    "gold_not_read",
];

/// Judges a record.
pub(super) fn judge(
    record: &Record<'_>,
    gold: &Gold,
    settings: &Settings,
    cancel: &Cancel,
) -> Result<Judged> {
    let Some(changes) = record.final_changes else {
        return Ok(by_reward(record, settings));
    };
    let task = match task_of(record, gold) {
        Ok(task) => task,
        Err(drop) => return Ok(Err(drop)),
    };
    let sides = match &task.sides {
        Ok(sides) => sides,
        Err(why) => return Ok(Err(dropped("bad_task", "task_id", why.as_str()))),
    };
    let mut done = sides.initial.fork();
    let applied = StateDiff::from_json(changes.as_bytes()).and_then(|diff| done.apply(&diff));
    if let Err(error) = applied {
        let what = error.to_string();
        return Ok(Err(dropped("changes_do_not_fit", "final_changes", what)));
    }
    let texts = texts(record);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let calls: Vec<MadeCall> = made_calls(record)
        .into_iter()
        .map(|(_, call)| call)
        .collect();
    let outcome = reward::score(
        reward::Gold {
            initial: &sides.initial,
            state: &sides.gold,
            answer: &task.answer,
            read_only: task.read_only,
            calls: &task.calls,
        },
        Done {
            state: &done,
            texts: &texts,
            calls: &calls,
        },
        &sides.equivalence,
        cancel,
    )?;
    Ok(told(&outcome, sides, &done))
}

/// What foreign data has instead of an outcome.
fn by_reward(record: &Record<'_>, settings: &Settings) -> Judged {
    match record.reward {
        Some(reward) if settings.trust_reward => {
            if reward >= 1.0 {
                return Ok(());
            }
            let what = format!("the recorded reward is {reward}");
            Err(dropped("reward_too_low", "reward", what))
        }
        Some(_) => {
            let what = "no final_changes are recorded, and a recorded reward is not trusted";
            Err(dropped("no_outcome", "final_changes", what))
        }
        None => {
            let what = "neither final_changes nor a reward is recorded";
            Err(dropped("no_outcome", "final_changes", what))
        }
    }
}

fn told(outcome: &Outcome, sides: &Sides, done: &State) -> Judged {
    let why = outcome.comparison.reason.as_deref().unwrap_or_default();
    match outcome.comparison.verdict {
        Verdict::Equal => {}
        Verdict::Undecided => return Err(dropped("undecided", "final_changes", why)),
        Verdict::Different => return Err(dropped(difference(sides, done), "final_changes", why)),
    }
    if let Some(one) = outcome.untold.first() {
        let what = format!("{} is never told: {}", one.place, one.value);
        return Err(dropped("not_told", "messages", what));
    }
    if let Some(one) = outcome.unread.first() {
        let arguments = crate::state::Value::Object(one.call.arguments.clone());
        let what = format!(
            "gold call {} is not made: {} {arguments}",
            one.at, one.call.name
        );
        return Err(dropped("gold_not_read", "messages", what));
    }
    Ok(())
}

/// How the final state is another one: by writes that gold has alone, that the trajectory has
/// alone, or in another way.
fn difference(sides: &Sides, done: &State) -> &'static str {
    let (gold, made) = (sides.initial.diff(&sides.gold), sides.initial.diff(done));
    let (gold, made) = (writes(&gold), writes(&made));
    let lacks = |writes: &[Write<'_>], write: &Write<'_>| {
        !writes.iter().any(|other| other.place == write.place)
    };
    let clashes = gold.iter().any(|write| {
        let mut same = made.iter().filter(|other| other.place == write.place);
        same.any(|other| other.what != write.what)
    });
    let missing = gold.iter().any(|write| lacks(&made, write));
    let extra = made.iter().any(|write| lacks(&gold, write));
    match (clashes, missing, extra) {
        (false, true, false) => "missing_write",
        (false, false, true) => "extra_write",
        _ => "state_differs",
    }
}

/// What became of one row, or of a table that has none.
struct Write<'d> {
    place: String,
    what: What<'d>,
}

#[derive(PartialEq)]
enum What<'d> {
    Row(&'d Change),
    Table(&'d TableChange),
}

fn writes(diff: &StateDiff) -> Vec<Write<'_>> {
    let mut found = Vec::new();
    for table in diff.tables() {
        let name = &table.table;
        match &table.change {
            TableChange::Rows { rows, .. } => found.extend(rows.iter().map(|row| Write {
                place: format!("{name} {}", row_name(row)),
                what: What::Row(&row.change),
            })),
            change => found.push(Write {
                place: name.to_string(),
                what: What::Table(change),
            }),
        }
    }
    found
}

/// What a row is known by: its key, its place in the initial state, or, where it is new, itself.
fn row_name(row: &RowChange) -> String {
    match (&row.key, row.from, &row.change) {
        (Some(key), _, _) => format!("{key:?}"),
        (None, Some(from), _) => from.to_string(),
        (None, None, change) => format!("{change:?}"),
    }
}
