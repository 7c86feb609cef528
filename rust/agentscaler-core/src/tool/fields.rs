//! The fields that a JSON Schema in normal form describes, as one flat list.
//!
//! Breadth first, children in the order of their names: when the limit cuts the list, the deep
//! fields go first, and the order of keys in the text has no influence. Linear in the text; the
//! parser refuses nesting beyond 128 levels, so nothing here can recurse without bound.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// Property names on a path; deeper fields are left out.
pub const MAX_DEPTH: u8 = 4;
/// Fields of one schema. The widest of 70,000 real tools has some thousand, nearly all of them
/// settings that nothing feeds.
pub const MAX_FIELDS: usize = 512;
/// Longer property names (in bytes) are data, not identifiers; a path repeats its names, so they
/// would also make the list larger than the text.
const MAX_NAME: usize = 200;

/// JSON type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// No type is stated, or several that have nothing in common.
    Any,
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    String,
    /// `array`
    Array,
    /// `object`
    Object,
}

impl Kind {
    /// Word of JSON Schema, or `any`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    fn of_word(word: &str) -> Self {
        match word {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => Self::Any,
        }
    }

    fn of_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(_) => Some(Self::Boolean),
            Value::Number(n) if n.is_f64() => Some(Self::Number),
            Value::Number(_) => Some(Self::Integer),
            Value::String(_) => Some(Self::String),
            Value::Array(_) => Some(Self::Array),
            Value::Object(_) => Some(Self::Object),
        }
    }

    fn join(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Self::Number,
            _ => Self::Any,
        }
    }

    /// Text, number, or not stated: what can be an argument taken from another answer.
    pub fn is_scalar(self) -> bool {
        !matches!(self, Self::Array | Self::Object)
    }
}

/// One field that a schema describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Way to it: `orders[].id`; `[]` steps into an array, `{}` into a map.
    pub path: String,
    /// Nearest property name on the path (`orders` for `orders[]`), empty for `[]` at the root.
    pub name: String,
    /// JSON type.
    pub kind: Kind,
    /// `format` of the schema, such as `date-time`.
    pub format: Option<String>,
    /// `description` of the schema.
    pub description: Option<String>,
    /// Whether every object on the way demands it.
    pub required: bool,
    /// Property names on the path.
    pub depth: u8,
    /// Number of values that an `enum` or `const` allows; 0 where there is none.
    pub enum_size: u32,
    /// `pattern` of the schema.
    pub pattern: Option<String>,
}

/// The fields of the schema in `json`, at most [`MAX_FIELDS`] and at most [`MAX_DEPTH`] deep.
///
/// ```
/// let schema = r#"{"type":"object","properties":{"orders":{"type":"array","items":
///     {"type":"object","properties":{"id":{"type":"string"}}}}}}"#;
/// let paths: Vec<String> =
///     agentscaler_core::tool::fields(schema)?.into_iter().map(|f| f.path).collect();
/// assert_eq!(paths, ["orders", "orders[]", "orders[].id"]);
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
///
/// # Errors
/// [`Error::Json`] when the text is not JSON, is nested too deep, or is no schema.
pub fn fields(json: &str) -> Result<Vec<Field>> {
    fields_of("schema", 0, json)
}

/// [`fields`] of a row of a column, whose place the error names.
///
/// # Errors
/// As [`fields`].
pub fn fields_of(column: &'static str, row: usize, json: &str) -> Result<Vec<Field>> {
    fields_within(column, row, json, MAX_DEPTH, MAX_FIELDS)
}

