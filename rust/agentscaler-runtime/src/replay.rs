//! Many sequences of calls, each on its own fork of one state, over all cores.
//!
//! Forks share everything that none of them writes, and the tools are shared by all; a sequence
//! costs what its calls cost. Results stand in the order of the sequences and do not depend on the
//! number of threads.

use agentscaler_core::Pool;
use agentscaler_core::state::{State, Text};

use crate::arguments::Arguments;
use crate::result::{Kind, ToolResult};
use crate::toolset::ToolSet;

/// A call that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Name of the tool.
    pub name: Text,
    /// Its arguments.
    pub arguments: Arguments,
}

/// When a sequence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Until {
    /// After its last call, whatever the calls gave.
    #[default]
    Done,
    /// After the first call whose kind is [`Kind::Fault`] or [`Kind::Infrastructure`].
    Fault,
    /// After the first call that is not [`Kind::Ok`].
    Error,
}

impl Until {
    fn ends(self, kind: Kind) -> bool {
        match self {
            Self::Done => false,
            Self::Fault => matches!(kind, Kind::Fault | Kind::Infrastructure),
            Self::Error => kind != Kind::Ok,
        }
    }
}

/// What a sequence of calls left.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The fork, whose changes begin at the state that all sequences began with.
    pub state: State,
    /// What the calls gave; shorter than the sequence where it ended early.
    pub results: Vec<ToolResult>,
}

/// Calls each sequence on a fork of `base`.
///
/// # Errors
/// [`agentscaler_core::Error::Cancelled`] when the pool is told to stop: it is asked before every
/// call.
pub fn replay(
    tools: &ToolSet,
    base: &State,
    sequences: &[Vec<Call>],
    until: Until,
    pool: &Pool,
) -> agentscaler_core::Result<Vec<Replay>> {
    pool.map(sequences.len(), |at| {
        let mut state = base.fork();
        let mut results = Vec::with_capacity(sequences[at].len());
        for call in &sequences[at] {
            pool.cancel().check()?;
            let result = tools.call(&mut state, call.name.as_str(), &call.arguments);
            let ends = until.ends(result.kind);
            results.push(result);
            if ends {
                break;
            }
        }
        Ok(Replay { state, results })
    })
}
