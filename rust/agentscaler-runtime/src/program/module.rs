//! What stands at the top level of a source: functions, constants and imports.

use std::collections::BTreeMap;

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged as _, TextSize};

use super::scope::{self, Binding, Scopes};
use super::source::Source;
use super::{Diagnostic, names};

/// Calls that may stand in a constant: they depend on nothing but their arguments.
const CONSTRUCTORS: &[&str] = &[
    "abs",
    "dict",
    "float",
    "frozenset",
    "int",
    "len",
    "list",
    "max",
    "min",
    "range",
    "set",
    "sorted",
    "str",
    "sum",
    "tuple",
];
/// The same, of modules.
const IMPORTED_CONSTRUCTORS: &[(&str, &str)] = &[
    ("collections", "Counter"),
    ("collections", "namedtuple"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("re", "compile"),
];

/// What an import binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Import<'a> {
    /// `import math`
    Module(&'a str),
    /// `from math import sqrt`
    Member(&'a str, &'a str),
}

/// The top level of a source.
#[derive(Debug, Default)]
pub(super) struct Module<'a> {
    /// By name, the index of the statement that binds it.
    items: BTreeMap<&'a str, usize>,
    pub(super) functions: BTreeMap<&'a str, &'a ast::StmtFunctionDef>,
    constants: BTreeMap<&'a str, &'a Expr>,
    imports: BTreeMap<&'a str, Import<'a>>,
    /// Fields of named tuples, which are attributes.
    fields: Vec<&'a str>,
}

impl<'a> Module<'a> {
    /// Reads the top level of a source.
    pub(super) fn new(source: &Source, body: &'a [Stmt]) -> (Self, Vec<Diagnostic>) {
        let mut module = Self::default();
        let mut problems = Vec::new();
        for (index, stmt) in body.iter().enumerate() {
            for (at, name) in module.read(stmt) {
                if module.items.insert(name, index).is_some() {
                    problems.push(source.diagnostic(
                        at,
                        format!("`{name}` is defined twice"),
                        "rename one of them, or remove it",
                    ));
                }
            }
        }
        (module, problems)
    }

    fn read(&mut self, stmt: &'a Stmt) -> Vec<(TextSize, &'a str)> {
        match stmt {
            Stmt::FunctionDef(def) => {
                self.functions.insert(def.name.as_str(), def);
                vec![(def.name.start(), def.name.as_str())]
            }
            Stmt::Assign(assign) => match assign.targets.as_slice() {
                [Expr::Name(name)] => self.constant(name, &assign.value),
                _ => Vec::new(),
            },
            Stmt::AnnAssign(assign) => match (&*assign.target, &assign.value) {
                (Expr::Name(name), Some(value)) => self.constant(name, value),
                _ => Vec::new(),
            },
            Stmt::Import(import) => {
                let aliases = import.names.iter();
                aliases
                    .map(|alias| {
                        let (at, name) = scope::bound_by(alias);
                        self.imports
                            .insert(name, Import::Module(alias.name.as_str()));
                        (at, name)
                    })
                    .collect()
            }
            Stmt::ImportFrom(import) => {
                let from = import.module.as_ref().map_or("", |name| name.as_str());
                if from == "__future__" {
                    return Vec::new();
                }
                let aliases = import.names.iter();
                aliases
                    .map(|alias| {
                        let (at, name) = scope::bound_by(alias);
                        self.imports
                            .insert(name, Import::Member(from, alias.name.as_str()));
                        (at, name)
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn constant(&mut self, name: &'a ast::ExprName, value: &'a Expr) -> Vec<(TextSize, &'a str)> {
        self.constants.entry(name.id.as_str()).or_insert(value);
        if let Expr::Call(call) = value
            && let Some(fields) = call.arguments.args.get(1)
        {
            self.fields.extend(texts(fields));
        }
        vec![(name.start(), name.id.as_str())]
    }

    /// Whether the top level binds a name.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.items.contains_key(name)
    }

    /// The names that the top level binds.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.items.keys().copied()
    }

    /// Index of the statement that binds a name.
    pub(super) fn item(&self, name: &str) -> Option<usize> {
        self.items.get(name).copied()
    }

    /// Whether some named tuple has a field of this name.
    pub(super) fn has_field(&self, name: &str) -> bool {
        self.fields.contains(&name)
    }

    /// Module and member that an expression means: `math.sqrt` by either way of importing it.
    pub(super) fn member<'e>(&self, scopes: &Scopes, expr: &'e Expr) -> Option<(&'a str, &'e str)>
    where
        'a: 'e,
    {
        match expr {
            Expr::Name(name) if scopes.of(name) == Some(Binding::Module) => {
                match self.imports.get(name.id.as_str())? {
                    Import::Member(module, member) => Some((module, member)),
                    Import::Module(_) => None,
                }
            }
            Expr::Attribute(attribute) => {
                let module = self.imported_module(scopes, &attribute.value)?;
                Some((module, attribute.attr.as_str()))
            }
            _ => None,
        }
    }

    /// The module that an expression is.
    pub(super) fn imported_module(&self, scopes: &Scopes, expr: &Expr) -> Option<&'a str> {
        match expr {
            Expr::Name(name) if scopes.of(name) == Some(Binding::Module) => {
                match self.imports.get(name.id.as_str())? {
                    Import::Module(module) => Some(module),
                    Import::Member(..) => None,
                }
            }
            _ => None,
        }
    }

    /// The function of this source that an expression names.
    pub(super) fn function(
        &self,
        scopes: &Scopes,
        expr: &Expr,
    ) -> Option<&'a ast::StmtFunctionDef> {
        match expr {
            Expr::Name(name) if scopes.of(name) == Some(Binding::Module) => {
                self.functions.get(name.id.as_str()).copied()
            }
            _ => None,
        }
    }