/// [`fields`] under other limits; `column` and `row` say in the error where the text stands.
///
/// # Errors
/// As [`fields`].
pub fn fields_within(
    column: &'static str,
    row: usize,
    json: &str,
    max_depth: u8,
    max_fields: usize,
) -> Result<Vec<Field>> {
    let wrong = |detail: String| Error::Json {
        name: column,
        index: row,
        detail,
    };
    let root: Value = serde_json::from_str(json).map_err(|e| wrong(e.to_string()))?;
    if !matches!(root, Value::Object(_) | Value::Bool(_)) {
        return Err(wrong("a schema is an object, true or false".into()));
    }
    let mut out = Vec::new();
    let root = Node {
        path: String::new(),
        name: "",
        depth: 0,
        required: true,
        shapes: vec![&root],
    };
    let mut level = vec![root];
    while !level.is_empty() && out.len() < max_fields {
        let mut next = Vec::new();
        // Elements stand on the level of their array, so the level grows while it is read.
        let mut queue = std::collections::VecDeque::from(level);
        while let Some(node) = queue.pop_front() {
            let shapes = node.flat();
            if !node.path.is_empty() {
                if out.len() == max_fields {
                    break;
                }
                out.push(node.field(&shapes));
            }
            for (suffix, key) in [("[]", "items"), ("{}", "additionalProperties")] {
                if let Some(element) = node.element(&shapes, suffix, key) {
                    queue.push_back(element);
                }
            }
            if node.depth < max_depth {
                node.properties(&shapes, &mut next);
            }
        }
        level = next;
    }
    Ok(out)
}

type Shape<'a> = &'a Map<String, Value>;

/// A place in the schema with every variant that describes it.
struct Node<'a> {
    path: String,
    name: &'a str,
    depth: u8,
    required: bool,
    shapes: Vec<&'a Value>,
}

impl<'a> Node<'a> {
    /// The variants with their own variants, in the order of the text.
    fn flat(&self) -> Vec<Shape<'a>> {
        let mut flat = Vec::new();
        for shape in &self.shapes {
            flatten(shape, &mut flat);
        }
        flat
    }

    fn field(&self, shapes: &[Shape<'a>]) -> Field {
        let text = |key: &str| {
            let texts = shapes.iter().filter_map(|s| s.get(key)?.as_str());
            texts.into_iter().find(|t| !t.is_empty()).map(str::to_owned)
        };
        let sizes = shapes
            .iter()
            .map(|s| match (s.get("enum"), s.get("const")) {
                (Some(Value::Array(values)), _) => u32::try_from(values.len()).unwrap_or(u32::MAX),
                (None, Some(_)) => 1,
                _ => 0,
            });
        let kinds = self.shapes.iter().filter_map(|s| kind(s));
        Field {
            path: self.path.clone(),
            name: self.name.to_owned(),
            kind: kinds.reduce(Kind::join).unwrap_or(Kind::Any),
            format: text("format"),
            description: text("description"),
            required: self.required,
            depth: self.depth,
            enum_size: sizes.max().unwrap_or(0),
            pattern: text("pattern"),
        }
    }

    fn element(&self, shapes: &[Shape<'a>], suffix: &str, key: &str) -> Option<Self> {
        let inner: Vec<_> = shapes
            .iter()
            .filter_map(|s| s.get(key))
            .filter(|v| v.is_object())
            .collect();
        (!inner.is_empty()).then(|| Self {
            path: format!("{}{suffix}", self.path),
            name: self.name,
            depth: self.depth,
            required: self.required,
            shapes: inner,
        })
    }

    fn properties(&self, shapes: &[Shape<'a>], next: &mut Vec<Self>) {
        let mut children: BTreeMap<&'a str, Vec<&'a Value>> = BTreeMap::new();
        for shape in shapes {
            let Some(Value::Object(properties)) = shape.get("properties") else {
                continue;
            };
            for (name, child) in properties {
                if name.len() <= MAX_NAME && (child.is_object() || *child == Value::Bool(true)) {
                    children.entry(name).or_default().push(child);
                }
            }
        }
        let required = self
            .shapes
            .iter()
            .map(|s| demanded(s))
            .reduce(|a, b| &a & &b);
        let required = required.unwrap_or_default();
        next.extend(children.into_iter().map(|(name, shapes)| {
            let dot = if self.path.is_empty() { "" } else { "." };
            Self {
                path: format!("{}{dot}{name}", self.path),
                name,
                depth: self.depth + 1,
                required: self.required && required.contains(name),
                shapes,
            }
        }));
    }
}

const VARIANTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

fn variants<'a>(shape: Shape<'a>, key: &str) -> &'a [Value] {
    shape
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn flatten<'a>(shape: &'a Value, flat: &mut Vec<Shape<'a>>) {
    let Value::Object(shape) = shape else { return };
    flat.push(shape);
    for key in VARIANTS {
        for variant in variants(shape, key) {
            flatten(variant, flat);
        }
    }
}

