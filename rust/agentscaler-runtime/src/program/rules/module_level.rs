//! Rules on the top level of a source.

use ruff_python_ast::visitor::Visitor as _;
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged as _, TextSize};

use super::{MAX_FUNCTIONS, Rules};
use crate::program::{names, scope};

impl Rules<'_> {
    /// Checks a statement of the top level.
    pub(super) fn top_level(&mut self, index: usize, stmt: &Stmt) {
        self.nodes = 0;
        match stmt {
            Stmt::FunctionDef(def) => {
                self.functions += 1;
                if self.functions == MAX_FUNCTIONS + 1 {
                    self.refuse(
                        def.start(),
                        format!("more than {MAX_FUNCTIONS} functions"),
                        "split the source into several sets of tools",
                    );
                }
                self.visit_stmt(stmt);
                self.signature(index, def);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.import(alias);
                }
            }
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.constant_target(target);
                }
                if assign.targets.len() > 1 {
                    self.refuse(
                        assign.start(),
                        "two names for one constant",
                        "write one assignment a line",
                    );
                }
                self.constant(index, &assign.value);
            }
            Stmt::AnnAssign(assign) => {
                self.constant_target(&assign.target);
                self.annotation(&assign.annotation);
                match &assign.value {
                    Some(value) => self.constant(index, value),
                    None => self.refuse(
                        assign.start(),
                        "a constant without a value",
                        "give it a value, or remove the line",
                    ),
                }
            }
            Stmt::Expr(expr) if expr.value.is_string_literal_expr() => {}
            Stmt::Pass(_) => {}
            // These have messages of their own.
            Stmt::ClassDef(_)
            | Stmt::TypeAlias(_)
            | Stmt::Delete(_)
            | Stmt::Match(_)
            | Stmt::With(_)
            | Stmt::Return(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::Nonlocal(_)
            | Stmt::Global(_) => self.visit_stmt(stmt),
            Stmt::If(if_) if is_main_guard(&if_.test) => self.refuse(
                if_.start(),
                "a file of tools is never run as a script",
                "remove the `if __name__ == \"__main__\"` block",
            ),
            other => self.refuse(
                other.start(),
                "code at the top level",
                "keep to imports, constants and functions; move this into a function",
            ),
        }
    }

    fn constant_target(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => self.binds(name.start(), name.id.as_str(), false),
            other => self.refuse(
                other.start(),
                "a constant is assigned to something else than a name",
                "write NAME = value, one a line",
            ),
        }
    }

    fn constant(&mut self, index: usize, value: &Expr) {
        self.visit_expr(value);
        let Some(part) = self.module.not_constant(self.scopes, index, value) else {
            return;
        };
        let shown = self
            .quote(part.range())
            .map_or_else(|| "this".to_owned(), |text| format!("`{text}`"));
        self.refuse(
            part.start(),
            format!("{shown} is no constant"),
            "keep to literals, constants above, and calls such as set([...]), dict(...), \
             re.compile(...), timedelta(...); compute the rest in a function",
        );
    }

    fn import(&mut self, alias: &ast::Alias) {
        let name = alias.name.as_str();
        if names::module(name).is_none() || name == "__future__" {
            self.unknown_module(alias.name.start(), name);
        }
        let (at, bound) = scope::bound_by(alias);
        self.binds(at, bound, false);
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) {
        let at = import.start();
        let Some(module) = &import.module else {
            self.refuse(at, "a relative import", "define what you need in this file");
            return;
        };
        let module = module.as_str();
        if import.level > 0 {
            self.refuse(at, "a relative import", "define what you need in this file");
            return;
        }
        let Some(members) = names::module(module) else {
            self.unknown_module(at, module);
            return;
        };
        for alias in &import.names {
            let name = alias.name.as_str();
            if name == "*" {
                self.refuse(
                    alias.name.start(),
                    "a star import",
                    format!("name what you need: from {module} import {}", members[0]),
                );
                continue;
            }
            if !members.contains(&name) {
                self.unknown_member(alias.name.start(), module, name);
            }
            let (at, bound) = scope::bound_by(alias);
            self.binds(at, bound, false);
        }
    }

    fn unknown_module(&mut self, at: TextSize, name: &str) {
        let instead = names::instead(names::MODULES_REFUSED, name).map_or_else(
            || {
                let known: Vec<&str> = names::MODULES.iter().map(|(name, _)| *name).collect();
                format!("what can be imported is {}", known[1..].join(", "))
            },
            str::to_owned,
        );
        self.refuse(
            at,
            format!("the module `{name}` cannot be imported"),
            instead,
        );
    }
}

fn is_main_guard(test: &Expr) -> bool {
    matches!(test, Expr::Compare(compare)
        if matches!(&*compare.left, Expr::Name(name) if name.id == "__name__"))
}
