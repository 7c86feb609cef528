//! Identifiers and prose as words: `userIDs`, `user_ids` and `User IDs` are all `user`, `ids`.
//!
//! Three steps that callers combine: [`words`] splits and lower-cases, [`singular`] takes the
//! plural off, [`canonical`] also maps the abbreviations and synonyms that specifications use for
//! one thing (`zip`, `postcode`, `postal`). Linear in the text.

use std::borrow::Cow;

/// Words that look like a plural but are none. Sorted.
const NO_PLURAL: &[&str] = &[
    "access",
    "ads",
    "alias",
    "always",
    "analysis",
    "as",
    "aws",
    "axis",
    "basis",
    "bonus",
    "bus",
    "business",
    "campus",
    "canvas",
    "census",
    "chassis",
    "class",
    "corpus",
    "css",
    "diagnosis",
    "dns",
    "focus",
    "gas",
    "gps",
    "gus",
    "has",
    "https",
    "ios",
    "is",
    "js",
    "kubernetes",
    "lens",
    "news",
    "os",
    "plus",
    "process",
    "redis",
    "sales",
    "series",
    "sms",
    "species",
    "status",
    "this",
    "us",
    "virus",
];

/// Plurals that no rule covers. Sorted by the first word.
const IRREGULAR: &[(&str, &str)] = &[
    ("analyses", "analysis"),
    ("apis", "api"),
    ("axes", "axis"),
    ("caches", "cache"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("cpus", "cpu"),
    ("diagnoses", "diagnosis"),
    ("emojis", "emoji"),
    ("gpus", "gpu"),
    ("indices", "index"),
    ("kpis", "kpi"),
    ("matrices", "matrix"),
    ("menus", "menu"),
    ("movies", "movie"),
    ("people", "person"),
    ("persons", "person"),
    ("pois", "poi"),
    ("quizzes", "quiz"),
    ("selfies", "selfie"),
    ("skus", "sku"),
    ("taxis", "taxi"),
    ("uris", "uri"),
    ("vertices", "vertex"),
];

/// Words that specifications use for one thing. Sorted by the first word; the second is never a
/// first word itself.
const ALIASES: &[(&str, &str)] = &[
    ("acct", "account"),
    ("addr", "address"),
    ("amt", "amount"),
    ("arrival", "destination"),
    ("authorisation", "authorization"),
    ("birthdate", "dob"),
    ("birthday", "dob"),
    ("catalogue", "catalog"),
    ("cellphone", "phone"),
    ("centre", "center"),
    ("cfg", "config"),
    ("colour", "color"),
    ("configuration", "config"),
    ("departure", "origin"),
    ("dept", "department"),
    ("desc", "description"),
    ("dest", "destination"),
    ("dir", "directory"),
    ("doc", "document"),
    ("env", "environment"),
    ("favourite", "favorite"),
    ("identifier", "id"),
    ("img", "image"),
    ("info", "information"),
    ("lang", "language"),
    ("lat", "latitude"),
    ("licence", "license"),
    ("lng", "longitude"),
    ("lon", "longitude"),
    ("mail", "email"),
    ("max", "maximum"),
    ("min", "minimum"),
    ("mobile", "phone"),
    ("msg", "message"),
    ("num", "number"),
    ("org", "organization"),
    ("organisation", "organization"),
    ("param", "parameter"),
    ("passwd", "password"),
    ("pic", "picture"),
    ("postcode", "postal"),
    ("prod", "product"),
    ("pwd", "password"),
    ("qty", "quantity"),
    ("ref", "reference"),
    ("repo", "repository"),
    ("src", "source"),
    ("tel", "phone"),
    ("telephone", "phone"),
    ("temp", "temperature"),
    ("total", "amount"),
    ("txn", "transaction"),
    ("uid", "id"),
    ("usr", "user"),
    ("uuid", "id"),
    ("zip", "postal"),
    ("zipcode", "postal"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Upper,
    /// Every other letter without an upper case.
    Lower,
    /// A letter of a script that puts no space between words.
    Ideograph,
    Digit,
    Other,
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        match c {
            'A'..='Z' => Class::Upper,
            'a'..='z' => Class::Lower,
            '0'..='9' => Class::Digit,
            _ => Class::Other,
        }
    } else if c.is_uppercase() {
        Class::Upper
    } else if is_ideograph(c) {
        Class::Ideograph
    } else if c.is_alphabetic() {
        Class::Lower
    } else if c.is_numeric() {
        Class::Digit
    } else {
        Class::Other
    }
}

/// Chinese characters and Japanese syllables.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// The words of an identifier or of prose in lower case, in their order.
///
/// A word ends at every character that is neither letter nor digit, between letters and digits,
/// before a capital that follows a small letter, and before the last of several capitals when a
/// small letter follows; the `s` of `IDs` belongs to the capitals. Chinese and Japanese have no
/// spaces: there each character is a word, and pairs of words do what longer ones would.
///
/// ```
/// use agentscaler_core::tool::words;
/// let found: Vec<String> = words("getUserIDs_v2 HTTPServer").collect();
/// assert_eq!(found, ["get", "user", "ids", "v", "2", "http", "server"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| class(c) == Class::Other);
        let end = first_word(rest)?;
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word.to_lowercase())
    })
}

