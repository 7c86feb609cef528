//! A line as a whole.

use super::fields::{
    Met, filled_text, flag, id, missing, null, number, open, optional_text, raw, text,
};
use super::malformed::{Malformed, Read, Unreadable};
use super::message::{Arguments, Call, Content, Message, Role};
use super::scan::Scanner;
use super::text::Written;

/// A trajectory as slices of its line.
///
/// ```
/// use agentscaler_core::trajectory::{Record, Role};
///
/// let line = br##"{"id": "t1", "messages": [
///     {"role": "user", "content": "Cancel \"#1\"."},
///     {"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function",
///         "function": {"name": "cancel", "arguments": "{\"order\": \"#1\"}"}}]},
///     {"role": "tool", "tool_call_id": "c", "content": "done"},
///     {"role": "assistant", "content": "Done."}]}"##;
/// let record = Record::read(line)?;
/// assert_eq!(record.messages[0].content.texts()[0].text(), "Cancel \"#1\".");
/// assert_eq!(record.messages[3].role, Role::Assistant);
/// assert!(record.calls[0].name.is("cancel"));
///
/// let broken = Record::read(br#"{"messages": [{"role": 5}]}"#).unwrap_err();
/// assert_eq!(broken.place, "messages[0].role");
/// assert_eq!(broken.what, "expected a string, found number");
/// # Ok::<(), agentscaler_core::trajectory::Malformed>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// Its id.
    pub id: Option<Written<'a>>,
    /// The task that it is an attempt at.
    pub task_id: Option<Written<'a>>,
    /// Where it was played.
    pub environment: Option<Written<'a>>,
    /// From the policy to the last one.
    pub messages: Vec<Message<'a>>,
    /// The calls of all messages, in order.
    pub calls: Vec<Call<'a>>,
    /// The list of tools as it is written; `None` where they are not known.
    pub tools: Option<&'a str>,
    /// The `StateDiff` that it left, as it is written.
    pub final_changes: Option<&'a str>,
    /// The recorded reward.
    pub reward: Option<f64>,
    /// Why it ended.
    pub termination: Option<Written<'a>>,
}

const RECORD: [&str; 8] = [
    "id",
    "task_id",
    "environment",
    "messages",
    "tools",
    "final_changes",
    "reward",
    "termination",
];
const MESSAGE: [&str; 8] = [
    "role",
    "content",
    "tool_calls",
    "tool_call_id",
    "reasoning_content",
    "name",
    "is_error",
    "requestor",
];
const CALL: [&str; 4] = ["id", "function", "name", "arguments"];

/// Goes through an object that begins here and calls `read` with each known name.
fn object<'a>(
    scanner: &mut Scanner<'a>,
    names: &[&str],
    mut read: impl FnMut(&mut Scanner<'a>, &str) -> Read<()>,
) -> Read<()> {
    open(scanner, b'{')?;
    let (mut met, mut first) = (Met::default(), true);
    loop {
        let at = scanner.at();
        let Some(name) = scanner.name(first)? else {
            return Ok(());
        };
        first = false;
        let Some(number) = names.iter().position(|known| name.is(known)) else {
            scanner.skip()?;
            continue;
        };
        let name = names[number];
        met.once(number, name, at)?;
        read(scanner, name).map_err(|fault| fault.under(name))?;
    }
}

/// Goes through a list that begins here.
fn list<'a>(
    scanner: &mut Scanner<'a>,
    mut read: impl FnMut(&mut Scanner<'a>, usize) -> Read<()>,
) -> Read<()> {
    open(scanner, b'[')?;
    let mut number = 0;
    while scanner.item(number == 0)? {
        read(scanner, number).map_err(|fault| fault.under_item(number))?;
        number += 1;
    }
    Ok(())
}

