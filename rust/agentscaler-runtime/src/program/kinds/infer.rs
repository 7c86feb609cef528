//! Kinds of expressions, and what statements tell of variables.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, Operator, Stmt};
use ruff_text_size::Ranged as _;

use super::{Facts, Kinds, Variable};

/// Methods of strings that give strings.
const TEXT_METHODS: &[&str] = &[
    "capitalize",
    "expandtabs",
    "format",
    "isoformat",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "removeprefix",
    "removesuffix",
    "replace",
    "rjust",
    "rstrip",
    "strftime",
    "strip",
    "swapcase",
    "title",
    "upper",
    "zfill",
];

impl Facts<'_> {
    /// What an expression may be.
    pub(super) fn kinds(&self, expr: &Expr) -> Kinds {
        match expr {
            Expr::Set(_) | Expr::SetComp(_) => Kinds::SET,
            Expr::List(list) => Kinds::LIST.or(self.elements(&list.elts)),
            Expr::Tuple(tuple) => Kinds::TUPLE.or(self.elements(&tuple.elts)),
            Expr::Dict(dict) => dict.items.iter().fold(Kinds::DICT, |kinds, item| {
                kinds.or(self.holding(&item.value))
            }),
            Expr::ListComp(comp) => Kinds::LIST.or(self.holding(&comp.elt)),
            Expr::DictComp(comp) => Kinds::DICT.or(self.holding(&comp.value)),
            Expr::Generator(comp) => Kinds::LAZY.or(self.holding(&comp.elt)),
            Expr::StringLiteral(_) | Expr::FString(_) => Kinds::TEXT,
            Expr::Name(name) => self.variable(name),
            Expr::Named(named) => self.kinds(&named.value),
            Expr::If(choice) => self.kinds(&choice.body).or(self.kinds(&choice.orelse)),
            Expr::BoolOp(operands) => operands
                .values
                .iter()
                .fold(Kinds::NONE, |kinds, value| kinds.or(self.kinds(value))),
            Expr::BinOp(binary) => self.binary(binary),
            Expr::Call(call) => self.call(call),
            Expr::Subscript(subscript) => {
                let base = self.kinds(&subscript.value);
                if subscript.slice.is_slice_expr() {
                    base
                } else {
                    Self::element(base)
                }
            }
            _ => Kinds::NONE,
        }
    }

    /// What a container of this value is.
    fn holding(&self, value: &Expr) -> Kinds {
        if self.kinds(value).may_be(Kinds::SET) {
            Kinds::OF_SETS
        } else {
            Kinds::NONE
        }
    }

    fn elements(&self, values: &[Expr]) -> Kinds {
        values
            .iter()
            .fold(Kinds::NONE, |kinds, value| kinds.or(self.holding(value)))
    }

    /// What an element of a container is.
    pub(super) fn element(container: Kinds) -> Kinds {
        if container.may_be(Kinds::OF_SETS) {
            Kinds::SET
        } else {
            Kinds::NONE
        }
    }

    fn variable(&self, name: &ast::ExprName) -> Kinds {
        let Some(binding) = self.scopes.of(name) else {
            return Kinds::NONE;
        };
        let found = self.variables.get(&(binding, name.id.to_string()));
        found.copied().unwrap_or_default()
    }

    fn binary(&self, binary: &ast::ExprBinOp) -> Kinds {
        let (left, right) = (self.kinds(&binary.left), self.kinds(&binary.right));
        let both = left.or(right);
        match binary.op {
            Operator::BitOr | Operator::BitAnd | Operator::BitXor | Operator::Sub
                if both.may_be(Kinds::SET.or(Kinds::VIEW)) =>
            {
                Kinds::SET
            }
            Operator::BitOr => Kinds(both.0 & Kinds::DICT.0),
            Operator::Add => both.without(Kinds::SET.or(Kinds::VIEW)),
            Operator::Mult | Operator::Mod => Kinds(left.0 & (Kinds::TEXT.0 | Kinds::LIST.0)),
            _ => Kinds::NONE,
        }
    }

    fn call(&self, call: &ast::ExprCall) -> Kinds {
        let first = call.arguments.args.first();
        let passed = || {
            first.map_or(Kinds::NONE, |argument| {
                Kinds(self.kinds(argument).0 & (Kinds::OF_SETS.0 | Kinds::OF_PAIRS.0))
            })
        };
        if let Some(name) = self.scopes.builtin(&call.func) {
            return match name {
                "set" | "frozenset" => Kinds::SET,
                "list" | "sorted" => Kinds::LIST.or(passed()),
                "tuple" => Kinds::TUPLE.or(passed()),
                "dict" => Kinds::DICT.or(passed()),
                "str" | "repr" | "chr" | "hex" | "bin" | "oct" => Kinds::TEXT,
                "enumerate" | "filter" | "map" | "reversed" | "zip" => {
                    // The sets stand second in what enumerate gives.
                    let of_sets = passed().may_be(Kinds::OF_SETS);
                    match name {
                        "enumerate" if of_sets => Kinds::LAZY.or(Kinds::OF_PAIRS),
                        "filter" | "reversed" => Kinds::LAZY.or(passed()),
                        _ => Kinds::LAZY,
                    }
                }
                "next" | "min" | "max" => {
                    first.map_or(Kinds::NONE, |argument| Self::element(self.kinds(argument)))
                }
                _ => Kinds::NONE,
            };
        }
        if let Some(path) = self.module.member(self.scopes, &call.func) {
            return match path {
                ("collections", "defaultdict") => {
                    let of_sets = first.is_some_and(|factory| self.makes_sets(factory));
                    Kinds::DICT.or(if of_sets { Kinds::OF_SETS } else { Kinds::NONE })
                }
                ("collections", "Counter") => Kinds::DICT,
                ("re", "compile") => Kinds::PATTERN,
                ("re", "sub" | "escape") | ("json", "dumps") => Kinds::TEXT,
                _ => Kinds::NONE,
            };
        }
        if let Some(def) = self.module.function(self.scopes, &call.func) {
            return self
                .returns
                .get(def.name.as_str())
                .copied()
                .unwrap_or_default();
        }
        match &*call.func {
            Expr::Attribute(attribute) => self.method(attribute),
            _ => Kinds::NONE,
        }
    }

    fn makes_sets(&self, factory: &Expr) -> bool {
        match factory {
            Expr::Lambda(lambda) => self.kinds(&lambda.body).may_be(Kinds::SET),
            other => matches!(self.scopes.builtin(other), Some("set" | "frozenset")),
        }
    }

    fn method(&self, attribute: &ast::ExprAttribute) -> Kinds {
        let owner = self.kinds(&attribute.value);
        let holds = Kinds(owner.0 & Kinds::OF_SETS.0);
        match attribute.attr.as_str() {
            "union" | "intersection" | "difference" | "symmetric_difference" => Kinds::SET,
            "copy" => owner,
            "get" | "pop" | "setdefault" => Self::element(owner),
            "values" => holds,
            "items" if holds.may_be(Kinds::OF_SETS) => Kinds::VIEW.or(Kinds::OF_PAIRS),
            "keys" | "items" => Kinds::VIEW,
            "split" | "rsplit" | "splitlines" | "findall" => Kinds::LIST,
            name if TEXT_METHODS.contains(&name) => Kinds::TEXT,
            _ => Kinds::NONE,
        }
    }

    fn grow(&mut self, variable: Variable, kinds: Kinds) {
        if kinds == Kinds::NONE {
            return;
        }
        let known = self.variables.entry(variable).or_default();
        let grown = known.or(kinds);
        self.grew |= grown != *known;
        *known = grown;
    }

    fn grow_name(&mut self, name: &ast::ExprName, kinds: Kinds) {
        if let Some(binding) = self.scopes.of(name) {
            self.grow((binding, name.id.to_string()), kinds);
        }
    }

    /// Learns that a target is given a value, or an element of it.
    fn assign(&mut self, target: &Expr, value: Option<&Expr>, kinds: Kinds) {
        match target {
            Expr::Name(name) => self.grow_name(name, kinds),
            // Storing a set in a container.
            Expr::Subscript(subscript) if kinds.may_be(Kinds::SET) => {
                if let Expr::Name(name) = &*subscript.value {
                    self.grow_name(name, Kinds::OF_SETS);
                }
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                let values = match value {
                    Some(Expr::Tuple(tuple)) => &tuple.elts[..],
                    Some(Expr::List(list)) => &list.elts[..],
                    _ => &[],
                };
                for (index, target) in elts.iter().enumerate() {
                    if values.len() == elts.len() {
                        let value = &values[index];
                        self.assign(target, Some(value), self.kinds(value));
                    } else if kinds.may_be(Kinds::OF_PAIRS) {
                        // Of a pair, the second.
                        let part = if index == 1 { Kinds::SET } else { Kinds::NONE };
                        self.assign(target, None, part);
                    } else {
                        self.assign(target, None, Self::element(kinds));
                    }
                }
            }
            _ => {}
        }
    }

    /// Learns that a target runs over a container.
    fn run_over(&mut self, target: &Expr, container: &Expr) {
        let kinds = self.kinds(container);
        let element = if kinds.may_be(Kinds::OF_PAIRS) {
            Kinds::OF_PAIRS
        } else {
            Self::element(kinds)
        };
        self.assign(target, None, element);
    }

    /// Learns what the parameters of a function of the module are given.
    fn arguments(&mut self, call: &ast::ExprCall) {
        let Some(def) = self.module.function(self.scopes, &call.func) else {
            return;
        };
        let parameters = &def.parameters;
        let ordinary = parameters.posonlyargs.iter().chain(&parameters.args);
        for (parameter, argument) in ordinary.zip(&call.arguments.args) {
            self.parameter(parameter.name(), argument);
        }
        for keyword in &call.arguments.keywords {
            let Some(name) = &keyword.arg else { continue };
            if let Some(parameter) = parameters.find(name.as_str()) {
                self.parameter(parameter.name(), &keyword.value);
            }
        }
    }

    fn parameter(&mut self, parameter: &ast::Identifier, argument: &Expr) {
        let kinds = self.kinds(argument);
        if let Some(binding) = self.scopes.at(parameter.start()) {
            self.grow((binding, parameter.to_string()), kinds);
        }
    }
}

