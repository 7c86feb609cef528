//! The common part of two languages of patterns: that of `re` and that of the engine's matcher.
//!
//! A pattern of the common part means the same in both. Recursion is as deep as the groups, and a
//! pattern is refused where they are more than [`MAX_GROUPS`] deep. Cost: one pass.

use std::iter::Peekable;
use std::str::Chars;

/// Most groups inside one another.
const MAX_GROUPS: usize = 50;

/// What a pattern of the common part is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Least length of what it matches.
    pub(super) least: usize,
    /// Number of groups that capture.
    pub(super) groups: usize,
}

/// Why a pattern is refused: what it has, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) what: String,
    pub(super) instead: &'static str,
}

/// Reads a pattern; `multiline` is whether the call has that flag.
pub(super) fn read(pattern: &str, multiline: bool) -> Result<Pattern, Refusal> {
    let mut reader = Reader {
        chars: pattern.chars().peekable(),
        multiline,
        groups: 0,
        depth: 0,
    };
    reader.global_flags(pattern)?;
    let width = reader.alternatives()?;
    if reader.chars.next().is_some() {
        return Err(refusal("an unbalanced `)`", "write \\) for the character"));
    }
    Ok(Pattern {
        least: width.least,
        groups: reader.groups,
    })
}

fn refusal(what: impl Into<String>, instead: &'static str) -> Refusal {
    Refusal {
        what: what.into(),
        instead,
    }
}

/// Least and greatest length of what a part matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Width {
    least: usize,
    most: Option<usize>,
}

impl Width {
    const fn exactly(length: usize) -> Self {
        Self {
            least: length,
            most: Some(length),
        }
    }

    fn then(self, next: Self) -> Self {
        Self {
            least: self.least.saturating_add(next.least),
            most: self.most.zip(next.most).map(|(a, b)| a.saturating_add(b)),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            most: self.most.zip(other.most).map(|(a, b)| a.max(b)),
        }
    }

    fn times(self, least: usize, most: Option<usize>) -> Self {
        Self {
            least: self.least.saturating_mul(least),
            most: self.most.zip(most).map(|(a, b)| a.saturating_mul(b)),
        }
    }
}

struct Reader<'p> {
    chars: Peekable<Chars<'p>>,
    multiline: bool,
    groups: usize,
    depth: usize,
}

impl<'p> Reader<'p> {
    fn take(&mut self, expected: char) -> bool {
        self.chars.next_if_eq(&expected).is_some()
    }

    /// `(?i)` and the like, which Python takes at the start only.
    fn global_flags(&mut self, pattern: &'p str) -> Result<(), Refusal> {
        let Some(rest) = pattern.strip_prefix("(?") else {
            return Ok(());
        };
        let letters: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
        if letters.is_empty() || !rest[letters.len()..].starts_with(')') {
            return Ok(());
        }
        flags(&letters)?;
        self.multiline |= letters.contains('m');
        self.chars = rest[letters.len() + 1..].chars().peekable();
        Ok(())
    }

    fn alternatives(&mut self) -> Result<Width, Refusal> {
        let mut width = self.sequence()?;
        while self.take('|') {
            width = width.or(self.sequence()?);
        }
        Ok(width)
    }

    fn sequence(&mut self) -> Result<Width, Refusal> {
        let mut width = Width::exactly(0);
        while let Some(&char) = self.chars.peek() {
            if matches!(char, '|' | ')') {
                break;
            }
            let part = self.part()?;
            width = width.then(self.repeated(part)?);
        }
        Ok(width)
    }

    fn part(&mut self) -> Result<Width, Refusal> {
        match self.chars.next() {
            Some('(') => self.group(),
            Some('[') => self.class(),
            Some('\\') => self.escape(),
            Some('^') => Ok(Width::exactly(0)),
            Some('$') if self.multiline => Ok(Width::exactly(0)),
            Some('$') => Err(refusal(
                "`$`, which differs between engines before a last newline",
                "use re.fullmatch(pattern, text) and drop ^ and $",
            )),
            Some('*' | '+' | '?') => Err(refusal(
                "a repetition of nothing",
                "write \\*, \\+ or \\? for the character",
            )),
            Some('{') if self.counts().is_some() => Err(refusal(
                "a repetition of nothing",
                "write \\{ for the character",
            )),
            _ => Ok(Width::exactly(1)),
        }
    }

