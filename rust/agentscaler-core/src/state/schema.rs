//! What a state is meant to hold: tables, columns, keys, references, and the marks that an
//! equivalence reads.
//!
//! ```json
//! {"tables": {"orders": {"key": "order_id", "columns": {
//!     "order_id": {"type": "string", "required": true, "generated": true},
//!     "user_id": {"references": "users.user_id"},
//!     "status": {"enum": ["pending", "cancelled"]},
//!     "items[].price": {"type": "number", "tolerance": 0.005}}}}}
//! ```

use super::error::StateError;
use super::place::{Place, Step, parse_path, parse_place};
use super::reader::read_value;
use super::table::Kind;
use super::value::{Object, Text, Value};
use crate::error::Result;

/// Declared form of a state.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    tables: Vec<TableSchema>,
    source: Value,
}

/// Declared form of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSchema {
    /// Its name.
    pub name: Text,
    /// How it is stored; else the value decides.
    pub kind: Option<Kind>,
    /// Columns that tell rows apart. In an object of rows: the column that its keys stand for.
    pub key: Vec<Text>,
    /// Whether the order of a list of rows means nothing.
    pub unordered: bool,
    /// Declared columns, nested ones among them.
    pub columns: Vec<Column>,
}

/// How an equivalence treats times made by tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timestamps {
    /// They say nothing.
    Ignored,
    /// They may be others, in the same order.
    Ordered,
}

/// Declared form of a column.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "marks are independent of one another"
)]
pub struct Column {
    /// Where it is in a row.
    pub path: Vec<Step>,
    /// Allowed JSON Schema types; empty: any.
    pub types: Vec<Text>,
    /// Allowed values; empty: any.
    pub values: Vec<Value>,
    /// What the text means (`date-time`, ..); for readers, not checked.
    pub format: Option<Text>,
    /// Whether every row has it.
    pub required: bool,
    /// Whether tools make its values: ids, times.
    pub generated: bool,
    /// The column that holds the same values first: a foreign key.
    pub references: Option<Place>,
    /// Columns whose values may stand inside this text, as whole words.
    pub mentions: Vec<Place>,
    /// Whether the order of its list means nothing.
    pub unordered: bool,
    /// Whether it says nothing about the outcome.
    pub ignored: bool,
    /// How far numbers may lie apart and still count as equal.
    pub tolerance: Option<f64>,
    /// How times are compared.
    pub timestamps: Option<Timestamps>,
}

impl Schema {
    /// Reads a schema from JSON.
    ///
    /// # Errors
    /// [`StateError::Syntax`] for a text that is not JSON, [`StateError::Form`] for another form.
    pub fn from_json(text: &[u8]) -> Result<Self> {
        Self::from_value(read_value(text)?)
    }

    /// A schema from its JSON value.
    ///
    /// # Errors
    /// [`StateError::Form`].
    pub fn from_value(source: Value) -> Result<Self> {
        let fields = Fields::new("schema", &source, &["tables", "format_version"])?;
        let mut tables = Vec::new();
        for (name, table) in fields
            .object("tables")?
            .iter()
            .flat_map(|tables| tables.iter())
        {
            tables.push(TableSchema::parse(name, table)?);
        }
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { tables, source })
    }

    /// The JSON text that it was read from, without spaces.
    pub fn to_json(&self) -> String {
        self.source.to_string()
    }

    /// All tables by name.
    pub fn tables(&self) -> &[TableSchema] {
        &self.tables
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&TableSchema> {
        let at = self
            .tables
            .binary_search_by(|table| table.name.as_str().cmp(name))
            .ok()?;
        Some(&self.tables[at])
    }
}

impl TableSchema {
    fn parse(name: &Text, value: &Value) -> Result<Self> {
        let at = format!("tables.{name}");
        let fields = Fields::new(
            &at,
            value,
            &["kind", "key", "unordered", "columns", "description"],
        )?;
        let kind = fields.text("kind")?.map(|word| {
            Kind::of_word(word.as_str())
                .ok_or_else(|| fields.wrong("kind", "keyed, ordered or document"))
        });
        let columns = fields.object("columns")?;
        let columns = columns.iter().flat_map(|columns| columns.iter());
        Ok(Self {
            name: name.clone(),
            kind: kind.transpose()?,
            key: fields.texts("key")?,
            unordered: fields.flag("unordered")?,
            columns: columns
                .map(|(path, column)| Column::parse(&at, path, column))
                .collect::<Result<_>>()?,
        })
    }

    /// # Errors
    /// [`StateError::Schema`] for the first column that the row breaks.
    pub(super) fn check(&self, row: &Value, place: impl Fn() -> String) -> Result<()> {
        for column in &self.columns {
            column
                .check(&column.path, Some(row))
                .map_err(|what| StateError::Schema {
                    place: format!("{} {}", place(), column.shown()),
                    what,
                })?;
        }
        Ok(())
    }
}

const TYPES: [&str; 7] = [
    "null", "boolean", "integer", "number", "string", "array", "object",
];

const COLUMN_FIELDS: [&str; 12] = [
    "type",
    "enum",
    "format",
    "required",
    "generated",
    "references",
    "mentions",
    "unordered",
    "ignored",
    "tolerance",
    "timestamps",
    "description",
];

