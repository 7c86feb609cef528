//! Methods of Python strings, dicts and lists that templates call.

use minijinja::value::{Kwargs, Rest, Tuple, ValueKind, from_args};
use minijinja::{Error, ErrorKind, State, Value};

use super::python::is_space;

/// Answers a method that the engine does not know.
pub(super) fn call(
    _: &mut State<'_, '_>,
    value: &Value,
    method: &str,
    args: &[Value],
) -> Result<Value, Error> {
    match value.kind() {
        ValueKind::String => on_text(value.as_str().unwrap_or_default(), method, args),
        ValueKind::Map => on_dict(value, method, args),
        ValueKind::Seq => on_list(value, method, args),
        _ => Err(Error::from(ErrorKind::UnknownMethod)),
    }
}

/// The characters that `strip(chars)` removes: white space where nothing is given.
fn stripped(args: &[Value]) -> Result<impl Fn(char) -> bool + use<>, Error> {
    let (chars,): (Option<String>,) = from_args(args)?;
    Ok(move |c: char| {
        chars
            .as_ref()
            .map_or_else(|| is_space(c), |chars| chars.contains(c))
    })
}

fn any_of(args: &[Value], holds: impl Fn(&str) -> bool) -> Result<Value, Error> {
    let (options,): (&Value,) = from_args(args)?;
    if let Some(option) = options.as_str() {
        return Ok(holds(option).into());
    }
    Ok(options
        .try_iter()?
        .any(|option| option.as_str().is_some_and(&holds))
        .into())
}

fn on_text(text: &str, method: &str, args: &[Value]) -> Result<Value, Error> {
    Ok(match method {
        "strip" => text.trim_matches(stripped(args)?).into(),
        "lstrip" => text.trim_start_matches(stripped(args)?).into(),
        "rstrip" => text.trim_end_matches(stripped(args)?).into(),
        "startswith" => return any_of(args, |option| text.starts_with(option)),
        "endswith" => return any_of(args, |option| text.ends_with(option)),
        "removeprefix" => {
            let (prefix,): (&str,) = from_args(args)?;
            text.strip_prefix(prefix).unwrap_or(text).into()
        }
        "removesuffix" => {
            let (suffix,): (&str,) = from_args(args)?;
            text.strip_suffix(suffix).unwrap_or(text).into()
        }
        "upper" => text.to_uppercase().into(),
        "lower" => text.to_lowercase().into(),
        "capitalize" => capitalized(text).into(),
        "title" => titled(text).into(),
        "split" => split(text, args, false)?,
        "rsplit" => split(text, args, true)?,
        "splitlines" => lines(text),
        "replace" => {
            let (old, new, count): (&str, &str, Option<i64>) = from_args(args)?;
            match count.map(usize::try_from) {
                Some(Ok(count)) => text.replacen(old, new, count).into(),
                _ => text.replace(old, new).into(),
            }
        }
        "find" => {
            let (part,): (&str,) = from_args(args)?;
            let at = text.find(part).map(|at| text[..at].chars().count());
            at.map_or_else(|| Value::from(-1), Value::from)
        }
        "count" => {
            let (part,): (&str,) = from_args(args)?;
            let count = if part.is_empty() {
                text.chars().count() + 1
            } else {
                text.matches(part).count()
            };
            count.into()
        }
        "join" => {
            let (items,): (&Value,) = from_args(args)?;
            let items: Vec<String> = items
                .try_iter()?
                .map(|item| super::python::to_str(&item))
                .collect();
            items.join(text).into()
        }
        "isdigit" | "isdecimal" | "isnumeric" => {
            (!text.is_empty() && text.chars().all(char::is_numeric)).into()
        }
        "isalpha" => (!text.is_empty() && text.chars().all(char::is_alphabetic)).into(),
        "isalnum" => (!text.is_empty() && text.chars().all(char::is_alphanumeric)).into(),
        "isspace" => (!text.is_empty() && text.chars().all(is_space)).into(),
        "isupper" => {
            (text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)).into()
        }
        "islower" => {
            (text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)).into()
        }
        "format" => {
            let (values, named): (Rest<Value>, Kwargs) = from_args(args)?;
            named.assert_all_used()?;
            minijinja::formatting::format(
                minijinja::formatting::FormatStyle::StrFormat,
                text,
                &values,
            )?
            .into()
        }
        _ => return Err(Error::from(ErrorKind::UnknownMethod)),
    })
}

