//! A persistent list of rows whose tree is a function of its content.
//!
//! Rows are cut into leaves, leaves into branches and so on, wherever the hash of a row says so
//! (a "prolly tree"), so that two lists of equal rows have equal trees however they came about, and
//! an insertion in the middle moves the cuts near it only: O(log n) copies, O(log n) new digests.
//! Rows found by label keep their place when others come and go before them.
//!
//! A list of rows that nearly all are equal is cut by count instead of hash; inserting into its
//! middle then moves all later cuts, which costs time in proportion to its length, never more.

use std::sync::{Arc, OnceLock};

use super::encode::{Digest, EMPTY_ARRAY, LEAF, LEVEL, digest, encode, encode_len, hash64, mix};
use super::value::Value;

/// A cut comes after one row in 16, on average.
const CUT: u64 = 15;
/// Fewest parts of a node that is not the last of its level: levels shrink whatever the hashes say.
const FEWEST: usize = 2;
/// Most parts of a node.
const MOST: usize = 64;
/// Labels of neighbours at first; 32 insertions between the same two rows fit, whatever their order.
pub(super) const GAP: u64 = 1 << 32;

/// A row in its place.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Rises along the list.
    pub label: u64,
    /// Which insertion made this row; updates and forks keep it.
    pub id: u64,
    /// Hash of the content.
    pub shape: u64,
    pub value: Value,
}

impl Row {
    pub(super) fn new(label: u64, id: u64, value: Value) -> Self {
        let shape = shape(&value);
        Self {
            label,
            id,
            shape,
            value,
        }
    }
}

fn shape(value: &Value) -> u64 {
    let mut encoded = Vec::with_capacity(512);
    encode(value, &mut encoded);
    hash64(&encoded)
}

/// Whether a node of `level` ends after a part whose last row has this hash.
fn cuts(shape: u64, level: u8) -> bool {
    mix(shape.wrapping_add(u64::from(level))) & CUT == 0
}

#[derive(Debug, Clone)]
pub(super) struct Sequence {
    root: Arc<Node>,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    digest: OnceLock<Digest>,
    level: u8,
    len: usize,
    first_label: u64,
    last_shape: u64,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    Leaf(Vec<Row>),
    Branch(Vec<Arc<Node>>),
}

/// What a node is made of: rows, or nodes of the level below.
trait Part: Clone {
    fn len(&self) -> usize;
    fn first_label(&self) -> u64;
    fn last_shape(&self) -> u64;
    fn parts(node: &Node) -> &[Self];
    fn body(parts: Vec<Self>) -> Body;
}

impl Part for Row {
    fn len(&self) -> usize {
        1
    }
    fn first_label(&self) -> u64 {
        self.label
    }
    fn last_shape(&self) -> u64 {
        self.shape
    }
    fn parts(node: &Node) -> &[Self] {
        match &node.body {
            Body::Leaf(rows) => rows,
            Body::Branch(_) => &[],
        }
    }
    fn body(parts: Vec<Self>) -> Body {
        Body::Leaf(parts)
    }
}

impl Part for Arc<Node> {
    fn len(&self) -> usize {
        self.len
    }
    fn first_label(&self) -> u64 {
        self.first_label
    }
    fn last_shape(&self) -> u64 {
        self.last_shape
    }
    fn parts(node: &Node) -> &[Self] {
        match &node.body {
            Body::Leaf(_) => &[],
            Body::Branch(children) => children,
        }
    }
    fn body(parts: Vec<Self>) -> Body {
        Body::Branch(parts)
    }
}

/// Collects parts into nodes of one level.
struct Cutter<P> {
    level: u8,
    open: Vec<P>,
    done: Vec<Arc<Node>>,
}

impl<P: Part> Cutter<P> {
    fn new(level: u8) -> Self {
        Self {
            level,
            open: Vec::new(),
            done: Vec::new(),
        }
    }

