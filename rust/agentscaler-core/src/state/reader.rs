//! A JSON reader that loses nothing: spellings of numbers, order of names, and no guess where a
//! text is doubtful (a name given twice, a lone surrogate, `NaN`).
//!
//! One pass, no backtracking; nesting is bounded, so that neither reading nor dropping a value can
//! exhaust the stack.

use std::fmt::Write as _;

use super::error::StateError;
use super::layout::Layouts;
use super::number::Number;
use super::value::{Object, Text, Value};
use crate::error::Result;

/// Deepest nesting of arrays and objects. Real databases stay below 10.
pub const MAX_DEPTH: usize = 128;

/// Reads one JSON value.
///
/// # Errors
/// [`StateError::Syntax`] with line, column and path of what is wrong.
pub fn read_value(text: &[u8]) -> Result<Value> {
    read_nested(text, MAX_DEPTH)
}

/// Reads one JSON value of at most `limit` levels.
pub(super) fn read_nested(text: &[u8], limit: usize) -> Result<Value> {
    let checked = match std::str::from_utf8(text) {
        Ok(checked) => checked,
        Err(e) => return Err(Fault::at(e.valid_up_to(), "bytes that are not UTF-8").locate(text)),
    };
    let mut reader = Reader {
        text: checked,
        bytes: text,
        at: 0,
        limit,
        layouts: Layouts::default(),
        names: Vec::new(),
        values: Vec::new(),
    };
    reader.whole().map_err(|fault| fault.locate(text))
}

enum Step {
    Name(Text),
    Item(usize),
}

struct Fault {
    at: usize,
    what: &'static str,
    /// Innermost step first.
    path: Vec<Step>,
}

type Read<T> = std::result::Result<T, Fault>;

impl Fault {
    fn at(at: usize, what: &'static str) -> Self {
        let path = Vec::new();
        Self { at, what, path }
    }

    fn under(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }

    fn locate(self, text: &[u8]) -> crate::Error {
        let before = &text[..self.at.min(text.len())];
        let line_start = before
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |i| i + 1);
        let mut path = String::from("$");
        for step in self.path.iter().rev() {
            match step {
                Step::Name(name) => {
                    path.push('[');
                    super::writer::write_text(name.as_str(), &mut path);
                    path.push(']');
                }
                Step::Item(index) => {
                    let _ = write!(path, "[{index}]");
                }
            }
        }
        StateError::Syntax {
            what: self.what,
            line: before.split(|&b| b == b'\n').count(),
            column: before.len() - line_start + 1,
            path,
        }
        .into()
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    limit: usize,
    layouts: Layouts,
    /// Names and values of the objects and arrays that are open.
    names: Vec<Text>,
    values: Vec<Value>,
}

