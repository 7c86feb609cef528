//! A persistent map: a 16-way trie over a fixed hash of the keys, with buckets at its ends.
//!
//! The shape depends on the keys alone, never on the order of insertions and deletions, so the
//! Merkle digest of a node is a function of what lies below it. A write copies one bucket and the
//! branches above it; everything else stays shared. Digests are computed when they are asked for
//! and kept until something below them changes.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use super::encode::{BRANCH, BUCKET, Digest, digest, encode_len};

/// Most items of a bucket that is not at the bottom. Wide buckets make few, long messages, and
/// BLAKE3 hashes a long message several times as fast as a short one.
const WIDTH: usize = 16;
/// Nibbles of the hash; below the last one only keys of one hash meet.
const BOTTOM: u32 = 16;

/// What a trie holds.
pub(super) trait Item: Clone {
    /// `hash64` of the key.
    fn hash(&self) -> u64;
    /// Bytes that no other key has.
    fn key(&self) -> &[u8];
    /// Appends what the digest has to know of the value.
    fn encode_value(&self, out: &mut Vec<u8>);
    /// Whether the value is the very same memory.
    fn is_same(&self, other: &Self) -> bool;
}

#[derive(Debug, Clone)]
pub(super) struct Trie<T> {
    root: Arc<Node<T>>,
    len: usize,
}

#[derive(Debug, Clone)]
struct Node<T> {
    digest: OnceLock<Digest>,
    body: Body<T>,
}

#[derive(Debug, Clone)]
enum Body<T> {
    /// Sorted by hash, then key.
    Bucket(Vec<T>),
    Branch {
        children: [Option<Arc<Node<T>>>; 16],
        len: usize,
    },
}

fn nibble(hash: u64, depth: u32) -> usize {
    // The highest nibble first: buckets in the order of children are items in the order of hashes.
    usize::from((hash >> (60 - 4 * depth)).to_le_bytes()[0] & 15)
}

fn order<T: Item>(item: &T, hash: u64, key: &[u8]) -> Ordering {
    item.hash().cmp(&hash).then_with(|| item.key().cmp(key))
}

impl<T: Item> Default for Trie<T> {
    fn default() -> Self {
        Self {
            root: Arc::new(Node::of(Body::Bucket(Vec::new()))),
            len: 0,
        }
    }
}

impl<T: Item> Trie<T> {
    /// A trie of items with keys that differ, much faster than one by one.
    pub(super) fn build(mut items: Vec<T>) -> Self {
        items.sort_unstable_by(|a, b| order(a, b.hash(), b.key()));
        let len = items.len();
        let root = Arc::new(Node::build(&mut items.into_iter(), len, 0));
        Self { root, len }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, hash: u64, key: &[u8]) -> Option<&T> {
        let mut node = &*self.root;
        let mut depth = 0;
        loop {
            match &node.body {
                Body::Bucket(items) => {
                    let at = items.binary_search_by(|item| order(item, hash, key)).ok()?;
                    return Some(&items[at]);
                }
                Body::Branch { children, .. } => {
                    node = children[nibble(hash, depth)].as_deref()?;
                    depth += 1;
                }
            }
        }
    }

    /// Puts an item in the place of the one with its key, and returns that one.
    pub(super) fn insert(&mut self, item: T) -> Option<T> {
        let old = Node::insert(&mut self.root, item, 0);
        self.len += usize::from(old.is_none());
        old
    }

    pub(super) fn remove(&mut self, hash: u64, key: &[u8]) -> Option<T> {
        // A look first: copying the way to nothing would be waste.
        self.get(hash, key)?;
        let old = Node::remove(&mut self.root, hash, key, 0);
        self.len -= usize::from(old.is_some());
        old
    }

    /// The item of a key, to be changed in everything but its key.
    pub(super) fn get_mut(&mut self, hash: u64, key: &[u8]) -> Option<&mut T> {
        self.get(hash, key)?;
        let mut node = &mut self.root;
        let mut depth = 0;
        loop {
            let own = Arc::make_mut(node);
            own.digest.take();
            match &mut own.body {
                Body::Bucket(items) => {
                    let at = items.binary_search_by(|item| order(item, hash, key)).ok()?;
                    return Some(&mut items[at]);
                }
                Body::Branch { children, .. } => {
                    node = children[nibble(hash, depth)].as_mut()?;
                    depth += 1;
                }
            }
        }
    }

    /// All items, by hash.
    pub(super) fn iter(&self) -> Iter<'_, T> {
        Iter {
            nodes: vec![&*self.root],
            items: [].iter(),
        }
    }

    pub(super) fn digest(&self) -> Digest {
        self.root.digest()
    }

    /// Calls `found(mine, other)` for each key whose item is not the same memory on both sides.
    ///
    /// Shared parts are skipped by their address, and parts with equal known digests by these.
    pub(super) fn differences<'a>(
        &'a self,
        other: &'a Self,
        found: &mut impl FnMut(Option<&'a T>, Option<&'a T>),
    ) {
        Node::differences(&self.root, &other.root, found);
    }

    /// Whether both are the very same memory.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.root, &other.root)
    }
}

impl<T: Item> Node<T> {
    fn of(body: Body<T>) -> Self {
        let digest = OnceLock::new();
        Self { digest, body }
    }

    fn len(&self) -> usize {
        match &self.body {
            Body::Bucket(items) => items.len(),
            Body::Branch { len, .. } => *len,
        }
    }

