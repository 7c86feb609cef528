//! A line of JSON as a conversation that a template can render.

use minijinja::Value as Shown;

use super::context::{Dict, map, to_template};
use super::error::{Judged, Reason, Rejection};
use super::options::{Arguments, Options};
use crate::state::{Object, Text, Value, read_value};

/// Roles of a conversation with tools.
const ROLES: [&str; 4] = ["system", "user", "assistant", "tool"];
/// Names under which a message may have its reasoning; the first is the one that templates read.
const REASONING: [&str; 3] = ["reasoning_content", "thinking", "reasoning"];

/// Messages and tools, checked.
pub(super) struct Conversation {
    /// `id` of the record, where it has one.
    pub(super) id: Option<String>,
    /// What is rendered, with the place of each message in the record.
    pub(super) messages: Vec<(usize, Object)>,
    pub(super) tools: Option<Value>,
}

impl Conversation {
    pub(super) fn is_assistant(&self, at: usize) -> bool {
        role(&self.messages[at].1) == Some("assistant")
    }

    /// Messages as a template sees them.
    pub(super) fn shown_messages(&self) -> Vec<Shown> {
        self.messages
            .iter()
            .map(|(_, message)| shown(message))
            .collect()
    }

    /// Tools as a template sees them.
    pub(super) fn shown_tools(&self) -> Shown {
        self.tools
            .as_ref()
            .map_or_else(|| Shown::from(()), to_template)
    }
}

/// The id of a record, whatever else is wrong with it.
pub(super) fn read(line: &[u8], options: &Options) -> (Option<String>, Judged<Conversation>) {
    let record = match read_value(line) {
        Ok(Value::Object(record)) => record,
        Ok(other) => {
            let detail = format!("the line is no object but: {}", other.type_name());
            return (None, Err(Rejection::new(Reason::BadShape, detail)));
        }
        Err(error) => {
            return (
                None,
                Err(Rejection::new(Reason::NotJson, error.to_string())),
            );
        }
    };
    let id = record.get("id").and_then(Value::as_str).map(str::to_string);
    let judged = checked(&record, options).map(|mut conversation| {
        conversation.id.clone_from(&id);
        conversation
    });
    (id, judged)
}

fn checked(record: &Object, options: &Options) -> Judged<Conversation> {
    let shape = |detail: &str| Rejection::new(Reason::BadShape, detail);
    let Some(Value::Array(listed)) = record.get("messages") else {
        return Err(shape("there is no list of messages"));
    };
    let tools = match record.get("tools") {
        None | Some(Value::Null) => None,
        Some(tools @ Value::Array(_)) => Some(tools.clone()),
        Some(_) => return Err(shape("tools are not a list")),
    };
    if listed.is_empty() {
        return Err(Rejection::new(Reason::NoMessages, "there are no messages"));
    }
    let mut messages = Vec::with_capacity(listed.len());
    for (at, message) in listed.iter().enumerate() {
        let Value::Object(message) = message else {
            return Err(shape("a message is no object").at_message(at));
        };
        if options.as_transformers {
            messages.push((at, message.clone()));
        } else if let Some(message) = seen_by_agent(message) {
            let message = check(message, options).map_err(|e| e.at_message(at))?;
            messages.push((at, message));
        }
    }
    if messages.is_empty() {
        return Err(Rejection::new(
            Reason::NoMessages,
            "no message is for the agent",
        ));
    }
    Ok(Conversation {
        id: None,
        messages,
        tools,
    })
}

fn role(message: &Object) -> Option<&str> {
    message.get("role").and_then(Value::as_str)
}

/// The message without what passes between the simulated user and its own tools.
fn seen_by_agent(message: &Object) -> Option<Object> {
    let by_user = message.get("requestor").and_then(Value::as_str) == Some("user");
    let calls = message
        .get("tool_calls")
        .is_some_and(|calls| *calls != Value::Null);
    match role(message) {
        Some("user") if calls => {
            let says = message
                .get("content")
                .and_then(Value::as_str)
                .is_some_and(|c| !c.is_empty());
            says.then(|| message.without("tool_calls"))
        }
        Some("tool" | "assistant") if by_user => None,
        _ => Some(message.clone()),
    }
}