    fn push(&mut self, part: P) {
        let cut = cuts(part.last_shape(), self.level);
        self.open.push(part);
        let len = self.open.len();
        if len >= MOST || (cut && len >= FEWEST) {
            self.close();
        }
    }

    fn close(&mut self) {
        let (Some(first), Some(last)) = (self.open.first(), self.open.last()) else {
            return;
        };
        self.done.push(Arc::new(Node {
            digest: OnceLock::new(),
            level: self.level,
            len: self.open.iter().map(Part::len).sum(),
            first_label: first.first_label(),
            last_shape: last.last_shape(),
            body: P::body(std::mem::take(&mut self.open)),
        }));
    }

    fn finish(mut self) -> Vec<Arc<Node>> {
        self.close();
        self.done
    }
}

impl Default for Sequence {
    fn default() -> Self {
        Self::build(Vec::new())
    }
}

impl Sequence {
    pub(super) fn build(rows: Vec<Row>) -> Self {
        let mut cutter = Cutter::new(0);
        for row in rows {
            cutter.push(row);
        }
        Self::raise(cutter.finish(), 1)
    }

    /// Puts levels on top of nodes until one is left.
    fn raise(mut nodes: Vec<Arc<Node>>, mut level: u8) -> Self {
        while nodes.len() > 1 {
            let mut cutter = Cutter::new(level);
            for node in nodes {
                cutter.push(node);
            }
            nodes = cutter.finish();
            level += 1;
        }
        let mut root = nodes.pop().unwrap_or_else(|| {
            Arc::new(Node {
                digest: OnceLock::new(),
                level: 0,
                len: 0,
                first_label: 0,
                last_shape: 0,
                body: Body::Leaf(Vec::new()),
            })
        });
        while let Body::Branch(children) = &root.body
            && let [only] = &children[..]
        {
            root = Arc::clone(only);
        }
        Self { root }
    }