fn split(text: &str, args: &[Value], from_right: bool) -> Result<Value, Error> {
    let (given, named): (&[Value], Kwargs) = from_args(args)?;
    let (sep, limit): (Option<&str>, Option<i64>) = from_args(given)?;
    let sep = match sep {
        None => named.get::<Option<&str>>("sep")?,
        sep => sep,
    };
    let limit = match limit {
        None => named.get::<Option<i64>>("maxsplit")?,
        limit => limit,
    };
    named.assert_all_used()?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    let parts: Vec<&str> = match (sep, limit) {
        (Some(""), _) => return Err(Error::new(ErrorKind::InvalidOperation, "empty separator")),
        (Some(sep), None) => text.split(sep).collect(),
        (Some(sep), Some(limit)) if from_right => {
            let mut parts: Vec<&str> = text.rsplitn(limit.saturating_add(1), sep).collect();
            parts.reverse();
            parts
        }
        (Some(sep), Some(limit)) => text.splitn(limit.saturating_add(1), sep).collect(),
        (None, None) => text
            .split(is_space)
            .filter(|part| !part.is_empty())
            .collect(),
        (None, Some(limit)) if from_right => words_from_right(text, limit),
        (None, Some(limit)) => words(text, limit),
    };
    Ok(parts.into_iter().map(Value::from).collect())
}

/// At most `limit` words and the rest, as `split(None, limit)` gives them.
fn words(text: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() && parts.len() < limit {
        let end = rest.find(is_space).unwrap_or(rest.len());
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

fn words_from_right(text: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim_end_matches(is_space);
    while !rest.is_empty() && parts.len() < limit {
        let start = rest
            .char_indices()
            .rev()
            .find(|&(_, c)| is_space(c))
            .map_or(0, |(at, c)| at + c.len_utf8());
        parts.push(&rest[start..]);
        rest = rest[..start].trim_end_matches(is_space);
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts.reverse();
    parts
}

fn lines(text: &str) -> Value {
    const BREAKS: [char; 10] = [
        '\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}',
        '\u{2029}',
    ];
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(BREAKS) {
        parts.push(&rest[..at]);
        let tail = &rest[at..];
        let len = if tail.starts_with("\r\n") {
            2
        } else {
            tail.chars().next().map_or(1, char::len_utf8)
        };
        rest = &tail[len..];
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts.into_iter().map(Value::from).collect()
}

/// First letter large, all others small.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    let rest = chars.as_str().to_lowercase();
    first.chain(rest.chars()).collect()
}

fn titled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        inside = c.is_alphabetic();
    }
    out
}

fn on_dict(value: &Value, method: &str, args: &[Value]) -> Result<Value, Error> {
    match method {
        "items" => {
            let () = from_args(args)?;
            items(value)
        }
        "keys" => {
            let () = from_args(args)?;
            Ok(value.try_iter()?.collect())
        }
        "values" => {
            let () = from_args(args)?;
            value
                .try_iter()?
                .map(|key| value.get_item(&key))
                .collect::<Result<Value, Error>>()
        }
        "get" => {
            let (key, default): (&Value, Option<&Value>) = from_args(args)?;
            let found = value.get_item(key)?;
            if found.is_undefined() {
                return Ok(default.cloned().unwrap_or_else(|| Value::from(())));
            }
            Ok(found)
        }
        _ => Err(Error::from(ErrorKind::UnknownMethod)),
    }
}

fn on_list(value: &Value, method: &str, args: &[Value]) -> Result<Value, Error> {
    match method {
        "count" => {
            let (wanted,): (&Value,) = from_args(args)?;
            Ok(value
                .try_iter()?
                .filter(|item| item == wanted)
                .count()
                .into())
        }
        "index" => {
            let (wanted,): (&Value,) = from_args(args)?;
            value
                .try_iter()?
                .position(|item| item == *wanted)
                .map(Value::from)
                .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "not in the list"))
        }
        _ => Err(Error::from(ErrorKind::UnknownMethod)),
    }
}

/// Name and value of each item of a dict.
pub(super) fn items(value: &Value) -> Result<Value, Error> {
    if value.is_undefined() {
        return Ok(Value::from(Vec::<Value>::new()));
    }
    if value.kind() != ValueKind::Map {
        let detail = "Can only get item pairs from a mapping.";
        return Err(Error::new(ErrorKind::InvalidOperation, detail));
    }
    value
        .try_iter()?
        .map(|key| {
            let item = value.get_item(&key)?;
            Ok(Value::from(Tuple::from([key, item])))
        })
        .collect::<Result<Value, Error>>()
}
