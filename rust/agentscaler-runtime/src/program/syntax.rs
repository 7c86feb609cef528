//! Syntax errors, told all at once.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, PythonVersion, Stmt, Suite};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged as _, TextSize};

use super::Diagnostic;
use super::guard::MAX_DEPTH;
use super::source::Source;

/// The statements of a source, unless they are none of Python 3.11, or nested too deep.
pub(super) fn parse(source: &Source) -> Result<Suite, Vec<Diagnostic>> {
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY311);
    let parsed = parse_unchecked(&source.text, options);
    let mut problems: Vec<Diagnostic> = Vec::new();
    for error in parsed.errors() {
        let problem = source.diagnostic(
            error.start(),
            format!("syntax error: {}", sentence(&error.error.to_string())),
            "correct the syntax; the rest is checked when the file can be read",
        );
        // What follows an error on its line is mostly its echo.
        if problems.last().is_none_or(|last| last.line != problem.line) {
            problems.push(problem);
        }
    }
    if problems.is_empty() {
        problems.extend(parsed.unsupported_syntax_errors().iter().map(|error| {
            source.diagnostic(
                error.start(),
                format!("syntax error: {}", sentence(&error.to_string())),
                "write it as Python 3.11 has it",
            )
        }));
    }
    let Some(module) = parsed.try_into_module().filter(|_| problems.is_empty()) else {
        return Err(problems);
    };
    let body = module.into_suite();
    let mut depth = Depth {
        depth: 0,
        too_deep: None,
    };
    depth.visit_body(&body);
    match depth.too_deep {
        None => Ok(body),
        Some(at) => Err(vec![source.diagnostic(
            at,
            format!("nested more than {MAX_DEPTH} levels deep"),
            "give the parts names, turn a long elif into a dict, move blocks into helpers",
        )]),
    }
}

/// The parser begins its messages as sentences.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Measures how deep a tree is, and stops where it is too deep.
struct Depth {
    depth: u32,
    too_deep: Option<TextSize>,
}

impl Depth {
    fn deeper(&mut self, at: TextSize, levels: u32, visit: impl FnOnce(&mut Self)) {
        self.depth += levels;
        if self.depth > MAX_DEPTH {
            self.too_deep.get_or_insert(at);
        }
        if self.too_deep.is_none() {
            visit(self);
        }
        self.depth -= levels;
    }
}

impl<'a> Visitor<'a> for Depth {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        // The engine makes a nest of a chain of elif.
        let levels = match stmt {
            Stmt::If(if_) => 1 + u32::try_from(if_.elif_else_clauses.len()).unwrap_or(u32::MAX / 2),
            _ => 1,
        };
        self.deeper(stmt.start(), levels, |this| visitor::walk_stmt(this, stmt));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.deeper(expr.start(), 1, |this| visitor::walk_expr(this, expr));
    }

    fn visit_pattern(&mut self, pattern: &'a ast::Pattern) {
        self.deeper(pattern.start(), 1, |this| {
            visitor::walk_pattern(this, pattern);
        });
    }
}