    /// The expression itself, or that of the constant which it names.
    pub(super) fn value<'e>(&self, scopes: &Scopes, expr: &'e Expr) -> &'e Expr
    where
        'a: 'e,
    {
        match expr {
            Expr::Name(name) if scopes.of(name) == Some(Binding::Module) => self
                .constants
                .get(name.id.as_str())
                .copied()
                .unwrap_or(expr),
            _ => expr,
        }
    }

    /// The part of an expression that makes it no constant, if any.
    ///
    /// `at` is the index of the statement in which it stands: what a constant names has to stand
    /// before it.
    pub(super) fn not_constant<'e>(
        &self,
        scopes: &Scopes,
        at: usize,
        expr: &'e Expr,
    ) -> Option<&'e Expr> {
        let all = |exprs: &mut dyn Iterator<Item = &'e Expr>| {
            let mut exprs = exprs;
            Iterator::find_map(&mut exprs, |part| self.not_constant(scopes, at, part))
        };
        match expr {
            Expr::NoneLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::EllipsisLiteral(_) => None,
            Expr::List(list) => all(&mut list.elts.iter()),
            Expr::Tuple(tuple) => all(&mut tuple.elts.iter()),
            Expr::Set(set) => all(&mut set.elts.iter()),
            Expr::Dict(dict) => all(&mut dict
                .items
                .iter()
                .flat_map(|item| item.key.iter().chain([&item.value]))),
            Expr::Starred(starred) => self.not_constant(scopes, at, &starred.value),
            Expr::UnaryOp(unary) => self.not_constant(scopes, at, &unary.operand),
            Expr::BinOp(binary) => all(&mut [&*binary.left, &*binary.right].into_iter()),
            Expr::Name(name) => {
                let known = scopes.of(name) == Some(Binding::Module)
                    && !self.functions.contains_key(name.id.as_str())
                    && self.item(name.id.as_str()).is_some_and(|item| item < at);
                (!known).then_some(expr)
            }
            Expr::Attribute(attribute) => {
                let known = self.imported_module(scopes, &attribute.value).is_some()
                    || self.member(scopes, &attribute.value).is_some();
                (!known).then_some(expr)
            }
            Expr::Call(call) => {
                let builtin = scopes.builtin(&call.func);
                let known = builtin.is_some_and(|name| CONSTRUCTORS.contains(&name))
                    || self
                        .member(scopes, &call.func)
                        .is_some_and(|path| IMPORTED_CONSTRUCTORS.contains(&path))
                    || is_type_constructor(&call.func);
                if !known {
                    return Some(expr);
                }
                let keywords = call.arguments.keywords.iter();
                let keywords = keywords.map(|keyword| &keyword.value);
                all(&mut call.arguments.args.iter().chain(keywords))
            }
            other => Some(other),
        }
    }
}

/// `dict.fromkeys`, `date.fromisoformat` and the like.
fn is_type_constructor(func: &Expr) -> bool {
    let Expr::Attribute(attribute) = func else {
        return false;
    };
    let owner = match &*attribute.value {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(inner) => inner.attr.as_str(),
        _ => return false,
    };
    let mut types = names::TYPE_ATTRIBUTES.iter();
    types.any(|(name, attributes)| *name == owner && attributes.contains(&attribute.attr.as_str()))
}

/// The names of `"x y"`, `"x, y"` and `["x", "y"]`.
fn texts(fields: &Expr) -> Vec<&str> {
    match fields {
        Expr::StringLiteral(text) => {
            let words = text.value.to_str().split([' ', ',']);
            words.filter(|word| !word.is_empty()).collect()
        }
        Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) => {
            elts.iter().flat_map(texts).collect()
        }
        _ => Vec::new(),
    }
}
