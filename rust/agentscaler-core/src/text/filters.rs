//! Filters, tests and functions as Transformers gives them to a chat template.
#![expect(
    clippy::needless_pass_by_value,
    reason = "the engine hands over values"
)]

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Value};

use super::methods;
use super::python::{Dumps, is_space, to_str};

/// The template called `raise_exception`.
#[derive(Debug)]
pub(super) struct Refused(pub(super) String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// Puts Python's behaviour where the engine has one of its own.
pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter("tojson", tojson);
    env.add_filter("string", string);
    env.add_filter("trim", trim);
    env.add_filter("items", |value: Value| methods::items(&value));
    env.add_filter("capitalize", |value: Value| {
        methods::capitalized(&to_str(&value))
    });
    env.add_filter("join", join);
    env.add_filter("length", length);
    env.add_filter("count", length);
    env.add_filter("upper", |value: Value| to_str(&value).to_uppercase());
    env.add_filter("lower", |value: Value| to_str(&value).to_lowercase());
    env.add_test("iterable", |value: Value| has_items(&value));
    env.add_test("sequence", |value: Value| {
        has_items(&value) && value.kind() != ValueKind::Iterable
    });
    env.add_test("number", |value: Value| {
        matches!(value.kind(), ValueKind::Number | ValueKind::Bool)
    });
    env.add_test("callable", |value: Value| value.kind() == ValueKind::Plain);
    env.add_function("raise_exception", raise_exception);
    env.set_unknown_method_callback(methods::call);
}

fn has_items(value: &Value) -> bool {
    matches!(
        value.kind(),
        ValueKind::String
            | ValueKind::Seq
            | ValueKind::Map
            | ValueKind::Iterable
            | ValueKind::Undefined
    )
}

fn raise_exception(message: Value) -> Result<Value, Error> {
    let message = to_str(&message);
    Err(Error::new(ErrorKind::InvalidOperation, message.clone()).with_source(Refused(message)))
}

fn tojson(value: Value, indent: Option<Value>, options: Kwargs) -> Result<String, Error> {
    let indent = match indent {
        None => options.get::<Option<Value>>("indent")?,
        some => some,
    };
    let indent = indent.filter(|value| !value.is_none() && !value.is_undefined());
    let indent = indent.map(|value| match value.as_str() {
        Some(text) => text.to_string(),
        None => " ".repeat(
            usize::try_from(value.as_i64().unwrap_or(0))
                .unwrap_or(0)
                .min(64),
        ),
    });
    let comma = if indent.is_some() { "," } else { ", " };
    let separators = match options.get::<Option<Value>>("separators")? {
        Some(pair) if !pair.is_none() => (
            to_str(&pair.get_item_by_index(0)?),
            to_str(&pair.get_item_by_index(1)?),
        ),
        _ => (comma.to_string(), ": ".to_string()),
    };
    let dumps = Dumps {
        ensure_ascii: options
            .get::<Option<bool>>("ensure_ascii")?
            .unwrap_or(false),
        sort_keys: options.get::<Option<bool>>("sort_keys")?.unwrap_or(false),
        indent,
        separators,
    };
    options.assert_all_used()?;
    let mut out = String::new();
    dumps.write(&value, 0, &mut out)?;
    Ok(out)
}

fn string(value: Value) -> Value {
    if value.kind() == ValueKind::String {
        value
    } else {
        to_str(&value).into()
    }
}

fn trim(value: Value, chars: Option<Value>) -> String {
    let text = to_str(&value);
    match chars.filter(|chars| !chars.is_none()) {
        Some(chars) => {
            let chars = to_str(&chars);
            text.trim_matches(|c| chars.contains(c)).to_string()
        }
        None => text.trim_matches(is_space).to_string(),
    }
}

fn join(value: Value, separator: Option<Value>, options: Kwargs) -> Result<String, Error> {
    let attribute = options.get::<Option<Value>>("attribute")?;
    options.assert_all_used()?;
    let mut out = String::new();
    for (i, item) in value.try_iter()?.enumerate() {
        if i > 0
            && let Some(separator) = &separator
        {
            super::python::write_str(separator, &mut out);
        }
        match &attribute {
            Some(name) => super::python::write_str(&item.get_item(name)?, &mut out),
            None => super::python::write_str(&item, &mut out),
        }
    }
    Ok(out)
}

fn length(value: Value) -> Result<usize, Error> {
    match value.kind() {
        ValueKind::Undefined => Ok(0),
        kind => value.len().ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidOperation,
                format!("a {kind} has no length"),
            )
        }),
    }
}
