//! A diff for people.

use std::fmt;

use super::cells::{Cell, Path};
use super::{Change, StateDiff, TableChange};
use crate::state::store::shown_key;
use crate::state::value::Value;

/// Longest value that is shown whole, in characters.
const LONGEST: usize = 160;

struct Short<'a>(&'a Value);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        match text.char_indices().nth(LONGEST) {
            Some((at, _)) => write!(f, "{}… ({} bytes)", &text[..at], text.len()),
            None => f.write_str(&text),
        }
    }
}

fn show_cells(f: &mut fmt::Formatter<'_>, cells: &[Cell]) -> fmt::Result {
    for cell in cells {
        write!(f, "      {}: ", Path(&cell.path))?;
        match (&cell.old, &cell.new) {
            (Some(old), Some(new)) => writeln!(f, "{} -> {}", Short(old), Short(new))?,
            (Some(old), None) => writeln!(f, "{} -> (nothing)", Short(old))?,
            (None, Some(new)) => writeln!(f, "(nothing) -> {}", Short(new))?,
            (None, None) => writeln!(f, "(nothing)")?,
        }
    }
    Ok(())
}

/// One line a row, one line a cell; `no difference` where there is none.
impl fmt::Display for StateDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("no difference\n");
        }
        for table in &self.tables {
            writeln!(f, "{}", table.table)?;
            match &table.change {
                TableChange::Whole { old, new } => {
                    if let Some(old) = old {
                        writeln!(f, "  - {}", Short(old))?;
                    }
                    if let Some(new) = new {
                        writeln!(f, "  + {}", Short(new))?;
                    }
                }
                TableChange::Cells(cells) => show_cells(f, cells)?,
                TableChange::Rows { rows, .. } => {
                    for row in rows {
                        let name = match (&row.key, row.from.or(row.to)) {
                            (Some(key), _) => shown_key(key),
                            (None, at) => format!("[{}]", at.unwrap_or_default()),
                        };
                        match &row.change {
                            Change::Added(new) => writeln!(f, "  + {name}: {}", Short(new))?,
                            Change::Removed(old) => writeln!(f, "  - {name}: {}", Short(old))?,
                            Change::Changed { cells, moved } => {
                                write!(f, "  ~ {name}")?;
                                if let (true, Some(from), Some(to)) = (moved, row.from, row.to) {
                                    write!(f, " (moved from {from} to {to})")?;
                                }
                                writeln!(f)?;
                                show_cells(f, cells)?;
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
