//! Numbers that a text writes, with their exact values.
//!
//! A number is read as a whole or not at all: `312`, `12.5`, `10-12`, `INV-12`, `12th` and `1/2`
//! write no 12. What a comma or a point means is decided by the number itself, see
//! [`groups`](super::groups).

use super::decimal::Decimal;
use super::groups::{Body, body};
use super::text::{Gap, Normal};
use super::words::is_letter;

/// A number in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub value: Decimal,
    /// `12%`, `12 percent`.
    pub percent: bool,
    /// Code of the currency beside it.
    pub currency: Option<&'static str>,
    /// Whether it is written in digits, without a unit or a `million`.
    pub bare: bool,
    /// First letter and the one behind the last, with currency, sign and percent.
    pub span: (usize, usize),
}

const SIGNS: [(char, &str); 14] = [
    ('$', "usd"),
    ('€', "eur"),
    ('£', "gbp"),
    ('¥', "jpy"),
    ('元', "cny"),
    ('₹', "inr"),
    ('₩', "krw"),
    ('₽', "rub"),
    ('₺', "try"),
    ('₪', "ils"),
    ('₫', "vnd"),
    ('₴', "uah"),
    ('฿', "thb"),
    ('₱', "php"),
];

const CODES: [(&str, &str); 36] = [
    ("usd", "usd"),
    ("dollar", "usd"),
    ("dollars", "usd"),
    ("eur", "eur"),
    ("euro", "eur"),
    ("euros", "eur"),
    ("gbp", "gbp"),
    ("jpy", "jpy"),
    ("yen", "jpy"),
    ("cny", "cny"),
    ("rmb", "cny"),
    ("inr", "inr"),
    ("krw", "krw"),
    ("rub", "rub"),
    ("try", "try"),
    ("ils", "ils"),
    ("vnd", "vnd"),
    ("uah", "uah"),
    ("thb", "thb"),
    ("php", "php"),
    ("chf", "chf"),
    ("aud", "aud"),
    ("cad", "cad"),
    ("nzd", "nzd"),
    ("sgd", "sgd"),
    ("hkd", "hkd"),
    ("sek", "sek"),
    ("nok", "nok"),
    ("dkk", "dkk"),
    ("pln", "pln"),
    ("czk", "czk"),
    ("huf", "huf"),
    ("brl", "brl"),
    ("mxn", "mxn"),
    ("zar", "zar"),
    ("idr", "idr"),
];

/// Units that may stand right behind a number; any other letter makes it a word (`5th`, `5k`).
const UNITS: [&str; 41] = [
    "kg", "g", "mg", "lb", "lbs", "oz", "km", "m", "cm", "mm", "mi", "ft", "l", "ml", "b", "kb",
    "mb", "gb", "tb", "kib", "mib", "gib", "tib", "hz", "khz", "mhz", "ghz", "w", "kw", "kwh",
    "mah", "v", "h", "hr", "hrs", "min", "mins", "s", "sec", "ms", "px",
];

const SCALES: [(&str, i64); 5] = [
    ("hundred", 2),
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("trillion", 12),
];

/// Words for 2 and up; "one" is a pronoun as well.
const WORDS: [&str; 19] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// More words that make another number of the one beside them.
const PARTS: [&str; 16] = [
    "one", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "point", "half",
    "hundred", "thousand", "million", "billion", "trillion", "dozen",
];

fn sign(c: char) -> Option<&'static str> {
    SIGNS.iter().find(|(s, _)| *s == c).map(|(_, code)| *code)
}

fn code(word: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(w, _)| *w == word)
        .map(|(_, code)| *code)
}

pub(super) struct Reader<'a> {
    pub chars: &'a [char],
    pub gaps: &'a [Gap],
    pub cuts: &'a [bool],
}

