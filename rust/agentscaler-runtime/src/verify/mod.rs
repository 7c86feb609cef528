//! Stored trajectories, replayed and compared with the gold of their tasks.
//!
//! ```text
//! task      what a task asks for, read from JSON and played once
//! record    a stored trajectory, read from one line of JSON
//! verifier  lines -> what became of each; never an error for one of them
//! ```

mod fields;
mod record;
mod task;
mod verifier;

pub use fields::calls as read_calls;
pub use record::{Malformed, Trajectory};
pub(crate) use task::as_made;
pub use task::{Broken, Played, Task, play};
pub use verifier::{Status, Verified, Verifier};
