//! What became of a trajectory, and why.

use crate::trajectory::{Malformed, Unreadable};

/// Where a trajectory was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The line is no trajectory.
    Reading,
    /// The form of turns and calls.
    Validity,
    /// Loops of texts and calls.
    Repetition,
    /// The outcome.
    Alignment,
    /// The calls themselves.
    Exact,
}

impl Stage {
    /// All of them, in the order in which they judge.
    pub const ALL: [Self; 5] = [
        Self::Reading,
        Self::Validity,
        Self::Repetition,
        Self::Alignment,
        Self::Exact,
    ];

    /// The word for it in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Validity => "validity",
            Self::Repetition => "repetition",
            Self::Alignment => "alignment",
            Self::Exact => "exact",
        }
    }
}

/// Reasons that a stage gives, in the order of the rules.
pub fn reasons(stage: Stage) -> Vec<&'static str> {
    match stage {
        Stage::Reading => Unreadable::ALL.map(Unreadable::as_str).to_vec(),
        Stage::Validity => super::validity::REASONS.to_vec(),
        Stage::Repetition => super::repetition::REASONS.to_vec(),
        Stage::Alignment => super::alignment::REASONS.to_vec(),
        Stage::Exact => super::exact::REASONS.to_vec(),
    }
}

/// Why a stage drops a trajectory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drop {
    pub(super) reason: &'static str,
    pub(super) at: String,
    pub(super) detail: String,
}

/// Boxed, so that what is kept stays small.
pub(super) type Judged = std::result::Result<(), Box<Drop>>;

/// A refusal with its place.
#[expect(
    clippy::unnecessary_box_returns,
    reason = "the error side of a small result"
)]
pub(super) fn dropped(
    reason: &'static str,
    at: impl Into<String>,
    detail: impl Into<String>,
) -> Box<Drop> {
    Box::new(Drop {
        reason,
        at: at.into(),
        detail: clipped(detail.into()),
    })
}

/// Most characters of a detail.
const MOST: usize = 300;

fn clipped(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MOST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Id of the trajectory, where the line has one.
    pub id: Option<String>,
    /// Where it was dropped; `None`: it is kept.
    pub stage: Option<Stage>,
    /// Why, as one of the [`reasons`] of the stage.
    pub reason: Option<&'static str>,
    /// Place in the record, such as `messages[3].tool_calls[0]`; `None`: the record as a whole.
    pub at: Option<String>,
    /// What is wrong, in words.
    pub detail: Option<String>,
}

impl Verdict {
    /// Whether it passed all stages.
    pub fn kept(&self) -> bool {
        self.stage.is_none()
    }

    pub(super) fn keep(id: Option<String>) -> Self {
        Self {
            id,
            stage: None,
            reason: None,
            at: None,
            detail: None,
        }
    }

    pub(super) fn drop(id: Option<String>, stage: Stage, drop: Drop) -> Self {
        Self {
            id,
            stage: Some(stage),
            reason: Some(drop.reason),
            at: Some(drop.at).filter(|at| !at.is_empty()),
            detail: Some(drop.detail).filter(|detail| !detail.is_empty()),
        }
    }

    pub(super) fn unreadable(malformed: Malformed) -> Self {
        let detail = format!("{} at byte {}", malformed.what, malformed.byte);
        let drop = dropped(malformed.why.as_str(), malformed.place, detail);
        Self::drop(None, Stage::Reading, *drop)
    }
}
