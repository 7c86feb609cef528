//! The part of a source that one tool reaches.
//!
//! What a call costs grows with what the module holds, so each tool gets a module of its own: the
//! functions, constants and imports that it reaches, on the lines where they stood. Cost: one
//! search over the statements of the top level, then the length of the source.

use std::collections::BTreeSet;

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged as _;

use super::module::Module;
use super::scope::Scopes;
use super::source::Source;

/// What each statement of the top level reaches, and where it stands.
#[derive(Debug)]
pub(super) struct Reach {
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    /// First and last line, from 0.
    lines: (usize, usize),
    /// Statements whose names it reads, and those that share a line with it.
    needs: BTreeSet<usize>,
    /// Whether it calls for the engine's own `round`.
    rounds: bool,
    /// Whether every part keeps it.
    always: bool,
}

impl Reach {
    pub(super) fn new(
        source: &Source,
        module: &Module<'_>,
        scopes: &Scopes,
        body: &[Stmt],
    ) -> Self {
        let mut items: Vec<Item> = body
            .iter()
            .zip(&scopes.reads)
            .map(|(stmt, reads)| Item {
                lines: (source.line_of(stmt.start()), source.line_of(stmt.end())),
                needs: reads.iter().filter_map(|name| module.item(name)).collect(),
                rounds: scopes.rounds_in(stmt.range()),
                always: matches!(stmt, Stmt::ImportFrom(import)
                    if import.module.as_deref() == Some("__future__")),
            })
            .collect();
        // `x = 1; y = 2` is kept or left as a whole.
        for index in 1..items.len() {
            if items[index].lines.0 <= items[index - 1].lines.1 {
                items[index].needs.insert(index - 1);
                items[index - 1].needs.insert(index);
            }
        }
        Self { items }
    }

    /// The statements that a statement reaches, itself among them.
    fn from(&self, start: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![start];
        while let Some(index) = waiting.pop() {
            if reached.insert(index) {
                waiting.extend(&self.items[index].needs);
            }
        }
        reached
    }

    /// The source of what a statement reaches, and whether that rounds to digits.
    pub(super) fn source(&self, source: &Source, start: usize) -> (String, bool) {
        let reached = self.from(start);
        let mut out = String::with_capacity(source.text.len());
        let mut line = 0;
        let mut rounds = false;
        for (index, item) in self.items.iter().enumerate() {
            if !item.always && !reached.contains(&index) {
                continue;
            }
            rounds |= item.rounds;
            while line < item.lines.0 {
                out.push('\n');
                line += 1;
            }
            while line <= item.lines.1 {
                out.push_str(source.line(line));
                out.push('\n');
                line += 1;
            }
        }
        while line + 1 < source.lines() {
            out.push('\n');
            line += 1;
        }
        (out, rounds)
    }
}
