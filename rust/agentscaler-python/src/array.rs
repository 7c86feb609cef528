//! `NumPy` arrays as slices, with a clear refusal of what does not fit.

use numpy::{Element, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::error::raise;

/// What an argument may hold.
#[derive(Clone, Copy)]
enum Numbers {
    /// Whole numbers from 0 to 255.
    U8,
    /// Whole numbers from 0 to 4294967295.
    U32,
    /// Whole numbers of 64 bits.
    I64,
    /// Floats; those of 64 bits are rounded.
    F32,
}

impl Numbers {
    fn dtype(self) -> &'static str {
        match self {
            Self::U8 => "uint8",
            Self::U32 => "uint32",
            Self::I64 => "int64",
            Self::F32 => "float32",
        }
    }

    /// Kinds of `dtype`s that can be read as such numbers.
    fn kinds(self) -> &'static [u8] {
        match self {
            Self::U8 => b"u",
            Self::U32 | Self::I64 => b"iu",
            Self::F32 => b"f",
        }
    }
}

fn refuse(py: Python<'_>, name: &str, found: &str, expected: &str) -> PyErr {
    let message = format!("{name} is {found}, but must be {expected}");
    raise(py, "ArgumentError", message)
}

/// `object` as a contiguous array of the right type and number of axes.
fn array<'py>(
    object: &Bound<'py, PyAny>,
    name: &str,
    axes: usize,
    numbers: Numbers,
) -> PyResult<Bound<'py, PyAny>> {
    let py = object.py();
    let numpy = py.import("numpy")?;
    let any = numpy.call_method1("asarray", (object,))?;
    let untyped = any.cast::<PyUntypedArray>()?;
    let expected = match axes {
        1 => format!("a one-dimensional array of {}", numbers.dtype()),
        _ => format!("a two-dimensional array of {}", numbers.dtype()),
    };
    if untyped.ndim() != axes {
        let found = format!("{}-dimensional", untyped.ndim());
        return Err(refuse(py, name, &found, &expected));
    }
    let dtype = any.getattr("dtype")?;
    let kind: String = dtype.getattr("kind")?.extract()?;
    // An empty list becomes an array of float64.
    let is_empty = untyped.is_empty();
    if !is_empty && !kind.bytes().all(|kind| numbers.kinds().contains(&kind)) {
        return Err(refuse(py, name, &format!("an array of {dtype}"), &expected));
    }
    let same_type = dtype.str()? == numbers.dtype();
    if matches!(numbers, Numbers::U8) && !same_type && !is_empty {
        return Err(refuse(py, name, &format!("an array of {dtype}"), &expected));
    }
    if matches!(numbers, Numbers::U32) && !same_type && !is_empty {
        let least: i128 = any.call_method0("min")?.call_method0("item")?.extract()?;
        let most: i128 = any.call_method0("max")?.call_method0("item")?.extract()?;
        if least < 0 || most > i128::from(u32::MAX) {
            let found = format!("an array of numbers from {least} to {most}");
            return Err(refuse(py, name, &found, "numbers from 0 to 4294967295"));
        }
    }
    numpy.call_method1("ascontiguousarray", (any, numbers.dtype()))
}

/// One axis of `T`, borrowed where the caller's array fits and copied where not.
fn vector<'py, T: Element>(
    object: &Bound<'py, PyAny>,
    name: &str,
    numbers: Numbers,
) -> PyResult<PyReadonlyArray1<'py, T>> {
    array(object, name, 1, numbers)?
        .extract()
        .map_err(Into::into)
}

pub(crate) fn vector_u8<'py>(
    object: &Bound<'py, PyAny>,
    name: &str,
) -> PyResult<PyReadonlyArray1<'py, u8>> {
    vector(object, name, Numbers::U8)
}

pub(crate) fn vector_u32<'py>(
    object: &Bound<'py, PyAny>,
    name: &str,
) -> PyResult<PyReadonlyArray1<'py, u32>> {
    vector(object, name, Numbers::U32)
}

pub(crate) fn vector_i64<'py>(
    object: &Bound<'py, PyAny>,
    name: &str,
) -> PyResult<PyReadonlyArray1<'py, i64>> {
    vector(object, name, Numbers::I64)
}

pub(crate) fn vector_f32<'py>(
    object: &Bound<'py, PyAny>,
    name: &str,
) -> PyResult<PyReadonlyArray1<'py, f32>> {
    vector(object, name, Numbers::F32)
}

pub(crate) fn matrix_f32<'py>(
    object: &Bound<'py, PyAny>,
    name: &str,
) -> PyResult<PyReadonlyArray2<'py, f32>> {
    let array = array(object, name, 2, Numbers::F32)?;
    array.extract().map_err(Into::into)
}
