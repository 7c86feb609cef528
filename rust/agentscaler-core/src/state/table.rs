//! One table of a state, in one of three kinds. The kind decides how it is stored and written to,
//! never what it is worth: equal JSON values have equal digests.

use std::fmt;
use std::sync::OnceLock;

use super::encode::{Digest, SCALAR, digest, encode};
use super::keyed::Keyed;
use super::ordered::{KeyFault, Ordered};
use super::sequence::{Row, Sequence};
use super::value::{Text, Value};
use super::writer;

/// How a table is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An object of rows.
    Keyed,
    /// A list of rows.
    Ordered,
    /// Anything else.
    Document,
}

impl Kind {
    /// The word for it in schemas, diffs and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyed => "keyed",
            Self::Ordered => "ordered",
            Self::Document => "document",
        }
    }

    /// The kind that a value has when no schema speaks.
    fn of(value: &Value) -> Self {
        let is_row = |value: &Value| value.as_object().is_some();
        match value {
            Value::Object(object) if object.iter().all(|(_, v)| is_row(v)) => Self::Keyed,
            Value::Array(items) if items.iter().all(is_row) => Self::Ordered,
            _ => Self::Document,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Debug, Clone)]
pub(super) enum Table {
    Keyed(Keyed),
    Ordered(Ordered),
    Document(Document),
}

/// A value that is read and replaced as a whole.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub value: Value,
    digest: OnceLock<Digest>,
}

/// Why a value is no table as the schema wants it.
#[derive(Debug)]
pub(super) enum TableFault {
    /// The value has another shape.
    Kind(Kind),
    Key(KeyFault),
}

impl Table {
    /// A table of this value; `kind` and `key` as the schema has them.
    pub(super) fn new(value: Value, kind: Option<Kind>, key: &[Text]) -> Result<Self, TableFault> {
        let kind = kind.unwrap_or_else(|| Kind::of(&value));
        match (kind, value) {
            (Kind::Keyed, Value::Object(object)) => Ok(Self::Keyed(Keyed::from_object(&object))),
            (Kind::Ordered, Value::Array(rows)) => Ordered::from_rows(&rows, key)
                .map(Self::Ordered)
                .map_err(TableFault::Key),
            (Kind::Document, value) => Ok(Self::document(value)),
            (kind, _) => Err(TableFault::Kind(kind)),
        }
    }

    pub(super) fn document(value: Value) -> Self {
        let digest = OnceLock::new();
        Self::Document(Document { value, digest })
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Keyed(_) => Kind::Keyed,
            Self::Ordered(_) => Kind::Ordered,
            Self::Document(_) => Kind::Document,
        }
    }

    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Keyed(keyed) => Value::Object(keyed.to_object()),
            Self::Ordered(ordered) => {
                Value::Array(ordered.rows.iter().map(|row| row.value.clone()).collect())
            }
            Self::Document(document) => document.value.clone(),
        }
    }

    /// Number of rows; a document has none.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Keyed(keyed) => keyed.rows.len(),
            Self::Ordered(ordered) => ordered.rows.len(),
            Self::Document(_) => 0,
        }
    }

    pub(super) fn digest(&self) -> Digest {
        match self {
            Self::Keyed(keyed) => keyed.rows.digest(),
            Self::Ordered(ordered) => ordered.rows.digest(),
            Self::Document(document) => *document.digest.get_or_init(|| match &document.value {
                // As the tables of these values would have it.
                Value::Object(object) => Keyed::from_object(object).rows.digest(),
                Value::Array(items) => {
                    let rows = items.iter().map(|item| Row::new(0, 0, item.clone()));
                    Sequence::build(rows.collect()).digest()
                }
                scalar => {
                    let mut message = vec![SCALAR];
                    encode(scalar, &mut message);
                    digest(&message)
                }
            }),
        }
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Keyed(keyed) => {
                out.push('{');
                for (i, row) in keyed.sorted().into_iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    writer::write_text(row.key.as_str(), out);
                    out.push(':');
                    writer::write(&row.value, out);
                }
                out.push('}');
            }
            Self::Ordered(ordered) => {
                out.push('[');
                for (i, row) in ordered.rows.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    writer::write(&row.value, out);
                }
                out.push(']');
            }
            Self::Document(document) => writer::write(&document.value, out),
        }
    }
}
