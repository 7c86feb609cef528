//! JSON text, byte for byte as Python's `json.dumps(value, ensure_ascii=False)`, with or without
//! spaces after `,` and `:`.

use std::fmt::Write as _;

use super::value::Value;

/// Appends a value.
pub(super) fn write(value: &Value, out: &mut String) {
    write_between(value, [",", ":"], out);
}

/// Appends a value as Python does when nobody sets the separators.
pub(super) fn write_spaced(value: &Value, out: &mut String) {
    write_between(value, [", ", ": "], out);
}

fn write_between(value: &Value, separators: [&str; 2], out: &mut String) {
    let [comma, colon] = separators;
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => number.write(out),
        Value::Text(text) => write_text(text.as_str(), out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(comma);
                }
                write_between(item, separators, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (i, (name, value)) in object.iter().enumerate() {
                if i > 0 {
                    out.push_str(comma);
                }
                write_text(name.as_str(), out);
                out.push_str(colon);
                write_between(value, separators, out);
            }
            out.push('}');
        }
    }
}

/// Appends a string with its quotes.
pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|b| b < 0x20 || b == b'"' || b == b'\\')
    {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        match tail.as_bytes()[0] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            control => {
                let _ = write!(out, "\\u{control:04x}");
            }
        }
        rest = &tail[1..];
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    #[test]
    fn spaces_stand_where_python_puts_them() {
        let text = r#"{"a": [1, 2.50, {}, []], "b, : é": null, "c": "\u001f\u007f\"\\"}"#;
        let value = crate::state::read_value(text.as_bytes()).unwrap();
        let shown =
            "{\"a\": [1, 2.50, {}, []], \"b, : é\": null, \"c\": \"\\u001f\u{7f}\\\"\\\\\"}";
        assert_eq!(value.to_spaced_json(), shown);
        assert_eq!(
            value.to_string(),
            shown
                .replace("\": ", "\":")
                .replace(", \"", ",\"")
                .replace("1, 2.50, {}, []", "1,2.50,{},[]")
        );
    }
}
