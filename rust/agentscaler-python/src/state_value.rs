//! JSON values to Python objects and back.

use agentscaler_core::state::{MAX_DEPTH, Number, Objects, StateError, Text, Value};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use crate::error::to_python;

/// Tables and rows stand two levels below the state.
const DEPTH: usize = MAX_DEPTH - 2;

fn refuse(py: Python<'_>, what: &'static str) -> PyErr {
    to_python(py, &StateError::Value { what }.into())
}

pub(crate) fn to_object<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(bool) => PyBool::new(py, *bool).to_owned().into_any(),
        Value::Number(Number::Int(int)) => int.into_pyobject(py)?.into_any(),
        Value::Number(Number::Float(float)) => PyFloat::new(py, *float).into_any(),
        Value::Number(number) if number.is_integer_literal() => {
            py.get_type::<PyInt>().call1((value.to_string(),))?
        }
        Value::Number(number) => PyFloat::new(py, number.to_f64()).into_any(),
        Value::Text(text) => PyString::new(py, text.as_str()).into_any(),
        Value::Array(items) => {
            let list = PyList::empty(py);
            for item in items.iter() {
                list.append(to_object(py, item)?)?;
            }
            list.into_any()
        }
        Value::Object(object) => {
            let dict = PyDict::new(py);
            for (name, value) in object.iter() {
                dict.set_item(name.as_str(), to_object(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

pub(crate) fn from_object(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    convert(object, 0, &mut Objects::default())
}

/// A key: one part, or a tuple or list of several.
pub(crate) fn key_from_object(object: &Bound<'_, PyAny>) -> PyResult<Vec<Value>> {
    match from_object(object)? {
        Value::Array(parts) => Ok(parts.to_vec()),
        one => Ok(vec![one]),
    }
}

fn text(string: &Bound<'_, PyString>) -> PyResult<Text> {
    // A lone surrogate has no UTF-8.
    match string.to_str() {
        Ok(text) => Ok(Text::from(text)),
        Err(_) => Err(refuse(string.py(), "half of a surrogate pair")),
    }
}

fn convert(object: &Bound<'_, PyAny>, depth: usize, objects: &mut Objects) -> PyResult<Value> {
    let py = object.py();
    if let Ok(string) = object.cast::<PyString>() {
        return Ok(Value::Text(text(string)?));
    }
    if object.is_none() {
        return Ok(Value::Null);
    }
    // Before integers: a bool is one.
    if let Ok(bool) = object.cast::<PyBool>() {
        return Ok(Value::Bool(bool.is_true()));
    }
    if let Ok(int) = object.cast::<PyInt>() {
        return match int.extract::<i64>() {
            Ok(int) => Ok(Value::from(int)),
            Err(_) => agentscaler_core::state::read_value(int.str()?.to_str()?.as_bytes())
                .map_err(|e| to_python(py, &e)),
        };
    }
    if let Ok(float) = object.cast::<PyFloat>() {
        let number = Number::from_f64(float.value());
        return number
            .map(Value::Number)
            .ok_or_else(|| refuse(py, "NaN or infinity"));
    }
    if depth == DEPTH {
        return Err(refuse(py, "a value nested deeper than 126 levels"));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        let mut pairs = Vec::with_capacity(dict.len());
        for (name, value) in dict.iter() {
            let Ok(name) = name.cast::<PyString>() else {
                return Err(refuse(py, "a name that is not a string"));
            };
            pairs.push((text(name)?, convert(&value, depth + 1, objects)?));
        }
        return Ok(Value::Object(objects.make(pairs)));
    }
    if let Ok(list) = object.cast::<PyList>() {
        let items = list.iter().map(|item| convert(&item, depth + 1, objects));
        return Ok(Value::Array(items.collect::<PyResult<_>>()?));
    }
    if let Ok(tuple) = object.cast::<PyTuple>() {
        let items = tuple.iter().map(|item| convert(&item, depth + 1, objects));
        return Ok(Value::Array(items.collect::<PyResult<_>>()?));
    }
    let class = object.get_type().name()?.to_string();
    Err(PyTypeError::new_err(format!("a {class} is no JSON value")))
}
