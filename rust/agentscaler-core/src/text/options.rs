//! How conversations are rendered.

/// How a template sees the arguments of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arguments {
    /// As they are in the record: the text that the model emitted.
    #[default]
    Raw,
    /// As an object, which is what servers hand to a template.
    Parsed,
}

/// Settings of a [`super::Renderer`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Variables of the template beside messages and tools: an object of JSON, or nothing.
    pub variables: Option<String>,
    /// What `strftime_now` tells, such as `2025-01-31`; without it the template has no such
    /// function.
    pub now: Option<String>,
    /// How a template sees the arguments of a call.
    pub arguments: Arguments,
    /// Most tokens of a conversation; 0 for any number. What is longer is rejected, never cut.
    pub max_tokens: u32,
    /// Whatever Transformers takes is taken: nothing is checked but the shape, control tokens in
    /// texts become control tokens, and calls of the simulated user stay.
    pub as_transformers: bool,
}
