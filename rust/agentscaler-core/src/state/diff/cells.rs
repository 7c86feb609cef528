//! Differences inside a value: the way to each cell, its old and its new content.

use std::collections::BTreeSet;
use std::fmt;

use crate::state::value::{Text, Value};

/// One step into a value.
#[derive(Debug, Clone, PartialEq)]
pub enum CellStep {
    /// The cell of an object.
    Name(Text),
    /// An item of a list.
    Item(usize),
}

/// One difference inside a row or document.
///
/// Where items of a list were inserted (no `old`) or removed (no `new`), the last step is the
/// position in the list that has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The way from the row down; empty: the value as a whole.
    pub path: Vec<CellStep>,
    /// Content in the first state; `None`: it was not there.
    pub old: Option<Value>,
    /// Content in the second state; `None`: it is not there.
    pub new: Option<Value>,
}

pub(super) struct Path<'a>(pub &'a [CellStep]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                CellStep::Name(name) if i == 0 => write!(f, "{name}")?,
                CellStep::Name(name) => write!(f, ".{name}")?,
                CellStep::Item(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Cells that differ, in the order of names and positions.
pub(crate) fn cells(old: &Value, new: &Value) -> Vec<Cell> {
    let mut found = Vec::new();
    walk(old, new, &mut Vec::new(), &mut found);
    found
}

fn walk(old: &Value, new: &Value, path: &mut Vec<CellStep>, found: &mut Vec<Cell>) {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            for (name, old, new) in a.merged(b) {
                if old != new {
                    under(CellStep::Name(name.clone()), old, new, path, found);
                }
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            // What comes or goes in one place does not make everything behind it differ.
            let (head, tail) = if a.len() == b.len() {
                (0, 0)
            } else {
                let shorter = a.len().min(b.len());
                let head = a.iter().zip(b.iter()).take_while(|(x, y)| x == y).count();
                let tail = a
                    .iter()
                    .rev()
                    .zip(b.iter().rev())
                    .take_while(|(x, y)| x == y)
                    .count();
                (head, tail.min(shorter - head))
            };
            let (a, b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
            for i in 0..a.len().max(b.len()) {
                let (x, y) = (a.get(i), b.get(i));
                if x != y {
                    under(CellStep::Item(head + i), x, y, path, found);
                }
            }
        }
        _ if old == new => {}
        _ => found.push(Cell {
            path: path.clone(),
            old: Some(old.clone()),
            new: Some(new.clone()),
        }),
    }
}

fn under(
    step: CellStep,
    old: Option<&Value>,
    new: Option<&Value>,
    path: &mut Vec<CellStep>,
    found: &mut Vec<Cell>,
) {
    path.push(step);
    if let (Some(old), Some(new)) = (old, new) {
        walk(old, new, path, found);
    } else {
        found.push(Cell {
            path: path.clone(),
            old: old.cloned(),
            new: new.cloned(),
        });
    }
    path.pop();
}

/// Why cells cannot be applied: the way, what was expected there, what is there.
#[derive(Debug)]
pub(super) struct Unfit {
    pub path: Vec<CellStep>,
    pub expected: Option<Value>,
    pub found: Option<Value>,
}

/// Applies cells to the value that they were made for.
pub(super) fn apply_cells(value: &Value, cells: &[Cell]) -> Result<Value, Unfit> {
    let cells: Vec<&Cell> = cells.iter().collect();
    rebuild(value, &cells, 0)
}

/// The new value below the first `depth` steps that all `cells` share.
fn rebuild(value: &Value, cells: &[&Cell], depth: usize) -> Result<Value, Unfit> {
    let unfit = |cell: &Cell, found: Option<&Value>| Unfit {
        path: cell.path.clone(),
        expected: cell.old.clone(),
        found: found.cloned(),
    };
    if let [cell] = cells
        && cell.path.len() == depth
    {
        return match &cell.new {
            Some(new) if cell.old.as_ref() == Some(value) => Ok(new.clone()),
            _ => Err(unfit(cell, Some(value))),
        };
    }
    let mut edited = Edited::of(value);
    let mut inserted: Vec<(usize, &Cell)> = Vec::new();
    let mut removed: BTreeSet<usize> = BTreeSet::new();
    let mut rest = cells;
    while let Some((first, _)) = rest.split_first() {
        let Some(step) = first.path.get(depth) else {
            return Err(unfit(first, Some(value)));
        };
        let same = rest
            .iter()
            .take_while(|cell| cell.path.get(depth) == Some(step))
            .count();
        let (group, after) = rest.split_at(same);
        rest = after;
        let old = edited.get(step);
        let is_whole = group.len() == 1 && first.path.len() == depth + 1;
        if is_whole && first.old.is_none() {
            match (step, &mut edited, &first.new) {
                (CellStep::Name(name), Edited::Object(pairs), Some(new)) if old.is_none() => {
                    pairs.push((name.clone(), Some(new.clone())));
                }
                (CellStep::Item(at), Edited::Array(_), Some(_)) => inserted.push((*at, first)),
                _ => return Err(unfit(first, old.as_ref())),
            }
            continue;
        }
        let Some(old) = old else {
            return Err(unfit(first, None));
        };
        if is_whole && first.new.is_none() {
            if first.old.as_ref() != Some(&old) {
                return Err(unfit(first, Some(&old)));
            }
            match step {
                CellStep::Name(_) => edited.set(step, None),
                CellStep::Item(at) if removed.insert(*at) => {}
                CellStep::Item(_) => return Err(unfit(first, None)),
            }
            continue;
        }
        edited.set(step, Some(rebuild(&old, group, depth + 1)?));
    }
    edited
        .finish(&removed, &inserted)
        .map_err(|cell| unfit(cell, None))
}

/// A container that is being changed.
enum Edited {
    Object(Vec<(Text, Option<Value>)>),
    Array(Vec<Value>),
    Scalar,
}

impl Edited {
    fn of(value: &Value) -> Self {
        match value {
            Value::Object(object) => Self::Object(
                object
                    .iter()
                    .map(|(n, v)| (n.clone(), Some(v.clone())))
                    .collect(),
            ),
            Value::Array(items) => Self::Array(items.to_vec()),
            _ => Self::Scalar,
        }
    }

    fn get(&self, step: &CellStep) -> Option<Value> {
        match (self, step) {
            (Self::Object(pairs), CellStep::Name(name)) => {
                pairs.iter().find(|(n, _)| n == name)?.1.clone()
            }
            (Self::Array(items), CellStep::Item(at)) => items.get(*at).cloned(),
            _ => None,
        }
    }

    fn set(&mut self, step: &CellStep, value: Option<Value>) {
        match (self, step, value) {
            (Self::Object(pairs), CellStep::Name(name), value) => {
                if let Some(pair) = pairs.iter_mut().find(|(n, _)| n == name) {
                    pair.1 = value;
                }
            }
            (Self::Array(items), CellStep::Item(at), Some(value)) => {
                if let Some(item) = items.get_mut(*at) {
                    *item = value;
                }
            }
            _ => {}
        }
    }

    fn finish<'a>(
        self,
        removed: &BTreeSet<usize>,
        inserted: &[(usize, &'a Cell)],
    ) -> Result<Value, &'a Cell> {
        match self {
            Self::Array(items) => {
                let items = items.into_iter().enumerate();
                let kept = items.filter(|(at, _)| !removed.contains(at));
                let mut items: Vec<Value> = kept.map(|(_, item)| item).collect();
                for (at, cell) in inserted {
                    match &cell.new {
                        Some(new) if *at <= items.len() => items.insert(*at, new.clone()),
                        _ => return Err(cell),
                    }
                }
                Ok(Value::Array(items.into()))
            }
            Self::Object(pairs) => {
                let pairs = pairs
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?)));
                Ok(Value::Object(crate::state::value::Object::from_pairs(
                    pairs,
                )))
            }
            Self::Scalar => Ok(Value::Null),
        }
    }
}
