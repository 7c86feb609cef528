//! A stored trajectory: what was called and what was said.

use agentscaler_core::state::{Object, Value, read_value};

use super::fields::{Read, calls, given, id, list, malformed, object, seed, text};
use crate::replay::Call;

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Malformed {
    /// Where, such as `messages[3].tool_calls[0].name`.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

/// What verification needs of a trajectory.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// Its id.
    pub id: String,
    /// The task that it is an attempt at.
    pub task_id: String,
    /// Key of the ids and random numbers that its tools drew; that of the task where it is missing.
    pub seed: Option<u64>,
    /// The calls of the assistant, in order.
    pub calls: Vec<Call>,
    /// What the assistant wrote, message by message.
    pub texts: Vec<String>,
}

impl Trajectory {
    /// Reads a line of JSON.
    ///
    /// Either `messages` as OpenAI has them (calls and texts of the role `assistant` count), or
    /// `calls` with, if anything was said, `texts`.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn from_json(line: &[u8]) -> Result<Self, Malformed> {
        match read_value(line) {
            Ok(value) => Self::from_value(&value),
            Err(error) => malformed("line", error.to_string()),
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// As [`Trajectory::from_json`].
    pub fn from_value(value: &Value) -> Result<Self, Malformed> {
        let record = object(value, "line")?;
        let mut trajectory = Self {
            id: id(record, "id")?,
            task_id: id(record, "task_id")?,
            seed: seed(record)?,
            calls: Vec::new(),
            texts: Vec::new(),
        };
        match (given(record, "messages"), given(record, "calls")) {
            (Some(messages), None) => {
                for (i, message) in list(messages, "messages")?.iter().enumerate() {
                    let place = format!("messages[{i}]");
                    trajectory.add(object(message, &place)?, &place)?;
                }
            }
            (None, Some(made)) => {
                trajectory.calls = calls(made, "calls")?;
                if let Some(texts) = given(record, "texts") {
                    for (i, one) in list(texts, "texts")?.iter().enumerate() {
                        let one = text(one, &format!("texts[{i}]"))?;
                        trajectory.texts.push(one.to_owned());
                    }
                }
            }
            (None, None) => return malformed("messages", "is missing, and so is calls"),
            (Some(_), Some(_)) => {
                return malformed("calls", "stands beside messages; which of them is meant?");
            }
        }
        Ok(trajectory)
    }

    fn add(&mut self, message: &Object, place: &str) -> Read<()> {
        let Some(role) = given(message, "role") else {
            return malformed(format!("{place}.role"), "is missing");
        };
        if text(role, &format!("{place}.role"))? != "assistant" {
            return Ok(());
        }
        match given(message, "content") {
            None => {}
            Some(Value::Text(content)) => self.texts.push(content.to_string()),
            Some(parts) => {
                let place = format!("{place}.content");
                for (i, part) in list(parts, &place)?.iter().enumerate() {
                    let place = format!("{place}[{i}]");
                    if let Some(said) = given(object(part, &place)?, "text") {
                        self.texts.push(text(said, &place)?.to_owned());
                    }
                }
            }
        }
        if let Some(made) = given(message, "tool_calls") {
            self.calls
                .extend(calls(made, &format!("{place}.tool_calls"))?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_texts_of_the_assistant() {
        let line = br#"{"id": 7, "task_id": "t", "seed": 3, "messages": [
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": [{"type": "text", "text": "Hello"}]},
            {"role": "assistant", "content": null, "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "a", "arguments": "{\"x\": 1"}},
                {"name": "b", "arguments": {"y": 2}}]},
            {"role": "tool", "content": "done"},
            {"role": "assistant", "content": "Bye"}]}"#;
        let read = Trajectory::from_json(line).unwrap();
        assert_eq!((read.id.as_str(), read.seed), ("7", Some(3)));
        assert_eq!(read.texts, ["Hello", "Bye"]);
        let names: Vec<&str> = read.calls.iter().map(|call| call.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn what_is_wrong_and_where() {
        let cut = Trajectory::from_json(b"{").unwrap_err();
        assert_eq!(cut.place, "line");
        assert!(cut.what.contains("line 1, column 2"), "{cut}");
        for (line, expected) in [
            ("[]", "line: expected an object, found array"),
            (r#"{"task_id": 1}"#, "id: is missing"),
            (
                r#"{"id": 1.5}"#,
                "id: expected a string or an integer, found number",
            ),
            (
                r#"{"id": "a", "task_id": "t"}"#,
                "messages: is missing, and so is calls",
            ),
            (
                r#"{"id": "a", "task_id": "t", "seed": -1, "calls": []}"#,
                "seed: expected an integer from 0, found -1",
            ),
            (
                r#"{"id": "a", "task_id": "t", "messages": [{"role": "assistant", "tool_calls": [{}]}]}"#,
                "messages[0].tool_calls[0].name: is missing",
            ),
            (
                r#"{"id": "a", "task_id": "t", "messages": [{"role": "assistant", "content": 5}]}"#,
                "messages[0].content: expected a list, found number",
            ),
        ] {
            let error = Trajectory::from_json(line.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), expected, "{line}");
        }
    }
}
