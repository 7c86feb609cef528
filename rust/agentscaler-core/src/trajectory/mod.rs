//! One line of a file of trajectories, read without copying: messages, calls and results as slices
//! of the line.
//!
//! ```text
//! scan      JSON as it stands in the line: strict, bounded, without recursion
//! text      a string as it is written there
//! malformed why a line is no trajectory, and where
//! message   roles, contents, calls
//! record    the line as a whole
//! fields    values of the fields, read with their types
//! pairing   which result answers which call
//! ```
//!
//! Names that are not known are passed over, and so are their values, once they are JSON. Arguments
//! of calls stay as the model emitted them.

mod fields;
mod malformed;
mod message;
mod pairing;
mod record;
mod scan;
mod text;

pub use malformed::{Malformed, Unreadable};
pub use message::{Arguments, Call, Content, Message, Role};
pub use pairing::{Answer, Open, answers};
pub use record::Record;
pub(crate) use scan::Scanner;
pub use text::Written;
