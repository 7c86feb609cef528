//! Which stages judge, and how strictly.

use crate::error::{Error, Result};

/// How the calls of a trajectory have to match the gold calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExactMode {
    /// The same calls in the same order.
    Ordered,
    /// The same calls in any order, however often.
    Set,
    /// All gold calls, and any others.
    Subset,
}

impl ExactMode {
    /// The mode of this name.
    ///
    /// # Errors
    /// [`Error::Argument`].
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "ordered" => Ok(Self::Ordered),
            "set" => Ok(Self::Set),
            "subset" => Ok(Self::Subset),
            other => Err(Error::Argument {
                name: "exact_mode",
                value: other.to_owned(),
                expected: "ordered, set or subset",
            }),
        }
    }
}

/// Settings of a funnel.
#[expect(clippy::struct_excessive_bools, reason = "stages are on or off")]
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Whether validity judges.
    pub validity: bool,
    /// Reasons of calls that are forgiven where the result says that the call failed, and a later
    /// call of the agent is right: of the same tool, unless the tool was unknown.
    pub forgiven: Vec<String>,
    /// Tools whose call ends a conversation, so that their result may be its last message.
    pub end_tools: Vec<String>,
    /// Whether repetition judges.
    pub repetition: bool,
    /// Words of an n-gram.
    pub ngram_words: usize,
    /// Share of the n-grams of a text that may have stood in it before, in [0, 1].
    pub ngram_share: f64,
    /// Words of a text from which on its n-grams are looked at.
    pub ngram_min_words: usize,
    /// Times in a row that one call may not be made, with one result.
    pub stuck_calls: usize,
    /// Calls of the longest cycle that is looked for.
    pub cycle_calls: usize,
    /// Whether alignment judges.
    pub alignment: bool,
    /// Whether a recorded reward counts where no final changes are recorded.
    pub trust_reward: bool,
    /// Whether exact judges.
    pub exact: bool,
    /// How calls have to match.
    pub exact_mode: ExactMode,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            validity: true,
            forgiven: vec!["arguments_do_not_fit".into()],
            end_tools: vec!["transfer_to_human_agents".into()],
            repetition: true,
            ngram_words: 10,
            ngram_share: 0.3,
            ngram_min_words: 64,
            stuck_calls: 3,
            cycle_calls: 4,
            alignment: true,
            trust_reward: false,
            exact: true,
            exact_mode: ExactMode::Ordered,
        }
    }
}

impl Settings {
    /// Refuses what cannot be.
    ///
    /// # Errors
    /// [`Error::Argument`].
    pub fn check(&self) -> Result<()> {
        let least = |name, value: usize, least: usize, expected| {
            if value >= least {
                return Ok(());
            }
            Err(Error::Argument {
                name,
                value: value.to_string(),
                expected,
            })
        };
        least("ngram_words", self.ngram_words, 1, "at least 1")?;
        least("cycle_calls", self.cycle_calls, 1, "at least 1")?;
        least("stuck_calls", self.stuck_calls, 2, "at least 2")?;
        if !(0.0..=1.0).contains(&self.ngram_share) {
            return Err(Error::Argument {
                name: "ngram_share",
                value: self.ngram_share.to_string(),
                expected: "in [0, 1]",
            });
        }
        Ok(())
    }
}
