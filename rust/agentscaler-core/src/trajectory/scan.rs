//! JSON as it stands in a line: one pass, strict, no recursion, nothing copied.
//!
//! Strings are searched for their end eight bytes at a time; everything that is passed over is
//! checked as well, so that a line is JSON as a whole or refused.

use super::malformed::{Malformed, Read, Unreadable};
use super::text::{Written, hex};
use crate::state::MAX_DEPTH;

/// A place in a text.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Arrays and objects that are open and were entered by name or item.
    depth: usize,
}

/// Bytes before the first quote, backslash or control character.
#[inline]
pub(super) fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        // The lowest bit that is set is right; carries can only set higher ones.
        let quote = word ^ (ONES * u64::from(b'"'));
        let slash = word ^ (ONES * u64::from(b'\\'));
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (slash.wrapping_sub(ONES) & !slash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        if found & HIGH != 0 {
            return number * 8 + (found & HIGH).trailing_zeros() as usize / 8;
        }
    }
    let ends = |&b: &u8| b == b'"' || b == b'\\' || b < 0x20;
    let tail = rest.iter().position(ends).unwrap_or(rest.len());
    bytes.len() - rest.len() + tail
}

/// A JSON type in words, by the first byte of the value.
pub(super) fn type_of(first: u8) -> &'static str {
    match first {
        b'"' => "string",
        b'{' => "object",
        b'[' => "array",
        b't' | b'f' => "boolean",
        b'n' => "null",
        _ => "number",
    }
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    /// Bytes before this place.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    fn not_json<T>(&self, what: &str) -> Read<T> {
        Err(Malformed::new(Unreadable::NotJson, what, self.at))
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes().get(self.at) {
            self.at += 1;
        }
    }

    /// The next byte that is no space, which stays where it is.
    #[inline]
    pub(crate) fn peek(&mut self) -> Read<u8> {
        self.space();
        match self.bytes().get(self.at) {
            Some(&byte) => Ok(byte),
            None => self.not_json("the text ends in the middle of a value"),
        }
    }

    /// That nothing follows.
    pub(crate) fn end(&mut self) -> Read<()> {
        self.space();
        if self.at < self.text.len() {
            return self.not_json("something after the end of the value");
        }
        Ok(())
    }

    /// Passes over exactly `known`, a whole value that was read before, if it stands here.
    pub(crate) fn skip_known(&mut self, known: &str) -> Option<&'a str> {
        self.space();
        let here = self.text.get(self.at..self.at + known.len())?;
        (here == known).then(|| {
            self.at += known.len();
            here
        })
    }

    /// Enters an object or a list that begins here.
    pub(crate) fn open(&mut self) -> Read<()> {
        self.deeper(0)?;
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    fn deeper(&self, levels: usize) -> Read<()> {
        if self.depth + levels == MAX_DEPTH {
            let what = format!("arrays and objects nested deeper than {MAX_DEPTH} levels");
            return Err(Malformed::new(Unreadable::TooDeep, what, self.at));
        }
        Ok(())
    }

    /// The next name of an object that was entered, up to its value; `None` at the end of it.
    #[inline]
    pub(crate) fn name(&mut self, first: bool) -> Read<Option<Written<'a>>> {
        if !self.more(first, b'}', "neither , nor } after a value")? {
            return Ok(None);
        }
        self.name_and_colon().map(Some)
    }

    /// Whether a list that was entered has another item, which begins here then.
    #[inline]
    pub(crate) fn item(&mut self, first: bool) -> Read<bool> {
        self.more(first, b']', "neither , nor ] after an item")
    }

    #[inline]
    fn more(&mut self, first: bool, close: u8, otherwise: &str) -> Read<bool> {
        match self.peek()? {
            byte if byte == close => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            _ if first => Ok(true),
            b',' => {
                self.at += 1;
                self.space();
                Ok(true)
            }
            _ => self.not_json(otherwise),
        }
    }

    #[inline]
    fn name_and_colon(&mut self) -> Read<Written<'a>> {
        if self.peek()? != b'"' {
            return self.not_json("no name in quotes");
        }
        let name = self.string()?;
        if self.peek()? != b':' {
            return self.not_json("no : after a name");
        }
        self.at += 1;
        self.space();
        Ok(name)
    }

    /// A string that begins here.
    #[inline]
    pub(crate) fn string(&mut self) -> Read<Written<'a>> {
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain(&self.bytes()[self.at..]);
            match self.bytes().get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(_) => return self.not_json("a control character in a string"),
                None => return self.not_json("the text ends in the middle of a value"),
            }
        }
        let raw = &self.text[start..self.at];
        self.at += 1;
        Ok(Written { raw, escaped })
    }

    #[inline]
    fn escape(&mut self) -> Read<()> {
        match self.bytes().get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => self.unicode(),
            _ => self.not_json("an escape that JSON does not have"),
        }
    }

    fn unicode(&mut self) -> Read<()> {
        let start = self.at;
        match self.four_digits()? {
            0xd800..0xdc00 => {
                let follows = self.bytes()[self.at..].starts_with(b"\\u");
                if follows && matches!(self.four_digits()?, 0xdc00..0xe000) {
                    return Ok(());
                }
            }
            0xdc00..0xe000 => {}
            _ => return Ok(()),
        }
        let what = "half of a surrogate pair";
        Err(Malformed::new(Unreadable::LoneSurrogate, what, start))
    }

    fn four_digits(&mut self) -> Read<u32> {
        let digits = self.bytes().get(self.at + 2..self.at + 6);
        if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            return self.not_json("\\u without four hexadecimal digits");
        }
        let code = hex(self.bytes(), self.at + 2);
        self.at += 6;
        Ok(code)
    }

    /// A number that begins here.
    pub(crate) fn number(&mut self) -> Read<&'a str> {
        let start = self.at;
        self.at += usize::from(self.bytes().get(self.at) == Some(&b'-'));
        let whole = self.digits();
        let zeros = self.bytes().get(self.at - whole) == Some(&b'0');
        if whole == 0 || (zeros && whole > 1) {
            self.at = start;
            return self.not_json("no JSON value");
        }
        if self.bytes().get(self.at) == Some(&b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return self.not_json("no digit after the point of a number");
            }
        }
        if let Some(b'e' | b'E') = self.bytes().get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes().get(self.at) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return self.not_json("no digit in the exponent of a number");
            }
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> usize {
        let rest = &self.bytes()[self.at..];
        let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        count
    }

    /// `true`, `false` or `null`.
    pub(crate) fn word(&mut self) -> Read<&'a str> {
        for word in ["true", "false", "null"] {
            if self.bytes()[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(word);
            }
        }
        if self.bytes()[self.at..].starts_with(b"NaN")
            || self.bytes()[self.at..].starts_with(b"Infinity")
        {
            return self.not_json("NaN or Infinity, which JSON does not have");
        }
        self.not_json("no JSON value")
    }

    /// Passes over a value of any kind; what it looks like.
    pub(crate) fn skip(&mut self) -> Read<&'a str> {
        self.space();
        let start = self.at;
        // Bit `levels - 1`: whether the innermost open one is an object.
        let (mut objects, mut levels) = (0_u128, 0_usize);
        'value: loop {
            match self.peek()? {
                open @ (b'{' | b'[') => {
                    self.deeper(levels)?;
                    self.at += 1;
                    let close = if open == b'{' { b'}' } else { b']' };
                    if self.peek()? == close {
                        self.at += 1;
                    } else {
                        objects = objects << 1 | u128::from(open == b'{');
                        levels += 1;
                        if open == b'{' {
                            self.name_and_colon()?;
                        }
                        continue 'value;
                    }
                }
                b'"' => drop(self.string()?),
                b'-' | b'0'..=b'9' => drop(self.number()?),
                _ => drop(self.word()?),
            }
            while levels > 0 {
                let object = objects & 1 == 1;
                match (self.peek()?, object) {
                    (b',', _) => {
                        self.at += 1;
                        if object {
                            self.name_and_colon()?;
                        }
                        continue 'value;
                    }
                    (b'}', true) | (b']', false) => {
                        self.at += 1;
                        objects >>= 1;
                        levels -= 1;
                    }
                    (_, true) => return self.not_json("neither , nor } after a value"),
                    (_, false) => return self.not_json("neither , nor ] after an item"),
                }
            }
            return Ok(&self.text[start..self.at]);
        }
    }
}
