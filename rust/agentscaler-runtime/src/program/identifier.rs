//! Names that a function can have, for the names that tools have.
//!
//! The name of a tool or of an argument is any text (`api-version`, `$filter`, `1st`, `from`), that
//! of a function or a parameter is not. A list of tools keeps the names of its API; functions and
//! parameters have the *identifier form* of them.

use super::names;

/// Words of Python that are no names, from 3.11 on.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// The identifier form of a name: what a function or a parameter has to be called for it.
///
/// Each character outside of `A-Z`, `a-z`, `0-9` and `_` becomes `_`; underscores in front are left
/// out, because they mark helpers; where nothing is left, or a digit stands first, `n` goes in front;
/// behind a keyword and a name that the engine gives stands `_`. It is ASCII, so that two names that
/// look alike are not one to Python, and it is its own identifier form.
///
/// ```
/// use agentscaler_runtime::identifier;
///
/// let names = ["order_id", "api-version", "$filter", "1st", "from", "db", "数"];
/// let forms = names.map(identifier);
/// assert_eq!(forms, ["order_id", "api_version", "filter", "n1st", "from_", "db_", "n"]);
/// ```
///
/// # Complexity
/// One walk over the name.
pub fn identifier(name: &str) -> String {
    let plain = |char: char| {
        if char.is_ascii_alphanumeric() {
            char
        } else {
            '_'
        }
    };
    let plain: String = name.chars().map(plain).collect();
    let mut form = plain.trim_start_matches('_').to_owned();
    if form.is_empty() || form.starts_with(|char: char| char.is_ascii_digit()) {
        form.insert(0, 'n');
    }
    if KEYWORDS.contains(&form.as_str()) || names::TAKEN.contains(&form.as_str()) {
        form.push('_');
    }
    form
}
