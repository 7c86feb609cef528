//! Errors of a tokenizer or a template, which stop everything; and the reasons for which a single
//! conversation is left out, which stop nothing.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A tokenizer or a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// `tokenizer.json` is broken, or of a kind that is not known.
    #[error("the tokenizer cannot be read: {detail}; give the tokenizer.json of the model")]
    Tokenizer {
        /// What the reader said.
        detail: String,
    },
    /// The chat template does not parse.
    #[error("line {line} of the chat template: {detail}")]
    Template {
        /// Counted from 1.
        line: usize,
        /// What the parser said.
        detail: String,
    },
    /// The chat template writes control tokens that the tokenizer does not have.
    #[error(
        "the chat template writes {tokens}, which the tokenizer does not know: they belong to \
         different models"
    )]
    Unfit {
        /// Some of the control tokens.
        tokens: String,
    },
    /// The variables of the template, or the fixed date, are not what they should be.
    #[error("{name}: {detail}")]
    Variable {
        /// Which one.
        name: String,
        /// What is wrong.
        detail: String,
    },
    /// A tokenizer cannot be trained like this.
    #[error("a tokenizer cannot be trained: {detail}")]
    Training {
        /// What is wrong.
        detail: String,
    },
}

/// Why a conversation became no tokens. The code is stable; counts and tests use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The line is not JSON: broken, `NaN`, a lone surrogate, a name given twice.
    NotJson,
    /// No list of messages, or a message of another shape.
    BadShape,
    /// There is no message.
    NoMessages,
    /// A role that no conversation has.
    UnknownRole,
    /// A message says nothing: no content and no call.
    NoContent,
    /// Arguments of a call should be an object and are not.
    BadArguments,
    /// A text holds a control token of the tokenizer.
    ControlToken,
    /// The template refuses the conversation (`raise_exception`).
    TemplateRefused,
    /// The template fails on the conversation.
    TemplateFailed,
    /// The template does more work than it may.
    TemplateEndless,
    /// The template writes generation marks where they have no place in the output.
    MarksInside,
    /// The template has no marks, and a turn is not a prefix of the whole.
    NotPrefix,
    /// No token would be trained.
    NothingTrained,
    /// More tokens than fit.
    OverLong,
    /// The tokenizer fails on the text.
    TokenizerFailed,
}

impl Reason {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotJson => "not_json",
            Self::BadShape => "bad_shape",
            Self::NoMessages => "no_messages",
            Self::UnknownRole => "unknown_role",
            Self::NoContent => "no_content",
            Self::BadArguments => "bad_arguments",
            Self::ControlToken => "control_token",
            Self::TemplateRefused => "template_refused",
            Self::TemplateFailed => "template_failed",
            Self::TemplateEndless => "template_endless",
            Self::MarksInside => "marks_inside",
            Self::NotPrefix => "not_prefix",
            Self::NothingTrained => "nothing_trained",
            Self::OverLong => "over_long",
            Self::TokenizerFailed => "tokenizer_failed",
        }
    }
}

/// A conversation that became no tokens, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The kind of reason.
    pub reason: Reason,
    /// What is wrong, for people.
    pub detail: String,
    /// Place of the message, from 0.
    pub message: Option<usize>,
    /// Line of the template, from 1.
    pub line: Option<usize>,
}

impl Rejection {
    pub(super) fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            message: None,
            line: None,
        }
    }

    pub(super) fn at_message(mut self, message: usize) -> Self {
        self.message = Some(message);
        self
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        if let Some(message) = self.message {
            write!(f, " (message {message})")?;
        }
        if let Some(line) = self.line {
            write!(f, " (line {line} of the template)")?;
        }
        Ok(())
    }
}

/// A conversation that was rejected is a result, not an error of the call.
pub type Judged<T> = std::result::Result<T, Rejection>;

/// Runs foreign code on one conversation: a panic costs that conversation, not the others.
pub(super) fn guarded<T>(
    reason: Reason,
    whose: &str,
    work: impl FnOnce() -> Judged<T>,
) -> Judged<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Err(Rejection::new(
            reason,
            format!("{whose} breaks down: {said}"),
        ))
    })
}
