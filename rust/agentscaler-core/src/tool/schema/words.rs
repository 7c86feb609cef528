//! What does not fit a schema, in words for the agent: place, what was found, what was expected.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;

/// Problems that are told at once.
pub(super) const MOST: usize = 8;

/// Longest value in a message, and longest message, in characters.
const VALUE: usize = 80;
const MESSAGE: usize = 300;

/// Place and problem: `items[0].sku: 5 is not of type "string"`.
pub(super) fn told(error: &ValidationError<'_>) -> String {
    let place = place(error.instance_path().as_str());
    let what = what(error, &place);
    clip(&what, MESSAGE)
}

fn what(error: &ValidationError<'_>, place: &str) -> String {
    let under = |name: &str| match place {
        "" => name.to_owned(),
        place => format!("{place}.{name}"),
    };
    let at = match place {
        "" => String::new(),
        place => format!("{place}: "),
    };
    let shown = || clip(&error.instance().to_string(), VALUE);
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            format!("{}: is required", under(name))
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let names = unexpected.iter().take(MOST);
            let names: Vec<String> = names.map(|name| under(&clip(name, VALUE))).collect();
            format!("{}: not an argument that is known", names.join(", "))
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let ways = context
                .iter()
                .take(MOST)
                .filter_map(|errors| errors.first());
            let ways: Vec<String> = ways.map(told).collect();
            format!(
                "{at}{} fits none of the alternatives: {}",
                shown(),
                ways.join("; ")
            )
        }
        _ => format!("{at}{}", error.masked_with(shown())),
    }
}

/// A JSON pointer as people write it: `/items/0/sku` is `items[0].sku`.
fn place(pointer: &str) -> String {
    let mut out = String::new();
    for step in pointer.split('/').skip(1) {
        if !out.is_empty() && step.bytes().all(|b| b.is_ascii_digit()) {
            out.extend(["[", step, "]"]);
            continue;
        }
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(&step.replace("~1", "/").replace("~0", "~"));
    }
    out
}

fn clip(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_people_write_them() {
        for (pointer, written) in [
            ("", ""),
            ("/items/0/sku", "items[0].sku"),
            ("/a~1b/~0c", "a/b.~c"),
            ("/0/1", "0[1]"),
        ] {
            assert_eq!(place(pointer), written);
        }
    }
}
