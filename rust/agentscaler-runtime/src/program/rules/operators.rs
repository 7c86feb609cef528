//! Rules on operators and on what is assigned to.

use ruff_python_ast::{self as ast, Expr, Number, Operator};
use ruff_text_size::{Ranged as _, TextSize};

use super::Rules;

impl Rules<'_> {
    pub(super) fn binary(&mut self, binary: &ast::ExprBinOp) {
        let sides = [&*binary.left, &*binary.right];
        match binary.op {
            Operator::Add | Operator::Sub => {
                if let Some(side) = sides.into_iter().find(|side| is_boolean(side)) {
                    self.boolean(side.start());
                }
            }
            Operator::MatMult => self.refuse(
                binary.start(),
                "`@` has no meaning here",
                "multiply in a loop",
            ),
            Operator::FloorDiv => self.floor_division(&binary.left, &binary.right),
            Operator::BitOr => {
                let is_type = |side: &&Expr| {
                    matches!(
                        self.scopes.builtin(side),
                        Some("int" | "str" | "float" | "bool" | "list" | "dict" | "tuple" | "set")
                    )
                };
                if sides.iter().any(is_type) {
                    self.refuse(
                        binary.start(),
                        "types cannot be joined with `|` outside an annotation",
                        "give isinstance a tuple: isinstance(x, (int, str))",
                    );
                }
            }
            _ => {}
        }
    }

    fn boolean(&mut self, at: TextSize) {
        self.refuse(
            at,
            "a truth value is added or subtracted",
            "write 1 if condition else 0",
        );
    }

    fn floor_division(&mut self, left: &Expr, right: &Expr) {
        let broken = |side: &Expr| match side {
            Expr::NumberLiteral(number) => {
                matches!(number.value, Number::Float(float) if float.fract() != 0.0)
            }
            _ => false,
        };
        if broken(left) || broken(right) {
            self.refuse(
                left.start(),
                "`//` with a fraction differs between engines",
                "count in whole units, such as cents, or use math.floor(a / b)",
            );
        }
    }

    pub(super) fn augmented(&mut self, assign: &ast::StmtAugAssign) {
        self.target(&assign.target);
        match assign.op {
            Operator::Add | Operator::Sub if is_boolean(&assign.value) => {
                self.boolean(assign.value.start());
            }
            Operator::FloorDiv => self.floor_division(&assign.target, &assign.value),
            Operator::MatMult => self.refuse(
                assign.start(),
                "`@=` has no meaning here",
                "multiply in a loop",
            ),
            _ => {}
        }
    }

    /// Checks what is assigned to: names, parts of lists and dicts, and tuples of names.
    pub(super) fn target(&mut self, target: &Expr) {
        match target {
            Expr::Subscript(subscript) if subscript.slice.is_slice_expr() => self.refuse(
                target.start(),
                "a slice is assigned",
                "build a new list: x = x[:i] + new + x[j:]",
            ),
            Expr::Tuple(tuple) => self.unpacked(&tuple.elts),
            Expr::List(list) => self.unpacked(&list.elts),
            _ => {}
        }
    }

    fn unpacked(&mut self, targets: &[Expr]) {
        for target in targets {
            match target {
                Expr::Tuple(tuple) => self.unpacked(&tuple.elts),
                Expr::List(list) => self.unpacked(&list.elts),
                Expr::Starred(starred) => self.unpacked(std::slice::from_ref(&starred.value)),
                Expr::Name(_) => {}
                other => self.refuse(
                    other.start(),
                    "only names can be assigned several at once",
                    "assign one after another, the old value kept in a variable",
                ),
            }
        }
    }
}

/// Whether an expression surely is a truth value: one engine does not count with them.
pub(super) fn is_boolean(expr: &Expr) -> bool {
    match expr {
        Expr::BooleanLiteral(_) | Expr::Compare(_) => true,
        Expr::UnaryOp(unary) => unary.op == ast::UnaryOp::Not,
        Expr::BoolOp(operands) => operands.values.iter().all(is_boolean),
        _ => false,
    }
}
