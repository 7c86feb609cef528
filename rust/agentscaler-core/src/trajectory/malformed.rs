//! Why a line is no trajectory.

/// What kind of thing is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// It is not JSON.
    NotJson,
    /// Half of a pair of `\u` escapes: no text that could be written or tokenised.
    LoneSurrogate,
    /// Arrays and objects nested deeper than [`MAX_DEPTH`](crate::state::MAX_DEPTH).
    TooDeep,
    /// One name twice in an object; which of them is meant?
    NamedTwice,
    /// A value of another JSON type than the field has.
    WrongType,
    /// What has to be there is not.
    Missing,
}

impl Unreadable {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::NotUtf8,
        Self::NotJson,
        Self::LoneSurrogate,
        Self::TooDeep,
        Self::NamedTwice,
        Self::WrongType,
        Self::Missing,
    ];

    /// The word for it in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not_utf8",
            Self::NotJson => "not_json",
            Self::LoneSurrogate => "lone_surrogate",
            Self::TooDeep => "too_deep",
            Self::NamedTwice => "named_twice",
            Self::WrongType => "wrong_type",
            Self::Missing => "missing",
        }
    }
}

/// Why a line cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {byte}{}", at_place(.place))]
pub struct Malformed {
    /// What kind of thing is wrong.
    pub why: Unreadable,
    /// What is wrong, in words.
    pub what: String,
    /// Place in the record, such as `messages[3].tool_calls[0]`; empty: the line itself.
    pub place: String,
    /// Bytes of the line before it, plus one.
    pub byte: usize,
}

fn at_place(place: &str) -> String {
    if place.is_empty() {
        String::new()
    } else {
        format!(", in {place}")
    }
}

impl Malformed {
    #[expect(
        clippy::unnecessary_box_returns,
        reason = "the error side of a small result"
    )]
    pub(super) fn new(why: Unreadable, what: impl Into<String>, at: usize) -> Box<Self> {
        Box::new(Self {
            why,
            what: what.into(),
            place: String::new(),
            byte: at + 1,
        })
    }

    /// The same, seen from one level above.
    #[expect(
        clippy::unnecessary_box_returns,
        reason = "the error side of a small result"
    )]
    pub(super) fn under(mut self: Box<Self>, step: &str) -> Box<Self> {
        if !self.place.is_empty() && !self.place.starts_with('[') {
            self.place.insert(0, '.');
        }
        self.place.insert_str(0, step);
        self
    }

    #[expect(
        clippy::unnecessary_box_returns,
        reason = "the error side of a small result"
    )]
    pub(super) fn under_item(self: Box<Self>, number: usize) -> Box<Self> {
        self.under(&format!("[{number}]"))
    }
}

/// Boxed, so that what is right stays small.
pub(crate) type Read<T> = Result<T, Box<Malformed>>;