impl Column {
    fn parse(table: &str, path: &Text, value: &Value) -> Result<Self> {
        let at = format!("{table}.columns.{path}");
        let fields = Fields::new(&at, value, &COLUMN_FIELDS)?;
        let types = fields.texts("type")?;
        if types.iter().any(|name| !TYPES.contains(&name.as_str())) {
            return Err(fields.wrong("type", "types of JSON Schema"));
        }
        let values = match fields.get("enum") {
            None => Vec::new(),
            Some(Value::Array(values)) if !values.is_empty() => values.to_vec(),
            Some(_) => return Err(fields.wrong("enum", "a list of values")),
        };
        let timestamps = match fields.text("timestamps")?.as_ref().map(Text::as_str) {
            None => None,
            Some("ignored") => Some(Timestamps::Ignored),
            Some("ordered") => Some(Timestamps::Ordered),
            Some(_) => return Err(fields.wrong("timestamps", "ignored or ordered")),
        };
        let mentions = match fields.get("mentions") {
            None => Vec::new(),
            Some(Value::Array(places)) => places
                .iter()
                .map(|place| parse_place(&at, place))
                .collect::<Result<_>>()?,
            Some(_) => return Err(fields.wrong("mentions", "a list of places")),
        };
        Ok(Self {
            path: parse_path(&at, &Value::Text(path.clone()))?,
            types,
            values,
            format: fields.text("format")?,
            required: fields.flag("required")?,
            generated: fields.flag("generated")?,
            references: fields
                .get("references")
                .map(|place| parse_place(&at, place))
                .transpose()?,
            mentions,
            unordered: fields.flag("unordered")?,
            ignored: fields.flag("ignored")?,
            tolerance: fields.tolerance("tolerance")?,
            timestamps,
        })
    }

    fn shown(&self) -> String {
        let place = Place {
            table: "".into(),
            path: self.path.clone(),
        };
        place.to_string().trim_start_matches('.').to_string()
    }

    fn check(&self, path: &[Step], value: Option<&Value>) -> std::result::Result<(), String> {
        let Some((step, rest)) = path.split_first() else {
            return match value {
                None if self.required => Err("is required, but missing".into()),
                None => Ok(()),
                Some(value) => self.check_cell(value),
            };
        };
        match (step, value) {
            (Step::Name(name), Some(Value::Object(object))) => {
                self.check(rest, object.get(name.as_str()))
            }
            (Step::Items, Some(Value::Array(items))) => items
                .iter()
                .try_for_each(|item| self.check(rest, Some(item))),
            // A way that ends early is a matter of the column where it ends.
            _ => Ok(()),
        }
    }

    fn check_cell(&self, value: &Value) -> std::result::Result<(), String> {
        let fits = |name: &Text| match (name.as_str(), value) {
            ("number", Value::Number(_)) => true,
            ("integer", number @ Value::Number(_)) => number.is_key(),
            (name, value) => name == value.type_name(),
        };
        if !self.types.is_empty() && !self.types.iter().any(fits) {
            let types: Vec<&str> = self.types.iter().map(Text::as_str).collect();
            return Err(format!("must be {}, found {value}", types.join(" or ")));
        }
        if !self.values.is_empty() && !self.values.contains(value) {
            return Err(format!(
                "must be one of {}, found {value}",
                Value::Array(self.values.clone().into())
            ));
        }
        Ok(())
    }
}

/// The fields of one JSON object of a schema, an equivalence or a diff.
pub(super) struct Fields<'a> {
    place: &'a str,
    object: &'a Object,
}

impl<'a> Fields<'a> {
    pub(super) fn new(place: &'a str, value: &'a Value, known: &[&str]) -> Result<Self> {
        let Some(object) = value.as_object() else {
            return Err(StateError::Form {
                place: place.into(),
                what: format!("expected an object, found {}", value.type_name()),
            }
            .into());
        };
        if let Some((name, _)) = object
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        {
            return Err(StateError::Form {
                place: place.into(),
                what: format!("unknown field {name:?} (known: {})", known.join(", ")),
            }
            .into());
        }
        Ok(Self { place, object })
    }

    pub(super) fn wrong(&self, field: &str, expected: &str) -> crate::Error {
        let found = self
            .get(field)
            .map_or_else(|| "nothing".into(), ToString::to_string);
        StateError::Form {
            place: format!("{}.{field}", self.place),
            what: format!("expected {expected}, found {found}"),
        }
        .into()
    }

    pub(super) fn get(&self, field: &str) -> Option<&'a Value> {
        self.object.get(field)
    }

    pub(super) fn flag(&self, field: &str) -> Result<bool> {
        match self.get(field) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.wrong(field, "true or false")),
        }
    }

    pub(super) fn text(&self, field: &str) -> Result<Option<Text>> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(field, "a string")),
        }
    }

    /// One string or a list of them.
    pub(super) fn texts(&self, field: &str) -> Result<Vec<Text>> {
        let wrong = || self.wrong(field, "a string or a list of strings");
        match self.get(field) {
            None => Ok(Vec::new()),
            Some(Value::Text(text)) => Ok(vec![text.clone()]),
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| match item {
                    Value::Text(text) => Ok(text.clone()),
                    _ => Err(wrong()),
                })
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    pub(super) fn object(&self, field: &str) -> Result<Option<&'a Object>> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(self.wrong(field, "an object")),
        }
    }

    pub(super) fn array(&self, field: &str) -> Result<&'a [Value]> {
        match self.get(field) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(self.wrong(field, "a list")),
        }
    }

    pub(super) fn count(&self, field: &str) -> Result<Option<usize>> {
        let count = |value: &Value| match value {
            Value::Number(number) => usize::try_from(number.as_i64()?).ok(),
            _ => None,
        };
        self.get(field)
            .map(|value| count(value).ok_or_else(|| self.wrong(field, "a count")))
            .transpose()
    }

    pub(super) fn tolerance(&self, field: &str) -> Result<Option<f64>> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Number(number)) if number.to_f64() >= 0.0 => Ok(Some(number.to_f64())),
            Some(_) => Err(self.wrong(field, "a number from 0 on")),
        }
    }
}
