//! What a program may not say, with what to say instead.
//!
//! One walk over the tree. A rule refuses what one of the engines cannot do, what they do
//! differently, and what would make a result depend on anything but the state and the arguments.

mod attributes;
mod calls;
mod dates;
mod expressions;
mod lazy;
mod module_level;
mod operators;
pub(super) mod patterns;
mod regex;
mod signatures;
mod statements;

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged as _, TextRange, TextSize};

use super::module::Module;
use super::scope::{Binding, Scopes};
use super::source::Source;
use super::{Diagnostic, MAX_PROBLEMS};

/// Most nodes of a tree in one function.
const MAX_NODES: usize = 20_000;
/// Most functions in one source.
const MAX_FUNCTIONS: usize = 2_000;

/// Checks all statements of a source.
pub(super) fn check(
    source: &Source,
    module: &Module<'_>,
    scopes: &Scopes,
    body: &[Stmt],
) -> Vec<Diagnostic> {
    let mut rules = Rules {
        source,
        module,
        scopes,
        problems: Vec::new(),
        place: Place::default(),
        lazy: BTreeSet::new(),
        called: BTreeSet::new(),
        caught: Vec::new(),
        comprehensions: 0,
        functions: 0,
        nodes: 0,
    };
    for (index, stmt) in body.iter().enumerate() {
        rules.top_level(index, stmt);
    }
    rules.problems
}

/// Where a statement stands.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the place"
)]
struct Place {
    /// Inside a function.
    function: bool,
    /// Inside a loop of that function.
    in_loop: bool,
    /// Inside a `finally` block of that function; a loop inside it takes its own break.
    finally: bool,
    loop_in_finally: bool,
}

struct Rules<'s> {
    source: &'s Source,
    module: &'s Module<'s>,
    scopes: &'s Scopes,
    problems: Vec<Diagnostic>,
    place: Place,
    /// Lazy expressions that stand where they are used up at once.
    lazy: BTreeSet<(TextSize, TextSize)>,
    /// Expressions that are called.
    called: BTreeSet<(TextSize, TextSize)>,
    /// Names of errors that handlers around have caught.
    caught: Vec<(Binding, String)>,
    /// Comprehensions around.
    comprehensions: usize,
    functions: usize,
    nodes: usize,
}

impl Rules<'_> {
    fn refuse(&mut self, at: TextSize, what: impl Into<String>, instead: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            let problem = self.source.diagnostic(at, what, instead);
            self.problems.push(problem);
        }
    }

    /// The source text of an expression, where it is short.
    fn quote(&self, range: TextRange) -> Option<&str> {
        let text = &self.source.text[range];
        (text.len() <= 40 && !text.contains(['\n', '`'])).then_some(text)
    }

    fn key(range: TextRange) -> (TextSize, TextSize) {
        (range.start(), range.end())
    }

    fn count(&mut self, at: TextSize) {
        self.nodes += 1;
        if self.nodes == MAX_NODES + 1 {
            self.refuse(
                at,
                format!("a function of more than {MAX_NODES} expressions and statements"),
                "split it into helper functions, and shorten its tables",
            );
        }
    }

    /// Checks a name that is bound, read or passed.
    fn spelling(&mut self, at: TextSize, name: &str) {
        if name.starts_with("__") {
            self.refuse(
                at,
                format!("`{name}` cannot be used: it begins with two underscores"),
                "such names reach into the engine; use another name",
            );
        }
    }

    /// Checks a name that is bound.
    fn binds(&mut self, at: TextSize, name: &str, parameter: bool) {
        self.spelling(at, name);
        if name == "refuse" || (name == "db" && !parameter) {
            self.refuse(
                at,
                format!("`{name}` is the engine's name and cannot be given another meaning"),
                "use another name",
            );
        }
    }
}

impl<'a> Visitor<'a> for Rules<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.count(stmt.start());
        self.statement(stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.count(expr.start());
        self.expression(expr);
    }

    /// Annotations are checked by [`Self::annotation`] and not evaluated in one of the engines.
    fn visit_annotation(&mut self, expr: &'a Expr) {
        self.annotation(expr);
    }

    fn visit_parameters(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters {
            self.binds(parameter.name().start(), parameter.name().as_str(), true);
        }
        visitor::walk_parameters(self, parameters);
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        self.handler(handler);
    }

    fn visit_keyword(&mut self, keyword: &'a ast::Keyword) {
        if let Some(name) = &keyword.arg {
            self.spelling(name.start(), name.as_str());
        }
        visitor::walk_keyword(self, keyword);
    }

    fn visit_comprehension(&mut self, comprehension: &'a ast::Comprehension) {
        if comprehension.is_async {
            self.refuse(
                comprehension.start(),
                "`async for` cannot be used in a tool program",
                "write a plain `for`: a tool runs from start to end",
            );
        }
        self.used_up(&comprehension.iter);
        self.target(&comprehension.target);
        visitor::walk_comprehension(self, comprehension);
    }

    fn visit_interpolated_string_element(&mut self, element: &'a ast::InterpolatedStringElement) {
        self.interpolation(element);
        visitor::walk_interpolated_string_element(self, element);
    }

    fn visit_string_literal(&mut self, literal: &'a ast::StringLiteral) {
        self.surrogates(literal.range());
    }
}
