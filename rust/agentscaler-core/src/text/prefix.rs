//! Spans of a template without marks: what an assistant said is what the text grows by.
//!
//! For each message of the assistant the conversation is rendered up to it (with the prompt that
//! asks for it) and up to and with it. Where both are prefixes of the whole, the difference is what
//! the assistant said, proven by the template itself. Where one is not, as with templates that drop
//! the thinking of earlier turns, there is no such proof, and so no mask.

use minijinja::Value;

use super::conversation::Conversation;
use super::error::{Judged, Reason, Rejection};
use super::template::Rendered;

/// Renders messages, with or without the prompt for the next one.
type Render<'a> = dyn Fn(&[Value], bool) -> Judged<Rendered> + 'a;

/// The whole text and its spans.
///
/// # Errors
/// [`Reason::NotPrefix`] with the message; whatever the template says to the whole.
pub(super) fn proven(
    conversation: &Conversation,
    messages: &[Value],
    render: &Render<'_>,
) -> Judged<Rendered> {
    let mut whole = render(messages, false)?;
    for at in 0..messages.len() {
        if !conversation.is_assistant(at) {
            continue;
        }
        let start = prefix(&whole.text, render, &messages[..at], true);
        let end = prefix(&whole.text, render, &messages[..=at], false);
        match start.and_then(|start| Ok((start, end?))) {
            Ok((start, end)) if start <= end => whole.spans.push((start, end)),
            Ok(_) => {
                return Err(not_proven(
                    "the prompt is longer than the turn",
                    conversation,
                    at,
                ));
            }
            Err(detail) => return Err(not_proven(&detail, conversation, at)),
        }
    }
    Ok(whole)
}

fn not_proven(detail: &str, conversation: &Conversation, at: usize) -> Rejection {
    let detail = format!(
        "the template has no generation marks, and what the assistant said is not proven: {detail}"
    );
    Rejection::new(Reason::NotPrefix, detail).at_message(conversation.messages[at].0)
}

fn prefix(
    whole: &str,
    render: &Render<'_>,
    messages: &[Value],
    prompt: bool,
) -> Result<usize, String> {
    let text = render(messages, prompt)
        .map_err(|rejection| rejection.to_string())?
        .text;
    if whole.starts_with(&text) {
        return Ok(text.len());
    }
    let differs = whole.bytes().zip(text.bytes()).position(|(a, b)| a != b);
    let same = differs.unwrap_or(whole.len().min(text.len()));
    let line = String::from_utf8_lossy(&whole.as_bytes()[..same])
        .matches('\n')
        .count()
        + 1;
    Err(format!(
        "the conversation up to there is written otherwise than in the whole, from line {line} of the text"
    ))
}
