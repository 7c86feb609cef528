//! Rules on formats of dates: directives that mean the same in both engines.

use ruff_python_ast::{self as ast, Expr, InterpolatedStringElement};
use ruff_text_size::{Ranged as _, TextSize};

use super::Rules;

/// Directives that write the same.
const WRITTEN: &str = "aAbBdeDFGhHIjmMnpRSTtuUVwWyY%";
/// Directives that read the same.
const READ: &str = "aAbBdHIjmMpSyYf";
/// Letters that may follow `%-`.
const UNPADDED: &str = "dHIjmMSy";

impl Rules<'_> {
    pub(super) fn date_call(&mut self, call: &ast::ExprCall, method: &str) {
        let reads = method == "strptime";
        let position = usize::from(reads);
        let format = call.arguments.args.get(position).or_else(|| {
            let mut keywords = call.arguments.keywords.iter();
            let found = keywords.find(|keyword| keyword.arg.as_deref() == Some("format"));
            found.map(|keyword| &keyword.value)
        });
        let Some(format) = format else {
            return;
        };
        let value = self.module.value(self.scopes, format);
        let Expr::StringLiteral(text) = value else {
            self.refuse(
                format.start(),
                format!("the format of {method} has to be a literal, so that it can be checked"),
                "write it out, such as \"%Y-%m-%d\"",
            );
            return;
        };
        self.directives(format.start(), text.value.to_str(), reads);
        if reads {
            self.whole_date(format.start(), text.value.to_str());
        }
    }

    fn directives(&mut self, at: TextSize, format: &str, reads: bool) {
        let mut rest = format;
        while let Some(position) = rest.find('%') {
            let mut chars = rest[position + 1..].chars();
            let mut letter = chars.next();
            let mut known = if reads { READ } else { WRITTEN };
            if letter == Some('-') && !reads {
                letter = chars.next();
                known = UNPADDED;
            }
            match letter {
                Some(letter) if known.contains(letter) => {}
                found => {
                    let found: String = found.into_iter().collect();
                    self.refuse(
                        at,
                        format!("the directive `%{found}` differs between engines"),
                        match found.as_str() {
                            "f" => "use x.microsecond",
                            "z" | "Z" => "keep all times in UTC, and write the zone out",
                            "s" => "use (x - datetime(1970, 1, 1)).total_seconds()",
                            _ => "use %Y %m %d %H %M %S %a %A %b %B %j %I %p %y",
                        },
                    );
                    return;
                }
            }
            rest = chars.as_str();
        }
    }

    /// One engine reads no times without a date.
    fn whole_date(&mut self, at: TextSize, format: &str) {
        let has = |letters: &[&str]| letters.iter().any(|letter| format.contains(letter));
        let year = has(&["%Y", "%y"]);
        let day = has(&["%d"]) && has(&["%m", "%b", "%B"]);
        if !year || !(day || has(&["%j"])) {
            self.refuse(
                at,
                "strptime reads a whole date only: year, month and day",
                "put a date in front of the text, or take it apart with split",
            );
        }
    }

    /// Checks `{x:...}` in an f-string: a date's format, or a number's.
    pub(super) fn interpolation(&mut self, element: &InterpolatedStringElement) {
        let InterpolatedStringElement::Interpolation(element) = element else {
            return;
        };
        let Some(spec) = &element.format_spec else {
            return;
        };
        let literals = spec.elements.literals();
        let text: String = literals.map(|literal| &*literal.value).collect();
        // A lone `%` at the end means percent.
        if text.trim_end_matches('%').contains('%') {
            self.directives(element.start(), &text, false);
        }
    }
}
