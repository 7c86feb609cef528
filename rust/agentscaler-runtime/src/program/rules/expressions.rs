//! Rules on expressions.

use ruff_python_ast::visitor;
use ruff_python_ast::{self as ast, CmpOp, Expr, ExprContext, Number};
use ruff_text_size::{Ranged as _, TextRange};

use super::Rules;
use crate::program::scope::Binding;

impl Rules<'_> {
    pub(super) fn expression(&mut self, expr: &Expr) {
        let at = expr.start();
        match expr {
            Expr::Name(name) => {
                match name.ctx {
                    ExprContext::Store => self.binds(at, name.id.as_str(), false),
                    _ => self.spelling(at, name.id.as_str()),
                }
                if name.ctx == ExprContext::Load {
                    self.reads_error(name);
                    self.reads_name(name);
                }
            }
            Expr::Attribute(attribute) => {
                self.attribute(attribute);
                // A member of a module is known as a whole.
                if self
                    .module
                    .imported_module(self.scopes, &attribute.value)
                    .is_some()
                {
                    return;
                }
            }
            Expr::Call(call) => {
                self.called.insert(Self::key(call.func.range()));
                self.call(call);
            }
            Expr::Generator(generator) => {
                self.generator(generator);
                self.comprehensions += 1;
                visitor::walk_expr(self, expr);
                self.comprehensions -= 1;
                return;
            }
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) => {
                self.comprehensions += 1;
                visitor::walk_expr(self, expr);
                self.comprehensions -= 1;
                return;
            }
            Expr::Named(named) => self.walrus(named),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::BinOp(binary) => self.binary(binary),
            Expr::Compare(compare) => self.compare(compare),
            Expr::Starred(starred) => self.used_up(&starred.value),
            Expr::NumberLiteral(number) if matches!(number.value, Number::Complex { .. }) => {
                self.refuse(at, "complex numbers are not known here", "use two floats");
            }
            Expr::Await(_) => self.refuse(
                at,
                "`await` cannot be used in a tool program",
                "call the function: a tool runs from start to end",
            ),
            Expr::Yield(_) | Expr::YieldFrom(_) => self.refuse(
                at,
                "`yield` cannot be used in a tool program",
                "append to a list and return it",
            ),
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }

    fn lambda(&mut self, lambda: &ast::ExprLambda) {
        for parameter in lambda.parameters.iter().flat_map(|all| all.iter()) {
            if parameter.name().as_str() == "db" {
                self.refuse(
                    parameter.name().start(),
                    "`db` is the engine's name and cannot be given another meaning",
                    "use another name",
                );
            }
        }
    }

    /// Functions that mean something only when they are called.
    fn reads_name(&mut self, name: &ast::ExprName) {
        let called = self.called.contains(&Self::key(name.range()));
        if self.scopes.of(name) == Some(Binding::Builtin) && name.id == "refuse" && !called {
            self.refuse(
                name.start(),
                "`refuse` can only be called",
                "write refuse(\"why\")",
            );
        }
    }

    /// A walrus in a comprehension binds outside of it, in a way that differs where it is lazy.
    fn walrus(&mut self, named: &ast::ExprNamed) {
        if self.comprehensions > 0 {
            self.refuse(
                named.start(),
                "`:=` inside a comprehension",
                "use a loop, or compute the value twice",
            );
        }
    }

    fn compare(&mut self, compare: &ast::ExprCompare) {
        let mut left = &*compare.left;
        for (op, right) in compare.ops.iter().zip(&compare.comparators) {
            let identity = matches!(op, CmpOp::Is | CmpOp::IsNot);
            if identity && (is_literal(left) || is_literal(right)) {
                let at = if is_literal(right) { right } else { left };
                self.refuse(
                    at.start(),
                    "`is` with a literal compares identities, which differ from run to run",
                    "compare values with == or !=",
                );
            }
            if matches!(op, CmpOp::In | CmpOp::NotIn) {
                self.used_up(right);
            }
            left = right;
        }
    }

    /// Lone surrogates: text that neither JSON nor one of the engines can hold.
    pub(super) fn surrogates(&mut self, range: TextRange) {
        let text = &self.source.text[range];
        let prefix = text.split(['"', '\'']).next().unwrap_or_default();
        if prefix.contains(['r', 'R', 'b', 'B']) {
            return;
        }
        let mut chars = text.chars();
        while let Some(char) = chars.next() {
            if char != '\\' {
                continue;
            }
            let digits = match chars.next() {
                Some('u') => chars.as_str().get(..2),
                Some('U') => chars.as_str().get(4..6),
                _ => None,
            };
            let mut digits = digits.unwrap_or_default().chars();
            let surrogate = matches!(digits.next(), Some('d' | 'D'))
                && matches!(digits.next(), Some('8' | '9' | 'a'..='f' | 'A'..='F'));
            if surrogate {
                self.refuse(
                    range.start(),
                    "a surrogate such as \\ud83d is no character",
                    "write the character itself, or \\U0001f600 with eight digits",
                );
                return;
            }
        }
    }
}

fn is_literal(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::FString(_)
            | Expr::List(_)
            | Expr::Dict(_)
            | Expr::Set(_)
            | Expr::Tuple(_)
    )
}
