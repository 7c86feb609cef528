//! Whether a text tells a value.

use super::dates::{Date, Time, dates, read_moment, times};
use super::decimal::Decimal;
use super::numbers::{Written, numbers};
use super::text::{Normal, normal};
use super::words::cuts;
use crate::state::Value;

/// A text, taken apart once for all values.
pub(super) struct Told {
    text: Normal,
    cuts: Vec<bool>,
    numbers: Vec<Written>,
    dates: Vec<Date>,
    times: Vec<Time>,
}

/// What a text has to hold.
enum Wanted {
    Number {
        value: Decimal,
        percent: bool,
        currency: Option<&'static str>,
    },
    Moment(Option<Date>, Option<Time>, Vec<char>),
    /// One of these, as whole words.
    Words(Vec<Vec<char>>),
}

/// A value of the answer that no text tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Untold {
    /// Where it stands: `answer`, `answer[1]`, `answer.total`.
    pub place: String,
    /// The value.
    pub value: Value,
}

/// The values of an answer that no text tells, in their order.
///
/// A list and an object stand for all their values, `null` for nothing. See
/// [the page on verification](crate::reward) for what telling means.
///
/// ```
/// use agentscaler_core::reward::untold;
/// use agentscaler_core::state::read_value;
/// let answer = read_value(br#"[1234.5, "Ada Lovelace"]"#)?;
/// let missing = untold(&answer, &["That makes **$1,234.50**.", "It is 12."]);
/// assert_eq!(missing.len(), 1);
/// assert_eq!(missing[0].place, "answer[1]");
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
pub fn untold(answer: &Value, texts: &[impl AsRef<str>]) -> Vec<Untold> {
    if !has_values(answer) {
        return Vec::new();
    }
    let texts: Vec<Told> = texts.iter().map(|text| Told::new(text.as_ref())).collect();
    let is_told = |value: &Value| {
        Wanted::of(value).is_some_and(|wanted| texts.iter().any(|text| text.tells(&wanted)))
    };
    told_values(answer)
        .filter(|(_, value)| !is_told(value))
        .map(|(place, value)| Untold {
            place,
            value: value.clone(),
        })
        .collect()
}

/// Whether there is anything to be told.
pub(super) fn has_values(answer: &Value) -> bool {
    told_values(answer).next().is_some()
}

/// What there is to be told: null stands for nothing.
fn told_values(answer: &Value) -> impl Iterator<Item = (String, &Value)> {
    let leaves = answer.leaves("answer").into_iter();
    leaves.filter(|(_, value)| !matches!(value, Value::Null))
}

impl Wanted {
    /// `None`: there is no telling it.
    fn of(value: &Value) -> Option<Self> {
        let words = |words: [&str; 2]| {
            let words = words.map(|word| word.chars().collect());
            Self::Words(words.into())
        };
        match value {
            Value::Bool(true) => Some(words(["true", "yes"])),
            Value::Bool(false) => Some(words(["false", "no"])),
            Value::Number(number) => {
                let mut literal = String::new();
                number.write(&mut literal);
                Some(Self::Number {
                    value: Decimal::parse(&literal)?,
                    percent: false,
                    currency: None,
                })
            }
            Value::Text(text) => Self::of_text(text.as_str()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    fn of_text(text: &str) -> Option<Self> {
        let text = without_edges(&normal(text));
        if text.chars.is_empty() {
            return None;
        }
        let found = numbers(&text, &cuts(&text));
        if let [one] = &found[..]
            && one.bare
            && one.span == (0, text.chars.len())
        {
            return Some(Self::Number {
                value: one.value.clone(),
                percent: one.percent,
                currency: one.currency,
            });
        }
        let plain: String = text.chars.iter().collect();
        Some(match read_moment(&plain) {
            (None, None) => Self::Words(vec![text.chars]),
            (date, time) => Self::Moment(date, time, text.chars),
        })
    }
}

/// Without quotes, brackets and the full stop around it, and the `#` before an id.
fn without_edges(text: &Normal) -> Normal {
    let opens = |c: &char| matches!(c, '#' | '"' | '\'' | '(' | '[' | '{' | ' ');
    let closes = |c: &char| {
        matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | ')' | ']' | '}' | ' '
        )
    };
    let start = text.chars.iter().take_while(|c| opens(c)).count();
    let rest = text.chars[start..].iter().rev();
    let end = text.chars.len() - rest.take_while(|c| closes(c)).count();
    Normal {
        chars: text.chars[start..end].to_vec(),
        gaps: text.gaps[start..end].to_vec(),
    }
}

impl Told {
    pub(super) fn new(text: &str) -> Self {
        let text = normal(text);
        let cuts = cuts(&text);
        Self {
            numbers: numbers(&text, &cuts),
            dates: dates(&text.chars, &cuts),
            times: times(&text.chars, &cuts),
            text,
            cuts,
        }
    }

    fn tells(&self, wanted: &Wanted) -> bool {
        match wanted {
            Wanted::Number {
                value,
                percent,
                currency,
            } => self
                .numbers
                .iter()
                .any(|number| is_number(number, value, *percent, *currency)),
            Wanted::Moment(date, time, words) => {
                let has_date = date.is_none_or(|date| self.dates.contains(&date));
                let has_time = time.is_none_or(|time| self.times.contains(&time));
                (has_date && has_time) || self.has_words(words)
            }
            Wanted::Words(any) => any.iter().any(|words| self.has_words(words)),
        }
    }

    fn has_words(&self, words: &[char]) -> bool {
        let windows = self.text.chars.windows(words.len()).enumerate();
        let mut fits = windows.filter(|(at, window)| {
            self.cuts[*at] && self.cuts[at + words.len()] && *window == words
        });
        fits.next().is_some()
    }
}

/// Whether a written number is the wanted one.
///
/// 12% is both 12 and 0.12, unless percent is asked for. The minus of an amount of money says which
/// way it goes: `-$60.78 (refund)` tells 60.78 as well. Nothing but a minus tells a negative value.
fn is_number(
    number: &Written,
    value: &Decimal,
    percent: bool,
    currency: Option<&'static str>,
) -> bool {
    let same = |found: &Decimal| {
        let money = number.currency.is_some() && !value.is_negative();
        let found = &if money {
            found.clone().magnitude()
        } else {
            found.clone()
        };
        if value.is_integer() && found.is_integer() {
            found == value
        } else {
            found.same_but_noise(value)
        }
    };
    let fits = currency.is_none() || number.currency.is_none() || currency == number.currency;
    fits && match (percent, number.percent) {
        (true, false) => false,
        (true, true) | (false, false) => same(&number.value),
        (false, true) => same(&number.value) || same(&number.value.scaled(-2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::read_value;

    #[test]
    fn golden_cases() {
        let text = include_str!("../../../../tests/cases/told.json");
        let cases = read_value(text.as_bytes()).unwrap();
        let mut wrong = Vec::new();
        for case in cases.as_array().unwrap() {
            let texts = case.get("texts").and_then(Value::as_array).unwrap();
            let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
            let told = untold(case.get("answer").unwrap(), &texts).is_empty();
            if Some(&Value::Bool(told)) != case.get("told") {
                wrong.push(case.to_string());
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
