//! The funnel: stored trajectories to verdicts, without a model and without running anything.
//!
//! ```text
//! settings    which stages judge, and how strictly
//! verdict     kept, or the stage and reason that dropped it, and where
//! tools       lists of tools as they stand in lines, each compiled once
//! fit         arguments against plain parameters, without building values
//! validity    turns alternate; calls are answered once, known, and fit
//! repetition  texts and calls that go round
//! gold        what tasks ask for
//! made        calls of the agent as values
//! alignment   the reward on the recorded final changes
//! exact       calls against the gold calls, for tasks that only read
//! funnel      lines -> verdicts
//! ```
//!
//! Source: section 3.1 of the paper (validity control with an n-gram filter, alignment of the
//! environment state, exact match of functions for read-only sequences).

mod alignment;
mod exact;
mod fit;
mod funnel;
mod gold;
mod made;
mod repetition;
mod settings;
mod tools;
mod validity;
mod verdict;

pub use funnel::Funnel;
pub use gold::Setting;
pub use settings::{ExactMode, Settings};
pub use verdict::{Stage, Verdict, reasons};
