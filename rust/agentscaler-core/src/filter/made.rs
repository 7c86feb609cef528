//! What the agent did, as values: calls that were answered, and texts.

use crate::reward::MadeCall;
use crate::state::{Value, read_value};
use crate::trajectory::{Arguments, Call, Record, Role, answers};

/// Calls of the agent that did not fail, each with its number among the calls of the record.
///
/// A call failed when its result says so, and when its arguments are no object. Without a result, or
/// where nobody recorded whether it failed, it counts as made.
pub(super) fn made_calls(record: &Record<'_>) -> Vec<(usize, MadeCall)> {
    let answers = answers(record);
    let calls = record.calls.iter().enumerate();
    calls
        .filter(|(_, call)| !call.by_user)
        .filter(|(at, _)| {
            let result = answers[*at].map(|message| &record.messages[message]);
            result.is_none_or(|result| result.is_error != Some(true))
        })
        .filter_map(|(at, call)| Some((at, as_made(call)?)))
        .collect()
}

fn as_made(call: &Call<'_>) -> Option<MadeCall> {
    let arguments = match call.arguments {
        Arguments::Text(text) => read_value(text.text().as_bytes()),
        Arguments::Json(json) => read_value(json.as_bytes()),
        Arguments::Missing => return None,
    };
    match arguments {
        Ok(Value::Object(arguments)) => Some(MadeCall {
            name: (&*call.name.text()).into(),
            arguments,
        }),
        _ => None,
    }
}

/// What the agent said to the user, message by message.
pub(super) fn texts(record: &Record<'_>) -> Vec<String> {
    let agent = |role| role == Role::Assistant;
    let messages = record.messages.iter();
    messages
        .filter(|message| agent(message.role) && !message.by_user)
        .flat_map(|message| message.content.texts())
        .map(|text| text.text().into_owned())
        .collect()
}
