//! Word lists that stand in text files: `name:` starts a list, `#` starts a comment.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

/// Words of one list.
pub(crate) type Words = HashSet<&'static str, FixedState>;

/// Lists by their names.
pub(crate) struct Lexicon(HashMap<&'static str, Words, FixedState>);

impl Lexicon {
    pub(crate) fn parse(text: &'static str) -> Self {
        let mut lists = HashMap::with_hasher(FixedState::default());
        let mut name = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(new) = line.strip_suffix(':') {
                name = new;
            } else {
                let list: &mut Words = lists.entry(name).or_default();
                list.extend(line.split_whitespace());
            }
        }
        Self(lists)
    }

    /// The list `name`; empty when the file does not have it, which the tests exclude.
    pub(crate) fn take(&mut self, name: &str) -> Words {
        self.0.remove(name).unwrap_or_default()
    }
}