impl Reader<'_> {
    fn whole(&mut self) -> Read<Value> {
        let value = self.value(0)?;
        self.space();
        if self.at < self.bytes.len() {
            return Err(Fault::at(self.at, "something after the end of the value"));
        }
        Ok(value)
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn next(&mut self) -> Read<u8> {
        self.space();
        self.bytes
            .get(self.at)
            .copied()
            .ok_or(Fault::at(self.at, "the text ends in the middle of a value"))
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        match self.next()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => Ok(Value::Text(self.string()?)),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            b'N' | b'I' => Err(Fault::at(
                self.at,
                "NaN or Infinity, which JSON does not have",
            )),
            _ => Err(Fault::at(self.at, "no JSON value")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Read<Value> {
        if !self.text[self.at..].starts_with(word) {
            return Err(Fault::at(self.at, "no JSON value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn enter(&mut self, depth: usize) -> Read<usize> {
        if depth == self.limit {
            return Err(Fault::at(
                self.at,
                "arrays and objects nested too deep (more than 128 levels)",
            ));
        }
        self.at += 1;
        Ok(self.values.len())
    }

    fn array(&mut self, depth: usize) -> Read<Value> {
        let first = self.enter(depth)?;
        if self.next()? == b']' {
            self.at += 1;
            return Ok(Value::Array([].into()));
        }
        loop {
            let index = self.values.len() - first;
            let item = self
                .value(depth + 1)
                .map_err(|f| f.under(Step::Item(index)))?;
            self.values.push(item);
            match self.next()? {
                b',' => self.at += 1,
                b']' => break,
                _ => return Err(Fault::at(self.at, "neither , nor ] after an item")),
            }
        }
        self.at += 1;
        Ok(Value::Array(self.values.drain(first..).collect()))
    }

    fn object(&mut self, depth: usize) -> Read<Value> {
        let first = self.enter(depth)?;
        let first_name = self.names.len();
        let opened = self.at - 1;
        if self.next()? == b'}' {
            self.at += 1;
        } else {
            loop {
                if self.next()? != b'"' {
                    return Err(Fault::at(self.at, "no name in quotes"));
                }
                let name = self.string()?;
                self.names.push(name);
                if self.next()? != b':' {
                    return Err(Fault::at(self.at, "no : after a name"));
                }
                self.at += 1;
                let own = self.names.len() - 1;
                let value = match self.value(depth + 1) {
                    Ok(value) => value,
                    Err(fault) => return Err(fault.under(Step::Name(self.names[own].clone()))),
                };
                self.values.push(value);
                match self.next()? {
                    b',' => self.at += 1,
                    b'}' => break,
                    _ => return Err(Fault::at(self.at, "neither , nor } after a value")),
                }
            }
            self.at += 1;
        }
        let Some(layout) = self.layouts.intern(&self.names[first_name..]) else {
            return Err(self.duplicate(first_name, opened));
        };
        self.names.truncate(first_name);
        Ok(Value::Object(Object::new(
            layout,
            self.values.drain(first..).collect(),
        )))
    }

    /// Names the name that stands twice in the object that ends here.
    fn duplicate(&self, first_name: usize, opened: usize) -> Fault {
        let mut names: Vec<&Text> = self.names[first_name..].iter().collect();
        names.sort();
        let fault = Fault::at(opened, "an object that has one name twice");
        match names.windows(2).find(|w| w[0] == w[1]) {
            Some(twice) => fault.under(Step::Name(twice[0].clone())),
            None => fault,
        }
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        let digits = |reader: &mut Self| {
            let from = reader.at;
            while reader.bytes.get(reader.at).is_some_and(u8::is_ascii_digit) {
                reader.at += 1;
            }
            if reader.at == from {
                return Err(Fault::at(from, "a number without digits"));
            }
            Ok(())
        };
        if self.bytes[self.at] == b'-' {
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
            if self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
                return Err(Fault::at(start, "a number that starts with 0"));
            }
        } else if self.bytes.get(self.at) == Some(&b'I') {
            return Err(Fault::at(
                start,
                "NaN or Infinity, which JSON does not have",
            ));
        } else {
            digits(self)?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            digits(self)?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes.get(self.at) {
                self.at += 1;
            }
            digits(self)?;
        }
        Number::parse(&self.text[start..self.at])
            .map(Value::Number)
            .ok_or(Fault::at(
                start,
                "a number beyond the range of a 64-bit float",
            ))
    }

    fn string(&mut self) -> Read<Text> {
        self.at += 1;
        let start = self.at;
        self.plain();
        if self.bytes.get(self.at) == Some(&b'"') {
            let text = Text::from(&self.text[start..self.at]);
            self.at += 1;
            return Ok(text);
        }
        let mut out = self.text[start..self.at].to_string();
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Text::from(out.as_str()));
                }
                Some(b'\\') => {
                    let c = self.escape()?;
                    out.push(c);
                }
                Some(_) => {
                    return Err(Fault::at(self.at, "a raw control character in a string"));
                }
                None => {
                    return Err(Fault::at(
                        self.at,
                        "the text ends in the middle of a string",
                    ));
                }
            }
            let from = self.at;
            self.plain();
            out.push_str(&self.text[from..self.at]);
        }
    }

    /// Moves to the next quote, backslash or control character.
    fn plain(&mut self) {
        let rest = &self.bytes[self.at..];
        let stop = rest
            .iter()
            .position(|&b| b == b'"' || b == b'\\' || b < 0x20);
        self.at += stop.unwrap_or(rest.len());
    }

    fn escape(&mut self) -> Read<char> {
        let start = self.at;
        let code = self.bytes.get(start + 1).copied();
        self.at += 2;
        Ok(match code {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                const LONE: &str = "half of a surrogate pair";
                let unit = self.hex(start)?;
                let point = match unit {
                    0xd800..0xdc00 => {
                        if self.bytes.get(self.at..self.at + 2) != Some(br"\u") {
                            return Err(Fault::at(start, LONE));
                        }
                        self.at += 2;
                        let low = self.hex(start)?;
                        if !(0xdc00..0xe000).contains(&low) {
                            return Err(Fault::at(start, LONE));
                        }
                        0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                    }
                    unit => unit,
                };
                char::from_u32(point).ok_or(Fault::at(start, LONE))?
            }
            _ => return Err(Fault::at(start, "an escape that JSON does not have")),
        })
    }

    fn hex(&mut self, start: usize) -> Read<u32> {
        const WHAT: &str = r"\u without four hexadecimal digits";
        let mut unit = 0;
        for i in 0..4 {
            let digit = self
                .bytes
                .get(self.at + i)
                .and_then(|&b| char::from(b).to_digit(16));
            unit = unit << 4 | digit.ok_or(Fault::at(start, WHAT))?;
        }
        self.at += 4;
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        read_value(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn compact_texts_come_back_byte_for_byte() {
        for text in [
            r#"{"b":1,"a":[1.0,-0.0,-0,1e5,1E+5,0.10,123456789012345678901234567890]}"#,
            r#"["é","\u0000","\n\\\"","😀","\u001f",""]"#,
            "[[],{},[{}],null,true,false]",
            r#""x""#,
        ] {
            assert_eq!(read_value(text.as_bytes()).unwrap().to_string(), text);
        }
        let spaced = b" { \"a\" : [ 1 , 2 ] } \n";
        assert_eq!(read_value(spaced).unwrap().to_string(), r#"{"a":[1,2]}"#);
        assert_eq!(
            read_value(br#""\ud83d\ude00\/""#).unwrap().to_string(),
            r#""😀/""#
        );
    }

    #[test]
    fn every_refusal_says_what_and_where() {
        insta::assert_snapshot!(
            [
                "",
                "{",
                "[1,]",
                "[1 2]",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\":1,}",
                "01",
                "-",
                "1.",
                "1e",
                "1e999",
                "NaN",
                "[-Infinity]",
                "nul",
                "\"abc",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\ud800\\u0041\"",
                "\"\\udc00\"",
                "\"\u{1}\"",
                "1 1",
                "{\"t\":{\"r\":{\"a\":1,\"b\":2,\"a\":3}}}",
                "{\"t\":[{},\n  {\"x\":[tru]}]}",
            ]
            .map(|text| format!("{text:?}: {}", message(text)))
            .join("\n")
        );
        assert!(
            read_value(b"\"\xff\"")
                .unwrap_err()
                .to_string()
                .contains("UTF-8")
        );
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(read_value(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(message(&nested(MAX_DEPTH + 1)).contains("too deep"));
        assert!(message(&"[{\"a\":".repeat(1_000_000)).contains("too deep"));
    }
}
