//! Rules on statements.

use ruff_python_ast::visitor::{self, Visitor as _};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged as _, TextSize};

use super::{Place, Rules};
use crate::program::scope::Binding;

/// What to write instead of statements that the dialect lacks.
const DELETE: &str = "use x.pop(key), or build a new list or dict without the item";
const WITH: &str = "there is nothing to open or lock in a tool; call what you need directly";
const CLASS: &str = "use dicts and functions";
const ASYNC: &str = "write a plain function: a tool runs from start to end";
const MATCH: &str = "use if/elif, or a dict of values";

impl Rules<'_> {
    pub(super) fn statement(&mut self, stmt: &Stmt) {
        let at = stmt.start();
        match stmt {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => self.lacks(def.name.start(), "class", CLASS),
            Stmt::TypeAlias(_) => self.lacks(at, "type", "leave it out"),
            Stmt::Delete(_) => {
                self.lacks(at, "del", DELETE);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::With(with) => {
                self.lacks(at, if with.is_async { "async with" } else { "with" }, WITH);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::Match(_) => {
                self.lacks(at, "match", MATCH);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::Global(_) => self.lacks(
                at,
                "global",
                "pass the value as an argument and return the new one; each call starts afresh",
            ),
            Stmt::Import(_) | Stmt::ImportFrom(_) => self.refuse(
                at,
                "an import inside a function",
                "move it to the top of the file",
            ),
            Stmt::For(loop_) => self.for_loop(loop_),
            Stmt::While(loop_) => {
                self.visit_expr(&loop_.test);
                self.loop_body(&loop_.body, &loop_.orelse);
            }
            Stmt::Break(_) => self.leaves_loop(at, "break"),
            Stmt::Continue(_) => self.leaves_loop(at, "continue"),
            Stmt::Return(_) => {
                self.returns(at);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::Try(stmt) => self.try_statement(stmt),
            Stmt::Raise(raise) => self.raise(raise),
            Stmt::Assign(assign) => {
                if assign
                    .targets
                    .iter()
                    .all(|target| target.is_tuple_expr() || target.is_list_expr())
                {
                    self.used_up(&assign.value);
                }
                self.visit_expr(&assign.value);
                for target in &assign.targets {
                    self.target(target);
                    self.visit_expr(target);
                }
            }
            Stmt::AugAssign(assign) => {
                self.augmented(assign);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::AnnAssign(assign) => {
                self.target(&assign.target);
                visitor::walk_stmt(self, stmt);
            }
            Stmt::IpyEscapeCommand(_) => self.lacks(at, "!", "write Python"),
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn lacks(&mut self, at: TextSize, keyword: &str, instead: &str) {
        self.refuse(
            at,
            format!("`{keyword}` cannot be used in a tool program"),
            instead,
        );
    }

    fn function(&mut self, def: &ast::StmtFunctionDef) {
        if def.is_async {
            self.lacks(def.start(), "async def", ASYNC);
        }
        if let Some(decorator) = def.decorator_list.first() {
            self.refuse(
                decorator.start(),
                "decorators cannot be used in a tool program",
                "call the wrapping function by hand where it is needed",
            );
        }
        self.binds(def.name.start(), def.name.as_str(), false);
        self.visit_parameters(&def.parameters);
        if let Some(returns) = &def.returns {
            self.annotation(returns);
        }
        let place = Place {
            function: true,
            ..Place::default()
        };
        let outer = std::mem::replace(&mut self.place, place);
        self.visit_body(&def.body);
        self.place = outer;
    }

    fn for_loop(&mut self, loop_: &ast::StmtFor) {
        if loop_.is_async {
            self.lacks(loop_.start(), "async for", ASYNC);
        }
        self.used_up(&loop_.iter);
        self.visit_expr(&loop_.iter);
        self.target(&loop_.target);
        self.visit_expr(&loop_.target);
        self.loop_body(&loop_.body, &loop_.orelse);
    }

    fn loop_body(&mut self, body: &[Stmt], orelse: &[Stmt]) {
        let outer = self.place;
        self.place.in_loop = true;
        self.place.loop_in_finally = outer.finally;
        self.visit_body(body);
        self.place = outer;
        self.visit_body(orelse);
    }

    fn leaves_loop(&mut self, at: TextSize, keyword: &str) {
        if !self.place.in_loop {
            self.refuse(
                at,
                format!("`{keyword}` outside a loop"),
                "remove it, or return",
            );
        } else if self.place.finally && !self.place.loop_in_finally {
            self.in_finally(at, keyword);
        }
    }

    fn returns(&mut self, at: TextSize) {
        if !self.place.function {
            self.refuse(at, "`return` outside a function", "move it into a function");
        } else if self.place.finally {
            self.in_finally(at, "return");
        }
    }

    fn in_finally(&mut self, at: TextSize, keyword: &str) {
        self.refuse(
            at,
            format!("`{keyword}` in a `finally` block would swallow errors and refusals"),
            "move it behind the try statement",
        );
    }

    fn try_statement(&mut self, stmt: &ast::StmtTry) {
        if stmt.is_star {
            self.lacks(stmt.start(), "except*", "use `except`");
        }
        self.visit_body(&stmt.body);
        for handler in &stmt.handlers {
            self.visit_except_handler(handler);
        }
        self.visit_body(&stmt.orelse);
        let outer = self.place;
        self.place.finally = true;
        self.place.loop_in_finally = false;
        self.visit_body(&stmt.finalbody);
        self.place = outer;
    }

    pub(super) fn handler(&mut self, handler: &ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        match &inner.type_ {
            None => self.refuse(
                inner.start(),
                "a bare `except:` would catch refusals too",
                "name the errors you expect, such as `except (KeyError, ValueError):`",
            ),
            Some(kinds) => self.visit_expr(kinds),
        }
        let caught = inner.name.as_ref().and_then(|name| {
            self.binds(name.start(), name.as_str(), false);
            Some((self.scopes.at(name.start())?, name.to_string()))
        });
        let named = caught.is_some();
        self.caught.extend(caught);
        self.visit_body(&inner.body);
        if named {
            self.caught.pop();
        }
    }

    /// Refuses reading an error that was caught: its text is the engine's.
    pub(super) fn reads_error(&mut self, name: &ast::ExprName) {
        let Some(binding) = self.scopes.of(name) else {
            return;
        };
        if binding == Binding::Builtin || !self.caught.contains(&(binding, name.id.to_string())) {
            return;
        }
        self.refuse(
            name.start(),
            format!(
                "the text of the error `{}` differs between engines and Python versions",
                name.id
            ),
            "say in your own words what went wrong, such as refuse(\"... is not a number\")",
        );
    }

    fn raise(&mut self, raise: &ast::StmtRaise) {
        // `raise e` passes an error on without reading it.
        for expr in [&raise.exc, &raise.cause].into_iter().flatten() {
            match &**expr {
                Expr::Name(name) => self.spelling(name.start(), name.id.as_str()),
                other => self.visit_expr(other),
            }
        }
    }
}
