//! Arguments against parameters of plain types, without building values.
//!
//! Nearly all parameters are texts, numbers, flags, choices of words and lists of these. Whether
//! arguments fit those is seen while they are passed over. The answer is "yes" or "look closer":
//! whatever is out of the ordinary (a schema with other keywords, a name that is not declared, an
//! object inside, an escape in a name) goes to the full check, which alone says what is wrong.

use crate::state::{Object, Value};
use crate::trajectory::Scanner;

/// Parameters that can be checked in passing.
#[derive(Debug)]
pub(super) struct Plain {
    names: Vec<(Box<str>, Kind)>,
    /// Bit of each name that has to be there.
    required: u64,
}

#[derive(Debug)]
enum Kind {
    Text,
    Number,
    Integer,
    Flag,
    Null,
    Choice(Vec<Box<str>>),
    /// A list of values of a kind.
    List(Box<Kind>),
    /// Only the full check knows.
    Closer,
}

/// Keywords that assert nothing.
fn is_note(keyword: &str) -> bool {
    matches!(
        keyword,
        "description" | "title" | "default" | "examples" | "format" | "deprecated" | "$schema"
    )
}

impl Kind {
    fn new(schema: &Value) -> Self {
        Self::read(schema).unwrap_or(Self::Closer)
    }

    fn read(schema: &Value) -> Option<Self> {
        let schema = schema.as_object()?;
        let known = |name: &str| matches!(name, "type" | "enum" | "items") || is_note(name);
        if !schema.iter().all(|(name, _)| known(name.as_str())) {
            return None;
        }
        let kind = schema.get("type")?.as_str()?;
        if let Some(choices) = schema.get("enum") {
            let choices = choices.as_array()?.iter();
            let texts = choices.map(|choice| choice.as_str().map(Into::into));
            return (kind == "string").then_some(Self::Choice(texts.collect::<Option<_>>()?));
        }
        if kind != "array" && schema.get("items").is_some() {
            return None;
        }
        Some(match kind {
            "string" => Self::Text,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Flag,
            "null" => Self::Null,
            "array" => Self::List(Box::new(Self::new(schema.get("items")?))),
            _ => return None,
        })
    }

    fn fits(&self, scanner: &mut Scanner<'_>) -> Option<()> {
        let first = scanner.peek().ok()?;
        match self {
            Self::Text if first == b'"' => drop(scanner.string().ok()?),
            Self::Choice(choices) if first == b'"' => {
                let text = scanner.string().ok()?;
                choices.iter().find(|choice| text.is(choice))?;
            }
            Self::Number if is_digit(first) => drop(scanner.number().ok()?),
            Self::Integer if is_digit(first) => {
                let digits = scanner.number().ok()?;
                if digits.contains(['.', 'e', 'E']) {
                    return None;
                }
            }
            Self::Flag if matches!(first, b't' | b'f') => drop(scanner.word().ok()?),
            Self::Null if first == b'n' => drop(scanner.word().ok()?),
            Self::List(kind) if first == b'[' => {
                scanner.open().ok()?;
                let mut begins = true;
                while scanner.item(begins).ok()? {
                    kind.fits(scanner)?;
                    begins = false;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

fn is_digit(byte: u8) -> bool {
    byte == b'-' || byte.is_ascii_digit()
}

impl Plain {
    /// The parameters of a schema; `None` where it says more than types.
    pub(super) fn new(schema: &Object) -> Option<Self> {
        let known = |name: &str| {
            let more = ["type", "properties", "required", "additionalProperties"];
            more.contains(&name) || is_note(name)
        };
        let properties = match schema.get("properties") {
            Some(properties) => properties.as_object()?,
            None => return None,
        };
        let plain = schema.iter().all(|(name, _)| known(name.as_str()))
            && schema.get("type").and_then(Value::as_str) == Some("object")
            && properties.len() <= 64;
        if !plain {
            return None;
        }
        let names = properties.iter();
        let names: Vec<(Box<str>, Kind)> = names
            .map(|(name, schema)| (name.as_str().into(), Kind::new(schema)))
            .collect();
        let mut required = 0;
        if let Some(list) = schema.get("required") {
            for name in list.as_array()? {
                let name = name.as_str()?;
                required |= 1 << names.iter().position(|(known, _)| &**known == name)?;
            }
        }
        Some(Self { names, required })
    }

    /// Whether arguments are an object that fits; `false`: look closer.
    pub(super) fn fits(&self, arguments: &str) -> bool {
        self.pass(&mut Scanner::new(arguments)).is_some()
    }

    fn pass(&self, scanner: &mut Scanner<'_>) -> Option<()> {
        if scanner.peek().ok()? != b'{' {
            return None;
        }
        scanner.open().ok()?;
        let (mut met, mut first) = (0_u64, true);
        while let Some(name) = scanner.name(first).ok()? {
            first = false;
            let mut known = self.names.iter();
            let number = known.position(|(known, _)| name.is(known))?;
            let bit = 1 << number;
            if met & bit != 0 {
                return None;
            }
            met |= bit;
            self.names[number].1.fits(scanner)?;
        }
        scanner.end().ok()?;
        (met & self.required == self.required).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::read_value;
    use crate::tool::ParameterSchema;

    const SCHEMAS: [&str; 5] = [
        r#"{"type": "object", "properties": {"a": {"type": "string"}, "n": {"type": "integer"}},
            "required": ["a"]}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string", "enum": ["x", "é"]},
            "n": {"type": "number", "description": "how many"}}, "additionalProperties": false}"#,
        r#"{"type": "object", "properties": {"a": {"type": "array", "items": {"type": "boolean"}},
            "n": {"type": "null"}}, "required": []}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string", "minLength": 3},
            "n": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}}}"#,
        r#"{"type": "object", "properties": {"a": {"type": ["string", "null"]}, "n": true}}"#,
    ];

    #[test]
    fn what_fits_in_passing_fits() {
        let values = [
            "\"x\"",
            "\"\\u00e9\"",
            "\"xyz\"",
            "1",
            "1.0",
            "-2e3",
            "true",
            "null",
            "[]",
            "[true]",
            "[[1], [2, 3]]",
            "[1]",
            "{}",
            "{\"a\": 1}",
            "NaN",
            "\"\\ud800\"",
            "",
        ];
        let (mut fit, mut closer) = (0, 0);
        for schema in SCHEMAS {
            let schema = read_value(schema.as_bytes()).unwrap();
            let plain = Plain::new(schema.as_object().unwrap()).unwrap();
            let full = ParameterSchema::compile(&schema).unwrap();
            let mut all = vec![String::from("[]"), "{".into(), "{} x".into(), "{}".into()];
            for a in values {
                all.push(format!(r#"{{"a": {a}}}"#));
                all.push(format!(r#"{{"b": {a}}}"#));
                all.push(format!(r#"{{"a": {a}, "a": {a}}}"#));
                for n in values {
                    all.push(format!(r#"{{"n": {n}, "a": {a}}}"#));
                }
            }
            for arguments in all {
                let right = read_value(arguments.as_bytes()).ok();
                let right = right.as_ref().and_then(Value::as_object);
                let right = right.is_some_and(|object| full.check(object).is_ok());
                let passes = plain.fits(&arguments);
                assert!(right || !passes, "{schema}: {arguments}");
                fit += usize::from(passes);
                closer += usize::from(right && !passes);
            }
        }
        // Most of these are out of the ordinary on purpose; both answers have to occur.
        assert!(fit > 20 && closer > 20, "{fit} in passing, {closer} not");
    }
}
