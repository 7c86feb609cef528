//! A string of JSON as it is written, escapes and all.

use std::borrow::Cow;

use super::scan::plain;

/// What stands between the quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    /// As it is written.
    pub(super) raw: &'a str,
    /// Whether there is a backslash in it.
    pub(super) escaped: bool,
}

impl<'a> Written<'a> {
    /// As it is written, without the quotes.
    pub fn raw(self) -> &'a str {
        self.raw
    }

    /// What it means.
    pub fn text(self) -> Cow<'a, str> {
        if self.escaped {
            let mut text = String::with_capacity(self.raw.len());
            self.append_to(&mut text);
            Cow::Owned(text)
        } else {
            Cow::Borrowed(self.raw)
        }
    }

    /// What it means; written to `room` where it has escapes.
    pub fn text_in<'b>(self, room: &'b mut String) -> &'b str
    where
        'a: 'b,
    {
        if !self.escaped {
            return self.raw;
        }
        room.clear();
        self.append_to(room);
        room
    }

    /// Appends what it means.
    pub fn append_to(self, out: &mut String) {
        if !self.escaped {
            out.push_str(self.raw);
            return;
        }
        let mut rest = self.raw;
        loop {
            // A string that was scanned holds neither quotes nor control characters.
            let at = plain(rest.as_bytes());
            if at == rest.len() {
                break;
            }
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let (meant, taken) = escape(after);
            out.push(meant);
            rest = &after[taken..];
        }
        out.push_str(rest);
    }

    /// Whether it means this.
    pub fn is(self, text: &str) -> bool {
        if self.escaped {
            self.text() == text
        } else {
            self.raw == text
        }
    }

    /// Whether both mean the same.
    pub fn same(self, other: Self) -> bool {
        if self.raw == other.raw {
            return true;
        }
        (self.escaped || other.escaped) && self.text() == other.text()
    }

    /// Whether it holds nothing but white space.
    pub fn is_blank(self) -> bool {
        if self.escaped {
            // The first escape of a real text is far behind its first word.
            let head = self.raw.split('\\').next().unwrap_or_default();
            head.trim().is_empty() && self.text().trim().is_empty()
        } else {
            self.raw.trim().is_empty()
        }
    }
}

/// The character that an escape means, and the bytes behind its backslash. The scanner has checked
/// it.
fn escape(after: &str) -> (char, usize) {
    let bytes = after.as_bytes();
    match bytes.first() {
        Some(b'b') => ('\u{8}', 1),
        Some(b'f') => ('\u{c}', 1),
        Some(b'n') => ('\n', 1),
        Some(b'r') => ('\r', 1),
        Some(b't') => ('\t', 1),
        Some(b'u') => {
            let first = hex(bytes, 1);
            if (0xd800..0xdc00).contains(&first) {
                let code =
                    0x10000 + ((first - 0xd800) << 10) + (hex(bytes, 7).wrapping_sub(0xdc00));
                (char::from_u32(code).unwrap_or('\u{fffd}'), 11)
            } else {
                (char::from_u32(first).unwrap_or('\u{fffd}'), 5)
            }
        }
        Some(&other) => (char::from(other), 1),
        None => ('\\', 0),
    }
}

pub(super) fn hex(bytes: &[u8], at: usize) -> u32 {
    let digits = bytes.get(at..at + 4).unwrap_or_default();
    digits.iter().fold(0, |sum, &digit| {
        sum * 16 + char::from(digit).to_digit(16).unwrap_or(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_mean_what_json_says() {
        let written = |raw| Written { raw, escaped: true };
        let all = written(r#"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é"#);
        assert_eq!(all.text(), "a\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f600}é");
        assert!(written(r"\u0061").is("a"));
        assert!(written(r" \n\t ").is_blank());
        assert!(!written(r" \n\t x").is_blank());
        let plain = Written {
            raw: "ab",
            escaped: false,
        };
        assert!(plain.same(written(r"a\u0062")));
        assert!(matches!(plain.text(), Cow::Borrowed("ab")));
    }
}
