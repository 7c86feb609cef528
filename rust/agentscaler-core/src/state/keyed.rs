//! Tables that are objects of rows: a key gives a row, and rows go out in the order in which they
//! came in.

use super::encode::{encode, hash64};
use super::trie::{Item, Trie};
use super::value::{Object, Text, Value};

/// A row and its key.
#[derive(Debug, Clone)]
pub(super) struct KeyedRow {
    hash: u64,
    /// Rises with every insertion: the order on the way out.
    label: u64,
    pub key: Text,
    pub value: Value,
}

impl KeyedRow {
    fn new(label: u64, key: Text, value: Value) -> Self {
        let hash = hash64(key.as_bytes());
        Self {
            hash,
            label,
            key,
            value,
        }
    }

    /// Rises along the order on the way out.
    pub(super) fn label(&self) -> u64 {
        self.label
    }
}

impl Item for KeyedRow {
    fn hash(&self) -> u64 {
        self.hash
    }
    fn key(&self) -> &[u8] {
        self.key.as_bytes()
    }
    fn encode_value(&self, out: &mut Vec<u8>) {
        encode(&self.value, out);
    }
    fn is_same(&self, other: &Self) -> bool {
        self.value.is_same(&other.value)
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Keyed {
    pub rows: Trie<KeyedRow>,
    next_label: u64,
}

impl Keyed {
    pub(super) fn from_object(object: &Object) -> Self {
        let rows = object.iter().enumerate();
        let rows = rows.map(|(i, (key, row))| KeyedRow::new(i as u64, key.clone(), row.clone()));
        Self {
            rows: Trie::build(rows.collect()),
            next_label: object.len() as u64,
        }
    }

    pub(super) fn to_object(&self) -> Object {
        let rows = self.sorted();
        Object::from_pairs(
            rows.into_iter()
                .map(|row| (row.key.clone(), row.value.clone())),
        )
    }

    pub(super) fn get(&self, key: &Text) -> Option<&Value> {
        let bytes = key.as_bytes();
        self.rows.get(hash64(bytes), bytes).map(|row| &row.value)
    }

    /// Sets the row of a key; a new key comes last.
    pub(super) fn put(&mut self, key: &Text, value: Value) {
        let bytes = key.as_bytes();
        if let Some(row) = self.rows.get_mut(hash64(bytes), bytes) {
            row.value = value;
        } else {
            self.rows
                .insert(KeyedRow::new(self.next_label, key.clone(), value));
            self.next_label += 1;
        }
    }

    pub(super) fn remove(&mut self, key: &Text) -> Option<Value> {
        let bytes = key.as_bytes();
        self.rows.remove(hash64(bytes), bytes).map(|row| row.value)
    }

    /// Rows in the order on the way out.
    pub(super) fn sorted(&self) -> Vec<&KeyedRow> {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_unstable_by_key(|row| row.label);
        rows
    }
}
