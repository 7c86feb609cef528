//! Rules on attributes: methods that both engines have, and nothing else.

use ruff_python_ast::{self as ast, Expr, ExprContext};
use ruff_text_size::Ranged as _;

use super::Rules;
use crate::program::names;

/// Types whose attributes would be unbound methods.
const TYPES: &[&str] = &[
    "bool",
    "bytes",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "range",
    "set",
    "str",
    "tuple",
];

impl<'s> Rules<'s> {
    pub(super) fn attribute(&mut self, attribute: &ast::ExprAttribute) {
        let at = attribute.attr.start();
        let name = attribute.attr.as_str();
        if name.starts_with('_') {
            self.refuse(
                at,
                format!("`.{name}` cannot be used: it begins with an underscore"),
                "such attributes reach into objects; use what is public",
            );
        } else if attribute.ctx == ExprContext::Store {
            self.refuse(
                at,
                format!("`.{name}` cannot be assigned"),
                format!("use a dict: row[\"{name}\"] = ..."),
            );
        } else if let Some(module) = self.module.imported_module(self.scopes, &attribute.value) {
            self.member(attribute, module);
        } else if let Some(owner) = self.type_name(&attribute.value) {
            let mut types = names::TYPE_ATTRIBUTES.iter();
            if !types.any(|(known, members)| *known == owner && members.contains(&name)) {
                let instead = names::instead(names::METHODS_REFUSED, name).map_or_else(
                    || format!("call the method of a value, such as lambda x: x.{name}()"),
                    str::to_owned,
                );
                self.refuse(
                    at,
                    format!("`{owner}.{name}` is not known to both engines"),
                    instead,
                );
            }
        } else {
            self.of_value(attribute);
        }
    }

    /// An attribute of a value whose type is not known.
    fn of_value(&mut self, attribute: &ast::ExprAttribute) {
        let at = attribute.attr.start();
        let name = attribute.attr.as_str();
        let called = self.called.contains(&Self::key(attribute.range()));
        if matches!(&*attribute.value, Expr::Name(owner) if owner.id == "db") {
            self.of_database(attribute, called);
            return;
        }
        let is_method = names::METHODS.contains(&name);
        let is_data = names::ATTRIBUTES.contains(&name) || self.module.has_field(name);
        if (called && is_method) || (!called && is_data) {
            return;
        }
        if is_method {
            self.refuse(
                at,
                format!("the method `{name}` is used as a value"),
                format!("wrap its call: lambda x: x.{name}(...)"),
            );
        } else if is_data {
            self.refuse(
                at,
                format!("`.{name}` is no method"),
                format!("write .{name} without brackets"),
            );
        } else if let Some(instead) = names::instead(names::METHODS_REFUSED, name) {
            self.refuse(
                at,
                format!("`.{name}` is not known to both engines, or differs between them"),
                instead,
            );
        } else if called {
            let near = names::nearest(name, names::METHODS.iter().copied());
            let instead = near.map_or_else(
                || "write a helper function".to_owned(),
                |near| format!("did you mean `.{near}()`?"),
            );
            self.refuse(
                at,
                format!("there is no method `{name}` in both engines"),
                instead,
            );
        } else {
            self.refuse(
                at,
                format!("there is no attribute `{name}` in both engines"),
                format!("rows are dicts: write [\"{name}\"] or .get(\"{name}\")"),
            );
        }
    }

    fn of_database(&mut self, attribute: &ast::ExprAttribute, called: bool) {
        let at = attribute.attr.start();
        let name = attribute.attr.as_str();
        if !names::DATABASE.contains(&name) {
            let near = names::nearest(name, names::DATABASE.iter().copied());
            let instead = near.map_or_else(
                || format!("its methods are {}", names::DATABASE.join(", ")),
                |near| format!("did you mean `db.{near}`?"),
            );
            self.refuse(at, format!("`db` has no method `{name}`"), instead);
        } else if !called {
            self.refuse(
                at,
                format!("the method `db.{name}` is used as a value"),
                format!("wrap its call: lambda x: db.{name}(x)"),
            );
        }
    }

    /// A member of an imported module.
    fn member(&mut self, attribute: &ast::ExprAttribute, module: &str) {
        let name = attribute.attr.as_str();
        // An unknown module is refused at its import.
        let Some(members) = names::module(module) else {
            return;
        };
        if !members.contains(&name) {
            self.unknown_member(attribute.attr.start(), module, name);
        }
    }

    pub(super) fn unknown_member(
        &mut self,
        at: ruff_text_size::TextSize,
        module: &str,
        name: &str,
    ) {
        let path = format!("{module}.{name}");
        let members = names::module(module).unwrap_or_default();
        let instead = names::instead(names::MODULES_REFUSED, &path)
            .or_else(|| names::instead(names::METHODS_REFUSED, name))
            .map(str::to_owned)
            .or_else(|| {
                let near = names::nearest(name, members.iter().copied())?;
                Some(format!("did you mean `{near}`?"))
            })
            .unwrap_or_else(|| format!("both engines share {}", members.join(", ")));
        self.refuse(
            at,
            format!("`{path}` is not known to both engines, or differs between them"),
            instead,
        );
    }

    /// The name of the type that an expression is.
    fn type_name<'e>(&self, expr: &'e Expr) -> Option<&'e str>
    where
        's: 'e,
    {
        if let Some(name) = self.scopes.builtin(expr) {
            return TYPES.contains(&name).then_some(name);
        }
        match self.module.member(self.scopes, expr)? {
            ("datetime", member) => Some(member),
            ("collections", "Counter" | "defaultdict" | "deque" | "namedtuple") => {
                Some(match expr {
                    Expr::Name(name) => name.id.as_str(),
                    Expr::Attribute(attribute) => attribute.attr.as_str(),
                    _ => return None,
                })
            }
            _ => None,
        }
    }
}