/// Length in bytes of the word at the start of `text`, `None` for an empty text.
fn first_word(text: &str) -> Option<usize> {
    let mut letters = text.char_indices().map(|(at, c)| (at, class(c))).peekable();
    let (_, first) = letters.next()?;
    let mut last = (0, first);
    let mut capitals = usize::from(first == Class::Upper);
    while let Some(&(at, next)) = letters.peek() {
        let goes_on = match (last.1, next) {
            (Class::Upper, Class::Lower) if capitals >= 2 => {
                letters.next();
                let plural = text[at..].starts_with('s')
                    && letters.peek().is_none_or(|&(_, c)| c != Class::Lower);
                return Some(if plural { at + 1 } else { last.0 });
            }
            (Class::Upper, Class::Lower) => true,
            (a, b) => a == b && a != Class::Ideograph,
        };
        if !goes_on {
            return Some(at);
        }
        capitals += usize::from(next == Class::Upper);
        last = (at, next);
        letters.next();
    }
    Some(text.len())
}

fn stands_in(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

fn mapped(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    let at = table.binary_search_by_key(&word, |&(from, _)| from).ok()?;
    Some(table[at].1)
}

/// The singular of an English word in lower case.
///
/// ```
/// use agentscaler_core::tool::singular;
/// let found = ["orders", "cities", "addresses", "sizes", "status", "statuses"].map(singular);
/// assert_eq!(found, ["order", "city", "address", "size", "status", "status"]);
/// ```
pub fn singular(word: &str) -> Cow<'_, str> {
    if let Some(known) = mapped(IRREGULAR, word) {
        return Cow::Borrowed(known);
    }
    if word.len() < 3 || !word.ends_with('s') || stands_in(NO_PLURAL, word) {
        return Cow::Borrowed(word);
    }
    if let Some(stem) = word.strip_suffix("es") {
        let sibilant = ["ss", "sh", "ch", "x", "zz"];
        if stands_in(NO_PLURAL, stem) || sibilant.iter().any(|end| stem.ends_with(end)) {
            return Cow::Borrowed(stem);
        }
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return Cow::Owned(format!("{stem}y"));
    }
    if ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return Cow::Borrowed(word);
    }
    Cow::Borrowed(&word[..word.len() - 1])
}

/// The one word for what `word` (in lower case) means in a specification.
///
/// ```
/// use agentscaler_core::tool::canonical;
/// assert_eq!(["postcodes", "zip", "identifiers", "orders"].map(canonical),
///            ["postal", "postal", "id", "order"]);
/// ```
pub fn canonical(word: &str) -> Cow<'_, str> {
    let one = singular(word);
    mapped(ALIASES, &one).map_or(one, Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<String> {
        words(text).collect()
    }

    #[test]
    fn tables_are_sorted_and_aliases_do_not_chain() {
        assert!(NO_PLURAL.is_sorted());
        assert!(IRREGULAR.is_sorted_by_key(|&(from, _)| from));
        assert!(ALIASES.is_sorted_by_key(|&(from, _)| from));
        for (_, to) in ALIASES {
            assert_eq!(canonical(to), *to);
        }
    }

    #[test]
    fn splits_at_case_digits_and_signs() {
        assert_eq!(split("order_id"), ["order", "id"]);
        assert_eq!(split("APIKey2Value"), ["api", "key", "2", "value"]);
        assert_eq!(split("IDsList"), ["ids", "list"]);
        assert_eq!(split("URLs"), ["urls"]);
        assert_eq!(split("x-RateLimit"), ["x", "rate", "limit"]);
        assert_eq!(split("user订单ID"), ["user", "订", "单", "id"]);
        assert_eq!(split("größeÄnderung"), ["größe", "änderung"]);
        assert_eq!(split("查询order"), ["查", "询", "order"]);
        assert_eq!(split("__"), [""; 0]);
    }

    #[test]
    fn plurals() {
        let pairs = [
            ("ids", "id"),
            ("boxes", "box"),
            ("caches", "cache"),
            ("responses", "response"),
            ("viruses", "virus"),
            ("apis", "api"),
            ("as", "as"),
            ("companies", "company"),
        ];
        for (many, one) in pairs {
            assert_eq!(singular(many), one, "{many}");
        }
    }

    proptest! {
        #[test]
        fn words_lose_no_letter(text in "\\PC{0,30}") {
            let kept: String = text.chars().filter(|&c| class(c) != Class::Other).collect();
            prop_assert_eq!(split(&text).concat().chars().count() >= kept.chars().count(), true);
        }

        #[test]
        fn words_are_fixed_points(text in "[a-zA-Z0-9_ -]{0,30}") {
            for word in split(&text) {
                prop_assert_eq!(split(&word), [word]);
            }
        }
    }
}
