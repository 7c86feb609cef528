//! Warnings: rows that are changed and never written back, and arguments that are never used.
//!
//! `db` gives copies, so that `order["status"] = "done"` alone changes nothing. Per function and
//! flow-insensitive: a variable belongs to the rows when it is given one, or a part of one.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged as _, TextSize};

use super::Diagnostic;
use super::scope::Scopes;
use super::source::Source;

/// Methods of `db` that give rows.
const FETCH: &[&str] = &["find", "get", "items", "rows"];
/// Methods of `db` that take rows.
const WRITE: &[&str] = &["insert", "put", "update"];
/// Methods that change what they are called on.
const CHANGE: &[&str] = &[
    "append",
    "clear",
    "extend",
    "insert",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
];
/// Methods that give a part of what they are called on.
const PART: &[&str] = &["get", "items", "pop", "setdefault", "values"];

/// All warnings of a source.
pub(super) fn check(source: &Source, scopes: &Scopes, body: &[Stmt]) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for stmt in body {
        let Stmt::FunctionDef(def) = stmt else {
            continue;
        };
        unused(source, scopes, def, &mut warnings);
        let mut rows = Rows::default();
        // A variable can take its row from one that is assigned further down.
        for _ in 0..4 {
            rows.grew = false;
            rows.visit_body(&def.body);
            if !rows.grew {
                break;
            }
        }
        warnings.extend(rows.lost(source));
    }
    warnings
}

fn unused(
    source: &Source,
    scopes: &Scopes,
    def: &ast::StmtFunctionDef,
    warnings: &mut Vec<Diagnostic>,
) {
    for parameter in &*def.parameters {
        let name = parameter.name();
        let used = scopes
            .at(name.start())
            .is_some_and(|binding| scopes.is_read(binding, name.as_str()));
        if !used && name.as_str() != "db" && !name.starts_with('_') {
            warnings.push(source.diagnostic(
                name.start(),
                format!("the argument `{name}` is never used"),
                "use it, or take it out of the function and its schema",
            ));
        }
    }
}

/// The variables of one function that hold rows.
#[derive(Default)]
struct Rows<'a> {
    /// Per variable, the variable that the rows came to first.
    origin: BTreeMap<&'a str, &'a str>,
    /// Variables that hold a list of rows: the list itself is nobody else's.
    lists: BTreeSet<&'a str>,
    /// First change, per origin.
    changed: BTreeMap<&'a str, (TextSize, &'a str)>,
    /// Origins that are handed to `db` or to another function.
    handed: BTreeSet<&'a str>,
    grew: bool,
}

impl<'a> Rows<'a> {
    fn lost(&self, source: &Source) -> Vec<Diagnostic> {
        let lost = self.changed.iter();
        lost.filter(|(origin, _)| !self.handed.contains(*origin))
            .map(|(_, (at, name))| {
                source.diagnostic(
                    *at,
                    format!("`{name}` is changed here, and never written back"),
                    "what `db` returns is a copy: call db.update(table, key, {...}) or \
                     db.put(table, key, row); for an answer only, build a new dict",
                )
            })
            .collect()
    }

    /// The variable whose value an expression is a part of.
    fn root(expr: &'a Expr) -> Option<&'a str> {
        match expr {
            Expr::Name(name) => Some(name.id.as_str()),
            Expr::Subscript(subscript) => Self::root(&subscript.value),
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(attribute) if PART.contains(&attribute.attr.as_str()) => {
                    Self::root(&attribute.value)
                }
                Expr::Name(name)
                    if matches!(
                        name.id.as_str(),
                        "enumerate" | "list" | "reversed" | "sorted"
                    ) =>
                {
                    Self::root(call.arguments.args.first()?)
                }
                _ => None,
            },
            Expr::BoolOp(operands) => operands.values.iter().find_map(Self::root),
            Expr::If(choice) => Self::root(&choice.body).or_else(|| Self::root(&choice.orelse)),
            _ => None,
        }
    }

