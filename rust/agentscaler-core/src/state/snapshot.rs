//! A state as bytes on disk: magic, version, lengths, JSON, checksum.
//!
//! ```text
//! "AGSTATE\0"  version u32  length u64  payload  BLAKE3 of all before it
//! ```
//! The payload is JSON, so that a file can be read by eye; a checksum tells a damaged file, a cut
//! one and a foreign one apart from a good one before anything is parsed.

use std::fmt::Write as _;
use std::sync::Arc;

use super::encode::digest;
use super::error::StateError;
use super::reader::{MAX_DEPTH, read_nested};
use super::schema::{Fields, Schema};
use super::side::Side;
use super::store::State;
use super::table::Kind;
use super::value::{Text, Value};
use super::writer::write_text;
use crate::error::Result;

const MAGIC: &[u8; 8] = b"AGSTATE\0";
const VERSION: u32 = 1;
/// Largest payload, in bytes: more is a damaged length or no file of ours.
const LONGEST: u64 = 1 << 36;
const HEAD: usize = 8 + 4 + 8;
const SUM: usize = 32;

fn broken(what: impl Into<String>) -> crate::Error {
    StateError::Snapshot { what: what.into() }.into()
}

impl State {
    /// The bytes of a snapshot, with schema, clock, counters and random stream, and how each table
    /// is stored: its kind, and the columns by which the rows of a list are found.
    pub fn to_snapshot(&self) -> Vec<u8> {
        let mut json = String::from("{\"state\":");
        json.push_str(&self.to_json());
        if let Some(schema) = self.schema() {
            json.push_str(",\"schema\":");
            json.push_str(&schema.to_json());
        }
        let side = self.side();
        let _ = write!(
            json,
            ",\"clock_us\":{},\"seed\":{},\"drawn\":{},\"counters\":{{",
            side.clock_us, side.seed, side.drawn
        );
        for (i, (name, count)) in side.counters().enumerate() {
            if i > 0 {
                json.push(',');
            }
            write_text(name.as_str(), &mut json);
            let _ = write!(json, ":{count}");
        }
        json.push_str("},\"tables\":{");
        for (i, named) in self.named().into_iter().enumerate() {
            if i > 0 {
                json.push(',');
            }
            write_text(named.name.as_str(), &mut json);
            let _ = write!(json, ":[\"{}\"", named.table.kind());
            for column in named.table.columns() {
                json.push(',');
                write_text(column.as_str(), &mut json);
            }
            json.push(']');
        }
        json.push_str("}}");
        let mut out = Vec::with_capacity(HEAD + json.len() + SUM);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(json.len() as u64).to_le_bytes());
        out.extend_from_slice(json.as_bytes());
        let sum = digest(&out);
        out.extend_from_slice(&sum);
        out
    }

    /// Reads the bytes of a snapshot.
    ///
    /// # Errors
    /// [`StateError::Snapshot`] for bytes that are damaged, cut off, too new or no snapshot.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Self> {
        let head = bytes.get(..HEAD).filter(|head| head.starts_with(MAGIC));
        let Some(head) = head else {
            return Err(broken("it does not begin as a snapshot does"));
        };
        let version = u32::from_le_bytes([head[8], head[9], head[10], head[11]]);
        if version != VERSION {
            return Err(broken(format!(
                "format {version}; this version reads format {VERSION}"
            )));
        }
        let mut length = [0; 8];
        length.copy_from_slice(&head[12..]);
        let length = u64::from_le_bytes(length);
        let whole = length.checked_add((HEAD + SUM) as u64);
        if length > LONGEST || whole != Some(bytes.len() as u64) {
            return Err(broken(format!(
                "it is {} bytes long, but its head promises {length} and a checksum",
                bytes.len()
            )));
        }
        let (content, sum) = bytes.split_at(bytes.len() - SUM);
        if digest(content) != sum {
            return Err(broken("its checksum does not fit its content"));
        }
        let value = read_nested(&content[HEAD..], MAX_DEPTH + 1)?;
        let known = [
            "state", "schema", "clock_us", "seed", "drawn", "counters", "tables",
        ];
        let fields = Fields::new("snapshot", &value, &known)?;
        let schema = fields
            .get("schema")
            .map(|schema| Schema::from_json(schema.to_string().as_bytes()));
        let tables = fields
            .get("state")
            .ok_or_else(|| broken("it has no state"))?;
        let mut state = Self::from_value(tables, schema.transpose()?.map(Arc::new))?;
        let tables = fields.object("tables")?;
        for (name, form) in tables.iter().flat_map(|tables| tables.iter()) {
            read_form(&mut state, name, form)
                .ok_or_else(|| broken(format!("the table {name:?} cannot be as it says")))?;
        }
        *state.side_mut() = read_side(&fields)?;
        Ok(state)
    }
}

fn read_form(state: &mut State, name: &Text, form: &Value) -> Option<()> {
    let words = form.as_array()?.iter().map(|word| match word {
        Value::Text(word) => Some(word.clone()),
        _ => None,
    });
    let words: Vec<Text> = words.collect::<Option<_>>()?;
    let (kind, columns) = words.split_first()?;
    state.restore(name.as_str(), Kind::of_word(kind.as_str())?, columns)
}

fn read_side(fields: &Fields<'_>) -> Result<Side> {
    let number = |value: Option<&Value>| match value {
        Some(number @ Value::Number(_)) => Ok(number.to_string()),
        _ => Err(broken("a number is missing")),
    };
    let unsigned = |value: Option<&Value>| -> Result<u64> {
        number(value)?
            .parse()
            .map_err(|_| broken("a number is out of range"))
    };
    let mut side = Side::default();
    side.clock_us = number(fields.get("clock_us"))?
        .parse()
        .map_err(|_| broken("the clock is out of range"))?;
    side.seed = unsigned(fields.get("seed"))?;
    side.drawn = unsigned(fields.get("drawn"))?;
    for (name, count) in fields
        .object("counters")?
        .iter()
        .flat_map(|counters| counters.iter())
    {
        let name: &Text = name;
        side.set_count(name, unsigned(Some(count))?);
    }
    Ok(side)
}
