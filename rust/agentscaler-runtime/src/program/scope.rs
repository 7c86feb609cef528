//! Which binding every name means.
//!
//! Python's rules: a name that a function binds anywhere is local in all of it; else it is the
//! enclosing function's, else the module's, else built in. Comprehensions and lambdas are scopes.
//! Cost: one walk over the tree, and one more per function for what it binds.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ExprContext, Pattern, Stmt};
use ruff_text_size::{Ranged as _, TextRange, TextSize};

use super::module::Module;
use super::names;
use super::source::Source;
use super::{Diagnostic, MAX_PROBLEMS};

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    /// A name of Python, or one that the engines provide.
    Builtin,
    /// A name of the module.
    Module,
    /// A name of the function, lambda or comprehension with this number.
    Local(u32),
}

/// The meaning of all names of a source.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// By the offset of the name.
    bindings: BTreeMap<TextSize, Binding>,
    /// Per statement of the module, the names of the module that it reads.
    pub(super) reads: Vec<BTreeSet<String>>,
    /// Bindings that are read.
    loads: BTreeSet<(Binding, String)>,
    /// Offsets where Python's `round` is read.
    rounds: BTreeSet<TextSize>,
}

impl Scopes {
    /// Resolves the names of a module.
    pub(super) fn new(
        source: &Source,
        module: &Module<'_>,
        body: &[Stmt],
    ) -> (Self, Vec<Diagnostic>) {
        let mut resolver = Resolver {
            source,
            module,
            scopes: Self::default(),
            stack: Vec::new(),
            count: 0,
            problems: Vec::new(),
        };
        for stmt in body {
            resolver.scopes.reads.push(BTreeSet::new());
            resolver.visit_stmt(stmt);
        }
        (resolver.scopes, resolver.problems)
    }

    /// What a name expression means.
    pub(super) fn of(&self, name: &ast::ExprName) -> Option<Binding> {
        self.at(name.start())
    }

    /// What the name at an offset means.
    pub(super) fn at(&self, offset: TextSize) -> Option<Binding> {
        self.bindings.get(&offset).copied()
    }

    /// The name of Python that an expression is.
    pub(super) fn builtin<'a>(&self, expr: &'a Expr) -> Option<&'a str> {
        match expr {
            Expr::Name(name) if self.of(name) == Some(Binding::Builtin) => Some(name.id.as_str()),
            _ => None,
        }
    }

    /// Whether Python's `round` is read in a part of the source.
    pub(super) fn rounds_in(&self, range: TextRange) -> bool {
        self.rounds
            .range(range.start()..range.end())
            .next()
            .is_some()
    }

    /// Whether a binding is ever read.
    pub(super) fn is_read(&self, binding: Binding, name: &str) -> bool {
        self.loads.contains(&(binding, name.to_owned()))
    }
}

struct Scope {
    number: u32,
    names: BTreeSet<String>,
    /// Names that are an enclosing function's, by declaration.
    nonlocals: BTreeSet<String>,
    /// Names met so far, for a `nonlocal` that comes too late.
    met: BTreeSet<String>,
}

