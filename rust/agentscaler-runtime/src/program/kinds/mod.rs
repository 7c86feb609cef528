//! What values may be, as far as a reading of the source tells: sets above all, whose order of
//! iteration differs between engines and from run to run.
//!
//! Flow-insensitive: a variable may be whatever is assigned to it anywhere in its scope, a
//! parameter whatever it is called with, a call of a function whatever that returns. One pass over
//! the tree per round; facts only grow, and rounds end when they stop to, or after [`ROUNDS`].

mod infer;
mod order;

use std::collections::BTreeMap;

use ruff_python_ast::Stmt;

use super::Diagnostic;
use super::module::Module;
use super::scope::{Binding, Scopes};
use super::source::Source;

/// Most rounds: longer chains of assignments than this are not followed to their end.
const ROUNDS: usize = 12;

/// A set of the kinds that a value may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Kinds(u16);

impl Kinds {
    const NONE: Self = Self(0);
    const SET: Self = Self(1);
    const LIST: Self = Self(2);
    const DICT: Self = Self(4);
    const TUPLE: Self = Self(8);
    const TEXT: Self = Self(16);
    /// The keys or items of a dict: `|`, `&`, `-`, `^` make a set of them.
    const VIEW: Self = Self(32);
    const PATTERN: Self = Self(64);
    const LAZY: Self = Self(128);
    /// A list, dict or tuple of sets.
    const OF_SETS: Self = Self(256);
    /// Pairs whose second part is a set.
    const OF_PAIRS: Self = Self(512);

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn may_be(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A variable, by its scope and name.
type Variable = (Binding, String);

/// What is known of variables and functions.
struct Facts<'s> {
    module: &'s Module<'s>,
    scopes: &'s Scopes,
    variables: BTreeMap<Variable, Kinds>,
    /// By the name of a function of the module.
    returns: BTreeMap<String, Kinds>,
    grew: bool,
}

/// Refuses what depends on the order of a set, and operators that one engine lacks for a kind.
pub(super) fn check(
    source: &Source,
    module: &Module<'_>,
    scopes: &Scopes,
    body: &[Stmt],
) -> Vec<Diagnostic> {
    let mut facts = Facts {
        module,
        scopes,
        variables: BTreeMap::new(),
        returns: BTreeMap::new(),
        grew: false,
    };
    for _ in 0..ROUNDS {
        facts.grew = false;
        infer::round(&mut facts, body);
        if !facts.grew {
            break;
        }
    }
    order::check(source, &facts, body)
}
