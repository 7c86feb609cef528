//! Gold reads against the calls that were made.

use crate::state::{Object, Text};

/// A call with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeCall {
    /// Name of the tool.
    pub name: Text,
    /// Its arguments.
    pub arguments: Object,
}

/// A gold read that nobody made.
#[derive(Debug, Clone, PartialEq)]
pub struct Unread {
    /// Its number among the gold calls, from 0.
    pub at: usize,
    /// The call.
    pub call: MadeCall,
}

/// The gold calls that were not made.
///
/// A gold call is made by a call of the same name in which every argument that gold names has the
/// same value (`1` is `1.0`); more arguments, more calls and another order do no harm.
pub fn unread(gold: &[MadeCall], made: &[MadeCall]) -> Vec<Unread> {
    let is_made = |call: &MadeCall| {
        made.iter().any(|made| {
            let mut named = call.arguments.iter();
            made.name == call.name
                && named.all(|(name, value)| made.arguments.get(name.as_str()) == Some(value))
        })
    };
    let missing = gold.iter().enumerate().filter(|(_, call)| !is_made(call));
    missing
        .map(|(at, call)| Unread {
            at,
            call: call.clone(),
        })
        .collect()
}
