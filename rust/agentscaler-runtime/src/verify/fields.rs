//! Fields of records, read from JSON with the place of what is wrong.

use agentscaler_core::state::{Object, Value};

use super::record::Malformed;
use crate::arguments::Arguments;
use crate::replay::Call;

pub(super) type Read<T> = Result<T, Malformed>;

pub(super) fn malformed<T>(place: impl Into<String>, what: impl Into<String>) -> Read<T> {
    Err(Malformed {
        place: place.into(),
        what: what.into(),
    })
}

fn expected<T>(place: &str, wanted: &str, found: &Value) -> Read<T> {
    malformed(
        place,
        format!("expected {wanted}, found {}", found.type_name()),
    )
}

/// A field, unless it is missing or null.
pub(super) fn given<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object
        .get(name)
        .filter(|value| !matches!(value, Value::Null))
}

pub(super) fn object<'a>(value: &'a Value, place: &str) -> Read<&'a Object> {
    match value {
        Value::Object(object) => Ok(object),
        other => expected(place, "an object", other),
    }
}

pub(super) fn list<'a>(value: &'a Value, place: &str) -> Read<&'a [Value]> {
    match value {
        Value::Array(items) => Ok(items),
        other => expected(place, "a list", other),
    }
}

pub(super) fn text<'a>(value: &'a Value, place: &str) -> Read<&'a str> {
    match value {
        Value::Text(text) => Ok(text.as_str()),
        other => expected(place, "a string", other),
    }
}

/// An id: a string, or an integer as its digits.
pub(super) fn id(object: &Object, name: &str) -> Read<String> {
    match given(object, name) {
        None => malformed(name, "is missing"),
        Some(Value::Text(text)) => Ok(text.to_string()),
        Some(Value::Number(number)) if number.is_integer_literal() => {
            let mut digits = String::new();
            number.write(&mut digits);
            Ok(digits)
        }
        Some(other) => expected(name, "a string or an integer", other),
    }
}

pub(super) fn flag(object: &Object, name: &str) -> Read<bool> {
    match given(object, name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(other) => expected(name, "true or false", other),
    }
}

pub(super) fn seed(object: &Object) -> Read<Option<u64>> {
    let Some(value) = given(object, "seed") else {
        return Ok(None);
    };
    let whole = match value {
        Value::Number(number) => number.as_i64().and_then(|seed| u64::try_from(seed).ok()),
        _ => None,
    };
    match whole {
        Some(seed) => Ok(Some(seed)),
        None => malformed("seed", format!("expected an integer from 0, found {value}")),
    }
}

/// `{"name", "arguments"}`, or what OpenAI wraps it in; arguments as an object or as text.
pub(super) fn call(value: &Value, place: &str) -> Read<Call> {
    let outer = object(value, place)?;
    let function = match given(outer, "function") {
        Some(function) => object(function, &format!("{place}.function"))?,
        None => outer,
    };
    let Some(name) = given(function, "name") else {
        return malformed(format!("{place}.name"), "is missing");
    };
    let arguments = match function.get("arguments") {
        None => Arguments::Object(Object::from_pairs([])),
        Some(Value::Text(raw)) => Arguments::Raw(raw.as_str().into()),
        Some(Value::Object(object)) => Arguments::Object(object.clone()),
        // What a model emits may be anything; the call tells that it fits no tool.
        Some(other) => Arguments::Raw(other.to_string().into()),
    };
    Ok(Call {
        name: text(name, &format!("{place}.name"))?.into(),
        arguments,
    })
}

/// Reads a list of calls; `place` names it in errors.
///
/// # Errors
/// [`Malformed`], with the place of the first that is no call.
pub fn calls(value: &Value, place: &str) -> Result<Vec<Call>, Malformed> {
    let items = list(value, place)?.iter().enumerate();
    items
        .map(|(i, item)| call(item, &format!("{place}[{i}]")))
        .collect()
}
