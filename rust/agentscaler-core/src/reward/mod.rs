//! The reward: one function for rollouts, filter, audit and evals, which explains itself.
//!
//! A trajectory earns 1 when
//! - its final state is [equivalent](crate::state::Equivalence) to the gold state (`undecided`
//!   never counts),
//! - every value of the answer was [told](untold), and
//! - the gold reads were [made](unread), where the task is read-only and has no answer.
//!
//! What telling means is written down in `docs/verification.md`.
//!
//! ```text
//! text     one spelling of spaces, quotes, dashes, digits and case
//! words    where words begin and end
//! numbers  exact values of what is written in digits; groups: what a comma means
//! dates    dates and times of day
//! told     a value against a text
//! reads    gold reads against the calls that were made
//! ```

mod dates;
mod decimal;
mod groups;
mod numbers;
mod reads;
mod text;
mod told;
mod words;

pub use reads::{MadeCall, Unread, unread};
pub use told::{Untold, untold};

use crate::cancel::Cancel;
use crate::error::Result;
use crate::state::{Comparison, Equivalence, State, Value, Verdict};

/// What a task asks for.
#[derive(Debug, Clone, Copy)]
pub struct Gold<'a> {
    /// The state that both sides grew out of.
    pub initial: &'a State,
    /// The state that the gold calls left.
    pub state: &'a State,
    /// What the user has to be told; `null` and empty lists ask for nothing.
    pub answer: &'a Value,
    /// Whether nothing is to be changed.
    pub read_only: bool,
    /// The gold calls.
    pub calls: &'a [MadeCall],
}

/// What a trajectory left.
#[derive(Debug, Clone, Copy)]
pub struct Done<'a> {
    /// The final state.
    pub state: &'a State,
    /// What the assistant wrote, message by message.
    pub texts: &'a [&'a str],
    /// The calls that were answered, without those that were refused or failed.
    pub calls: &'a [MadeCall],
}

/// A reward and its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// 1 or 0.
    pub reward: f64,
    /// The final state beside the gold state.
    pub comparison: Comparison,
    /// Values of the answer that were not told.
    pub untold: Vec<Untold>,
    /// Gold reads that were not made; only a read-only task without an answer asks for them.
    pub unread: Vec<Unread>,
}

/// The reward of a trajectory.
///
/// ```
/// use agentscaler_core::Cancel;
/// use agentscaler_core::reward::{Done, Gold, score};
/// use agentscaler_core::state::{Equivalence, Object, State, Value, read_value};
///
/// let initial = State::from_json(br#"{"orders": {"7": {"status": "open"}}}"#, None)?;
/// let mut gold = initial.fork();
/// let closed = Object::from_pairs([("status".into(), Value::from("closed"))]);
/// gold.update("orders", &["7".into()], &closed)?;
///
/// let answer = read_value(b"[12.5]")?;
/// let task = Gold {
///     initial: &initial,
///     state: &gold,
///     answer: &answer,
///     read_only: false,
///     calls: &[],
/// };
/// let same = Equivalence::new(None, b"{}")?;
/// let done = Done { state: &gold, texts: &["You get $12.50 back."], calls: &[] };
/// assert_eq!(score(task, done, &same, &Cancel::default())?.reward, 1.0);
///
/// let done = Done { state: &initial, texts: &["Done."], calls: &[] };
/// let outcome = score(task, done, &same, &Cancel::default())?;
/// assert_eq!(outcome.reward, 0.0);
/// assert_eq!(outcome.untold[0].place, "answer[0]");
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
///
/// # Errors
/// [`Error::Cancelled`](crate::Error::Cancelled) during a long comparison.
pub fn score(
    gold: Gold<'_>,
    done: Done<'_>,
    equivalence: &Equivalence,
    cancel: &Cancel,
) -> Result<Outcome> {
    let comparison = equivalence.compare_from(gold.initial, gold.state, done.state, cancel)?;
    let untold = untold(gold.answer, done.texts);
    let asks_reads = gold.read_only && !told::has_values(gold.answer);
    let unread = if asks_reads {
        unread(gold.calls, done.calls)
    } else {
        Vec::new()
    };
    let right = comparison.verdict == Verdict::Equal && untold.is_empty() && unread.is_empty();
    Ok(Outcome {
        reward: f64::from(u8::from(right)),
        comparison,
        untold,
        unread,
    })
}

#[cfg(test)]
mod tests;