    pub(super) fn len(&self) -> usize {
        self.root.len
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.root, &other.root)
    }

    /// The node of `level` that holds the row at `at` (which exists), and the position of its first row.
    fn node_at(&self, level: u8, at: usize) -> (usize, &Node) {
        let mut node = &*self.root;
        let mut start = 0;
        while node.level > level
            && let Body::Branch(children) = &node.body
        {
            for child in children {
                if at < start + child.len {
                    node = child;
                    break;
                }
                start += child.len;
            }
        }
        (start, node)
    }

    pub(super) fn get(&self, at: usize) -> Option<&Row> {
        if at >= self.len() {
            return None;
        }
        let (start, leaf) = self.node_at(0, at);
        Row::parts(leaf).get(at - start)
    }

    /// Position of the row with this label.
    pub(super) fn position(&self, label: u64) -> Option<usize> {
        let mut node = &*self.root;
        let mut start = 0;
        loop {
            match &node.body {
                Body::Leaf(rows) => {
                    let at = rows.binary_search_by_key(&label, |row| row.label).ok()?;
                    return Some(start + at);
                }
                Body::Branch(children) => {
                    let at = children.partition_point(|child| child.first_label <= label);
                    let at = at.checked_sub(1)?;
                    start += children[..at].iter().map(|child| child.len).sum::<usize>();
                    node = &children[at];
                }
            }
        }
    }

    /// Puts another value in the place of one that exists.
    pub(super) fn set(&mut self, at: usize, value: Value) {
        let Some(old) = self.get(at) else { return };
        let row = Row::new(old.label, old.id, value);
        if self.keeps_cuts(at, old.shape, row.shape) {
            Node::set(&mut self.root, at, row);
        } else {
            self.splice(at, 1, vec![row]);
        }
    }

    /// Whether the cuts stay where they are when the row at `at` changes its hash.
    fn keeps_cuts(&self, at: usize, old: u64, new: u64) -> bool {
        for level in 0..=self.root.level {
            if cuts(old, level) != cuts(new, level) {
                return false;
            }
            let (start, node) = self.node_at(level, at);
            if at + 1 < start + node.len {
                // Not the last row of its node: higher levels do not look at it.
                return true;
            }
        }
        true
    }

    /// Replaces `removed` rows from `at` on.
    pub(super) fn splice(&mut self, at: usize, removed: usize, rows: Vec<Row>) {
        if self.len() == 0 {
            *self = Self::build(rows);
            return;
        }
        let (mut from, mut to) = (at, at + removed);
        let mut nodes = self.recut::<Row>(0, &mut from, &mut to, rows);
        for level in 1..=self.root.level {
            nodes = self.recut::<Arc<Node>>(level, &mut from, &mut to, nodes);
        }
        *self = Self::raise(nodes, self.root.level + 1);
    }

    /// Cuts one level anew where its parts at rows `from .. to` are replaced by `parts`, as far as
    /// the cuts move. Returns the new nodes, which replace the rows `from .. to`, widened.
    fn recut<P: Part>(
        &self,
        level: u8,
        from: &mut usize,
        to: &mut usize,
        parts: Vec<P>,
    ) -> Vec<Arc<Node>> {
        let len = self.len();
        let mut cutter = Cutter::new(level);
        let (start, node) = self.node_at(level, (*from).min(len - 1));
        let mut at = start;
        for part in P::parts(node) {
            if at >= *from {
                break;
            }
            at += part.len();
            cutter.push(part.clone());
        }
        *from = start;
        for part in parts {
            cutter.push(part);
        }
        while *to < len {
            let (start, node) = self.node_at(level, *to);
            if start == *to && cutter.open.is_empty() {
                // An old cut is a new cut: from here on nothing has moved.
                return cutter.done;
            }
            at = start;
            for part in P::parts(node) {
                if at >= *to {
                    cutter.push(part.clone());
                }
                at += part.len();
            }
            *to = at;
        }
        cutter.finish()
    }

    pub(super) fn digest(&self) -> Digest {
        if self.len() == 0 {
            return digest(&[EMPTY_ARRAY]);
        }
        self.root.digest()
    }

    /// Rows from the start.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.iter_from(0)
    }

    /// Rows from a position on.
    pub(super) fn iter_from(&self, at: usize) -> impl Iterator<Item = &Row> {
        let mut cursor = Cursor::at(self, at);
        std::iter::from_fn(move || {
            let row = cursor.row()?;
            cursor.step();
            Some(row)
        })
    }

    /// Compares lists of one origin by label, skipping what both share.
    ///
    /// `found` gets positions and rows: on both sides a row whose memory differs, on one side a row
    /// that the other does not have.
    pub(super) fn differences<'a>(
        &'a self,
        other: &'a Self,
        found: &mut impl FnMut(Place<'a>, Place<'a>),
    ) {
        let (mut a, mut b) = (Cursor::new(self), Cursor::new(other));
        while let (Some(x), Some(y)) = (a.row(), b.row()) {
            let place = |cursor: &Cursor<'a>, row| Some((cursor.at, row));
            if x.label < y.label {
                found(place(&a, x), None);
                a.step();
            } else if x.label > y.label {
                found(None, place(&b, y));
                b.step();
            } else if let Some(level) = a.shared_level(&b) {
                a.skip(level);
                b.skip(level);
            } else {
                if x.id != y.id {
                    found(place(&a, x), None);
                    found(None, place(&b, y));
                } else if !x.value.is_same(&y.value) {
                    found(place(&a, x), place(&b, y));
                }
                a.step();
                b.step();
            }
        }
        while let Some(row) = a.row() {
            found(Some((a.at, row)), None);
            a.step();
        }
        while let Some(row) = b.row() {
            found(None, Some((b.at, row)));
            b.step();
        }
    }
}

/// A position and its row.
pub(super) type Place<'a> = Option<(usize, &'a Row)>;

