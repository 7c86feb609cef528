//! The date that a template may ask for. It is a setting: a clock would make the same input other
//! tokens tomorrow.

use std::fmt::Write as _;

use minijinja::{Error, ErrorKind};

use super::error::TextError;

/// A point in time without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    year: u32,
    month: usize,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl Date {
    /// Reads `2025-01-31` or `2025-01-31T12:30:00`.
    ///
    /// # Errors
    /// [`TextError::Variable`] when it is neither.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        Self::read(text).ok_or_else(|| TextError::Variable {
            name: "now".into(),
            detail: format!("{text:?} is no date such as 2025-01-31 or 2025-01-31T12:30:00"),
        })
    }

    fn read(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
        let numbers = |text: &str, mark: char, widths: [usize; 3]| -> Option<[u32; 3]> {
            let parts: Vec<&str> = text.split(mark).collect();
            let mut found = [0; 3];
            if parts.len() != 3 {
                return None;
            }
            for ((part, width), found) in parts.iter().zip(widths).zip(&mut found) {
                if part.len() != width || !part.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                *found = part.parse().ok()?;
            }
            Some(found)
        };
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
        let month = usize::try_from(month).ok()?;
        let date = Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        };
        let valid = year > 0
            && (1..=12).contains(&month)
            && (1..=date.days_in(month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        valid.then_some(date)
    }

    fn days_in(self, month: usize) -> u32 {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    fn day_of_year(self) -> u32 {
        (1..self.month)
            .map(|month| self.days_in(month))
            .sum::<u32>()
            + self.day
    }

    /// 0 for Monday.
    fn weekday(self) -> u32 {
        let before = self.year - 1;
        // 1 January of the year 1 was a Monday.
        (before * 365 + before / 4 - before / 100 + before / 400 + self.day_of_year() - 1) % 7
    }
}

/// The date in a form, as Python's `strftime` writes it in the locale C.
pub(super) fn strftime(date: Date, form: &str) -> Result<String, Error> {
    let mut out = String::new();
    let mut chars = form.chars();
    let month = MONTHS[date.month - 1];
    let weekday = DAYS[date.weekday() as usize];
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let code = chars.next();
        let (bare, code) = if code == Some('-') {
            (true, chars.next())
        } else {
            (false, code)
        };
        let number = match code {
            Some('d') => Some((date.day, 2)),
            Some('m') => Some((u32::try_from(date.month).unwrap_or(0), 2)),
            Some('H') => Some((date.hour, 2)),
            Some('I') => Some(((date.hour + 11) % 12 + 1, 2)),
            Some('M') => Some((date.minute, 2)),
            Some('S') => Some((date.second, 2)),
            Some('y') => Some((date.year % 100, 2)),
            Some('Y') => Some((date.year, 4)),
            Some('j') => Some((date.day_of_year(), 3)),
            Some('w') => Some(((date.weekday() + 1) % 7, 1)),
            _ => None,
        };
        let _ = match (number, code) {
            (Some((number, _)), _) if bare => write!(out, "{number}"),
            (Some((number, width)), _) => write!(out, "{number:0width$}"),
            (None, Some('e')) => write!(out, "{:2}", date.day),
            (None, Some('F')) => {
                write!(out, "{:04}-{:02}-{:02}", date.year, date.month, date.day)
            }
            (None, Some('T')) => {
                write!(
                    out,
                    "{:02}:{:02}:{:02}",
                    date.hour, date.minute, date.second
                )
            }
            (None, Some('B')) => out.write_str(month),
            (None, Some('b' | 'h')) => out.write_str(&month[..3]),
            (None, Some('A')) => out.write_str(weekday),
            (None, Some('a')) => out.write_str(&weekday[..3]),
            (None, Some('p')) => out.write_str(if date.hour < 12 { "AM" } else { "PM" }),
            (None, Some('%')) => out.write_str("%"),
            _ => {
                let detail = format!("strftime_now({form:?}) asks for a form that is not known");
                return Err(Error::new(ErrorKind::InvalidOperation, detail));
            }
        };
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(date: &str, form: &str) -> String {
        strftime(Date::parse(date).unwrap(), form).unwrap()
    }

    #[test]
    fn forms_are_those_of_python() {
        assert_eq!(shown("2024-07-26", "%d %b %Y"), "26 Jul 2024");
        assert_eq!(
            shown("2024-12-31", "%A, %B %-d, %Y %j"),
            "Tuesday, December 31, 2024 366"
        );
        assert_eq!(
            shown("2026-11-27T03:04:05", "%F %T %a %I%p %e %%"),
            "2026-11-27 03:04:05 Fri 03AM 27 %"
        );
        assert_eq!(shown("0001-01-01", "%a"), "Mon");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2025-1-1",
            "2025-02-29",
            "2025-13-01",
            "2025-01-01T24:00:00",
            "0000-01-01",
            "+025-01-01",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
        assert!(strftime(Date::parse("2025-01-01").unwrap(), "%Q").is_err());
    }
}
