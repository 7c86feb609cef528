//! What is wrong with a gold plan.

use std::fmt;

use super::record::counted;
use super::{Audit, Shortest};

/// A reason not to use a task as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// A gold call is not answered.
    Broken {
        /// Its number.
        at: usize,
        /// The call and what it gave.
        what: String,
    },
    /// Two replays differ.
    NotRepeatable,
    /// An agent that does and says nothing earns the reward.
    NothingPasses,
    /// A call that writes and whose absence changes nothing.
    NeedlessWrite {
        /// Its number.
        at: usize,
        /// Name of the tool.
        name: String,
    },
    /// Fewer calls that write end in the gold state.
    ShorterPlan {
        /// Writes of gold.
        writes: usize,
        /// Writes of the shorter plan.
        shorter: usize,
    },
    /// A task that is said to change nothing changes something.
    WritesThoughReadOnly,
}

impl Problem {
    /// Stable code that counts use.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Broken { .. } => "gold_broken",
            Self::NotRepeatable => "not_repeatable",
            Self::NothingPasses => "nothing_passes",
            Self::NeedlessWrite { .. } => "needless_write",
            Self::ShorterPlan { .. } => "shorter_plan",
            Self::WritesThoughReadOnly => "writes_though_read_only",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken { at, what } => write!(f, "gold is broken: call {at} {what}"),
            Self::NotRepeatable => f.write_str("a second replay gives something else"),
            Self::NothingPasses => f.write_str("doing nothing earns the reward"),
            Self::NeedlessWrite { at, name } => {
                write!(f, "call {at} ({name}) writes and is not needed")
            }
            Self::ShorterPlan { writes, shorter } => {
                write!(
                    f,
                    "{} can do what gold does with {writes}",
                    counted(*shorter)
                )
            }
            Self::WritesThoughReadOnly => {
                f.write_str("the task is read-only, but its gold calls change the state")
            }
        }
    }
}

impl Audit {
    /// What is wrong; nothing for a sound task.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(broken) = &self.broken {
            let (name, result) = (&broken.call.name, &broken.result);
            problems.push(Problem::Broken {
                at: broken.at,
                what: format!("({name}): {}: {}", result.kind, result.content),
            });
        }
        if !self.repeatable {
            problems.push(Problem::NotRepeatable);
        }
        if self.nothing.is_none() {
            problems.push(Problem::NothingPasses);
        }
        let mut writes = self.needs.iter().filter(|need| need.writes).peekable();
        if self.read_only && writes.peek().is_some() {
            problems.push(Problem::WritesThoughReadOnly);
        }
        problems.extend(writes.filter(|need| !need.is_needed()).map(|need| {
            let name = need.name.clone();
            Problem::NeedlessWrite { at: need.at, name }
        }));
        if let Shortest::Shorter { writes, plan } = &self.shortest {
            let (writes, shorter) = (*writes, plan.calls.len());
            problems.push(Problem::ShorterPlan { writes, shorter });
        }
        problems
    }
}
