//! The digits of a number: what groups them and what begins the decimals.
//!
//! | written | value | why |
//! |---|---|---|
//! | `1,234` `12,34,567` | 1234, 1234567 | groups of three (or two and a last three) |
//! | `12,5` `1234,567` `0,234` | 12.5, 1234.567, 0.234 | no groups: a decimal comma |
//! | `1.234` | 1.234 | one point begins decimals |
//! | `1.234.567` | 1234567 | several points are groups |
//! | `1,234.50` `1.234,50` `1'234.50` | 1234.5 | the last kind of sign begins decimals |
//! | `1 234` with a no-break or thin space | 1234 | such a space keeps a number together |
//! | `1 234,50` `1 234 €` with plain spaces | 1234.5, 1234 | decimals or a currency show one number |
//! | `1 234` with a plain space | 1 and 234 | two numbers |
//! | `007` `1.2.3` `1,2,3` | none | an id, a version, a list |

use super::decimal::Decimal;
use super::numbers::Reader;
use super::text::Gap;

/// What was read.
pub(super) struct Body {
    /// The number, unless its signs make none.
    pub number: Option<Decimal>,
    /// Behind its last digit.
    pub end: usize,
    /// Whether more than digits and a point were read.
    pub grouped: bool,
}

/// A sign and the digits behind it; none before the first digits.
type Part = (Option<char>, String);

/// Reads the digits from `first`; `leads`: a point stands before them.
pub(super) fn body(reader: &Reader<'_>, first: usize, leads: bool, has_currency: bool) -> Body {
    if !leads && let Some(body) = spaced(reader, first, has_currency) {
        return body;
    }
    let mut parts: Vec<Part> = Vec::new();
    let (mut at, mut sign) = (first, leads.then_some('.'));
    if leads {
        parts.push((None, "0".into()));
    }
    loop {
        let (digits, end) = digits(reader, at);
        parts.push((sign, digits));
        let next = match reader.at(end) {
            Some(c @ ('.' | ',' | '\'')) => Some(c),
            Some(' ') if reader.gaps[end] == Gap::NoBreak => Some(' '),
            _ => None,
        };
        match next.filter(|_| reader.digit(end + 1)) {
            Some(c) => (sign, at) = (Some(c), end + 1),
            None => {
                return Body {
                    number: value(&parts),
                    end,
                    grouped: parts
                        .iter()
                        .any(|(sign, _)| !matches!(sign, None | Some('.'))),
                };
            }
        }
    }
}

fn digits(reader: &Reader<'_>, at: usize) -> (String, usize) {
    let end = reader.digits_end(at);
    (reader.chars[at..end].iter().collect(), end)
}

/// `1 234,50` with plain spaces.
fn spaced(reader: &Reader<'_>, first: usize, has_currency: bool) -> Option<Body> {
    const GROUP: usize = 3;
    let (mut all, mut end) = digits(reader, first);
    if all.len() > GROUP || all.starts_with('0') {
        return None;
    }
    let mut groups = 0;
    while reader.at(end) == Some(' ') && reader.gaps[end] == Gap::Space {
        let (group, behind) = digits(reader, end + 1);
        if group.len() != GROUP {
            break;
        }
        all.push_str(&group);
        (end, groups) = (behind, groups + 1);
    }
    if groups == 0 {
        return None;
    }
    let mut places = 0;
    if matches!(reader.at(end), Some('.' | ',')) && reader.digit(end + 1) {
        let (fraction, behind) = digits(reader, end + 1);
        all.push_str(&fraction);
        (end, places) = (behind, i64::try_from(fraction.len()).ok()?);
    }
    let is_one = places > 0 || has_currency || reader.currency_behind(end).0.is_some();
    is_one.then(|| Body {
        number: Some(Decimal::new(false, &all, -places)),
        end,
        grouped: true,
    })
}

/// What the parts of a number mean together.
fn value(parts: &[Part]) -> Option<Decimal> {
    let signs: Vec<char> = parts.iter().filter_map(|(sign, _)| *sign).collect();
    let first = &parts.first()?.1;
    let Some((&last, before)) = signs.split_last() else {
        let is_id = first.len() > 1 && first.starts_with('0');
        return (!is_id).then(|| Decimal::new(false, first, 0));
    };
    let all_one = before.iter().all(|c| *c == last);
    let is_grouping = all_one && (last != '.' || signs.len() > 1);
    if is_grouping && grouped(parts) {
        return Some(whole(parts, 0));
    }
    let begins_decimals = matches!(last, '.' | ',') && !before.contains(&last);
    let (fraction, integer) = parts.split_last()?;
    let one_kind = before.windows(2).all(|pair| pair[0] == pair[1]);
    let fits = if before.is_empty() {
        first.len() == 1 || !first.starts_with('0')
    } else {
        one_kind && grouped(integer)
    };
    let places = i64::try_from(fraction.1.len()).ok()?;
    (begins_decimals && fits).then(|| whole(parts, -places))
}

fn whole(parts: &[Part], exponent: i64) -> Decimal {
    let digits: String = parts.iter().map(|(_, digits)| digits.as_str()).collect();
    Decimal::new(false, &digits, exponent)
}

/// Whether the parts are groups: threes, or twos and a last three, after a first that is no longer.
fn grouped(parts: &[Part]) -> bool {
    let Some((first, rest)) = parts.split_first() else {
        return false;
    };
    let lengths: Vec<usize> = rest.iter().map(|(_, digits)| digits.len()).collect();
    let Some((last, middle)) = lengths.split_last() else {
        return false;
    };
    let threes = middle.iter().all(|n| *n == 3) && first.1.len() <= 3;
    let twos = middle.iter().all(|n| *n == 2) && !middle.is_empty() && first.1.len() <= 2;
    *last == 3 && (threes || twos) && !first.1.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::super::numbers::numbers;
    use super::super::text::normal;
    use super::super::words::cuts;

    fn values(text: &str) -> Vec<String> {
        let text = normal(text);
        let found = numbers(&text, &cuts(&text));
        found.into_iter().map(|w| w.value.to_string()).collect()
    }

    #[test]
    fn groups_and_decimals() {
        for (text, expected) in [
            (
                "1,234 12,34,567 1,234,567",
                vec!["1234", "1234567", "1234567"],
            ),
            (
                "12,5 1234,567 0,234 12,50",
                vec!["12.5", "1234.567", "0.234", "12.5"],
            ),
            ("1.234 1.234.567", vec!["1.234", "1234567"]),
            (
                "1,234.50 1.234,50 1'234.50 1’234",
                vec!["1234.5", "1234.5", "1234.5", "1234"],
            ),
            ("1\u{202f}234 1\u{a0}234,50", vec!["1234", "1234.5"]),
            (
                "1 234,50; 1 234 €; € 1 234; 1 234 567.5",
                vec!["1234.5", "1234", "1234", "1234567.5"],
            ),
            (
                "1 234; 1  234 €; 1\n234,5",
                vec!["1", "234", "1", "234", "1", "234.5"],
            ),
            ("007 1.2.3 1,2,3 1,23,45 00.5 0123,456", vec![]),
            ("0.5 0 10.0", vec!["0.5", "0", "10"]),
            ("1,234,56 1.234.56", vec![]),
        ] {
            assert_eq!(values(text), expected, "{text:?}");
        }
    }
}
