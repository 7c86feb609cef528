//! Control tokens inside of texts: what a user, a tool or a policy writes must not open a turn.

use super::conversation::Conversation;
use super::error::{Judged, Reason, Rejection};
use super::tokenizer::Tokenizer;
use crate::state::{Object, Value};

/// Templates take the thinking out of the content of an assistant by these.
const THINKING: [&str; 2] = ["<think>", "</think>"];
/// Longest control token that is looked for in the text of a template.
const LONGEST: usize = 48;

/// The control tokens that a template and a tokenizer share.
#[derive(Debug)]
pub(super) struct Control {
    tokens: Vec<String>,
    first: [bool; 256],
}

impl Control {
    /// Those that the tokenizer calls special, and other added tokens that the template writes.
    pub(super) fn new(tokenizer: &Tokenizer, template: &str) -> Self {
        let tokens: Vec<String> = tokenizer
            .added_tokens()
            .into_iter()
            .filter(|(_, token, special)| {
                let written = *special || template.contains(token.as_str());
                written && !token.trim().is_empty()
            })
            .map(|(_, token, _)| token)
            .collect();
        let mut first = [false; 256];
        for token in &tokens {
            first[usize::from(token.as_bytes()[0])] = true;
        }
        Self { tokens, first }
    }

    /// The first control token of a text.
    fn find(&self, text: &str) -> Option<&str> {
        let bytes = text.as_bytes();
        (0..bytes.len())
            .filter(|&at| self.first[usize::from(bytes[at])])
            .find_map(|at| {
                self.tokens
                    .iter()
                    .find(|token| bytes[at..].starts_with(token.as_bytes()))
            })
            .map(String::as_str)
    }

    /// # Errors
    /// A text of a message or of a tool holds a control token.
    pub(super) fn check(&self, conversation: &Conversation) -> Judged<()> {
        let rejected = |token: &str, place: &str| {
            let detail = format!("{place} holds the control token {token}");
            Rejection::new(Reason::ControlToken, detail)
        };
        for (at, message) in &conversation.messages {
            if let Some((token, name)) = self.in_message(message) {
                return Err(rejected(token, name).at_message(*at));
            }
        }
        match conversation
            .tools
            .as_ref()
            .and_then(|tools| self.in_value(tools))
        {
            Some(token) => Err(rejected(token, "the list of tools")),
            None => Ok(()),
        }
    }

    fn in_message<'a>(&'a self, message: &'a Object) -> Option<(&'a str, &'a str)> {
        let by_assistant = message.get("role").and_then(Value::as_str) == Some("assistant");
        message.iter().find_map(|(name, value)| {
            let name = name.as_str();
            let token = match value {
                Value::Text(text) if by_assistant && name == "content" => text
                    .as_str()
                    .split(THINKING[0])
                    .flat_map(|part| part.split(THINKING[1]))
                    .find_map(|part| self.find(part)),
                value => self.in_value(value),
            };
            token.map(|token| (token, name))
        })
    }

    fn in_value(&self, value: &Value) -> Option<&str> {
        match value {
            Value::Text(text) => self.find(text.as_str()),
            Value::Array(items) => items.iter().find_map(|item| self.in_value(item)),
            Value::Object(object) => object.iter().find_map(|(name, value)| {
                self.find(name.as_str()).or_else(|| self.in_value(value))
            }),
            _ => None,
        }
    }
}

/// Tokens of the form `<|name|>` that a template writes and a tokenizer does not have.
pub(super) fn unknown(template: &str, tokenizer: &Tokenizer) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (open, close) in [("<|", "|>"), ("<｜", "｜>")] {
        for (at, _) in template.match_indices(open) {
            let rest = &template[at..];
            let Some(end) = rest.find(close) else {
                continue;
            };
            let token = &rest[..end + close.len()];
            let name = &token[open.len()..token.len() - close.len()];
            let is_name = !name.is_empty()
                && token.len() <= LONGEST
                && !name.contains(|c: char| c.is_whitespace() || "<>|'\"+~{}".contains(c));
            if is_name && tokenizer.id(token).is_none() && !found.iter().any(|own| own == token) {
                found.push(token.to_string());
            }
        }
    }
    found
}
