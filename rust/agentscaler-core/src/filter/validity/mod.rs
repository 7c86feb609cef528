//! Validity: the form of a conversation, which training depends on.
//!
//! ```text
//! turns   who speaks after whom; every call answered exactly once, before the next turn
//! calls   names known, arguments that parse and fit
//! ```
//! What a tool answered does not matter here: a refused call, or one that failed, is as valid as
//! any other. Calls of the user (tau2) belong to the user simulator and are not judged.
//!
//! Complexity: one pass over the line.

mod calls;
mod turns;

use super::settings::Settings;
use super::tools::Tools;
use super::verdict::Judged;
use crate::trajectory::Record;

/// Reasons of this stage.
pub(super) const REASONS: [&str; 18] = [
    "empty",
    "unknown_role",
    "system_not_first",
    "not_alternating",
    "empty_turn",
    "call_id_twice",
    "unanswered_call",
    "answered_twice",
    "result_of_unknown_call",
    "result_without_call",
    "no_assistant",
    "cut_short",
    "no_last_word",
    "bad_tools",
    "unknown_tool",
    "arguments_not_json",
    "arguments_not_object",
    "arguments_do_not_fit",
];

/// Judges a record. `tools`: those that the agent was told, where they are known.
pub(super) fn judge(
    record: &Record<'_>,
    tools: Option<&Result<Tools, String>>,
    settings: &Settings,
    scratch: &mut String,
) -> Judged {
    turns::judge(record, settings)?;
    calls::judge(record, tools, settings, scratch)
}
