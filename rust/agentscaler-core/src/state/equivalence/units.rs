//! What has to be compared: the rows that somebody touched since the common base.
//!
//! A row that neither side touched stands for itself, so the cost follows the changes, not the
//! state.

use hashbrown::HashSet;

use super::rules::Rules;
use crate::state::keyed::Keyed;
use crate::state::ordered::Ordered;
use crate::state::sequence::Row;
use crate::state::store::State;
use crate::state::table::Table;
use crate::state::value::{Text, Value};

type Set<T> = HashSet<T, foldhash::fast::FixedState>;

/// A row with what names it.
#[derive(Debug, Clone)]
pub(super) struct Touched {
    /// Key in an object of rows.
    pub key: Option<Text>,
    /// Position in a list.
    pub at: usize,
    pub value: Value,
}

/// How rows of the two sides find one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pairing {
    /// By key, where generated keys may be renamed.
    Keys,
    /// The first with the first.
    Places,
    /// Any with any.
    Bag,
}

/// The touched rows of one table.
#[derive(Debug)]
pub(super) struct Unit {
    pub table: Text,
    pub pairing: Pairing,
    pub sides: [Vec<Touched>; 2],
    /// All rows of a bag, where those that nobody touched are left out.
    whole: Option<[Ordered; 2]>,
}

impl Unit {
    fn new(table: Text, pairing: Pairing, sides: [Vec<Touched>; 2]) -> Self {
        Self {
            table,
            pairing,
            sides,
            whole: None,
        }
    }

    /// All rows of a bag, touched or not.
    ///
    /// Where rows are compared exactly, rows that both bags share say nothing about the others. A
    /// tolerance is not transitive: a touched row may need the place of one that nobody touched.
    pub(super) fn whole(&self) -> Option<Self> {
        let whole = self.whole.as_ref()?;
        let rows = |side: &Ordered| side.rows.iter().enumerate().map(touched).collect();
        let sides = [rows(&whole[0]), rows(&whole[1])];
        Some(Self::new(self.table.clone(), self.pairing, sides))
    }
}

/// A table that cannot be compared row by row.
#[derive(Debug)]
pub(super) enum Unlike {
    /// Only one side has it.
    Missing { table: Text, side: usize },
    /// Lists of unlike length.
    Length { table: Text, lengths: [usize; 2] },
}

/// The units of two states.
pub(super) fn units(
    base: &State,
    a: &State,
    b: &State,
    rules: &Rules,
) -> Result<Vec<Unit>, Unlike> {
    let mut names: Vec<Text> = Vec::new();
    for side in [a, b] {
        side.tables.differences(&base.tables, &mut |x, y| {
            names.extend(x.or(y).map(|named| named.name.clone()));
        });
    }
    names.sort();
    names.dedup();
    let mut units = Vec::new();
    for table in names {
        let rule = rules.table(&table);
        if rule.ignored {
            continue;
        }
        let find = |state: &'_ State| state.find(table.as_str()).cloned();
        let (x, y) = match (find(a), find(b)) {
            (Some(x), Some(y)) => alike(x, y),
            (None, None) => continue,
            (x, _) => {
                return Err(Unlike::Missing {
                    table,
                    side: usize::from(x.is_some()),
                });
            }
        };
        units.push(match (find(base), x, y) {
            (Some(Table::Keyed(base)), Table::Keyed(x), Table::Keyed(y)) => {
                let mut keys: Vec<Text> = Vec::new();
                for side in [&x, &y] {
                    side.rows.differences(&base.rows, &mut |x, y| {
                        keys.extend(x.or(y).map(|row| row.key.clone()));
                    });
                }
                keys.sort();
                keys.dedup();
                by_key(table, &keys, [&x, &y])
            }
            (_, Table::Keyed(x), Table::Keyed(y)) => {
                let keys = [&x, &y].into_iter().flat_map(|side| side.sorted());
                let mut keys: Vec<Text> = keys.map(|row| row.key.clone()).collect();
                keys.sort();
                keys.dedup();
                by_key(table, &keys, [&x, &y])
            }
            (base, Table::Ordered(x), Table::Ordered(y)) => {
                let base = match &base {
                    Some(Table::Ordered(base)) => Some(base),
                    _ => None,
                };
                if rule.unordered {
                    bag(table, base, [&x, &y])
                } else if x.rows.len() == y.rows.len() {
                    in_place(table, base, [&x, &y])
                } else {
                    let lengths = [x.rows.len(), y.rows.len()];
                    return Err(Unlike::Length { table, lengths });
                }
            }
            (_, x, y) => {
                let whole = |side: Table| {
                    vec![Touched {
                        key: None,
                        at: 0,
                        value: side.to_value(),
                    }]
                };
                Unit::new(table, Pairing::Places, [x, y].map(whole))
            }
        });
    }
    Ok(units)
}

