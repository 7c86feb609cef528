//! Where the order of a set would show, and operators that one engine lacks.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, CmpOp, Expr, InterpolatedStringElement, Operator, Stmt};
use ruff_text_size::{Ranged as _, TextSize};

use super::{Facts, Kinds};
use crate::program::source::Source;
use crate::program::{Diagnostic, MAX_PROBLEMS};

/// Functions that show the order of what they are given.
const ORDERED: &[&str] = &[
    "dict",
    "enumerate",
    "filter",
    "iter",
    "list",
    "map",
    "repr",
    "reversed",
    "str",
    "sum",
    "tuple",
    "zip",
];
/// Functions that show it only through a key that holds two elements equal.
const ORDERED_BY_KEY: &[&str] = &["max", "min", "sorted"];
/// Functions that show nothing of it.
const UNORDERED: &[&str] = &["all", "any", "frozenset", "set"];
/// Methods that show the order of what they are given.
const ORDERED_METHODS: &[&str] = &["extend", "extendleft", "fromkeys", "join"];
/// Modules whose functions do.
const ORDERED_MODULES: &[&str] = &["collections", "functools", "itertools", "json"];

pub(super) fn check(source: &Source, facts: &Facts<'_>, body: &[Stmt]) -> Vec<Diagnostic> {
    let mut order = Order {
        source,
        facts,
        unordered: BTreeSet::new(),
        public: Vec::new(),
        problems: Vec::new(),
    };
    order.visit_body(body);
    order.problems
}

struct Order<'s> {
    source: &'s Source,
    facts: &'s Facts<'s>,
    /// Comprehensions whose order does not show.
    unordered: BTreeSet<(TextSize, TextSize)>,
    /// Whether each function around is a tool.
    public: Vec<bool>,
    problems: Vec<Diagnostic>,
}