impl Node {
    fn set(node: &mut Arc<Self>, mut at: usize, row: Row) {
        let own = Arc::make_mut(node);
        own.digest.take();
        if at + 1 == own.len {
            own.last_shape = row.shape;
        }
        match &mut own.body {
            Body::Leaf(rows) => rows[at] = row,
            Body::Branch(children) => {
                for child in children {
                    if at < child.len {
                        return Self::set(child, at, row);
                    }
                    at -= child.len;
                }
            }
        }
    }

    fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| {
            let mut message = Vec::with_capacity(4096);
            match &self.body {
                Body::Leaf(rows) => {
                    message.push(LEAF);
                    encode_len(rows.len(), &mut message);
                    for row in rows {
                        encode(&row.value, &mut message);
                    }
                }
                Body::Branch(children) => {
                    message.extend_from_slice(&[LEVEL, self.level]);
                    encode_len(self.len, &mut message);
                    for child in children {
                        message.extend_from_slice(&child.digest());
                    }
                }
            }
            digest(&message)
        })
    }
}

/// A place in a sequence, with the nodes around it.
struct Cursor<'a> {
    /// Branches from the root down, each with the index of the child that is entered.
    branches: Vec<(&'a [Arc<Node>], usize)>,
    leaf: &'a [Row],
    in_leaf: usize,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn new(sequence: &'a Sequence) -> Self {
        let mut cursor = Self {
            branches: Vec::new(),
            leaf: &[],
            in_leaf: 0,
            at: 0,
        };
        cursor.descend(&sequence.root);
        cursor
    }

    /// A cursor at a position; past the end it has no row.
    fn at(sequence: &'a Sequence, at: usize) -> Self {
        let mut cursor = Self {
            branches: Vec::new(),
            leaf: &[],
            in_leaf: 0,
            at,
        };
        if at >= sequence.len() {
            return cursor;
        }
        let (mut node, mut start) = (&*sequence.root, 0);
        while let Body::Branch(children) = &node.body {
            let mut index = 0;
            while let Some(child) = children.get(index)
                && at >= start + child.len
            {
                start += child.len;
                index += 1;
            }
            let Some(child) = children.get(index) else {
                return cursor;
            };
            cursor.branches.push((children, index));
            node = child;
        }
        (cursor.leaf, cursor.in_leaf) = (Row::parts(node), at - start);
        cursor
    }

    fn descend(&mut self, mut node: &'a Node) {
        loop {
            match &node.body {
                Body::Leaf(rows) => {
                    self.leaf = rows;
                    self.in_leaf = 0;
                    return;
                }
                Body::Branch(children) => {
                    self.branches.push((children, 0));
                    node = &children[0];
                }
            }
        }
    }

    fn row(&self) -> Option<&'a Row> {
        self.leaf.get(self.in_leaf)
    }

    fn step(&mut self) {
        self.at += 1;
        self.in_leaf += 1;
        if self.in_leaf == self.leaf.len() {
            self.next_node();
        }
    }

    /// Enters the node after the current child of the lowest branch.
    fn next_node(&mut self) {
        while let Some((children, index)) = self.branches.last_mut() {
            *index += 1;
            if let Some(child) = children.get(*index) {
                return self.descend(child);
            }
            self.branches.pop();
        }
        (self.leaf, self.in_leaf) = (&[], 0);
    }

    /// The largest node (counted in levels from the leaves) that starts here in both and is the
    /// same memory.
    fn shared_level(&self, other: &Self) -> Option<usize> {
        let mut shared = None;
        if self.in_leaf > 0 || other.in_leaf > 0 {
            return None;
        }
        let pairs = self.branches.iter().rev().zip(other.branches.iter().rev());
        for (level, ((x, i), (y, j))) in pairs.enumerate() {
            if !Arc::ptr_eq(&x[*i], &y[*j]) {
                break;
            }
            shared = Some(level);
            if *i > 0 || *j > 0 {
                break;
            }
        }
        shared
    }

    fn skip(&mut self, level: usize) {
        let keep = self.branches.len() - level;
        self.branches.truncate(keep);
        if let Some((children, index)) = self.branches.last() {
            self.at += children[*index].len;
        }
        self.next_node();
    }
}
