//! Rules on calls of `re`.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged as _;

use super::Rules;
use super::regex;

impl Rules<'_> {
    pub(super) fn regex_call(&mut self, call: &ast::ExprCall, function: &str) {
        if !matches!(
            function,
            "compile" | "findall" | "finditer" | "fullmatch" | "match" | "search" | "split" | "sub"
        ) {
            return;
        }
        let argument = |position: usize, name: &str| {
            call.arguments.args.get(position).or_else(|| {
                let mut keywords = call.arguments.keywords.iter();
                let found = keywords.find(|keyword| keyword.arg.as_deref() == Some(name));
                found.map(|keyword| &keyword.value)
            })
        };
        let Some(pattern) = argument(0, "pattern") else {
            return;
        };
        // A pattern that is compiled is checked where it is compiled.
        if self.is_compiled(pattern) {
            self.refuse(
                pattern.start(),
                "a compiled pattern is given to a function of `re`",
                format!("call its method: pattern.{function}(...)"),
            );
            return;
        }
        let Expr::StringLiteral(text) = self.module.value(self.scopes, pattern) else {
            self.refuse(
                pattern.start(),
                "a pattern has to be a literal, so that it can be checked",
                "write it out; to look for plain text use `in`, find or replace",
            );
            return;
        };
        let multiline = call
            .arguments
            .args
            .iter()
            .chain(call.arguments.keywords.iter().map(|keyword| &keyword.value))
            .any(|flags| self.has_multiline(flags));
        let found = match regex::read(text.value.to_str(), multiline) {
            Ok(found) => found,
            Err(refusal) => {
                self.refuse(
                    pattern.start(),
                    format!("the pattern has {}", refusal.what),
                    refusal.instead,
                );
                return;
            }
        };
        let repeats = matches!(function, "findall" | "finditer" | "split" | "sub");
        if repeats && found.least == 0 {
            self.refuse(
                pattern.start(),
                format!("the pattern can match nothing, and re.{function} differs there"),
                "ask for one character at least, such as + in place of *",
            );
        }
        if function == "split" && found.groups > 0 {
            self.refuse(
                pattern.start(),
                "re.split with a group that captures keeps the separators in one engine only",
                "write (?:...) for the group",
            );
        }
        if function == "sub"
            && let Some(replacement) = argument(1, "repl")
        {
            self.replacement(replacement, Some(found.groups));
        }
    }

    /// Checks what a match is replaced by.
    pub(super) fn replacement(&mut self, replacement: &Expr, groups: Option<usize>) {
        let value = self.module.value(self.scopes, replacement);
        let is_function = matches!(value, Expr::Lambda(_))
            || self.module.function(self.scopes, value).is_some()
            || self.scopes.builtin(value).is_some();
        if is_function {
            self.refuse(
                replacement.start(),
                "a function as the replacement of re.sub is not known to one of the engines",
                "loop over re.finditer(pattern, text) and join the pieces",
            );
            return;
        }
        let Expr::StringLiteral(text) = value else {
            return;
        };
        if !is_template(text.value.to_str(), groups) {
            self.refuse(
                replacement.start(),
                "the replacement has an escape that differs between engines",
                "use \\1 .. \\9 or \\g<name> of groups that exist, and \"\\n\" without the r",
            );
        }
    }

    fn is_compiled(&self, pattern: &Expr) -> bool {
        match self.module.value(self.scopes, pattern) {
            Expr::Call(call) => {
                self.module.member(self.scopes, &call.func) == Some(("re", "compile"))
            }
            _ => false,
        }
    }

    fn has_multiline(&self, flags: &Expr) -> bool {
        match flags {
            Expr::BinOp(binary) => {
                self.has_multiline(&binary.left) || self.has_multiline(&binary.right)
            }
            other => matches!(
                self.module.member(self.scopes, other),
                Some(("re", "M" | "MULTILINE"))
            ),
        }
    }
}

/// Whether a template has only `\\`, `\1` .. `\9` and `\g<...>`.
fn is_template(template: &str, groups: Option<usize>) -> bool {
    let exists = |number: usize| number > 0 && groups.is_none_or(|groups| number <= groups);
    let mut chars = template.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '\\' {
            continue;
        }
        match chars.next() {
            Some('\\') => {}
            Some(digit @ '1'..='9') => {
                let number = digit.to_digit(10).unwrap_or(0) as usize;
                if chars.peek().is_some_and(char::is_ascii_digit) || !exists(number) {
                    return false;
                }
            }
            Some('g') if chars.next() == Some('<') => {
                let name: String = chars.by_ref().take_while(|char| *char != '>').collect();
                if name.is_empty()
                    || name
                        .parse()
                        .is_ok_and(|number: usize| number > 0 && !exists(number))
                {
                    return false;
                }
            }
            _ => return false,
        }
    }
    true
}