impl Order<'_> {
    fn refuse(&mut self, at: TextSize, what: impl Into<String>, instead: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems
                .push(self.source.diagnostic(at, what, instead));
        }
    }

    fn is_set(&self, expr: &Expr) -> bool {
        self.facts.kinds(expr).may_be(Kinds::SET)
    }

    /// Refuses a set where its order shows.
    fn ordered(&mut self, expr: &Expr, how: &str) {
        if self.is_set(expr) {
            self.refuse(
                expr.start(),
                format!("{how} a set, whose order differs from run to run"),
                "sort it first: sorted(...)",
            );
        }
    }

    fn call(&mut self, call: &ast::ExprCall) {
        let arguments = &*call.arguments.args;
        let has_key = call
            .arguments
            .keywords
            .iter()
            .any(|keyword| keyword.arg.as_deref() == Some("key"));
        if let Some(name) = self.facts.scopes.builtin(&call.func) {
            let by_key = ORDERED_BY_KEY.contains(&name) && has_key;
            if ORDERED.contains(&name) || by_key {
                for argument in arguments {
                    self.ordered(argument, &format!("{name}() of"));
                }
            }
            if (UNORDERED.contains(&name) || (ORDERED_BY_KEY.contains(&name) && !has_key))
                && let [argument] = arguments
            {
                self.unordered.insert((argument.start(), argument.end()));
            }
            return;
        }
        if let Some((module, member)) = self.facts.module.member(self.facts.scopes, &call.func) {
            if ORDERED_MODULES.contains(&module) {
                for argument in arguments {
                    self.ordered(argument, &format!("{member}() of"));
                }
            }
            return;
        }
        let Expr::Attribute(attribute) = &*call.func else {
            return;
        };
        let owner = self.facts.kinds(&attribute.value);
        match attribute.attr.as_str() {
            "pop" if owner.may_be(Kinds::SET) && arguments.is_empty() => self.refuse(
                attribute.attr.start(),
                "which element pop() takes from a set differs from run to run",
                "take min(s), then s.remove(x)",
            ),
            "split" if owner.may_be(Kinds::PATTERN) => self.refuse(
                attribute.attr.start(),
                "split of a compiled pattern",
                "use re.split(\"...\", text), where the pattern can be checked",
            ),
            "sub" | "findall" | "finditer" if owner.may_be(Kinds::PATTERN) => {
                self.compiled(call, attribute);
            }
            name if ORDERED_METHODS.contains(&name) => {
                for argument in arguments {
                    self.ordered(argument, &format!("{name}() of"));
                }
            }
            _ => {}
        }
    }

    /// What is said of a literal pattern cannot be said of a compiled one.
    fn compiled(&mut self, call: &ast::ExprCall, attribute: &ast::ExprAttribute) {
        let name = attribute.attr.as_str();
        self.refuse(
            call.start(),
            format!("{name} of a compiled pattern"),
            format!("use re.{name}(\"...\", ...), where the pattern can be checked"),
        );
    }

    fn binary(&mut self, binary: &ast::ExprBinOp) {
        let left = self.facts.kinds(&binary.left);
        let both = left.or(self.facts.kinds(&binary.right));
        match binary.op {
            Operator::Mod if left.may_be(Kinds::TEXT) => self.refuse(
                binary.start(),
                "`%` does not format text in one of the engines",
                "use an f-string, such as f\"{name}: {price:.2f}\"",
            ),
            Operator::BitOr if both.may_be(Kinds::DICT) => self.refuse(
                binary.start(),
                "`|` does not join dicts in one of the engines",
                "write {**a, **b}",
            ),
            _ => {}
        }
    }

    fn augmented(&mut self, assign: &ast::StmtAugAssign) {
        let target = self.facts.kinds(&assign.target);
        let value = self.facts.kinds(&assign.value);
        match assign.op {
            Operator::Add if target.may_be(Kinds::LIST) => {
                self.ordered(&assign.value, "adding");
                let other = Kinds::DICT
                    .or(Kinds::TUPLE)
                    .or(Kinds::TEXT)
                    .or(Kinds::VIEW)
                    .or(Kinds::LAZY);
                if value.may_be(other) && !value.may_be(Kinds::LIST) {
                    self.refuse(
                        assign.start(),
                        "`+=` adds only lists to a list in one of the engines",
                        "use .extend(...)",
                    );
                }
            }
            Operator::BitOr if target.or(value).may_be(Kinds::DICT) => self.refuse(
                assign.start(),
                "`|=` does not join dicts in one of the engines",
                "use .update(...)",
            ),
            Operator::Mod if target.may_be(Kinds::TEXT) => self.refuse(
                assign.start(),
                "`%` does not format text in one of the engines",
                "use an f-string, such as f\"{name}: {price:.2f}\"",
            ),
            _ => {}
        }
    }

    fn compare(&mut self, compare: &ast::ExprCompare) {
        let mut left = &*compare.left;
        for (op, right) in compare.ops.iter().zip(&compare.comparators) {
            let inclusion = matches!(op, CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE);
            if inclusion && (self.is_set(left) || self.is_set(right)) {
                self.refuse(
                    left.start(),
                    "sets are not compared with < <= > >= in one of the engines",
                    "use a.issubset(b) or a.issuperset(b)",
                );
            }
            left = right;
        }
    }

    /// A comprehension over a set, unless it makes a set or its order does not show.
    fn comprehension(&mut self, expr: &Expr, generators: &[ast::Comprehension]) {
        if self.unordered.contains(&(expr.start(), expr.end())) {
            return;
        }
        for generator in generators {
            self.ordered(&generator.iter, "a comprehension over");
        }
    }
}

impl<'a> Visitor<'a> for Order<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                self.public
                    .push(self.public.is_empty() && !def.name.starts_with('_'));
                visitor::walk_stmt(self, stmt);
                self.public.pop();
                return;
            }
            Stmt::For(loop_) => self.ordered(&loop_.iter, "a loop over"),
            Stmt::AugAssign(assign) => self.augmented(assign),
            Stmt::Assign(assign) => {
                let unpacks = assign
                    .targets
                    .iter()
                    .any(|target| target.is_tuple_expr() || target.is_list_expr());
                if unpacks {
                    self.ordered(&assign.value, "unpacking");
                }
            }
            Stmt::Return(ast::StmtReturn {
                value: Some(value), ..
            }) if self.public == [true] && self.is_set(value) => self.refuse(
                value.start(),
                "a tool cannot return a set: JSON has none",
                "return sorted(...)",
            ),
            _ => {}
        }
        visitor::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) => self.call(call),
            Expr::BinOp(binary) => self.binary(binary),
            Expr::Compare(compare) => self.compare(compare),
            Expr::Starred(starred) => self.ordered(&starred.value, "unpacking"),
            Expr::ListComp(comp) => self.comprehension(expr, &comp.generators),
            Expr::Generator(comp) => self.comprehension(expr, &comp.generators),
            Expr::DictComp(comp) => self.comprehension(expr, &comp.generators),
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }

    fn visit_interpolated_string_element(&mut self, element: &'a InterpolatedStringElement) {
        if let InterpolatedStringElement::Interpolation(inner) = element {
            self.ordered(&inner.expression, "the text of");
        }
        visitor::walk_interpolated_string_element(self, element);
    }
}
