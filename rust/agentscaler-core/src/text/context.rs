//! JSON values as values of a template.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use crate::state::{self, Number};

/// A whole number beyond 128 bits: it prints, and that is all.
#[derive(Debug)]
pub(super) struct BigInt(String);

impl Object for BigInt {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn number(number: &Number) -> Value {
    match number {
        Number::Int(int) => Value::from(*int),
        Number::Float(float) => Value::from(*float),
        Number::Spelled(_) if number.is_integer_literal() => {
            let mut text = String::new();
            number.write(&mut text);
            text.parse::<i128>()
                .map_or_else(|_| Value::from_object(BigInt(text)), Value::from)
        }
        Number::Spelled(_) => Value::from(number.to_f64()),
    }
}

/// The value as a template sees it.
pub(super) fn to_template(value: &state::Value) -> Value {
    match value {
        state::Value::Null => Value::from(()),
        state::Value::Bool(flag) => Value::from(*flag),
        state::Value::Number(it) => number(it),
        state::Value::Text(text) => Value::from(text.as_str()),
        state::Value::Array(items) => items.iter().map(to_template).collect(),
        state::Value::Object(object) => map(object.iter().map(|(k, v)| (k.as_str(), v))),
    }
}

/// A dict of these items, in this order.
pub(super) fn map<'a>(items: impl Iterator<Item = (&'a str, &'a state::Value)>) -> Value {
    Dict::of(items.map(|(name, value)| (Value::from(name), to_template(value)))).into_value()
}

/// Names that an attribute of a Python dict means before it means an item: `parameter.items` is a
/// method even where a JSON Schema has a member of that name.
const METHODS: [&str; 11] = [
    "clear",
    "copy",
    "fromkeys",
    "get",
    "items",
    "keys",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "values",
];

/// An object of JSON. Its names keep their order; a look-up reads the few that there are.
#[derive(Debug)]
pub(super) struct Dict {
    names: Vec<Value>,
    values: Vec<Value>,
}

impl Dict {
    pub(super) fn of(items: impl Iterator<Item = (Value, Value)>) -> Self {
        let (names, values) = items.unzip();
        Self { names, values }
    }

    pub(super) fn into_value(self) -> Value {
        Value::from_object(self)
    }

    fn find(&self, name: &str) -> Option<Value> {
        let at = self
            .names
            .iter()
            .position(|own| own.as_str() == Some(name))?;
        Some(self.values[at].clone())
    }
}

impl Object for Dict {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.find(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        if METHODS.contains(&key) {
            return Some(Value::from_object(Method));
        }
        self.find(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.names.clone())
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.names.len())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        super::python::write_repr(&Value::from_dyn_object(Arc::clone(self)), &mut out);
        f.write_str(&out)
    }
}

/// A method that a template names and does not call: it is there, it is true, it is nothing else.
#[derive(Debug)]
struct Method;

impl Object for Method {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<built-in method>")
    }
}
