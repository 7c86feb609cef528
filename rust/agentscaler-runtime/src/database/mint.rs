//! What tools make up: ids, the time, random numbers. All of it follows from the seed of the
//! episode, and only from it.
//!
//! # Ids
//!
//! The n-th id of a table (n from 1, counted by [`Side::count`] under the name of the table) is
//! drawn in tries t = 0, 1, ..; an id that is in use as a key is drawn again. With `mix` the
//! finalizer of `SplitMix64`, `GOLDEN` its step, and `name` the 64-bit FNV-1a hash of the name of
//! the table, the words of a try are
//!
//! ```text
//! key = mix(mix(mix(seed ^ name) ^ n) ^ t)        word i = mix(key + i * GOLDEN), i from 1
//! ```
//! Each `#`, `?`, `*` of a pattern takes the next word, modulo 10 (`0` to `9`), 26 (`A` to `Z`) or
//! 16 (`0` to `f`). An integer id is 100,000,000 plus the first word modulo 900,000,000.
//!
//! # Random numbers
//!
//! The upper 53 bits of [`Side::draw`], divided by 2^53.
//!
//! [`Side::count`]: agentscaler_core::state::Side::count
//! [`Side::draw`]: agentscaler_core::state::Side::draw

use agentscaler_core::random::{GOLDEN, mix};
use agentscaler_core::state::{Kind, Step, Text, Value};
use monty_types::{ExcType, MontyObject};

use super::arguments::Arguments;
use super::{Answer, Database, raise};

/// Ids that are drawn before a pattern counts as used up.
const TRIES: u64 = 1_000;

/// Longest pattern, in characters.
const LONGEST: usize = 200;

impl Database<'_> {
    /// `new_id(table, pattern=None)`: an id that is no key of the table yet.
    pub(super) fn new_id(&mut self, mut arguments: Arguments) -> Answer {
        let table = arguments.text("table")?;
        let integers = self.has_integer_keys(&table)?;
        let pattern = match arguments.optional() {
            MontyObject::None if integers => None,
            MontyObject::None => Some(format!("{table}_********")),
            MontyObject::String(pattern) if pattern.chars().count() <= LONGEST => Some(pattern),
            MontyObject::String(_) => {
                let what = format!("a pattern has at most {LONGEST} characters");
                return raise(ExcType::ValueError, what);
            }
            other => {
                let what = format!("pattern must be str, not {}", other.type_name());
                return raise(ExcType::TypeError, what);
            }
        };
        let name = Text::from(table.as_str());
        let side = self.state.side_mut();
        let (seed, count) = (side.seed, side.count(&name));
        for attempt in 0..TRIES {
            let mut words = Words::new(seed, &table, count, attempt);
            let id = match &pattern {
                Some(pattern) => Value::from(filled(pattern, &mut words).as_str()),
                None => Value::from(100_000_000 + small(words.below(900_000_000))),
            };
            if !self.is_key(&table, &id)? {
                return self.out(&id, "id");
            }
        }
        let pattern = pattern.unwrap_or_default();
        let what = format!(
            "no id of the form {} is free",
            Value::from(pattern.as_str())
        );
        raise(ExcType::ValueError, what)
    }

    /// `now()`: the clock of the episode, such as `2024-05-15T15:00:00Z`.
    pub(super) fn now(&self) -> Answer {
        let seconds = self.state.side().clock_us.div_euclid(1_000_000);
        match written(seconds) {
            Some(text) => Ok(MontyObject::String(text)),
            None => raise(
                ExcType::ValueError,
                "the clock of the episode is outside the years 1 to 9999",
            ),
        }
    }

    /// `random()`: a number from 0 on, below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
    pub(super) fn random(&mut self) -> MontyObject {
        let bits = self.state.side_mut().draw() >> 11;
        MontyObject::Float(bits as f64 / (1_u64 << 53) as f64)
    }

    /// Whether keys of a table are integers: its schema says so, or else its first row.
    fn has_integer_keys(&self, table: &str) -> Answer<bool> {
        let kind = self.state.kind(table)?;
        let columns = self.state.key_columns(table)?;
        if let Some([key]) = columns {
            let schema = self.state.schema().and_then(|schema| schema.table(table));
            let declared = schema.map_or(&[][..], |schema| &schema.columns);
            let declared = declared.iter().find(|column| {
                let path = &column.path[..];
                !column.types.is_empty() && matches!(path, [Step::Name(name)] if name == key)
            });
            if let Some(column) = declared {
                return Ok(matches!(&column.types[..], [only] if only.as_str() == "integer"));
            }
        }
        if kind != Kind::Ordered || self.state.count(table)? == 0 {
            return Ok(false);
        }
        Ok(match columns {
            // The key is the position.
            None => true,
            Some([key]) => {
                let first = self.state.get_at(table, 0)?.get(key.as_str());
                matches!(first, Some(Value::Number(_)))
            }
            Some(_) => false,
        })
    }

    fn is_key(&self, table: &str, id: &Value) -> Answer<bool> {
        let rows = match self.state.kind(table)? {
            Kind::Document => return Ok(false),
            Kind::Keyed => true,
            Kind::Ordered => self.state.key_columns(table)?.is_some(),
        };
        let key = std::slice::from_ref(id);
        Ok(rows && self.state.get(table, key)?.is_some())
    }
}

/// The words of one try.
struct Words(u64);

impl Words {
    fn new(seed: u64, table: &str, count: u64, attempt: u64) -> Self {
        let name = table.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(mix(mix(mix(seed ^ name) ^ count) ^ attempt))
    }

    /// The next word modulo `n`, which is so small that no residue is noticeably likelier.
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0) % n
    }
}

fn small(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn filled(pattern: &str, words: &mut Words) -> String {
    let mut one_of = |letters: &[u8]| {
        let at = usize::try_from(words.below(letters.len() as u64)).unwrap_or(0);
        char::from(letters[at])
    };
    let fill = |place: char| match place {
        '#' => one_of(b"0123456789"),
        '?' => one_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        '*' => one_of(b"0123456789abcdef"),
        plain => plain,
    };
    pattern.chars().map(fill).collect()
}

/// A time in seconds since 1970 as ISO 8601; `None` outside the years 1 to 9999.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn written(seconds: i64) -> Option<String> {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since 0000-03-01, so that a leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    (1..=9_999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_iso_8601() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_715_785_200, "2024-05-15T15:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(written(seconds).as_deref(), Some(text));
        }
        assert_eq!(written(253_402_300_800), None);
        assert_eq!(written(-62_135_596_801), None);
        assert_eq!(written(i64::MAX / 1_000_000), None);
    }

    #[test]
    fn patterns_are_filled_and_all_else_stays() {
        let mut words = Words::new(1, "orders", 1, 0);
        let id = filled("#W-##?*é", &mut words);
        let parts: Vec<char> = id.chars().collect();
        assert_eq!(parts.len(), 8);
        assert!(parts[0].is_ascii_digit() && parts[3].is_ascii_digit());
        assert_eq!((parts[1], parts[2], parts[7]), ('W', '-', 'é'));
        assert!(parts[5].is_ascii_uppercase() && parts[6].is_ascii_hexdigit());
    }
}