struct Resolver<'s> {
    source: &'s Source,
    module: &'s Module<'s>,
    scopes: Scopes,
    stack: Vec<Scope>,
    count: u32,
    problems: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn refuse(&mut self, at: TextSize, what: impl Into<String>, instead: impl Into<String>) {
        self.problems
            .push(self.source.diagnostic(at, what, instead));
    }

    fn within(&mut self, names: BTreeSet<String>, visit: impl FnOnce(&mut Self)) {
        self.count += 1;
        self.stack.push(Scope {
            number: self.count,
            names,
            nonlocals: BTreeSet::new(),
            met: BTreeSet::new(),
        });
        visit(self);
        self.stack.pop();
    }

    fn find(&self, name: &str) -> Option<Binding> {
        for scope in self.stack.iter().rev() {
            if scope.names.contains(name) && !scope.nonlocals.contains(name) {
                return Some(Binding::Local(scope.number));
            }
        }
        if self.module.defines(name) {
            return Some(Binding::Module);
        }
        let known = [names::BUILTINS, names::EXCEPTIONS, names::PROVIDED];
        known
            .iter()
            .any(|names| names.contains(&name))
            .then_some(Binding::Builtin)
    }

    fn bind(&mut self, at: TextSize, name: &str) {
        if let Some(scope) = self.stack.last_mut() {
            scope.met.insert(name.to_owned());
        }
        if let Some(binding) = self.find(name) {
            self.scopes.bindings.insert(at, binding);
        }
    }

    fn load(&mut self, at: TextSize, name: &str) {
        if let Some(scope) = self.stack.last_mut() {
            scope.met.insert(name.to_owned());
        }
        let Some(binding) = self.find(name) else {
            self.unknown(at, name);
            return;
        };
        self.scopes.bindings.insert(at, binding);
        self.scopes.loads.insert((binding, name.to_owned()));
        if binding == Binding::Builtin && name == "round" {
            self.scopes.rounds.insert(at);
        }
        if binding == Binding::Module
            && let Some(reads) = self.scopes.reads.last_mut()
        {
            reads.insert(name.to_owned());
        }
    }

    fn unknown(&mut self, at: TextSize, name: &str) {
        // A rule says it of names with two underscores.
        if name.starts_with("__") || self.problems.len() >= MAX_PROBLEMS {
            return;
        }
        if name == "db" {
            self.refuse(
                at,
                "`db` is not known here",
                "give the function a parameter `db` and pass it on",
            );
            return;
        }
        if let Some(instead) = names::instead(names::REFUSED, name) {
            self.refuse(
                at,
                format!("`{name}` cannot be used in a tool program"),
                instead,
            );
            return;
        }
        if names::module(name).is_some() {
            self.refuse(
                at,
                format!("`{name}` is not imported"),
                format!("write `import {name}` at the top of the file"),
            );
            return;
        }
        let importable = names::MODULES
            .iter()
            .find(|(_, members)| name.len() > 2 && members.contains(&name));
        if let Some((module, _)) = importable {
            self.refuse(
                at,
                format!("`{name}` is not imported"),
                format!("write `from {module} import {name}` at the top of the file"),
            );
            return;
        }
        let locals = self.stack.iter().flat_map(|scope| &scope.names);
        let known = locals
            .map(String::as_str)
            .chain(self.module.names())
            .chain(names::BUILTINS.iter().copied());
        let instead = match names::nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "define it, import it, or take it as a parameter".to_owned(),
        };
        self.refuse(at, format!("`{name}` is not defined"), instead);
    }

    fn parameters(&mut self, parameters: Option<&ast::Parameters>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for parameter in parameters.into_iter().flat_map(ast::Parameters::iter) {
            let name = parameter.name();
            if !names.insert(name.to_string()) {
                self.refuse(
                    name.start(),
                    format!("two parameters are called `{name}`"),
                    "give each its own name",
                );
            }
        }
        names
    }

    /// Defaults are evaluated where the function stands, annotations too.
    fn defaults(&mut self, parameters: &ast::Parameters) {
        for parameter in parameters {
            if let Some(default) = parameter.default() {
                self.visit_expr(default);
            }
            if let Some(annotation) = parameter.annotation() {
                self.visit_expr(annotation);
            }
        }
    }

    fn function(&mut self, def: &ast::StmtFunctionDef) {
        self.bind(def.name.start(), def.name.as_str());
        self.defaults(&def.parameters);
        if let Some(returns) = &def.returns {
            self.visit_expr(returns);
        }
        let mut names = self.parameters(Some(&def.parameters));
        let mut bound = Bound::default();
        bound.visit_body(&def.body);
        names.append(&mut bound.names);
        self.within(names, |this| {
            for parameter in &*def.parameters {
                this.bind(parameter.name().start(), parameter.name().as_str());
            }
            if let Some(scope) = this.stack.last_mut() {
                // A parameter is met only when the body mentions it.
                scope.met.clear();
            }
            this.visit_body(&def.body);
        });
    }

    fn comprehension(&mut self, generators: &[ast::Comprehension], elements: &[&Expr]) {
        let Some(first) = generators.first() else {
            return;
        };
        // The first iterable belongs to the scope around.
        self.visit_expr(&first.iter);
        let mut bound = Bound::default();
        for generator in generators {
            bound.visit_expr(&generator.target);
        }
        self.within(bound.names, |this| {
            for (index, generator) in generators.iter().enumerate() {
                if index > 0 {
                    this.visit_expr(&generator.iter);
                }
                this.visit_expr(&generator.target);
                for condition in &generator.ifs {
                    this.visit_expr(condition);
                }
            }
            for element in elements {
                this.visit_expr(element);
            }
        });
    }

    fn nonlocal(&mut self, stmt: &ast::StmtNonlocal) {
        for name in &stmt.names {
            let mut outer = self.stack.iter().rev().skip(1);
            let known = outer.any(|scope| {
                scope.names.contains(name.as_str()) && !scope.nonlocals.contains(name.as_str())
            });
            let late = self
                .stack
                .last()
                .is_some_and(|scope| scope.met.contains(name.as_str()));
            if !known {
                self.refuse(
                    name.start(),
                    format!("no enclosing function has a variable `{name}`"),
                    "assign it in the enclosing function first",
                );
            } else if late {
                self.refuse(
                    name.start(),
                    format!("`nonlocal {name}` comes after `{name}` was used"),
                    "make it the first line of the function",
                );
            }
            if let Some(scope) = self.stack.last_mut() {
                scope.nonlocals.insert(name.to_string());
            }
        }
    }
}