fn check(message: Object, options: &Options) -> Judged<Object> {
    let shape = |detail: String| Rejection::new(Reason::BadShape, detail);
    let role = match message.get("role") {
        Some(Value::Text(role)) => role.as_str(),
        _ => return Err(shape("a message has no role".into())),
    };
    if !ROLES.contains(&role) {
        let detail = format!("the role {role:?} is none of {}", ROLES.join(", "));
        return Err(Rejection::new(Reason::UnknownRole, detail));
    }
    for name in ["content"].into_iter().chain(REASONING) {
        match message.get(name) {
            None | Some(Value::Null | Value::Text(_)) => {}
            Some(other) => {
                let detail = format!("{name} is no text but: {}", other.type_name());
                return Err(shape(detail));
            }
        }
    }
    let content = message.get("content").and_then(Value::as_str);
    let calls: &[Value] = match message.get("tool_calls") {
        None | Some(Value::Null) => &[],
        Some(Value::Array(calls)) => calls,
        Some(_) => return Err(shape("tool_calls are not a list".into())),
    };
    let says_nothing = match role {
        "assistant" => content.unwrap_or_default().is_empty() && calls.is_empty(),
        _ => content.is_none(),
    };
    if says_nothing {
        let detail = format!("a message of the {role} has no content");
        return Err(Rejection::new(Reason::NoContent, detail));
    }
    let calls = calls
        .iter()
        .map(|call| check_call(call, options))
        .collect::<Judged<Vec<_>>>()?;
    if calls.is_empty() || options.arguments == Arguments::Raw {
        return Ok(message);
    }
    Ok(message.with(&Text::from("tool_calls"), Value::Array(calls.into())))
}

/// The call as the template is to see it.
fn check_call(call: &Value, options: &Options) -> Judged<Value> {
    let shape = |detail: &str| Rejection::new(Reason::BadShape, detail);
    let Value::Object(call) = call else {
        return Err(shape("a call is no object"));
    };
    let Some(Value::Object(function)) = call.get("function") else {
        return Err(shape("a call has no function"));
    };
    if function.get("name").and_then(Value::as_str).is_none() {
        return Err(shape("a call has no name"));
    }
    let bad = |detail: String| Rejection::new(Reason::BadArguments, detail);
    let parsed = match (function.get("arguments"), options.arguments) {
        (Some(Value::Object(_)), _) | (Some(Value::Text(_)), Arguments::Raw) => {
            return Ok(Value::Object(call.clone()));
        }
        (Some(Value::Text(raw)), Arguments::Parsed) => match read_value(raw.as_str().as_bytes()) {
            Ok(parsed @ Value::Object(_)) => parsed,
            Ok(other) => {
                return Err(bad(format!(
                    "arguments are no object but: {}",
                    other.type_name()
                )));
            }
            Err(error) => return Err(bad(format!("arguments are no JSON: {error}"))),
        },
        _ => return Err(bad("a call has no arguments".into())),
    };
    let function = function.with(&Text::from("arguments"), parsed);
    Ok(Value::Object(
        call.with(&Text::from("function"), Value::Object(function)),
    ))
}

/// A message as Transformers hands it to a template: what is null is absent, and reasoning stands
/// under both names that templates read.
fn shown(message: &Object) -> Shown {
    let present = || {
        message
            .iter()
            .filter(|(_, value)| !matches!(value, Value::Null))
            .map(|(name, value)| (name.as_str(), value))
    };
    let reasoning = REASONING.iter().find_map(|name| {
        message
            .get(name)
            .filter(|value| !matches!(value, Value::Null))
    });
    let Some(reasoning) = reasoning else {
        return map(present());
    };
    let mut items: Vec<(&str, &Value)> = Vec::new();
    for (name, value) in [("thinking", reasoning)]
        .into_iter()
        .chain(present())
        .chain([("reasoning_content", reasoning)])
    {
        match items.iter_mut().find(|(own, _)| *own == name) {
            Some(item) => item.1 = value,
            None => items.push((name, value)),
        }
    }
    Dict::of(
        items
            .into_iter()
            .map(|(name, value)| (Shown::from(name), to_template(value))),
    )
    .into_value()
}
