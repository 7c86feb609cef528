//! Tables that are lists of rows: the position counts, and where a column (or several) tells the
//! rows apart, a row is found by it as well.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::HashSet;

use super::encode::{encode_key, hash64};
use super::sequence::{GAP, Row, Sequence};
use super::trie::{Item, Trie};
use super::value::{Text, Value};

/// Names of insertions and of numberings, never seen outside: only whether two are equal counts.
static NEXT_ID: AtomicU64 = AtomicU64::new(0);

fn fresh_ids(n: usize) -> u64 {
    NEXT_ID.fetch_add(n as u64, Ordering::Relaxed)
}

/// Label of the first row of a new list: a billion rows find room before it.
const FIRST: u64 = 1 << 62;

fn label_at(at: usize) -> u64 {
    FIRST + at as u64 * GAP
}

/// The columns that tell rows apart.
#[derive(Debug, PartialEq)]
pub(super) struct KeyColumns {
    pub columns: Box<[Text]>,
    /// Whether the schema says so; a key that was only found goes when a write breaks it.
    pub declared: bool,
}

impl KeyColumns {
    /// The key of a row; `None` where a column is missing or holds no string or integer.
    pub(super) fn of(&self, row: &Value) -> Option<Vec<Value>> {
        let cell = |name: &Text| row.cell(name).filter(|cell| cell.is_key()).cloned();
        self.columns.iter().map(cell).collect()
    }
}

impl KeyColumns {
    /// Whether two rows have the same whole key: the index need not be asked.
    fn agree(&self, old: &Value, new: &Value) -> bool {
        self.columns
            .iter()
            .all(|name| match (old.cell(name), new.cell(name)) {
                (Some(old), Some(new)) => old.is_key() && old == new,
                _ => false,
            })
    }
}

/// Where the row of a key is.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    hash: u64,
    key: Arc<[u8]>,
    label: u64,
}

impl Item for Entry {
    fn hash(&self) -> u64 {
        self.hash
    }
    fn key(&self) -> &[u8] {
        &self.key
    }
    fn encode_value(&self, _: &mut Vec<u8>) {}
    fn is_same(&self, other: &Self) -> bool {
        self.label == other.label
    }
}

/// Why a row cannot stand in the table.
#[derive(Debug, PartialEq)]
pub(super) enum KeyFault {
    /// A row without a whole key.
    Missing,
    /// A second row of the key.
    Taken(Vec<Value>),
}

#[derive(Debug, Clone)]
pub(super) struct Ordered {
    pub rows: Sequence,
    pub key: Option<Arc<KeyColumns>>,
    index: Trie<Entry>,
    /// Labels of two tables can be compared when this is equal.
    pub numbering: u64,
}

impl Ordered {
    /// A table of rows; without declared columns it looks for one that tells the rows apart.
    pub(super) fn from_rows(rows: &[Value], declared: &[Text]) -> Result<Self, KeyFault> {
        let first_id = fresh_ids(rows.len());
        let place =
            |(i, value): (usize, &Value)| Row::new(label_at(i), first_id + i as u64, value.clone());
        let mut table = Self {
            rows: Sequence::build(rows.iter().enumerate().map(place).collect()),
            key: None,
            index: Trie::default(),
            numbering: fresh_ids(1),
        };
        if !declared.is_empty() {
            let columns = declared.into();
            table.index_by(
                rows,
                KeyColumns {
                    columns,
                    declared: true,
                },
            )?;
            return Ok(table);
        }
        for name in candidates(rows) {
            let columns = [name].into();
            if table
                .index_by(
                    rows,
                    KeyColumns {
                        columns,
                        declared: false,
                    },
                )
                .is_ok()
            {
                break;
            }
        }
        Ok(table)
    }

    fn index_by(&mut self, rows: &[Value], key: KeyColumns) -> Result<(), KeyFault> {
        let mut seen: HashSet<Arc<[u8]>, foldhash::fast::FixedState> = HashSet::default();
        let mut entries = Vec::with_capacity(rows.len());
        for (i, row) in rows.iter().enumerate() {
            let parts = key.of(row).ok_or(KeyFault::Missing)?;
            let key: Arc<[u8]> = encode_key(&parts).into();
            if !seen.insert(Arc::clone(&key)) {
                return Err(KeyFault::Taken(parts));
            }
            entries.push(Entry {
                hash: hash64(&key),
                key,
                label: label_at(i),
            });
        }
        self.index = Trie::build(entries);
        self.key = Some(Arc::new(key));
        Ok(())
    }

    /// Finds rows by these columns from now on; without columns by position only.
    pub(super) fn find_by(&mut self, columns: &[Text]) -> Result<(), KeyFault> {
        if self.columns() == columns {
            return Ok(());
        }
        (self.key, self.index) = (None, Trie::default());
        if columns.is_empty() {
            return Ok(());
        }
        let rows: Vec<Value> = self.rows.iter().map(|row| row.value.clone()).collect();
        let key = KeyColumns {
            columns: columns.into(),
            declared: false,
        };
        // Rows that were just read still have their first labels.
        self.index_by(&rows, key)
    }