/// All numbers of a text.
pub(super) fn numbers(text: &Normal, cuts: &[bool]) -> Vec<Written> {
    let reader = Reader {
        chars: &text.chars,
        gaps: &text.gaps,
        cuts,
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < reader.chars.len() {
        if reader.digit(at) && !(at > 0 && reader.digit(at - 1)) {
            let (number, end) = reader.number(at);
            found.extend(number);
            at = end;
        } else {
            found.extend(reader.word_number(at));
            at += 1;
        }
    }
    found
}

impl Reader<'_> {
    pub(super) fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.at(at.checked_sub(1)?)
    }

    pub(super) fn digit(&self, at: usize) -> bool {
        self.at(at).is_some_and(|c| c.is_ascii_digit())
    }

    /// Behind the last of the digits that stand at `at`.
    pub(super) fn digits_end(&self, at: usize) -> usize {
        let digits = self.chars.get(at..).unwrap_or_default().iter();
        at + digits.take_while(|c| c.is_ascii_digit()).count()
    }

    fn letter_before(&self, at: usize) -> bool {
        self.before(at).is_some_and(is_letter)
    }

    /// The whole word that begins here, and its end.
    fn word(&self, at: usize) -> Option<(String, usize)> {
        let starts = self.cuts[at.min(self.chars.len())] && self.at(at).is_some_and(is_letter);
        let end = (at + 1..=self.chars.len()).find(|&end| self.cuts[end])?;
        starts.then(|| (self.chars[at..end].iter().collect(), end))
    }

    /// The whole word that ends here, and its beginning.
    fn word_before(&self, end: usize) -> Option<(String, usize)> {
        let start = (0..end).rev().find(|&start| self.cuts[start])?;
        (self.cuts[end] && is_letter(self.chars[start]))
            .then(|| (self.chars[start..end].iter().collect(), start))
    }

    fn skip_space(&self, at: usize) -> usize {
        at + usize::from(self.at(at) == Some(' '))
    }

    /// Currency before a number that begins at `start`, and where it begins.
    fn currency_before(&self, start: usize) -> (Option<&'static str>, usize) {
        let close = start - usize::from(self.before(start) == Some(' '));
        if let Some(found) = self.before(close).and_then(sign) {
            return (Some(found), close - 1);
        }
        if close < start
            && let Some((word, begin)) = self.word_before(close)
            && let Some(found) = code(&word)
        {
            return (Some(found), begin);
        }
        (None, start)
    }

    /// Currency behind a number that ends at `end`, and where it ends.
    pub(super) fn currency_behind(&self, end: usize) -> (Option<&'static str>, usize) {
        let next = self.skip_space(end);
        if let Some(found) = self.at(next).and_then(sign) {
            return (Some(found), next + 1);
        }
        if let Some((word, end)) = self.word(next)
            && let Some(found) = code(&word)
        {
            return (Some(found), end);
        }
        (None, end)
    }

    /// Whether a sign that stands here belongs to the number behind it.
    fn is_sign(&self, at: usize) -> bool {
        matches!(self.at(at), Some('-' | '+')) && !self.letter_before(at)
    }

    /// The number whose first digit stands at `first`, and where to read on.
    fn number(&self, first: usize) -> (Option<Written>, usize) {
        let leads = self.before(first) == Some('.') && !self.letter_before(first - 1);
        let mut start = first - usize::from(leads);
        let mut negative = false;
        let mut attached = None;
        let signed = start > 0 && self.is_sign(start - 1);
        if signed {
            start -= 1;
            negative = self.at(start) == Some('-');
        }
        // "USD45"
        let letters = (0..start)
            .rev()
            .take_while(|&i| is_letter(self.chars[i]) && !self.digit(i))
            .last();
        if let Some(begin) = letters.filter(|&begin| self.cuts[begin])
            && !signed
            && !leads
        {
            let word: String = self.chars[begin..start].iter().collect();
            attached = code(&word).map(|code| (code, begin));
        }
        let (mut currency, mut begin) = match attached {
            Some((code, begin)) => (Some(code), begin),
            None => self.currency_before(start),
        };
        let Body {
            number,
            end,
            grouped,
        } = body(self, first, leads, currency.is_some());
        let opens = signed || leads || attached.is_some() || self.cuts[first];
        let (Some(number), true) = (number, opens) else {
            return (None, end);
        };
        if self.before(begin) == Some('-') {
            if self.is_sign(begin - 1) {
                negative = true;
                begin -= 1;
            } else if begin > 1 && self.digit(begin - 2) {
                return (None, end); // "$10-$12"
            }
        } else if let Some((word, before)) = self.word_before(begin.saturating_sub(1))
            && self.before(begin) == Some(' ')
            && (word == "minus" || word == "negative")
        {
            negative = true;
            begin = before;
        }
        let number = if negative { number.negated() } else { number };
        let mut written = Written {
            value: number,
            percent: false,
            currency,
            bare: true,
            span: (begin, end),
        };
        let Some(close) = self.suffix(end, grouped, &mut written) else {
            return (None, end);
        };
        if currency.is_none() {
            (currency, written.span.1) = self.currency_behind(close);
            written.currency = currency;
        } else {
            written.span.1 = close;
        }
        (Some(written), end)
    }

    /// What follows a number: a unit, a percent sign, a scale. `None`: it is no number after all.
    fn suffix(&self, end: usize, grouped: bool, written: &mut Written) -> Option<usize> {
        let mut close = end;
        let letters = self.chars[end..].iter();
        let count = letters
            .take_while(|c| is_letter(**c) && !c.is_ascii_digit())
            .count();
        if count > 0 {
            let word: String = self.chars[end..end + count].iter().collect();
            if !self.cuts[end + count] {
                return self.power(end, grouped, written);
            }
            if let Some(code) = code(&word) {
                written.currency.get_or_insert(code);
            } else if UNITS.contains(&word.as_str()) {
                written.bare = false;
            } else {
                return None;
            }
            close = end + count;
        }
        if !self.cuts[close] {
            return None;
        }
        let next = self.skip_space(close);
        if self.at(next) == Some('%') {
            written.percent = true;
            return Some(next + 1);
        }
        let Some((word, behind)) = self.word(next) else {
            return Some(close);
        };
        if word == "percent" || word == "pct" {
            written.percent = true;
            return Some(behind);
        }
        if word == "per"
            && let Some((word, behind)) = self.word(self.skip_space(behind))
            && word == "cent"
        {
            written.percent = true;
            return Some(behind);
        }
        if let Some((_, power)) = SCALES.iter().find(|(scale, _)| *scale == word) {
            written.value = written.value.scaled(*power);
            written.bare = false;
            return Some(behind);
        }
        Some(close)
    }

    /// `1.5e-07`
    fn power(&self, end: usize, grouped: bool, written: &mut Written) -> Option<usize> {
        let signed = usize::from(matches!(self.at(end + 1), Some('-' | '+')));
        let digits = end + 1 + signed;
        let close = self.digits_end(digits);
        if grouped || self.at(end) != Some('e') || close == digits || !self.cuts[close] {
            return None;
        }
        let power: String = self.chars[end + 1..close].iter().collect();
        let power: i64 = power.trim_start_matches('+').parse().ok()?;
        written.value = written.value.scaled(power);
        Some(close)
    }

    /// A number in letters.
    fn word_number(&self, at: usize) -> Option<Written> {
        if self.letter_before(at) {
            return None;
        }
        let (word, end) = self.word(at)?;
        let place = WORDS.iter().position(|w| *w == word)?;
        let makes_another = |word: &str| WORDS.contains(&word) || PARTS.contains(&word);
        let next = end + usize::from(matches!(self.at(end), Some(' ' | '-')));
        if let Some((word, after)) = self.word(next)
            && (makes_another(&word) || (word == "and" && self.is_half(after)))
        {
            return None;
        }
        if matches!(self.before(at), Some(' ' | '-'))
            && let Some((word, _)) = self.word_before(at - 1)
            && makes_another(&word)
        {
            return None;
        }
        Some(Written {
            value: Decimal::new(false, &(place + 2).to_string(), 0),
            percent: false,
            currency: None,
            bare: false,
            span: (at, end),
        })
    }

    /// `a half`, `a quarter`, `one third`
    fn is_half(&self, at: usize) -> bool {
        let article = self.word(self.skip_space(at));
        article.is_some_and(|(word, _)| word == "a" || word == "one" || word == "half")
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::normal;
    use super::super::words::cuts;
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let text = normal(text);
        let found = numbers(&text, &cuts(&text));
        let show = |w: Written| {
            let percent = if w.percent { "%" } else { "" };
            let (start, end) = w.span;
            let span: String = text.chars[start..end].iter().collect();
            format!("{}{percent} <{span}>", w.value)
        };
        found.into_iter().map(show).collect()
    }

    #[test]
    fn numbers_are_read_whole_or_not_at_all() {
        for (text, expected) in [
            (
                "312 12.5 1.2.3 INV-12 12th 1/2 10-12 65+ 5k",
                vec!["312 <312>", "12.5 <12.5>"],
            ),
            ("$1,234.50 is", vec!["1234.5 <$1,234.50>"]),
            (
                "-$5, $-6, −7, minus 8",
                vec!["-5 <-$5>", "-6 <$-6>", "-7 <-7>", "-8 <minus 8>"],
            ),
            ("$10-$12", vec![]),
            ("total-$45", vec!["45 <$45>"]),
            (
                "USD 45, 45 EUR, USD45, 45€",
                vec!["45 <usd 45>", "45 <45 eur>", "45 <usd45>", "45 <45€>"],
            ),
            (
                "12% 12 percent 12 per cent",
                vec!["12% <12%>", "12% <12 percent>", "12% <12 per cent>"],
            ),
            (
                "250g 64GB 12-month 5/night",
                vec!["250 <250g>", "64 <64gb>", "12 <12>", "5 <5>"],
            ),
            (
                "1.2 million, 1e-07, .5, 007",
                vec!["1200000 <1.2 million>", "0.0000001 <1e-07>", "0.5 <.5>"],
            ),
            (
                "two of twenty-one, ten thousand, two and a half, four-door",
                vec!["2 <two>", "4 <four>"],
            ),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }
}