impl<'a> Record<'a> {
    /// Reads a line; a byte order mark before it is passed over.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn read(line: &'a [u8]) -> Result<Self, Malformed> {
        Self::read_with(line, "").map_err(|fault| *fault)
    }

    /// Reads a line. Where its `tools` are written as `known` is, which is a list of another line,
    /// they are not looked at again.
    pub(crate) fn read_with(line: &'a [u8], known: &str) -> Read<Self> {
        let text = match std::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                let what = "bytes that are not UTF-8";
                return Err(Malformed::new(Unreadable::NotUtf8, what, at));
            }
        };
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let shift = text.len() - body.len();
        Self::whole(&mut Scanner::new(body), known).map_err(|mut fault| {
            fault.byte += shift;
            fault
        })
    }

    fn whole(scanner: &mut Scanner<'a>, known: &str) -> Read<Self> {
        let mut record = Self {
            id: None,
            task_id: None,
            environment: None,
            messages: Vec::with_capacity(32),
            calls: Vec::with_capacity(16),
            tools: None,
            final_changes: None,
            reward: None,
            termination: None,
        };
        let mut has_messages = false;
        object(scanner, &RECORD, |scanner, name| {
            match name {
                "id" => record.id = id(scanner)?,
                "task_id" => record.task_id = id(scanner)?,
                "environment" => record.environment = optional_text(scanner)?,
                "termination" => record.termination = optional_text(scanner)?,
                "reward" => record.reward = number(scanner)?,
                "final_changes" => record.final_changes = raw(scanner, b'{')?,
                "tools" => {
                    let again = (!known.is_empty())
                        .then(|| scanner.skip_known(known))
                        .flatten();
                    record.tools = match again {
                        Some(tools) => Some(tools),
                        None => raw(scanner, b'[')?,
                    };
                }
                _ => {
                    has_messages = true;
                    list(scanner, |scanner, number| record.message(scanner, number))?;
                }
            }
            Ok(())
        })?;
        scanner.end()?;
        if !has_messages {
            return missing("messages", scanner);
        }
        Ok(record)
    }

    fn message(&mut self, scanner: &mut Scanner<'a>, number: usize) -> Read<()> {
        let first_call = self.calls.len();
        let mut message = Message {
            role: Role::System,
            content: Content::None,
            reasoning: None,
            calls: first_call..first_call,
            call_id: None,
            name: None,
            is_error: None,
            by_user: false,
        };
        let mut role = None;
        object(scanner, &MESSAGE, |scanner, name| {
            match name {
                "role" => role = Some(text(scanner)?),
                "content" => message.content = content(scanner)?,
                "reasoning_content" => message.reasoning = optional_text(scanner)?,
                "tool_call_id" => message.call_id = filled_text(scanner)?,
                "name" => message.name = filled_text(scanner)?,
                "is_error" => message.is_error = flag(scanner)?,
                "requestor" => {
                    let requestor = optional_text(scanner)?;
                    message.by_user = requestor.is_some_and(|requestor| requestor.is("user"));
                }
                _ if null(scanner)? => {}
                _ => list(scanner, |scanner, call| {
                    self.calls.push(read_call(scanner, number, call)?);
                    Ok(())
                })?,
            }
            Ok(())
        })?;
        let Some(role) = role else {
            return missing("role", scanner);
        };
        message.role = match &*role.text() {
            "system" => Role::System,
            "user" => Role::User,
            "assistant" => Role::Assistant,
            "tool" => Role::Tool,
            _ => Role::Other(role),
        };
        message.calls.end = self.calls.len();
        // What a user calls is theirs, whether or not somebody wrote it down.
        message.by_user |= message.role == Role::User && !message.calls.is_empty();
        for call in &mut self.calls[first_call..] {
            call.by_user = message.by_user;
        }
        self.messages.push(message);
        Ok(())
    }
}

fn content<'a>(scanner: &mut Scanner<'a>) -> Read<Content<'a>> {
    match scanner.peek()? {
        b'"' => Ok(Content::Text(scanner.string()?)),
        b'[' => {
            let (mut texts, mut others) = (Vec::new(), 0);
            list(scanner, |scanner, _| {
                let mut found = None;
                object(scanner, &["text"], |scanner, _| {
                    found = optional_text(scanner)?;
                    Ok(())
                })?;
                match found {
                    Some(text) => texts.push(text),
                    None => others += 1,
                }
                Ok(())
            })?;
            Ok(Content::Parts(texts, others))
        }
        // A text, null, or what is told to be neither.
        _ => Ok(optional_text(scanner)?.map_or(Content::None, Content::Text)),
    }
}

fn read_call<'a>(scanner: &mut Scanner<'a>, message: usize, number: usize) -> Read<Call<'a>> {
    let (mut call_id, mut name, mut arguments) = (None, None, Arguments::Missing);
    // Some write name and arguments beside the id, without the object around them.
    object(scanner, &CALL, |scanner, field| {
        match field {
            "id" => call_id = filled_text(scanner)?,
            "name" => name = Some(text(scanner)?),
            "arguments" => arguments = read_arguments(scanner)?,
            _ => object(scanner, &CALL[2..], |scanner, field| {
                match field {
                    "name" => name = Some(text(scanner)?),
                    _ => arguments = read_arguments(scanner)?,
                }
                Ok(())
            })?,
        }
        Ok(())
    })?;
    let Some(name) = name else {
        return missing("the name of the tool", scanner);
    };
    Ok(Call {
        message,
        number,
        id: call_id,
        name,
        arguments,
        by_user: false,
    })
}

fn read_arguments<'a>(scanner: &mut Scanner<'a>) -> Read<Arguments<'a>> {
    match scanner.peek()? {
        b'"' => Ok(Arguments::Text(scanner.string()?)),
        b'n' => scanner.word().map(|_| Arguments::Missing),
        _ => Ok(Arguments::Json(scanner.skip()?)),
    }
}
