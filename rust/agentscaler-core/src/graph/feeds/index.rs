//! Inverted index from what is answered to who answers it.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::concept::{key, tail};
use super::nearness::Nearness;
use super::outputs::Output;
use crate::cancel::Cancel;
use crate::error::Result;
use crate::tool::Kind;

/// Sources of one key that are compared with a parameter; of more, those that share rare words
/// with it. Keeps the work linear: `user_id` alone has thousands of sources in a large catalogue.
const MAX_SOURCES: usize = 256;

/// An output together with its tool, without what only the search for it needed.
pub(super) struct Source {
    pub(super) tool: u32,
    pub(super) path: Box<str>,
    pub(super) literal: &'static str,
    pub(super) kind: Kind,
    pub(super) factor: f64,
    pub(super) declared: bool,
}

#[derive(Default)]
pub(super) struct Posting {
    sources: Vec<u32>,
    /// Number of tools among the sources.
    pub(super) producers: usize,
    /// Places in `sources` by rare word; filled for long lists only.
    by_word: HashMap<u32, Vec<u32>, FixedState>,
}

#[derive(Default)]
pub(super) struct Index {
    sources: Vec<Source>,
    exact: HashMap<String, Posting, FixedState>,
    /// Under the entity without its first word: `rest_api` answers for `api` as well.
    clipped: HashMap<String, Posting, FixedState>,
}

impl Index {
    /// Adds the outputs of a tool that any parameter looks for. Tools come in order.
    pub(super) fn add(
        &mut self,
        tool: u32,
        outputs: Vec<Output>,
        wanted: &HashSet<String, FixedState>,
    ) {
        for output in outputs {
            let attribute = output.concept.attribute;
            let exact = Some(output.concept.key()).filter(|key| wanted.contains(key));
            let shorter = tail(&output.concept.entity).filter(|_| !attribute.is_empty());
            let clipped = shorter
                .map(|tail| key(tail, attribute))
                .filter(|key| wanted.contains(key));
            if exact.is_none() && clipped.is_none() {
                continue;
            }
            let number = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
            for (key, map) in [(exact, &mut self.exact), (clipped, &mut self.clipped)] {
                let Some(key) = key else { continue };
                let posting = map.entry(key).or_default();
                let last = posting
                    .sources
                    .last()
                    .map(|&s| self.sources[s as usize].tool);
                posting.producers += usize::from(last != Some(tool));
                posting.sources.push(number);
            }
            self.sources.push(Source {
                tool,
                path: output.path.into(),
                literal: output.concept.literal,
                kind: output.kind,
                factor: output.factor,
                declared: output.declared,
            });
        }
    }

    /// Prepares the long lists; call it after the last tool.
    pub(super) fn finish(&mut self, nearness: &Nearness, cancel: &Cancel) -> Result<()> {
        for map in [&mut self.exact, &mut self.clipped] {
            // Every list is filled on its own, so the order of the map has no influence.
            #[allow(clippy::iter_over_hash_type)]
            for posting in map.values_mut() {
                cancel.check()?;
                if posting.sources.len() <= MAX_SOURCES {
                    continue;
                }
                for (at, &source) in (0_u32..).zip(&posting.sources) {
                    for &word in nearness.rarest(self.sources[source as usize].tool) {
                        posting.by_word.entry(word).or_default().push(at);
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn posting(&self, key: &str, clipped: bool) -> Option<&Posting> {
        if clipped {
            self.clipped.get(key)
        } else {
            self.exact.get(key)
        }
    }

    /// The sources of a list that are worth a comparison with `tool`, in order.
    pub(super) fn sources<'a>(
        &'a self,
        posting: &Posting,
        tool: u32,
        nearness: &Nearness,
    ) -> Vec<(u32, &'a Source)> {
        let get = |&number: &u32| (number, &self.sources[number as usize]);
        if posting.sources.len() <= MAX_SOURCES {
            return posting.sources.iter().map(get).collect();
        }
        let mut chosen = Vec::new();
        let mut seen = HashSet::with_hasher(FixedState::default());
        for word in nearness.rarest(tool) {
            for &at in posting.by_word.get(word).map_or(&[][..], Vec::as_slice) {
                if chosen.len() == MAX_SOURCES {
                    break;
                }
                if seen.insert(at) {
                    chosen.push(at);
                }
            }
        }
        chosen.sort_unstable();
        chosen
            .iter()
            .map(|&at| get(&posting.sources[at as usize]))
            .collect()
    }

    pub(super) fn source(&self, number: u32) -> &Source {
        &self.sources[number as usize]
    }
}