    fn build(items: &mut std::vec::IntoIter<T>, len: usize, depth: u32) -> Self {
        if len <= WIDTH || depth == BOTTOM {
            return Self::of(Body::Bucket(items.by_ref().take(len).collect()));
        }
        let slice = &items.as_slice()[..len];
        let counts: [usize; 16] = std::array::from_fn(|i| {
            let from = slice.partition_point(|item| nibble(item.hash(), depth) < i);
            let to = slice.partition_point(|item| nibble(item.hash(), depth) <= i);
            to - from
        });
        let children =
            counts.map(|count| (count > 0).then(|| Arc::new(Self::build(items, count, depth + 1))));
        Self::of(Body::Branch { children, len })
    }

    fn insert(node: &mut Arc<Self>, item: T, depth: u32) -> Option<T> {
        let own = Arc::make_mut(node);
        own.digest.take();
        match &mut own.body {
            Body::Bucket(items) => {
                match items.binary_search_by(|old| order(old, item.hash(), item.key())) {
                    Ok(at) => return Some(std::mem::replace(&mut items[at], item)),
                    Err(at) => items.insert(at, item),
                }
                if items.len() > WIDTH && depth < BOTTOM {
                    let len = items.len();
                    let items = std::mem::take(items);
                    *own = Self::build(&mut items.into_iter(), len, depth);
                }
                None
            }
            Body::Branch { children, len } => {
                let old = if let Some(child) = &mut children[nibble(item.hash(), depth)] {
                    Self::insert(child, item, depth + 1)
                } else {
                    let at = nibble(item.hash(), depth);
                    children[at] = Some(Arc::new(Self::of(Body::Bucket(vec![item]))));
                    None
                };
                *len += usize::from(old.is_none());
                old
            }
        }
    }

    fn remove(node: &mut Arc<Self>, hash: u64, key: &[u8], depth: u32) -> Option<T> {
        let own = Arc::make_mut(node);
        own.digest.take();
        match &mut own.body {
            Body::Bucket(items) => {
                let at = items.binary_search_by(|item| order(item, hash, key)).ok()?;
                Some(items.remove(at))
            }
            Body::Branch { children, len } => {
                let slot = &mut children[nibble(hash, depth)];
                let old = Self::remove(slot.as_mut()?, hash, key, depth + 1)?;
                if slot.as_ref().is_some_and(|child| child.len() == 0) {
                    *slot = None;
                }
                *len -= 1;
                if *len <= WIDTH {
                    let mut items = Vec::with_capacity(*len);
                    own.collect(&mut items);
                    *own = Self::of(Body::Bucket(items));
                }
                Some(old)
            }
        }
    }

    fn collect(&self, items: &mut Vec<T>) {
        match &self.body {
            Body::Bucket(own) => items.extend_from_slice(own),
            Body::Branch { children, .. } => {
                for child in children.iter().flatten() {
                    child.collect(items);
                }
            }
        }
    }

    fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| {
            let mut message = Vec::with_capacity(4096);
            match &self.body {
                Body::Bucket(items) => {
                    message.push(BUCKET);
                    encode_len(items.len(), &mut message);
                    for item in items {
                        encode_len(item.key().len(), &mut message);
                        message.extend_from_slice(item.key());
                        item.encode_value(&mut message);
                    }
                }
                Body::Branch { children, len } => {
                    message.push(BRANCH);
                    encode_len(*len, &mut message);
                    for child in children {
                        message.push(u8::from(child.is_some()));
                        if let Some(child) = child {
                            message.extend_from_slice(&child.digest());
                        }
                    }
                }
            }
            digest(&message)
        })
    }

    fn differences<'a>(
        old: &'a Arc<Self>,
        new: &'a Arc<Self>,
        found: &mut impl FnMut(Option<&'a T>, Option<&'a T>),
    ) {
        let known = old.digest.get().zip(new.digest.get());
        if Arc::ptr_eq(old, new) || known.is_some_and(|(old, new)| old == new) {
            return;
        }
        let (Body::Branch { children: olds, .. }, Body::Branch { children: news, .. }) =
            (&old.body, &new.body)
        else {
            return old.merge(new, found);
        };
        for pair in olds.iter().zip(news) {
            match pair {
                (Some(old), Some(new)) => Self::differences(old, new, found),
                (Some(old), None) => old.iter().for_each(|item| found(Some(item), None)),
                (None, Some(new)) => new.iter().for_each(|item| found(None, Some(item))),
                (None, None) => {}
            }
        }
    }

    /// Item by item, where one side is a bucket.
    fn merge<'a>(&'a self, other: &'a Self, found: &mut impl FnMut(Option<&'a T>, Option<&'a T>)) {
        let (mut old, mut new) = (self.iter().peekable(), other.iter().peekable());
        loop {
            let step = match (old.peek(), new.peek()) {
                (None, None) => return,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(mine), Some(theirs)) => order(*mine, theirs.hash(), theirs.key()),
            };
            let pair = match step {
                Ordering::Less => (old.next(), None),
                Ordering::Greater => (None, new.next()),
                Ordering::Equal => (old.next(), new.next()),
            };
            if !matches!(pair, (Some(mine), Some(theirs)) if mine.is_same(theirs)) {
                found(pair.0, pair.1);
            }
        }
    }

    fn iter(&self) -> Iter<'_, T> {
        Iter {
            nodes: vec![self],
            items: [].iter(),
        }
    }
}

/// Items by hash.
pub(super) struct Iter<'a, T> {
    /// Nodes still to be seen, the next one last.
    nodes: Vec<&'a Node<T>>,
    items: std::slice::Iter<'a, T>,
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(item);
            }
            match &self.nodes.pop()?.body {
                Body::Bucket(items) => self.items = items.iter(),
                Body::Branch { children, .. } => {
                    self.nodes
                        .extend(children.iter().rev().flatten().map(|child| &**child));
                }
            }
        }
    }
}
