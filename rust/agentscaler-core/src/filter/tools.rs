//! Lists of tools as they stand in lines, each read once and compiled where a call needs it.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use hashbrown::HashMap;

use super::fit::Plain;
use crate::state::{Object, Value, read_value};
use crate::tool::ParameterSchema;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The tools of a list.
#[derive(Debug)]
pub(super) struct Tools {
    /// The list as it is written.
    pub(super) written: Box<str>,
    by_name: Map<Box<str>, Parameters>,
}

/// What a tool takes.
#[derive(Debug)]
pub(super) struct Parameters {
    pub(super) plain: Option<Plain>,
    schema: Option<Value>,
    compiled: OnceLock<Result<ParameterSchema, String>>,
}

impl Parameters {
    /// The compiled schema; `None` where the tool has none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn compiled(&self) -> Option<Result<&ParameterSchema, &str>> {
        let schema = self.schema.as_ref()?;
        let compiled = self
            .compiled
            .get_or_init(|| ParameterSchema::compile(schema));
        Some(compiled.as_ref().map_err(String::as_str))
    }
}

impl Tools {
    /// Reads a list: tools as `OpenAI` has them, or without what it wraps them in.
    fn read(written: &str) -> Result<Self, String> {
        let list = read_value(written.as_bytes()).map_err(|error| error.to_string())?;
        let mut by_name = Map::default();
        for (at, tool) in list.as_array().unwrap_or_default().iter().enumerate() {
            let inner = tool.get("function").unwrap_or(tool);
            let Some(name) = inner.get("name").and_then(Value::as_str) else {
                return Err(format!("tool {at} has no name"));
            };
            let schema = match inner.get("parameters") {
                None | Some(Value::Null) => None,
                Some(schema @ Value::Object(_)) => Some(schema.clone()),
                Some(other) => {
                    let found = other.type_name();
                    return Err(format!(
                        "parameters of {name}: expected an object, found {found}"
                    ));
                }
            };
            let plain = schema
                .as_ref()
                .and_then(Value::as_object)
                .and_then(Plain::new);
            let parameters = Parameters {
                plain,
                schema,
                compiled: OnceLock::new(),
            };
            if by_name.insert(name.into(), parameters).is_some() {
                return Err(format!("two tools are called {name}"));
            }
        }
        Ok(Self {
            written: written.into(),
            by_name,
        })
    }

    pub(super) fn get(&self, name: &str) -> Option<&Parameters> {
        self.by_name.get(name)
    }
}

/// What a list is, or what is wrong with it.
pub(super) type ReadTools = Arc<Result<Tools, String>>;

/// Bytes of lists that are kept. Data sets with more write another list for every line, and
/// nothing would be found again.
const MOST_BYTES: usize = 64 << 20;

/// Lists of tools that were met.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    kept: RwLock<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    lists: Map<Box<str>, ReadTools>,
    bytes: usize,
}

impl Shelf {
    pub(super) fn get(&self, written: &str) -> ReadTools {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.lists.get(written) {
            return known.clone();
        }
        drop(kept);
        let read = Arc::new(Tools::read(written));
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + written.len() <= MOST_BYTES {
            kept.bytes += written.len();
            kept.lists.insert(written.into(), read.clone());
        }
        read
    }
}

/// Checks the arguments of a call.
///
/// # Errors
/// What does not fit, or what is wrong with the schema.
pub(super) fn check(parameters: &Parameters, arguments: &Object) -> Result<(), Misfit> {
    match parameters.compiled() {
        None => Ok(()),
        Some(Ok(schema)) => schema.check(arguments).map_err(Misfit::Arguments),
        Some(Err(what)) => Err(Misfit::Schema(what.to_owned())),
    }
}

/// Why arguments and schema do not go together.
#[derive(Debug)]
pub(super) enum Misfit {
    Arguments(String),
    Schema(String),
}