    /// The columns that tell rows apart, where there are such.
    pub(super) fn columns(&self) -> &[Text] {
        self.key.as_ref().map_or(&[], |key| &key.columns)
    }

    pub(super) fn key_of(&self, row: &Value) -> Option<Vec<Value>> {
        self.key.as_ref()?.of(row)
    }

    /// Position of the row of a key.
    pub(super) fn position(&self, key: &[Value]) -> Option<usize> {
        let key = encode_key(key);
        self.rows
            .position(self.index.get(hash64(&key), &key)?.label)
    }

    pub(super) fn insert(&mut self, at: usize, value: Value) -> Result<(), KeyFault> {
        let added = self.new_key(&value, None)?;
        let label = self.label_between(at);
        self.rows
            .splice(at, 0, vec![Row::new(label, fresh_ids(1), value)]);
        if let Some(key) = added {
            self.index.insert(Entry {
                hash: hash64(&key),
                key,
                label,
            });
        }
        Ok(())
    }

    pub(super) fn set(&mut self, at: usize, value: Value) -> Result<(), KeyFault> {
        let Some(row) = self.rows.get(at) else {
            return Ok(());
        };
        let label = row.label;
        if self
            .key
            .as_ref()
            .is_some_and(|key| key.agree(&row.value, &value))
        {
            self.rows.set(at, value);
            return Ok(());
        }
        let old = self.key_of(&row.value).map(|parts| encode_key(&parts));
        let added = self.new_key(&value, Some(label))?;
        self.rows.set(at, value);
        if let (Some(old), Some(key)) = (old, added)
            && old[..] != key[..]
        {
            self.index.remove(hash64(&old), &old);
            self.index.insert(Entry {
                hash: hash64(&key),
                key,
                label,
            });
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, at: usize) -> Option<Value> {
        let row = self.rows.get(at)?.clone();
        if let Some(key) = self.key_of(&row.value) {
            let key = encode_key(&key);
            self.index.remove(hash64(&key), &key);
        }
        self.rows.splice(at, 1, Vec::new());
        Some(row.value)
    }

    /// The key of a row that comes in at `label` (`None`: a new place).
    ///
    /// A key that nobody declared is given up where the row does not fit it.
    fn new_key(
        &mut self,
        value: &Value,
        label: Option<u64>,
    ) -> Result<Option<Arc<[u8]>>, KeyFault> {
        let Some(columns) = &self.key else {
            return Ok(None);
        };
        let fault = match columns.of(value) {
            None => KeyFault::Missing,
            Some(parts) => {
                let key = encode_key(&parts);
                match self.index.get(hash64(&key), &key) {
                    Some(entry) if Some(entry.label) != label => KeyFault::Taken(parts),
                    _ => return Ok(Some(key.into())),
                }
            }
        };
        if columns.declared {
            return Err(fault);
        }
        (self.key, self.index) = (None, Trie::default());
        Ok(None)
    }

    /// A label for a new row at `at`; where its neighbours leave no room, all rows get new ones.
    fn label_between(&mut self, at: usize) -> u64 {
        loop {
            let before = at
                .checked_sub(1)
                .and_then(|i| self.rows.get(i))
                .map_or(0, |r| r.label);
            let label = match self.rows.get(at) {
                Some(after) if at == 0 => after.label.saturating_sub(GAP),
                Some(after) => before + (after.label - before) / 2,
                None if at == 0 => FIRST,
                None => before.saturating_add(GAP),
            };
            if label > before && label < u64::MAX {
                return label;
            }
            self.renumber();
        }
    }

    fn renumber(&mut self) {
        let mut rows: Vec<Row> = self.rows.iter().cloned().collect();
        let mut entries = Vec::new();
        for (i, row) in rows.iter_mut().enumerate() {
            row.label = label_at(i);
            if let Some(key) = self.key.as_ref().and_then(|key| key.of(&row.value)) {
                let key: Arc<[u8]> = encode_key(&key).into();
                entries.push(Entry {
                    hash: hash64(&key),
                    key,
                    label: row.label,
                });
            }
        }
        self.rows = Sequence::build(rows);
        self.index = Trie::build(entries);
        self.numbering = fresh_ids(1);
    }
}

/// Columns that may tell rows apart, the likeliest first: `id`, names that end in it, the others.
///
/// Only columns of strings or integers that every row has; the first row has them all.
fn candidates(rows: &[Value]) -> Vec<Text> {
    let Some(first) = rows.first().and_then(Value::as_object) else {
        return Vec::new();
    };
    let cells = first.iter().filter(|(_, cell)| cell.is_key());
    let mut names: Vec<Text> = cells.map(|(name, _)| name.clone()).collect();
    names.sort_by_key(|name| {
        let name = name.as_str().to_lowercase();
        if name == "id" {
            0
        } else if name.ends_with("id") {
            1
        } else {
            2
        }
    });
    names
}