    fn repeated(&mut self, part: Width) -> Result<Width, Refusal> {
        let (least, most) = match self.chars.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let mut ahead = self.chars.clone();
                ahead.next();
                let Some((counts, rest)) = read_counts(ahead) else {
                    return Ok(part);
                };
                self.chars = rest;
                return self.after_repetition(part.times(counts.0, counts.1));
            }
            _ => return Ok(part),
        };
        self.chars.next();
        self.after_repetition(part.times(least, most))
    }

    /// A `?` makes it lazy and a `+` possessive; a further repetition is refused.
    fn after_repetition(&mut self, width: Width) -> Result<Width, Refusal> {
        if !self.take('?') {
            self.take('+');
        }
        let again = match self.chars.peek() {
            Some('*' | '+' | '?') => true,
            Some('{') => {
                let mut ahead = self.chars.clone();
                ahead.next();
                read_counts(ahead).is_some()
            }
            _ => false,
        };
        if again {
            return Err(refusal(
                "a repetition of a repetition",
                "put the inner one in (?:...)",
            ));
        }
        Ok(width)
    }

    /// `{2}`, `{2,}`, `{,3}`, `{2,3}` behind the brace; nothing is taken.
    fn counts(&self) -> Option<(usize, Option<usize>)> {
        read_counts(self.chars.clone()).map(|(counts, _)| counts)
    }

    fn group(&mut self) -> Result<Width, Refusal> {
        self.depth += 1;
        if self.depth > MAX_GROUPS {
            return Err(refusal("groups nested too deep", "split the pattern"));
        }
        let kind = self.group_kind()?;
        if kind == Group::Comment {
            self.depth -= 1;
            return Ok(Width::exactly(0));
        }
        if kind == Group::Capture {
            self.groups += 1;
        }
        let width = match kind {
            // What it refers to may have matched nothing.
            Group::Reference => Width {
                least: 0,
                most: None,
            },
            _ => self.alternatives()?,
        };
        if !self.take(')') {
            return Err(refusal("an unbalanced `(`", "write \\( for the character"));
        }
        self.depth -= 1;
        match kind {
            Group::Behind if width.most != Some(width.least) => Err(refusal(
                "a look behind of several lengths",
                "look behind for one length, or capture what stands before",
            )),
            Group::Ahead | Group::Behind => Ok(Width::exactly(0)),
            _ => Ok(width),
        }
    }

    fn group_kind(&mut self) -> Result<Group, Refusal> {
        if !self.take('?') {
            return Ok(Group::Capture);
        }
        match self.chars.next() {
            Some(':' | '>') => Ok(Group::Plain),
            Some('=' | '!') => Ok(Group::Ahead),
            Some('#') => {
                let closed = self.chars.by_ref().any(|char| char == ')');
                closed
                    .then_some(Group::Comment)
                    .ok_or_else(|| refusal("a comment without an end", "close it with )"))
            }
            Some('<') if self.take('=') || self.take('!') => Ok(Group::Behind),
            Some('P') if self.take('<') => {
                self.name('>')?;
                Ok(Group::Capture)
            }
            Some('P') if self.take('=') => {
                let mut name = String::new();
                while let Some(char) = self.chars.next_if(|char| is_word(*char)) {
                    name.push(char);
                }
                Ok(Group::Reference)
            }
            Some(letter) if letter.is_ascii_alphabetic() || letter == '-' => {
                let mut letters = String::from(letter);
                while let Some(char) = self.chars.next_if(|c| c.is_ascii_alphabetic() || *c == '-')
                {
                    letters.push(char);
                }
                if !self.take(':') {
                    return Err(refusal(
                        format!("`(?{letters}`, which only one engine takes here"),
                        "put flags at the very start, such as (?i)",
                    ));
                }
                flags(&letters.replace('-', ""))?;
                if letters.contains('m') {
                    return Err(refusal(
                        "the flag `m` for a part",
                        "give the call flags=re.MULTILINE",
                    ));
                }
                Ok(Group::Plain)
            }
            found => Err(refusal(
                format!(
                    "`(?{}`, which only one engine knows",
                    found.map(String::from).unwrap_or_default()
                ),
                "use (...), (?:...), (?P<name>...), (?=...), (?!...), (?<=...), (?<!...)",
            )),
        }
    }

    fn name(&mut self, end: char) -> Result<(), Refusal> {
        let mut length = 0;
        while self.chars.next_if(|char| is_word(*char)).is_some() {
            length += 1;
        }
        if length == 0 || !self.take(end) {
            return Err(refusal(
                "a group without a proper name",
                "name it (?P<name>...), letters and digits only",
            ));
        }
        Ok(())
    }

    fn class(&mut self) -> Result<Width, Refusal> {
        self.take('^');
        // A `]` at the start is itself.
        self.take(']');
        loop {
            match self.chars.next() {
                None => {
                    return Err(refusal(
                        "a `[` without an end",
                        "write \\[ for the character",
                    ));
                }
                Some(']') => return Ok(Width::exactly(1)),
                Some('[') => {
                    return Err(refusal("`[` inside a class", "write \\[ for the character"));
                }
                Some(twice @ ('&' | '~' | '|')) if self.chars.peek() == Some(&twice) => {
                    return Err(refusal(
                        format!("`{twice}{twice}` inside a class"),
                        "write the character once",
                    ));
                }
                Some('-') if self.chars.peek() == Some(&'-') => {
                    return Err(refusal(
                        "`--` inside a class",
                        "write \\- for the character",
                    ));
                }
                Some('\\') => self.class_escape()?,
                Some(_) => {}
            }
        }
    }

    fn class_escape(&mut self) -> Result<(), Refusal> {
        match self.chars.next() {
            Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v') => Ok(()),
            Some('x') => self.digits(2),
            Some('u') => self.digits(4),
            Some(char) if !char.is_alphanumeric() => Ok(()),
            found => Err(unknown_escape(found)),
        }
    }

    fn escape(&mut self) -> Result<Width, Refusal> {
        match self.chars.next() {
            Some('A' | 'b' | 'B') => Ok(Width::exactly(0)),
            Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v') => {
                Ok(Width::exactly(1))
            }
            Some('x') => self.digits(2).map(|()| Width::exactly(1)),
            Some('u') => self.digits(4).map(|()| Width::exactly(1)),
            Some('1'..='9') => {
                if self.chars.peek().is_some_and(char::is_ascii_digit) {
                    return Err(refusal(
                        "a reference of two digits",
                        "name the group (?P<name>...) and refer by (?P=name)",
                    ));
                }
                Ok(Width {
                    least: 0,
                    most: None,
                })
            }
            Some('Z' | 'z') => Err(refusal(
                "`\\Z`, which differs between engines before a last newline",
                "use re.fullmatch(pattern, text)",
            )),
            Some(char) if !char.is_alphanumeric() => Ok(Width::exactly(1)),
            found => Err(unknown_escape(found)),
        }
    }

    fn digits(&mut self, count: usize) -> Result<(), Refusal> {
        for _ in 0..count {
            if self.chars.next_if(char::is_ascii_hexdigit).is_none() {
                return Err(refusal(
                    "a character given by too few digits",
                    "write \\x41 or \\u0041",
                ));
            }
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Capture,
    Plain,
    Ahead,
    Behind,
    Reference,
    Comment,
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

fn flags(letters: &str) -> Result<(), Refusal> {
    match letters.chars().find(|letter| !"ims".contains(*letter)) {
        None => Ok(()),
        Some(letter) => Err(refusal(
            format!("the flag `{letter}`"),
            "use i, m and s only",
        )),
    }
}

fn unknown_escape(found: Option<char>) -> Refusal {
    let found = found.map(String::from).unwrap_or_default();
    refusal(
        format!("`\\{found}`, which only one engine knows here"),
        "use \\d \\w \\s \\b \\n \\t, a class such as [A-Za-z], and \\ before other characters",
    )
}

type Counts = (usize, Option<usize>);

/// Reads `2}`, `2,}`, `,3}`, `2,3}`.
fn read_counts(mut chars: Peekable<Chars<'_>>) -> Option<(Counts, Peekable<Chars<'_>>)> {
    let number = |chars: &mut Peekable<Chars<'_>>| {
        let mut digits = String::new();
        while let Some(digit) = chars.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits
    };
    let least = number(&mut chars);
    let comma = chars.next_if_eq(&',').is_some();
    let most = if comma {
        number(&mut chars)
    } else {
        least.clone()
    };
    chars.next_if_eq(&'}')?;
    if least.is_empty() && !comma {
        return None;
    }
    let parse = |digits: &str| digits.parse::<usize>().unwrap_or(usize::MAX);
    let least = if least.is_empty() { 0 } else { parse(&least) };
    let most = (!most.is_empty()).then(|| parse(&most));
    Some(((least, most), chars))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_and_groups_are_counted() {
        let read = |pattern| read(pattern, false).map(|found| (found.least, found.groups));
        assert_eq!(read(r"[A-Z]{3}-\d+"), Ok((5, 0)));
        assert_eq!(read(r"(a|bc)(?:d)?(?P<x>e*)"), Ok((1, 2)));
        assert_eq!(read(r"(?<=ab)c(?!d)"), Ok((1, 0)));
        assert_eq!(read(r"a{,2}b{2,}{"), Ok((3, 0)));
        assert_eq!(read(r"[]\]a-]"), Ok((1, 0)));
        assert_eq!(read("(?i)(?#x)é"), Ok((1, 0)));
    }

    #[test]
    fn what_differs_is_refused() {
        for pattern in [
            "a$",
            r"a\Z",
            r"\p{L}",
            r"\h",
            "[[:alpha:]]",
            "[a&&b]",
            "[a--b]",
            "a**",
            "*a",
            "(",
            ")",
            "[a",
            "(?<=a+)b",
            "(?<=a|bc)d",
            "a(?i)b",
            "(?x)a",
            "(?<name>a)",
            "(?(1)a|b)",
            r"\10",
            r"\0",
            r"\x4",
            "(?P<>a)",
            "a{2}{3}",
            r"[\b]",
            r"\",
            "(?",
            "(?P",
            "(?#",
        ] {
            assert!(read(pattern, false).is_err(), "{pattern}");
        }
        assert!(read("a$", true).is_ok());
        assert!(read(&"(".repeat(100_000), false).is_err());
    }
}