fn is_null(shape: &Value) -> bool {
    shape.get("type").and_then(Value::as_str) == Some("null")
}

/// Names that an object must have: stated here, by any part of `allOf`, by each variant.
fn demanded(shape: &Value) -> BTreeSet<&str> {
    let Value::Object(shape) = shape else {
        return BTreeSet::new();
    };
    let own = shape
        .get("required")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let mut names: BTreeSet<&str> = own.iter().filter_map(Value::as_str).collect();
    for part in variants(shape, "allOf") {
        names.extend(demanded(part));
    }
    for key in ["anyOf", "oneOf"] {
        let each = variants(shape, key)
            .iter()
            .filter(|v| !is_null(v))
            .map(demanded);
        if let Some(common) = each.reduce(|a, b| &a & &b) {
            names.extend(common);
        }
    }
    names
}

/// Type of a schema, `None` for the null type, which any field may have beside its own.
fn kind(shape: &Value) -> Option<Kind> {
    let Value::Object(shape) = shape else {
        return Some(Kind::Any);
    };
    match shape.get("type") {
        Some(Value::String(word)) if word == "null" => return None,
        Some(Value::String(word)) => return Some(Kind::of_word(word)),
        Some(Value::Array(words)) => {
            let words = words
                .iter()
                .filter_map(Value::as_str)
                .filter(|w| *w != "null");
            return words.map(Kind::of_word).reduce(Kind::join);
        }
        _ => {}
    }
    if shape.contains_key("properties") || shape.contains_key("additionalProperties") {
        return Some(Kind::Object);
    }
    if shape.contains_key("items") {
        return Some(Kind::Array);
    }
    if let Some(Value::Array(values)) = shape.get("enum") {
        return values.iter().filter_map(Kind::of_value).reduce(Kind::join);
    }
    if let Some(value) = shape.get("const") {
        return Kind::of_value(value);
    }
    let stated: Vec<_> = VARIANTS
        .iter()
        .flat_map(|key| variants(shape, key))
        .collect();
    if stated.is_empty() {
        return Some(Kind::Any);
    }
    stated.into_iter().filter_map(kind).reduce(Kind::join)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Case {
        name: String,
        schema: String,
        fields: Vec<Value>,
    }

    fn cases() -> Vec<Case> {
        let text = include_str!("../../../../tests/cases/fields.json");
        let all: Vec<Value> = serde_json::from_str(text).unwrap();
        all.into_iter()
            .map(|c| Case {
                name: c["name"].as_str().unwrap().into(),
                schema: c["schema"].to_string(),
                fields: c["fields"].as_array().unwrap().clone(),
            })
            .collect()
    }

    #[test]
    fn golden_cases() {
        for case in cases() {
            let found: Vec<Value> = fields(&case.schema)
                .unwrap()
                .into_iter()
                .map(|f| {
                    serde_json::json!([
                        f.path,
                        f.name,
                        f.kind.as_str(),
                        f.format,
                        f.description,
                        f.required,
                        f.depth,
                        f.enum_size,
                        f.pattern
                    ])
                })
                .collect();
            assert_eq!(found, case.fields, "{}", case.name);
        }
    }

    #[test]
    fn bottomless_nesting_is_an_error() {
        let schema = "{\"items\":".repeat(100_000) + "{}" + &"}".repeat(100_000);
        assert!(matches!(fields(&schema), Err(Error::Json { .. })));
    }

    #[test]
    fn the_limit_keeps_shallow_fields() {
        let schema = r#"{"properties":{"a":{"properties":{"x":{},"y":{}}},"b":{},"c":{}}}"#;
        let kept = fields_within("schema", 0, schema, 4, 4).unwrap();
        let paths: Vec<_> = kept.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["a", "b", "c", "a.x"]);
    }

    #[test]
    fn what_is_no_schema_is_an_error() {
        for text in ["", "[]", "3", "\"object\"", "{\"type\":"] {
            assert!(matches!(fields(text), Err(Error::Json { .. })), "{text}");
        }
    }
}
