//! Where words begin and end.
//!
//! Letters and digits make runs, together with the signs that join them: `order_id`,
//! `ann@example.com`, `2024-05-15`, `10:30`, `12.5`, `C++`. A run is one word. It falls apart only
//! where it is made of words itself: `full-size` (not `non-stick`), `cotton/wool`, `12-month`,
//! `$5/night`, `Ada's`.

use super::text::{Normal, is_word};

/// What stands before a hyphen and turns the word behind it into another.
const PREFIXES: [&str; 14] = [
    "non", "un", "anti", "ex", "pre", "semi", "sub", "mis", "dis", "de", "re", "co", "in", "im",
];

/// Signs of scripts that are written without spaces: each is a word.
fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether the letter can stand in a run.
pub(super) fn is_letter(c: char) -> bool {
    is_word(c) && !is_spaceless(c)
}

/// Whether the sign at `at` belongs to the run before it.
fn joins(chars: &[char], at: usize) -> bool {
    let before = at
        .checked_sub(1)
        .map(|i| chars[i])
        .filter(|c| is_letter(*c));
    let next = chars.get(at + 1).copied();
    let after = next.filter(|c| is_letter(*c));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match (chars[at], before, after) {
        ('_' | '@' | '&' | '.' | '-' | '/', Some(_), Some(_))
        // "C++", "A+", "C#", "A-" are not C and A.
        | ('+' | '#' | '-', Some(_), None) => true,
        (':' | ',', Some(_), Some(_)) => digit(before) && digit(after),
        // "Ada's" is Ada; "can't" is not can.
        ('\'', Some(_), Some(after)) => {
            after != 's' || chars.get(at + 2).copied().is_some_and(is_letter)
        }
        ('+', None, None) => at > 0 && chars[at - 1] == '+',
        // ".5" is not 5, nor is "-5".
        ('.' | '-', None, Some(_)) => digit(after),
        _ => false,
    }
}

/// Positions `0..=len` of a text: true where a word may begin or end.
pub(super) fn cuts(text: &Normal) -> Vec<bool> {
    let chars = &text.chars[..];
    let mut cuts = vec![true; chars.len() + 1];
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        while at < chars.len() && (is_letter(chars[at]) || joins(chars, at)) {
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        cuts[start + 1..at].fill(false);
        split(&chars[start..at], start, &mut cuts);
    }
    cuts
}

/// Marks where a run falls apart.
fn split(run: &[char], start: usize, cuts: &mut [bool]) {
    let is_sign = |c: char| c == '-' || c == '/';
    let mut open = |at: usize| {
        cuts[start + at] = true;
        cuts[start + at + 1] = true;
    };
    if !run.iter().any(char::is_ascii_digit) {
        let mut left = 0;
        for (at, &c) in run.iter().enumerate() {
            if !is_sign(c) || at + 1 == run.len() {
                continue;
            }
            let word: String = run[left..at].iter().collect();
            if c == '/' || !PREFIXES.contains(&word.as_str()) {
                open(at);
            }
            left = at + 1;
        }
        return;
    }
    // A number, then words: "12-month", "12.5/night".
    let is_number = |c: &&char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let number = run.iter().take_while(is_number).count();
    let words = run.get(number + 1..).unwrap_or_default();
    if number > 0
        && is_sign(run[number.min(run.len() - 1)])
        && !words.is_empty()
        && !words.iter().any(char::is_ascii_digit)
    {
        open(number);
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::normal;
    use super::*;

    /// The text with a bar at every cut inside what has no spaces.
    fn shown(text: &str) -> String {
        let text = normal(text);
        let cuts = cuts(&text);
        let mut out = String::new();
        for (i, c) in text.chars.iter().enumerate() {
            if i > 0 && cuts[i] && *c != ' ' && text.chars[i - 1] != ' ' {
                out.push('|');
            }
            out.push(*c);
        }
        out
    }

    #[test]
    fn runs_and_where_they_fall_apart() {
        for (text, expected) in [
            ("full-size", "full|-|size"),
            ("non-stick", "non-stick"),
            ("cotton/wool", "cotton|/|wool"),
            ("12-month old", "12|-|month old"),
            ("$12.5/night.", "$|12.5|/|night|."),
            ("INV-12, x-1-y", "inv-12|, x-1-y"),
            ("2024-05-15 10:30", "2024-05-15 10:30"),
            ("1,234.50, 2", "1,234.50|, 2"),
            ("a,b:c", "a|,|b|:|c"),
            ("Ada's can't", "ada|'|s can't"),
            ("C++ C# A+ A-", "c++ c# a+ a-"),
            (".5 -5 a -b", ".5 -5 a -|b"),
            ("ann@example.com.", "ann@example.com|."),
            (
                "\u{5317}\u{4eac}12\u{5929}",
                "\u{5317}|\u{4eac}|12|\u{5929}",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }
}