/// Two tables in one kind, where their JSON types allow it.
fn alike(x: Table, y: Table) -> (Table, Table) {
    if x.kind() == y.kind() {
        return (x, y);
    }
    let (a, b) = (x.to_value(), y.to_value());
    match (&a, &b) {
        (Value::Object(a), Value::Object(b)) => (
            Table::Keyed(Keyed::from_object(a)),
            Table::Keyed(Keyed::from_object(b)),
        ),
        (Value::Array(a), Value::Array(b)) => {
            // Without declared columns no list is refused.
            match (Ordered::from_rows(a, &[]), Ordered::from_rows(b, &[])) {
                (Ok(a), Ok(b)) => (Table::Ordered(a), Table::Ordered(b)),
                _ => (x, y),
            }
        }
        _ => (x, y),
    }
}

fn by_key(table: Text, keys: &[Text], sides: [&Keyed; 2]) -> Unit {
    let sides = sides.map(|side| {
        let row = |key: &Text| {
            let value = side.get(key)?.clone();
            Some(Touched {
                key: Some(key.clone()),
                at: 0,
                value,
            })
        };
        keys.iter().filter_map(row).collect()
    });
    Unit::new(table, Pairing::Keys, sides)
}

fn touched((at, row): (usize, &Row)) -> Touched {
    Touched {
        key: None,
        at,
        value: row.value.clone(),
    }
}

/// What each side did to a list, against the base.
struct Edits {
    /// Labels of rows that somebody changed, removed or added.
    labels: Vec<u64>,
    /// The first position at which rows were added or removed.
    first_shift: usize,
    /// Positions of rows that were changed in place.
    changed: Vec<usize>,
}

fn edits(base: &Ordered, side: &Ordered) -> Edits {
    let mut edits = Edits {
        labels: Vec::new(),
        first_shift: usize::MAX,
        changed: Vec::new(),
    };
    base.rows
        .differences(&side.rows, &mut |old, new| match (old, new) {
            (Some((_, row)), Some((at, _))) => {
                edits.labels.push(row.label);
                edits.changed.push(at);
            }
            (Some((at, row)), None) | (None, Some((at, row))) => {
                edits.labels.push(row.label);
                edits.first_shift = edits.first_shift.min(at);
            }
            (None, None) => {}
        });
    edits
}

fn of_one_numbering<'a>(base: Option<&'a Ordered>, sides: [&Ordered; 2]) -> Option<&'a Ordered> {
    base.filter(|base| sides.iter().all(|side| side.numbering == base.numbering))
}

fn bag(table: Text, base: Option<&Ordered>, sides: [&Ordered; 2]) -> Unit {
    let Some(base) = of_one_numbering(base, sides) else {
        let rows = |side: &Ordered| side.rows.iter().enumerate().map(touched).collect();
        return Unit::new(table, Pairing::Bag, sides.map(rows));
    };
    let mut labels = edits(base, sides[0]).labels;
    labels.extend(edits(base, sides[1]).labels);
    labels.sort_unstable();
    labels.dedup();
    let rows = |side: &Ordered| {
        let rows = labels.iter().filter_map(|&label| {
            let at = side.rows.position(label)?;
            Some(touched((at, side.rows.get(at)?)))
        });
        rows.collect()
    };
    Unit {
        whole: Some(sides.map(Clone::clone)),
        ..Unit::new(table, Pairing::Bag, sides.map(rows))
    }
}

/// Lists of equal length whose order counts.
fn in_place(table: Text, base: Option<&Ordered>, sides: [&Ordered; 2]) -> Unit {
    let [x, y] = sides;
    let mut places: Vec<usize> = Vec::new();
    if let Some(base) = of_one_numbering(base, sides) {
        let (of_x, of_y) = (edits(base, x), edits(base, y));
        let shift = of_x.first_shift.min(of_y.first_shift).min(x.rows.len());
        let changed = of_x.changed.iter().chain(&of_y.changed);
        places.extend(changed.filter(|&&at| at < shift));
        places.sort_unstable();
        places.dedup();
        // From here on rows may stand beside others; but where one that nobody touched has come
        // to the same place on both sides, it stands for itself.
        let labels: Set<u64> = of_x.labels.into_iter().chain(of_y.labels).collect();
        let shifted = x.rows.iter_from(shift).zip(y.rows.iter_from(shift));
        let moved = shifted.enumerate().filter(|(_, (x, y))| {
            x.label != y.label || labels.contains(&x.label) || labels.contains(&y.label)
        });
        places.extend(moved.map(|(i, _)| shift + i));
    } else {
        places.extend(0..x.rows.len());
    }
    let sides = sides.map(|side| {
        let row = |&at: &usize| side.rows.get(at).map(|row| touched((at, row)));
        places.iter().filter_map(row).collect()
    });
    Unit::new(table, Pairing::Places, sides)
}
