//! Rules on calls: arguments that one of the engines does not take.

use ruff_python_ast::{self as ast, Expr, Number};
use ruff_text_size::Ranged as _;

use super::Rules;
use super::operators::is_boolean;
use crate::program::names;

/// Least and most positional arguments of the methods of `db`, and whether columns can be named.
const DATABASE_ARGUMENTS: &[(&str, usize, usize, bool)] = &[
    ("count", 1, 1, true),
    ("delete", 1, 2, false),
    ("find", 1, 1, true),
    ("get", 1, 2, false),
    ("insert", 2, 3, false),
    ("items", 1, 1, false),
    ("keys", 1, 1, true),
    ("new_id", 1, 2, false),
    ("now", 0, 0, false),
    ("put", 3, 3, false),
    ("random", 0, 0, false),
    ("rows", 1, 1, false),
    ("update", 3, 3, false),
];

/// Options of `json.dumps` that both engines take.
const DUMPS: &[&str] = &[
    "allow_nan",
    "ensure_ascii",
    "indent",
    "separators",
    "skipkeys",
    "sort_keys",
];

impl Rules<'_> {
    pub(super) fn call(&mut self, call: &ast::ExprCall) {
        self.consumption(call);
        self.keywords_after_unpacking(call);
        if let Some(name) = self.scopes.builtin(&call.func) {
            self.builtin_call(call, name);
        } else if let Some(path) = self.module.member(self.scopes, &call.func) {
            self.module_call(call, path);
        } else if let Expr::Attribute(attribute) = &*call.func {
            if matches!(&*attribute.value, Expr::Name(owner) if owner.id == "db") {
                self.database_call(call, attribute);
            } else {
                self.method_call(call, attribute);
            }
        }
    }

    fn keywords_after_unpacking(&mut self, call: &ast::ExprCall) {
        let mut keywords = call.arguments.keywords.iter();
        if keywords.any(|keyword| keyword.arg.is_none())
            && let Some(keyword) = keywords.find(|keyword| keyword.arg.is_some())
        {
            self.refuse(
                keyword.start(),
                "a named argument behind `**` comes in another order in one of the engines",
                "put the named arguments before the `**`",
            );
        }
    }

    fn builtin_call(&mut self, call: &ast::ExprCall, name: &str) {
        let arguments = &call.arguments;
        let at = call.start();
        if names::EXCEPTIONS.contains(&name) {
            let text = |expr: &Expr| {
                !matches!(
                    expr,
                    Expr::NumberLiteral(_)
                        | Expr::Tuple(_)
                        | Expr::List(_)
                        | Expr::Dict(_)
                        | Expr::NoneLiteral(_)
                        | Expr::BooleanLiteral(_)
                )
            };
            if arguments.args.len() > 1 || !arguments.args.iter().all(text) {
                self.refuse(
                    at,
                    "an error takes one text and nothing else",
                    format!("write {name}(\"...\"), values in an f-string"),
                );
            }
        }
        match (name, &*arguments.args) {
            (
                "sum",
                [
                    Expr::Generator(ast::ExprGenerator { elt, .. })
                    | Expr::ListComp(ast::ExprListComp { elt, .. }),
                    ..,
                ],
            ) if is_boolean(elt) => {
                self.refuse(
                    elt.start(),
                    "truth values are summed",
                    "count what holds: sum(1 for x in xs if condition)",
                );
            }
            ("refuse", arguments)
                if arguments.len() != 1 || !call.arguments.keywords.is_empty() =>
            {
                self.refuse(
                    at,
                    "`refuse` takes one text and nothing else",
                    "write refuse(\"why\"), values in an f-string",
                );
            }
            _ => {}
        }
    }

    fn module_call(&mut self, call: &ast::ExprCall, path: (&str, &str)) {
        match path {
            ("json", function @ ("dumps" | "loads")) => {
                let known = if function == "dumps" { DUMPS } else { &[] };
                let positional = call
                    .arguments
                    .args
                    .get(1)
                    .map(ruff_text_size::Ranged::start);
                let keyword = call.arguments.keywords.iter().find(|keyword| {
                    let name = keyword.arg.as_ref().map_or("**", |name| name.as_str());
                    !known.contains(&name)
                });
                if let Some(at) = positional.or(keyword.map(ast::Keyword::start)) {
                    let instead = if function == "dumps" {
                        format!("it takes {}; convert the values before", known.join(", "))
                    } else {
                        "convert the values behind it".to_owned()
                    };
                    self.refuse(
                        at,
                        format!("an option of json.{function} that one engine lacks"),
                        instead,
                    );
                }
            }
            ("re", function) => self.regex_call(call, function),
            ("datetime", "timedelta") => self.timedelta(call),
            _ => {}
        }
    }

    fn database_call(&mut self, call: &ast::ExprCall, attribute: &ast::ExprAttribute) {
        let name = attribute.attr.as_str();
        let Some((_, least, most, columns)) = DATABASE_ARGUMENTS
            .iter()
            .find(|(method, ..)| *method == name)
        else {
            return;
        };
        let arguments = &call.arguments;
        let unpacked = arguments.args.iter().any(Expr::is_starred_expr)
            || arguments
                .keywords
                .iter()
                .any(|keyword| keyword.arg.is_none());
        let given = arguments.args.len()
            + if *columns {
                0
            } else {
                arguments.keywords.len()
            };
        if !unpacked && !(*least..=*most).contains(&given) {
            let takes = if least == most {
                format!("{least}")
            } else {
                format!("{least} or {most}")
            };
            let named = if *columns { ", and column=value" } else { "" };
            self.refuse(
                call.start(),
                format!("`db.{name}` is given {given} arguments, and takes {takes}{named}"),
                usage(name),
            );
        }
    }

    fn method_call(&mut self, call: &ast::ExprCall, attribute: &ast::ExprAttribute) {
        let arguments = &call.arguments;
        let name = attribute.attr.as_str();
        let at = attribute.attr.start();
        let count = arguments.args.len() + arguments.keywords.len();
        let starred = arguments.args.iter().any(Expr::is_starred_expr);
        match name {
            "difference" | "intersection" | "symmetric_difference" | "union"
                if count > 1 || starred =>
            {
                self.refuse(
                    at,
                    format!("`.{name}` takes one argument in one of the engines"),
                    "use the operators, such as a | b | c",
                );
            }
            "update" if arguments.args.len() > 1 => self.refuse(
                at,
                "`.update` takes one argument in one of the engines",
                "call it once for each",
            ),
            "groups" if count > 0 => self.refuse(
                at,
                "`.groups` takes no default in one of the engines",
                "replace None afterwards: [g or \"\" for g in m.groups()]",
            ),
            "search" | "match" | "fullmatch" if count > 1 => self.refuse(
                at,
                format!("`.{name}` of a pattern takes the text and nothing else"),
                "slice the text before",
            ),
            "sub" | "findall" | "finditer" | "split" => self.compiled_call(call, attribute),
            "isoformat" if count > 0 => self.refuse(
                at,
                "`.isoformat` takes no arguments in one of the engines",
                "use strftime(\"%Y-%m-%d %H:%M\")",
            ),
            "encode" | "decode" => {
                let encoding = arguments.args.first();
                let known = match encoding {
                    None => true,
                    Some(Expr::StringLiteral(text)) => {
                        matches!(text.value.to_str(), "utf-8" | "utf8" | "ascii")
                    }
                    Some(_) => false,
                };
                if !known {
                    self.refuse(
                        at,
                        format!("`.{name}` with an encoding that one engine lacks"),
                        "use utf-8",
                    );
                }
            }
            "strftime" | "strptime" => self.date_call(call, name),
            _ => {}
        }
    }

    /// One engine counts spans of time in whole units.
    fn timedelta(&mut self, call: &ast::ExprCall) {
        let arguments = &call.arguments;
        let keywords = arguments.keywords.iter().map(|keyword| &keyword.value);
        let fraction = arguments.args.iter().chain(keywords).find(|value| {
            matches!(value, Expr::NumberLiteral(number)
                if matches!(number.value, Number::Float(_)))
                || matches!(value, Expr::BinOp(binary) if binary.op == ast::Operator::Div)
        });
        if let Some(fraction) = fraction {
            self.refuse(
                fraction.start(),
                "timedelta takes whole numbers in one of the engines",
                "use a smaller unit, such as minutes=90, and int(...)",
            );
        }
    }
}

/// How a method of `db` is called.
fn usage(name: &str) -> &'static str {
    match name {
        "count" => "write db.count(\"orders\", status=\"open\")",
        "delete" => "write db.delete(\"orders\", key)",
        "find" => "write db.find(\"orders\", status=\"open\")",
        "get" => "write db.get(\"orders\", key)",
        "insert" => "write db.insert(\"orders\", row) or db.insert(\"orders\", row, key)",
        "items" => "write db.items(\"orders\")",
        "keys" => "write db.keys(\"orders\", status=\"open\")",
        "new_id" => "write db.new_id(\"orders\") or db.new_id(\"orders\", \"#W#######\")",
        "now" => "write db.now()",
        "put" => "write db.put(\"orders\", key, row)",
        "random" => "write db.random()",
        "rows" => "write db.rows(\"orders\")",
        _ => "write db.update(\"orders\", key, {\"status\": \"done\"})",
    }
}
