//! Lazy values: generator expressions, `map`, `filter`, `zip`, `enumerate`, `reversed`.
//!
//! One of the engines makes lists of them at once. That is the same where they are used up at
//! once, and where what they call changes nothing.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged as _;

use super::Rules;
use crate::program::names;

/// Functions whose results are lazy.
const LAZY: &[&str] = &["enumerate", "filter", "map", "reversed", "zip"];
/// Functions that use up their arguments, or pass on what they take one by one.
const CONSUMERS: &[&str] = &[
    "all",
    "any",
    "dict",
    "enumerate",
    "filter",
    "frozenset",
    "iter",
    "list",
    "map",
    "max",
    "min",
    "set",
    "sorted",
    "sum",
    "tuple",
    "zip",
];
/// Methods that do.
const CONSUMING_METHODS: &[&str] = &[
    "difference",
    "extend",
    "extendleft",
    "fromkeys",
    "intersection",
    "isdisjoint",
    "issubset",
    "issuperset",
    "join",
    "subtract",
    "symmetric_difference",
    "union",
    "update",
];
/// Modules whose functions do.
const CONSUMING_MODULES: &[&str] = &["collections", "functools", "itertools"];

impl Rules<'_> {
    /// Notes that an expression stands where it is used up at once.
    pub(super) fn used_up(&mut self, expr: &Expr) {
        if expr.is_generator_expr() || self.lazy_call(expr).is_some() {
            self.lazy.insert(Self::key(expr.range()));
        }
    }

    /// Notes what the arguments of a call are used for, and checks the call itself.
    pub(super) fn consumption(&mut self, call: &ast::ExprCall) {
        let consumes = match &*call.func {
            func if self.scopes.builtin(func).is_some() => self
                .scopes
                .builtin(func)
                .is_some_and(|name| CONSUMERS.contains(&name)),
            func => {
                let imported = self.module.member(self.scopes, func);
                let method = |func: &Expr| match func {
                    Expr::Attribute(attribute) => {
                        CONSUMING_METHODS.contains(&attribute.attr.as_str())
                    }
                    _ => false,
                };
                imported.is_some_and(|(module, _)| CONSUMING_MODULES.contains(&module))
                    || method(func)
            }
        };
        if consumes {
            for argument in &call.arguments.args {
                self.used_up(argument);
            }
        }
        if let Some(name) = self.builtin_lazy(call)
            && !self.lazy.contains(&Self::key(call.range()))
        {
            self.refuse(
                call.start(),
                format!("the result of {name}() is kept here, and can be used up only once"),
                format!("make a list of it: list({name}(...))"),
            );
        }
    }

    fn builtin_lazy<'e>(&self, call: &'e ast::ExprCall) -> Option<&'e str> {
        let name = self.scopes.builtin(&call.func)?;
        LAZY.contains(&name).then_some(name)
    }

    fn lazy_call<'e>(&self, expr: &'e Expr) -> Option<&'e str> {
        match expr {
            Expr::Call(call) => self.builtin_lazy(call),
            _ => None,
        }
    }

    pub(super) fn generator(&mut self, generator: &ast::ExprGenerator) {
        let at = generator.start();
        if !self.lazy.contains(&Self::key(generator.range())) {
            self.refuse(
                at,
                "a generator expression that is not used up at once",
                "write a list: [x for x in ...]; for the first match, \
                 next(iter([x for x in ...]), None)",
            );
        }
        let mut effects = Effects(false);
        effects.visit_expr(&generator.elt);
        for part in &generator.generators {
            effects.visit_comprehension(part);
        }
        if effects.0 {
            self.refuse(
                at,
                "a generator expression that changes the database, or draws from it",
                "write a loop, or a list: [... for ... in ...]",
            );
        }
    }
}

/// Finds calls of `db` that change the episode, and calls that are given `db`.
struct Effects(bool);

impl<'a> Visitor<'a> for Effects {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr {
            if let Expr::Attribute(attribute) = &*call.func {
                self.0 |= is_db(&attribute.value)
                    && names::DATABASE_EFFECTS.contains(&attribute.attr.as_str());
            }
            self.0 |= call.arguments.args.iter().any(is_db);
        }
        visitor::walk_expr(self, expr);
    }
}

fn is_db(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if name.id == "db")
}
