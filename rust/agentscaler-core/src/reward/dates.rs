//! Dates and times of day in the ways in which people write them.
//!
//! `2024-05-15`, `2024/05/15`, `15.05.2024`, `05/15/2024` (not `05/06/2024`: nobody can tell),
//! `May 15, 2024`, `15th of May 2024`, `15-May-2024`; `15:00`, `15:00:00`, `3 PM`, `3:00 p.m.`.
//! A date without its year is no date.

use super::words::is_letter;

/// Year, month, day.
pub(super) type Date = (u32, u32, u32);

/// Hour, minute, second.
pub(super) type Time = (u32, u32, u32);

const MONTHS: [(&str, &str); 12] = [
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
];

fn checked((year, month, day): Date) -> Option<Date> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some((year, month, day))
}

/// A place in a text that moves on as it reads.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    chars: &'a [char],
    cuts: &'a [bool],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    /// A number of `least` to `most` digits, and how many they were.
    fn digits(&mut self, least: usize, most: usize) -> Option<(u32, usize)> {
        let rest = &self.chars[self.at..];
        let count = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        if count < least || count > most {
            return None;
        }
        let digits = rest[..count].iter().filter_map(|c| c.to_digit(10));
        self.at += count;
        Some((digits.fold(0, |all, digit| all * 10 + digit), count))
    }

    fn letters(&mut self) -> String {
        let rest = self.chars[self.at..].iter();
        let is_name = |c: &&char| is_letter(**c) && !c.is_ascii_digit();
        let word: String = rest.take_while(is_name).collect();
        self.at += word.chars().count();
        word
    }

    fn month(&mut self) -> Option<u32> {
        let word = self.letters();
        let named = |(long, short): &(&str, &str)| word == *long || word == *short;
        let month = MONTHS.iter().position(named);
        let month = month.or_else(|| (word == "sept").then_some(8))?;
        self.eat('.');
        u32::try_from(month + 1).ok()
    }

    /// `15`, `15th`
    fn day(&mut self) -> Option<u32> {
        let (day, _) = self.digits(1, 2)?;
        let mut ordinal = *self;
        if matches!(ordinal.letters().as_str(), "st" | "nd" | "rd" | "th") {
            *self = ordinal;
        }
        Some(day)
    }

    /// What may stand between the parts of a date.
    fn gap(&mut self) -> bool {
        let comma = self.eat(',');
        self.eat(' ') || self.eat('-') || self.eat('/') || comma
    }

    /// Whether a word ends here.
    fn ends(&self) -> bool {
        self.cuts[self.at]
    }

    fn numeric(mut self) -> Option<Date> {
        let (first, length) = self.digits(1, 4)?;
        let sign = self.peek().filter(|c| matches!(c, '-' | '/' | '.'))?;
        self.at += 1;
        let (second, _) = self.digits(1, 2)?;
        if !self.eat(sign) {
            return None;
        }
        let (third, last) = self.digits(1, 4)?;
        let has_time = self.peek() == Some('t')
            && self
                .chars
                .get(self.at + 1)
                .is_some_and(char::is_ascii_digit);
        if !self.ends() && !has_time {
            return None;
        }
        match (length, last) {
            (4, 1 | 2) => Some((first, second, third)),
            (1 | 2, 4) if sign == '.' || first > 12 => Some((third, second, first)),
            (1 | 2, 4) if second > 12 || first == second => Some((third, first, second)),
            _ => None,
        }
    }

    fn day_first(mut self) -> Option<Date> {
        let day = self.day()?;
        self.gap();
        let mut of = self;
        if of.letters() == "of" && of.eat(' ') {
            self = of;
        }
        let month = self.month()?;
        self.gap();
        let (year, _) = self.digits(4, 4)?;
        self.ends().then_some((year, month, day))
    }

    fn month_first(mut self) -> Option<Date> {
        let month = self.month()?;
        if !self.gap() {
            return None;
        }
        let day = self.day()?;
        if !self.gap() {
            return None;
        }
        let (year, _) = self.digits(4, 4)?;
        self.ends().then_some((year, month, day))
    }

    fn time(mut self) -> Option<Time> {
        let (mut hour, _) = self.digits(1, 2)?;
        let (mut minute, mut second) = (0, 0);
        let has_minutes = self.eat(':');
        if has_minutes {
            (minute, _) = self.digits(2, 2)?;
            if self.eat(':') {
                (second, _) = self.digits(2, 2)?;
            }
        }
        match self.half_of_day() {
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(afternoon) => hour = hour % 12 + if afternoon { 12 } else { 0 },
            None if !has_minutes => return None,
            None => {
                self.eat('z');
            }
        }
        let is_time = hour < 24 && minute < 60 && second < 60 && self.ends();
        is_time.then_some((hour, minute, second))
    }

    /// Whether `pm` stands here; `None` where neither it nor `am` does.
    fn half_of_day(&mut self) -> Option<bool> {
        let mut ahead = *self;
        ahead.eat(' ');
        let afternoon = ahead.eat('p');
        if !afternoon && !ahead.eat('a') {
            return None;
        }
        let dotted = ahead.eat('.');
        if !ahead.eat('m') || ahead.peek().is_some_and(is_letter) {
            return None;
        }
        if dotted {
            ahead.eat('.');
        }
        *self = ahead;
        Some(afternoon)
    }
}