    fn is_fetch(expr: &Expr) -> bool {
        match expr {
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(attribute) => {
                    is_db(&attribute.value) && FETCH.contains(&attribute.attr.as_str())
                }
                // `sorted(db.rows(...))`, `list(...)`, `enumerate(...)`
                Expr::Name(_) => call.arguments.args.first().is_some_and(Self::is_fetch),
                _ => false,
            },
            Expr::Subscript(subscript) => Self::is_fetch(&subscript.value),
            Expr::BoolOp(operands) => operands.values.iter().any(Self::is_fetch),
            _ => false,
        }
    }

    /// Whether an expression fetches several rows.
    fn is_list(expr: &Expr) -> bool {
        match expr {
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(attribute) => {
                    is_db(&attribute.value)
                        && matches!(attribute.attr.as_str(), "find" | "items" | "rows")
                }
                Expr::Name(_) => call.arguments.args.first().is_some_and(Self::is_list),
                _ => false,
            },
            _ => false,
        }
    }

    fn bind(&mut self, target: &'a Expr, value: &'a Expr) {
        match target {
            Expr::Name(name) => {
                let name = name.id.as_str();
                let origin = if Self::is_fetch(value) {
                    Some(name)
                } else {
                    Self::root(value).and_then(|root| self.origin.get(root).copied())
                };
                if let Some(origin) = origin
                    && !self.origin.contains_key(name)
                {
                    self.origin.insert(name, origin);
                    self.grew = true;
                }
            }
            Expr::Tuple(tuple) => {
                for target in &tuple.elts {
                    self.bind(target, value);
                }
            }
            _ => {}
        }
    }

    fn change(&mut self, at: TextSize, expr: &'a Expr) {
        if matches!(expr, Expr::Name(name) if self.lists.contains(name.id.as_str())) {
            return;
        }
        if let Some(root) = Self::root(expr)
            && let Some(origin) = self.origin.get(root)
        {
            self.changed.entry(origin).or_insert((at, root));
        }
    }

    fn hand(&mut self, expr: &'a Expr) {
        let mentioned = self.mentioned(expr);
        self.handed.extend(mentioned);
    }

    /// A row that becomes part of another goes where that one goes.
    fn join(&mut self, target: &'a Expr, value: &'a Expr) {
        let own = Self::root(target).and_then(|root| self.origin.get(root).copied());
        let mut mentioned = self.mentioned(value);
        mentioned.retain(|origin| Some(*origin) != own);
        self.handed.extend(mentioned);
    }

    /// Origins of the rows that an expression mentions.
    fn mentioned(&self, expr: &'a Expr) -> BTreeSet<&'a str> {
        let mut mentioned = Mentioned(BTreeSet::new());
        mentioned.visit_expr(expr);
        let names = mentioned.0.into_iter();
        names
            .filter_map(|name| self.origin.get(name).copied())
            .collect()
    }
}

impl<'a> Visitor<'a> for Rows<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.bind(target, &assign.value);
                    if let Expr::Name(name) = target
                        && Self::is_list(&assign.value)
                    {
                        self.lists.insert(name.id.as_str());
                    }
                    if let Expr::Subscript(subscript) = target {
                        self.change(target.start(), &subscript.value);
                        self.join(&subscript.value, &assign.value);
                    }
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.bind(&assign.target, value);
                }
            }
            Stmt::AugAssign(assign) => {
                if let Expr::Subscript(subscript) = &*assign.target {
                    self.change(assign.start(), &subscript.value);
                }
            }
            Stmt::For(loop_) => self.bind(&loop_.target, &loop_.iter),
            _ => {}
        }
        visitor::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Named(named) => self.bind(&named.target, &named.value),
            Expr::Call(call) => {
                let values = || {
                    let keywords = call.arguments.keywords.iter();
                    let keywords = keywords.map(|keyword| &keyword.value);
                    call.arguments.args.iter().chain(keywords)
                };
                match &*call.func {
                    Expr::Attribute(attribute)
                        if is_db(&attribute.value) && WRITE.contains(&attribute.attr.as_str()) =>
                    {
                        values().for_each(|value| self.hand(value));
                    }
                    Expr::Attribute(attribute) if CHANGE.contains(&attribute.attr.as_str()) => {
                        self.change(expr.start(), &attribute.value);
                        values().for_each(|value| self.hand(value));
                    }
                    // A helper may write it.
                    Expr::Name(_) if call.arguments.args.iter().any(is_db) => {
                        values().for_each(|value| self.hand(value));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }
}

struct Mentioned<'a>(BTreeSet<&'a str>);

impl<'a> Visitor<'a> for Mentioned<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(name) = expr {
            self.0.insert(name.id.as_str());
        }
        visitor::walk_expr(self, expr);
    }
}

fn is_db(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if name.id == "db")
}
