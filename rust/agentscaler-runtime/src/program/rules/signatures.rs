//! Rules on signatures and annotations.

use ruff_python_ast::visitor::Visitor as _;
use ruff_python_ast::{self as ast, Expr, Operator};
use ruff_text_size::Ranged as _;

use super::Rules;
use crate::program::scope::Binding;
use crate::program::{identifier, literal, names};

/// Types that take parameters in an annotation, without an import.
const GENERIC: &[&str] = &["dict", "frozenset", "list", "set", "tuple"];
/// Types that can stand in an annotation, without an import.
const PLAIN: &[&str] = &["bool", "bytes", "float", "int", "range", "str"];

impl Rules<'_> {
    /// Checks the parameters of a function of the top level.
    pub(super) fn signature(&mut self, index: usize, def: &ast::StmtFunctionDef) {
        let name = def.name.as_str();
        let public = !name.starts_with('_');
        for parameter in &*def.parameters {
            let Some(default) = parameter.default() else {
                continue;
            };
            if let Some(part) = self.module.not_constant(self.scopes, index, default) {
                self.refuse(
                    part.start(),
                    "a default that is no constant",
                    "use None as the default, and compute the value in the function",
                );
            } else if public && literal::value(default).is_none() {
                self.refuse(
                    default.start(),
                    "the default of a tool's argument is no literal of JSON",
                    "use None, a bool, a number, a string, or a list or dict of them",
                );
            }
        }
        if !public {
            return;
        }
        let parameters = &def.parameters;
        let mut ordinary = parameters.posonlyargs.iter().chain(&parameters.args);
        let first = ordinary.next();
        match first {
            Some(first) if first.name().as_str() == "db" => {
                if let Some(default) = &first.default {
                    self.refuse(
                        default.start(),
                        "`db` takes no default",
                        "remove it: the engine always passes the database",
                    );
                }
            }
            _ => self.refuse(
                first.map_or(def.name.start(), ruff_text_size::Ranged::start),
                format!("the first parameter of the tool `{name}` is not `db`"),
                format!(
                    "write def {name}(db, ...), or call it _{name} if it is a helper and no tool"
                ),
            ),
        }
        self.identifiers(def);
        if let Some(hidden) = parameters.posonlyargs.get(1) {
            self.refuse(
                hidden.start(),
                "an argument of a tool that cannot be passed by name",
                "move the `/` right behind `db`, or remove it",
            );
        }
        for variadic in [&parameters.vararg, &parameters.kwarg]
            .into_iter()
            .flatten()
        {
            self.refuse(
                variadic.start(),
                format!("the tool `{name}` takes any number of arguments"),
                "name every argument, so that its schema can be written",
            );
        }
    }

    /// What callers name has names that stay what they are in a list of tools.
    fn identifiers(&mut self, def: &ast::StmtFunctionDef) {
        let parameters = def.parameters.iter_non_variadic_params();
        let parameters = parameters.map(|parameter| &parameter.parameter.name);
        for name in std::iter::once(&def.name).chain(parameters) {
            let form = identifier(name.as_str());
            // Names that reach into the engine have messages of their own.
            let told = name.starts_with("__") || names::TAKEN.contains(&name.as_str());
            if told || form == name.as_str() {
                continue;
            }
            self.refuse(
                name.start(),
                format!("`{name}` is no name for a tool or an argument"),
                format!(
                    "call it `{form}`: letters of ASCII, digits and underscores, none in front; a \
                     list of tools gives it the name that callers use"
                ),
            );
        }
    }

    /// Checks an annotation: one engine evaluates it, the other does not.
    pub(super) fn annotation(&mut self, annotation: &Expr) {
        if self.is_annotation(annotation) {
            return;
        }
        // Names that are not defined have been told.
        let told = matches!(annotation, Expr::Name(name) if self.scopes.of(name).is_none());
        if !told {
            self.refuse(
                annotation.start(),
                "an annotation that cannot be read",
                "use str, int, float, bool, list[...], dict[str, ...], `X | None`, or a name of \
                 typing",
            );
        }
    }

    fn is_annotation(&mut self, annotation: &Expr) -> bool {
        match annotation {
            Expr::NoneLiteral(_) | Expr::StringLiteral(_) => true,
            Expr::Name(_) | Expr::Attribute(_) => {
                if annotation.is_attribute_expr() {
                    self.visit_expr(annotation);
                }
                match self.scopes.builtin(annotation) {
                    Some(name) => PLAIN.contains(&name) || GENERIC.contains(&name),
                    None => self.is_imported_type(annotation),
                }
            }
            Expr::BinOp(union) if union.op == Operator::BitOr => {
                // `None | None` and strings have no `|`.
                let sides = [&*union.left, &*union.right];
                let typed = sides
                    .iter()
                    .any(|side| !side.is_none_literal_expr() && !side.is_string_literal_expr());
                let text = sides.iter().any(|side| side.is_string_literal_expr());
                typed && !text && sides.into_iter().all(|side| self.is_annotation(side))
            }
            Expr::Subscript(generic) => self.is_generic(generic),
            _ => false,
        }
    }

    fn is_generic(&mut self, generic: &ast::ExprSubscript) -> bool {
        let arguments = match &*generic.slice {
            Expr::Tuple(tuple) => &tuple.elts[..],
            one => std::slice::from_ref(one),
        };
        if let Some(name) = self.scopes.builtin(&generic.value) {
            return GENERIC.contains(&name) && self.are_annotations(arguments);
        }
        let Some((module, name)) = self.module.member(self.scopes, &generic.value) else {
            return false;
        };
        match (module, name) {
            ("typing", "Literal") => arguments
                .iter()
                .all(|value| literal::value(value).is_some()),
            ("typing", "Annotated") => arguments.first().is_some_and(|one| self.is_annotation(one)),
            ("typing", "Optional") => arguments.len() == 1 && self.are_annotations(arguments),
            ("typing", "Callable") => true,
            ("typing", "Any") => false,
            ("typing", _) | ("collections", "Counter" | "defaultdict" | "deque") => {
                self.are_annotations(arguments)
            }
            _ => false,
        }
    }

    fn are_annotations(&mut self, arguments: &[Expr]) -> bool {
        arguments
            .iter()
            .all(|argument| argument.is_ellipsis_literal_expr() || self.is_annotation(argument))
    }

    fn is_imported_type(&self, annotation: &Expr) -> bool {
        match self.module.member(self.scopes, annotation) {
            Some(("typing", name)) => !matches!(name, "Annotated" | "Literal"),
            Some(("collections" | "datetime", _) | ("re", "Pattern" | "Match")) => true,
            Some(_) => false,
            // A named tuple of this source.
            None => matches!(annotation, Expr::Name(name)
                if self.scopes.of(name) == Some(Binding::Module)
                    && matches!(self.module.value(self.scopes, annotation), Expr::Call(_))),
        }
    }
}
