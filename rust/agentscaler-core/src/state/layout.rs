//! The names of an object's columns, shared by all objects of one form.

use std::sync::{Arc, OnceLock};

use hashbrown::HashTable;

use super::encode::{Digest, NAMES, digest, encode_len, hash64, mix};
use super::value::Text;

/// Column names in the order in which they were written, and their sorted order.
#[derive(Debug)]
pub(super) struct Layout {
    names: Box<[Text]>,
    /// Positions in `names`, sorted by name.
    order: Box<[u32]>,
    digest: OnceLock<Digest>,
}

/// Below this many names a scan is faster than a binary search.
const SCAN: usize = 8;

impl Layout {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an object of 2^32 names is 100 GB of JSON"
    )]
    pub(super) fn new(names: Vec<Text>) -> Arc<Self> {
        let mut order: Vec<u32> = (0..names.len() as u32).collect();
        order.sort_by(|&i, &j| names[i as usize].cmp(&names[j as usize]));
        Arc::new(Self {
            names: names.into(),
            order: order.into(),
            digest: OnceLock::new(),
        })
    }

    pub(super) fn names(&self) -> &[Text] {
        &self.names
    }

    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Digest of the names in their sorted order: thousands of rows have the same names, and stand
    /// for them with these 32 bytes instead of spelling them out.
    pub(super) fn digest(&self) -> &Digest {
        self.digest.get_or_init(|| {
            let mut message = vec![NAMES];
            encode_len(self.names.len(), &mut message);
            for &at in &self.order {
                let name = self.names[at as usize].as_bytes();
                encode_len(name.len(), &mut message);
                message.extend_from_slice(name);
            }
            digest(&message)
        })
    }

    pub(super) fn has_duplicates(&self) -> bool {
        self.order
            .windows(2)
            .any(|w| self.names[w[0] as usize] == self.names[w[1] as usize])
    }

    pub(super) fn position(&self, name: &[u8]) -> Option<usize> {
        if self.names.len() <= SCAN {
            return self.names.iter().position(|n| n.as_bytes() == name);
        }
        self.order
            .binary_search_by(|&i| self.names[i as usize].as_bytes().cmp(name))
            .ok()
            .map(|at| self.order[at] as usize)
    }
}

/// The layouts of one text: objects of one form get the same one.
#[derive(Debug, Default)]
pub(super) struct Layouts(HashTable<(u64, Arc<Layout>)>);

impl Layouts {
    /// The layout of these names; `None` when one of them comes twice.
    pub(super) fn intern(&mut self, names: &[Text]) -> Option<Arc<Layout>> {
        let hash = names.iter().fold(names.len() as u64, |hash, name| {
            mix(hash ^ hash64(name.as_bytes()))
        });
        let found = self.0.find(hash, |(_, layout)| *layout.names == *names);
        if let Some((_, layout)) = found {
            return Some(Arc::clone(layout));
        }
        let layout = Layout::new(names.to_vec());
        if layout.has_duplicates() {
            return None;
        }
        self.0
            .insert_unique(hash, (hash, Arc::clone(&layout)), |(hash, _)| *hash);
        Some(layout)
    }
}
