//! What a call gives.

use std::fmt;

/// What kind of outcome a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The tool did what was asked.
    Ok,
    /// The tool refused, by its own rules.
    Refusal,
    /// The call fits no tool: the fault of who made it.
    InvalidCall,
    /// The program failed: the fault of who wrote the tool.
    Fault,
    /// Time, memory or the engine gave out: nobody can tell whose fault it is.
    Infrastructure,
}

impl Kind {
    /// The word for it in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refusal => "refusal",
            Self::InvalidCall => "invalid_call",
            Self::Fault => "fault",
            Self::Infrastructure => "infrastructure",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [
            Self::Ok,
            Self::Refusal,
            Self::InvalidCall,
            Self::Fault,
            Self::Infrastructure,
        ];
        all.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a call gives. Whatever is not [`Kind::Ok`] has left the state as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolResult {
    /// What the agent sees.
    pub content: String,
    /// What kind of outcome it is.
    pub kind: Kind,
    /// For people: the traceback of a fault.
    pub detail: Option<String>,
}

impl ToolResult {
    /// Whether the call did not do what was asked.
    pub fn is_error(&self) -> bool {
        self.kind != Kind::Ok
    }

    pub(crate) fn new(kind: Kind, content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            kind,
            detail: None,
        }
    }

    pub(crate) fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}
