//! Messages as `OpenAI`'s chat format has them, as slices of the line.

use std::ops::Range;

use super::text::Written;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'a> {
    /// The policy.
    System,
    /// The user.
    User,
    /// The agent.
    Assistant,
    /// The result of a call.
    Tool,
    /// Somebody that the format does not know.
    Other(Written<'a>),
}

impl Role<'_> {
    /// The word for it.
    pub fn name(&self) -> String {
        match self {
            Self::System => "system".into(),
            Self::User => "user".into(),
            Self::Assistant => "assistant".into(),
            Self::Tool => "tool".into(),
            Self::Other(name) => name.text().into_owned(),
        }
    }
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content<'a> {
    /// Nothing: null, or not there.
    None,
    /// A text.
    Text(Written<'a>),
    /// The texts of a list of parts; parts that are no text are counted.
    Parts(Vec<Written<'a>>, usize),
}

impl<'a> Content<'a> {
    /// Its texts, in order.
    pub fn texts(&self) -> &[Written<'a>] {
        match self {
            Self::None => &[],
            Self::Text(text) => std::slice::from_ref(text),
            Self::Parts(texts, _) => texts,
        }
    }

    /// Whether nothing but white space is said or shown.
    pub fn is_blank(&self) -> bool {
        let shown = matches!(self, Self::Parts(_, others) if *others > 0);
        !shown && self.texts().iter().all(|text| text.is_blank())
    }
}

/// What stands as the arguments of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arguments<'a> {
    /// The text that the model emitted.
    Text(Written<'a>),
    /// A JSON value that stands there instead of a text.
    Json(&'a str),
    /// There are none.
    Missing,
}

impl Arguments<'_> {
    /// Whether both were written the same way, byte for byte.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.same(*b),
            (a, b) => a == b,
        }
    }
}

/// What an assistant asks of a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'a> {
    /// Number of the message, from 0.
    pub message: usize,
    /// Number among the calls of the message, from 0.
    pub number: usize,
    /// Its id; `None` where there is none, or an empty one.
    pub id: Option<Written<'a>>,
    /// Name of the tool.
    pub name: Written<'a>,
    /// As the model emitted them.
    pub arguments: Arguments<'a>,
    /// Whether the user made it (tau2's dual control), and not the agent.
    pub by_user: bool,
}

impl Call<'_> {
    /// Its place in the record.
    pub fn place(&self) -> String {
        format!("messages[{}].tool_calls[{}]", self.message, self.number)
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    /// Who speaks.
    pub role: Role<'a>,
    /// What is said; of a tool message: the result.
    pub content: Content<'a>,
    /// What the model thought before it spoke.
    pub reasoning: Option<Written<'a>>,
    /// Its calls, as numbers among the calls of the record.
    pub calls: Range<usize>,
    /// Of a tool message: the id of the call that it answers, unless it is empty.
    pub call_id: Option<Written<'a>>,
    /// Of a tool message: the tool.
    pub name: Option<Written<'a>>,
    /// Of a tool message: whether the call failed; `None` where nobody recorded it.
    pub is_error: Option<bool>,
    /// Whether it belongs to calls that the user made.
    pub by_user: bool,
}