/// One round over all statements.
pub(super) fn round(facts: &mut Facts<'_>, body: &[Stmt]) {
    let mut learner = Learner {
        facts,
        function: Vec::new(),
    };
    learner.visit_body(body);
}

struct Learner<'f, 's> {
    facts: &'f mut Facts<'s>,
    /// Names of the functions around.
    function: Vec<String>,
}

impl<'a> Visitor<'a> for Learner<'_, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                for parameter in &*def.parameters {
                    if let Some(default) = parameter.default() {
                        self.facts.parameter(parameter.name(), default);
                    }
                    if let Some(annotation) = parameter.annotation()
                        && is_set_type(annotation)
                        && let Some(binding) = self.facts.scopes.at(parameter.name().start())
                    {
                        let variable = (binding, parameter.name().to_string());
                        self.facts.grow(variable, Kinds::SET);
                    }
                }
                self.function.push(def.name.to_string());
                self.visit_body(&def.body);
                self.function.pop();
                return;
            }
            Stmt::Return(ast::StmtReturn {
                value: Some(value), ..
            }) => {
                // Of functions inside functions nothing is known.
                if let [function] = self.function.as_slice() {
                    let kinds = self.facts.kinds(value);
                    let known = self.facts.returns.entry(function.clone()).or_default();
                    let grown = known.or(kinds);
                    self.facts.grew |= grown != *known;
                    *known = grown;
                }
            }
            Stmt::Assign(assign) => {
                let kinds = self.facts.kinds(&assign.value);
                for target in &assign.targets {
                    self.facts.assign(target, Some(&assign.value), kinds);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let kinds = self.facts.kinds(value);
                    self.facts.assign(&assign.target, Some(value), kinds);
                }
            }
            Stmt::AugAssign(assign) => {
                let kinds = self.facts.kinds(&assign.value);
                let kinds = Kinds(kinds.0 & (Kinds::SET.0 | Kinds::TEXT.0));
                self.facts.assign(&assign.target, None, kinds);
            }
            Stmt::For(loop_) => self.facts.run_over(&loop_.target, &loop_.iter),
            _ => {}
        }
        visitor::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Named(named) => {
                let kinds = self.facts.kinds(&named.value);
                self.facts.assign(&named.target, Some(&named.value), kinds);
            }
            Expr::Call(call) => {
                self.facts.arguments(call);
                // `x.append(set())`, `x.setdefault(key, set())`
                if let Expr::Attribute(attribute) = &*call.func
                    && matches!(attribute.attr.as_str(), "append" | "insert" | "setdefault")
                    && let Expr::Name(name) = &*attribute.value
                    && let Some(last) = call.arguments.args.last()
                    && self.facts.kinds(last).may_be(Kinds::SET)
                {
                    self.facts.grow_name(name, Kinds::OF_SETS);
                }
            }
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }

    fn visit_comprehension(&mut self, comprehension: &'a ast::Comprehension) {
        self.facts
            .run_over(&comprehension.target, &comprehension.iter);
        visitor::walk_comprehension(self, comprehension);
    }
}

/// `set`, `set[str]`, `typing.Set`, `FrozenSet[int]`
fn is_set_type(annotation: &Expr) -> bool {
    let name = match annotation {
        Expr::Subscript(generic) => &*generic.value,
        plain => plain,
    };
    let name = match name {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    matches!(name, "set" | "frozenset" | "Set" | "FrozenSet")
}