impl<'a> Visitor<'a> for Resolver<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.function(def),
            // Refused as a whole.
            Stmt::ClassDef(_) | Stmt::TypeAlias(_) => {}
            Stmt::Nonlocal(names) => self.nonlocal(names),
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                }
                self.visit_expr(&assign.annotation);
                self.visit_expr(&assign.target);
            }
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                if let Expr::Name(name) = &*assign.target {
                    self.load(name.start(), name.id.as_str());
                }
                self.visit_expr(&assign.target);
            }
            other => visitor::walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => match name.ctx {
                ExprContext::Store => self.bind(name.start(), name.id.as_str()),
                _ => self.load(name.start(), name.id.as_str()),
            },
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters);
                }
                let names = self.parameters(lambda.parameters.as_deref());
                self.within(names, |this| {
                    for parameter in lambda.parameters.iter().flat_map(|all| all.iter()) {
                        this.bind(parameter.name().start(), parameter.name().as_str());
                    }
                    this.visit_expr(&lambda.body);
                });
            }
            Expr::ListComp(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::SetComp(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::Generator(comp) => self.comprehension(&comp.generators, &[&comp.elt]),
            Expr::DictComp(comp) => {
                let elements: Vec<&Expr> = comp
                    .key
                    .as_deref()
                    .into_iter()
                    .chain([&*comp.value])
                    .collect();
                self.comprehension(&comp.generators, &elements);
            }
            other => visitor::walk_expr(self, other),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name.start(), name.as_str());
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_alias(&mut self, alias: &'a ast::Alias) {
        let (at, name) = bound_by(alias);
        self.bind(at, name);
    }
}

/// The name that an import binds.
pub(super) fn bound_by(alias: &ast::Alias) -> (TextSize, &str) {
    if let Some(name) = &alias.asname {
        (name.start(), name.as_str())
    } else {
        let name = alias.name.as_str();
        (alias.name.start(), name.split('.').next().unwrap_or(name))
    }
}

/// Collects the names that a body binds, without those of functions inside it.
#[derive(Default)]
struct Bound {
    names: BTreeSet<String>,
    /// Comprehensions around: they keep their names, but for those of a walrus.
    comprehensions: usize,
}

impl<'a> Visitor<'a> for Bound {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                self.names.insert(def.name.to_string());
            }
            Stmt::ClassDef(def) => {
                self.names.insert(def.name.to_string());
            }
            other => visitor::walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) if name.ctx == ExprContext::Store && self.comprehensions == 0 => {
                self.names.insert(name.id.to_string());
            }
            Expr::Named(named) => {
                if let Expr::Name(name) = &*named.target {
                    self.names.insert(name.id.to_string());
                }
                self.visit_expr(&named.value);
            }
            Expr::Lambda(_) => {}
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.comprehensions += 1;
                visitor::walk_expr(self, expr);
                self.comprehensions -= 1;
            }
            other => visitor::walk_expr(self, other),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        self.names
            .extend(inner.name.iter().map(ToString::to_string));
        visitor::walk_except_handler(self, handler);
    }

    fn visit_alias(&mut self, alias: &'a ast::Alias) {
        self.names.insert(bound_by(alias).1.to_owned());
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        self.names.extend(name.map(ToString::to_string));
        visitor::walk_pattern(self, pattern);
    }
}
