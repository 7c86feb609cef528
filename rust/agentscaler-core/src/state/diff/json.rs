//! A diff as JSON, there and back.
//!
//! ```json
//! {"format_version": 1, "tables": [
//!   {"table": "orders", "kind": "keyed", "rows": [
//!     {"op": "changed", "key": "#1", "cells": [{"path": ["status"], "old": "a", "new": "b"}]}]}]}
//! ```

use super::cells::{Cell, CellStep};
use super::{Change, RowChange, StateDiff, TableChange, TableDiff};
use crate::error::Result;
use crate::state::error::StateError;
use crate::state::reader::{MAX_DEPTH, read_nested};
use crate::state::schema::Fields;
use crate::state::table::Kind;
use crate::state::value::{Object, Text, Value};

const FORMAT_VERSION: i64 = 1;

fn object(pairs: Vec<(&str, Option<Value>)>) -> Value {
    let pairs = pairs
        .into_iter()
        .filter_map(|(name, value)| Some((Text::from(name), value?)));
    Value::Object(Object::from_pairs(pairs))
}

fn count(n: usize) -> Value {
    Value::from(i64::try_from(n).unwrap_or(i64::MAX))
}

impl StateDiff {
    /// The diff as one JSON value.
    pub fn to_value(&self) -> Value {
        let tables = self.tables.iter().map(|table| {
            let (kind, rows, cells, old, new) = match &table.change {
                TableChange::Whole { old, new } => ("whole", None, None, old.clone(), new.clone()),
                TableChange::Cells(cells) => {
                    ("document", None, Some(cells_value(cells)), None, None)
                }
                TableChange::Rows { kind, rows } => (
                    kind.as_str(),
                    Some(rows.iter().map(row_value).collect()),
                    None,
                    None,
                    None,
                ),
            };
            object(vec![
                ("table", Some(Value::Text(table.table.clone()))),
                ("kind", Some(kind.into())),
                ("rows", rows.map(Value::Array)),
                ("cells", cells),
                ("old", old),
                ("new", new),
            ])
        });
        object(vec![
            ("format_version", Some(FORMAT_VERSION.into())),
            ("tables", Some(Value::Array(tables.collect()))),
        ])
    }

    /// Compact JSON.
    pub fn to_json(&self) -> String {
        self.to_value().to_string()
    }

    /// Reads a diff.
    ///
    /// # Errors
    /// [`StateError::Syntax`], [`StateError::Form`].
    pub fn from_json(text: &[u8]) -> Result<Self> {
        // A diff holds rows a few levels deeper than the state does.
        let value = read_nested(text, MAX_DEPTH + 8)?;
        let fields = Fields::new("diff", &value, &["format_version", "tables"])?;
        if fields.count("format_version")? != Some(1) {
            return Err(fields.wrong("format_version", "1"));
        }
        let tables = fields
            .array("tables")?
            .iter()
            .map(read_table)
            .collect::<Result<_>>()?;
        Ok(Self { tables })
    }
}

fn cells_value(cells: &[Cell]) -> Value {
    let step = |step: &CellStep| match step {
        CellStep::Name(name) => Value::Text(name.clone()),
        CellStep::Item(at) => count(*at),
    };
    let cells = cells.iter().map(|cell| {
        object(vec![
            (
                "path",
                Some(Value::Array(cell.path.iter().map(step).collect())),
            ),
            ("old", cell.old.clone()),
            ("new", cell.new.clone()),
        ])
    });
    Value::Array(cells.collect())
}

fn row_value(row: &RowChange) -> Value {
    let (op, content, cells, moved) = match &row.change {
        Change::Added(content) => ("added", Some(content.clone()), None, None),
        Change::Removed(content) => ("removed", Some(content.clone()), None, None),
        Change::Changed { cells, moved } => (
            "changed",
            None,
            Some(cells_value(cells)),
            moved.then_some(Value::Bool(true)),
        ),
    };
    let key = row.key.as_ref().map(|key| match &key[..] {
        [one] => one.clone(),
        several => Value::Array(several.into()),
    });
    object(vec![
        ("op", Some(op.into())),
        ("key", key),
        ("from", row.from.map(count)),
        ("to", row.to.map(count)),
        ("moved", moved),
        ("row", content),
        ("cells", cells),
    ])
}

fn read_table(value: &Value) -> Result<TableDiff> {
    let known = ["table", "kind", "rows", "cells", "old", "new"];
    let fields = Fields::new("diff.tables[]", value, &known)?;
    let Some(table) = fields.text("table")? else {
        return Err(fields.wrong("table", "a name"));
    };
    let rows = || {
        fields
            .array("rows")?
            .iter()
            .map(read_row)
            .collect::<Result<_>>()
    };
    let change = match fields.text("kind")?.as_ref().map(Text::as_str) {
        Some("whole") => TableChange::Whole {
            old: fields.get("old").cloned(),
            new: fields.get("new").cloned(),
        },
        Some("document") => TableChange::Cells(read_cells(&fields)?),
        Some("keyed") => TableChange::Rows {
            kind: Kind::Keyed,
            rows: rows()?,
        },
        Some("ordered") => TableChange::Rows {
            kind: Kind::Ordered,
            rows: rows()?,
        },
        _ => return Err(fields.wrong("kind", "whole, document, keyed or ordered")),
    };
    Ok(TableDiff { table, change })
}

fn read_row(value: &Value) -> Result<RowChange> {
    let known = ["op", "key", "from", "to", "moved", "row", "cells"];
    let fields = Fields::new("diff.tables[].rows[]", value, &known)?;
    let row = || {
        fields
            .get("row")
            .cloned()
            .ok_or_else(|| fields.wrong("row", "a row"))
    };
    let change = match fields.text("op")?.as_ref().map(Text::as_str) {
        Some("added") => Change::Added(row()?),
        Some("removed") => Change::Removed(row()?),
        Some("changed") => Change::Changed {
            cells: read_cells(&fields)?,
            moved: fields.flag("moved")?,
        },
        _ => return Err(fields.wrong("op", "added, removed or changed")),
    };
    Ok(RowChange {
        key: fields.get("key").map(|key| match key {
            Value::Array(parts) => parts.to_vec(),
            one => vec![one.clone()],
        }),
        from: fields.count("from")?,
        to: fields.count("to")?,
        change,
    })
}

fn read_cells(fields: &Fields<'_>) -> Result<Vec<Cell>> {
    let wrong = || StateError::Form {
        place: "diff.tables[].cells[].path".into(),
        what: "expected a list of names and positions".into(),
    };
    let step = |step: &Value| match step {
        Value::Text(name) => Ok(CellStep::Name(name.clone())),
        Value::Number(at) => match at.as_i64().and_then(|at| usize::try_from(at).ok()) {
            Some(at) => Ok(CellStep::Item(at)),
            None => Err(wrong().into()),
        },
        _ => Err(wrong().into()),
    };
    let cells = fields.array("cells")?.iter().map(|cell| {
        let fields = Fields::new("diff.tables[].cells[]", cell, &["path", "old", "new"])?;
        Ok(Cell {
            path: fields
                .array("path")?
                .iter()
                .map(step)
                .collect::<Result<_>>()?,
            old: fields.get("old").cloned(),
            new: fields.get("new").cloned(),
        })
    });
    cells.collect()
}