/// All dates of a text.
pub(super) fn dates(chars: &[char], cuts: &[bool]) -> Vec<Date> {
    let starts = (0..chars.len()).filter(|&at| cuts[at]);
    let read = |at| {
        let cursor = Cursor { chars, cuts, at };
        let date = cursor.numeric();
        let date = date.or_else(|| cursor.day_first());
        date.or_else(|| cursor.month_first())
    };
    starts.filter_map(read).filter_map(checked).collect()
}

/// All times of day of a text.
pub(super) fn times(chars: &[char], cuts: &[bool]) -> Vec<Time> {
    let starts = (0..chars.len()).filter(|&at| {
        let behind_date = at > 1 && chars[at - 1] == 't' && chars[at - 2].is_ascii_digit();
        cuts[at] || behind_date
    });
    let read = |at| Cursor { chars, cuts, at }.time();
    starts.filter_map(read).collect()
}

/// What a value says as `2024-05-15`, `15:00`, `15:00:30` or `2024-05-15T15:00:00Z`.
pub(super) fn read_moment(text: &str) -> (Option<Date>, Option<Time>) {
    let chars: Vec<char> = text.chars().collect();
    let cuts: Vec<bool> = (0..=chars.len()).map(|at| at == chars.len()).collect();
    let cursor = |at| Cursor {
        chars: &chars,
        cuts: &cuts,
        at,
    };
    let number = |range: std::ops::Range<usize>, ends: &[char]| {
        let digits = chars.get(range.clone())?;
        let end = chars.get(range.end).is_none_or(|c| ends.contains(c));
        (end && digits.iter().all(char::is_ascii_digit)).then(|| {
            digits
                .iter()
                .fold(0, |all, c| all * 10 + c.to_digit(10).unwrap_or(0))
        })
    };
    let date = || {
        let (year, month) = (number(0..4, &['-'])?, number(5..7, &['-'])?);
        checked((year, month, number(8..10, &['t', ' '])?))
    };
    let at_time = |at| number(at..at + 2, &[':']).and_then(|_| cursor(at).time());
    match date() {
        Some(date) if chars.len() == 10 => (Some(date), None),
        Some(date) => match at_time(11) {
            Some(time) => (Some(date), Some(time)),
            None => (None, None),
        },
        None => (None, at_time(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::normal;
    use super::super::words::cuts;
    use super::*;

    #[test]
    fn dates_in_many_ways() {
        let day = (2024, 5, 15);
        for text in [
            "on 2024-05-15.",
            "2024/05/15",
            "2024-5-15",
            "15.05.2024",
            "15.5.2024",
            "05/15/2024",
            "15/05/2024",
            "May 15, 2024",
            "May 15 2024",
            "Wed, May 15th, 2024!",
            "15 May 2024",
            "the 15th of May, 2024",
            "15-May-2024",
            "2024-05-15T10:30:00Z",
            "**May 15, 2024**",
        ] {
            let text = normal(text);
            assert_eq!(dates(&text.chars, &cuts(&text)), [day], "{:?}", text.chars);
        }
        for text in [
            "2024-05-155",
            "12024-05-15",
            "2024-05-15-1",
            "05/06/2024",
            "May 15",
            "15 Mayo 2024",
            "May 32, 2024",
            "2023-02-29",
            "May 15, 20245",
            "115 May 2024",
        ] {
            let text = normal(text);
            assert!(
                dates(&text.chars, &cuts(&text)).is_empty(),
                "{:?}",
                text.chars
            );
        }
    }

    #[test]
    fn times_in_many_ways() {
        for text in [
            "15:00",
            "15:00:00",
            "3 PM.",
            "3pm",
            "3:00 p.m.",
            "03:00 pm",
            "2024-05-15t15:00:00z",
        ] {
            let text = normal(text);
            assert_eq!(
                times(&text.chars, &cuts(&text)),
                [(15, 0, 0)],
                "{:?}",
                text.chars
            );
        }
        for text in [
            "15",
            "15:0",
            "115:00",
            "15:00:00:00",
            "13 pm",
            "3 pmt",
            "15:60",
            "1:15:00.5",
        ] {
            let text = normal(text);
            assert!(
                times(&text.chars, &cuts(&text)).is_empty(),
                "{:?}",
                text.chars
            );
        }
    }

    #[test]
    fn values_that_are_moments() {
        let (day, hour) = ((2024, 5, 15), (15, 0, 0));
        assert_eq!(read_moment("2024-05-15"), (Some(day), None));
        assert_eq!(read_moment("15:00"), (None, Some(hour)));
        assert_eq!(read_moment("2024-05-15t15:00:00z"), (Some(day), Some(hour)));
        assert_eq!(read_moment("2024-05-15 15:00"), (Some(day), Some(hour)));
        for other in [
            "2024-05-15x",
            "2024-05-15t15:00:00.5z",
            "3 pm",
            "2024",
            "2024-05-15 ",
        ] {
            assert_eq!(read_moment(other), (None, None), "{other}");
        }
    }
}
