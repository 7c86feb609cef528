//! Sequences in bins, and bins as arrays.

use agentscaler_core::pack::{Batch, Bins, Sequence, Store, gather, pack};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::array::{vector_i64, vector_u8, vector_u32};
use crate::enter::{enter, step};
use crate::error::raise;

type I64<'py> = Bound<'py, PyArray1<i64>>;
/// `input_ids`, `labels`, `position_ids`, `cu_seqlens`, `max_seqlen`
type Gathered<'py> = (I64<'py>, I64<'py>, I64<'py>, Bound<'py, PyArray1<i32>>, i64);

#[pyfunction]
#[pyo3(signature = (lengths, *, capacity, seed))]
pub(crate) fn pack_bins<'py>(
    py: Python<'py>,
    lengths: &Bound<'py, PyAny>,
    capacity: u32,
    seed: u64,
) -> PyResult<(I64<'py>, Bound<'py, PyArray1<u32>>, f64)> {
    let lengths = vector_u32(lengths, "lengths")?;
    let lengths = lengths.as_slice()?;
    let bins = enter(py, 1, |pool| pack(lengths, capacity, seed, pool.cancel()))?;
    let Bins {
        offsets,
        items,
        fill,
    } = bins;
    Ok((offsets.into_pyarray(py), items.into_pyarray(py), fill))
}

#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "lists from Python are owned")]
pub(crate) fn gather_bin<'py>(
    py: Python<'py>,
    stores: Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    places: &Bound<'py, PyAny>,
    begins: &Bound<'py, PyAny>,
    lengths: &Bound<'py, PyAny>,
) -> PyResult<Gathered<'py>> {
    let mut arrays = Vec::with_capacity(stores.len());
    for (ids, mask) in &stores {
        arrays.push((vector_u32(ids, "ids")?, vector_u8(mask, "mask")?));
    }
    let mut stores = Vec::with_capacity(arrays.len());
    for (ids, mask) in &arrays {
        stores.push(Store {
            ids: ids.as_slice()?,
            mask: mask.as_slice()?,
        });
    }
    let places = vector_u32(places, "places")?;
    let begins = vector_i64(begins, "begins")?;
    let lengths = vector_u32(lengths, "lengths")?;
    let (places, begins, lengths) = (places.as_slice()?, begins.as_slice()?, lengths.as_slice()?);
    if begins.len() != lengths.len() || places.len() != lengths.len() {
        let (places, begins, lengths) = (places.len(), begins.len(), lengths.len());
        let message = format!("{places} places, {begins} begins and {lengths} lengths");
        return Err(raise(py, "ArgumentError", message));
    }
    let sequences: Vec<Sequence> = places
        .iter()
        .zip(begins)
        .zip(lengths)
        .map(|((&store, &begin), &length)| Sequence {
            store,
            // A negative begin lies behind the end of every store.
            begin: u64::try_from(begin).unwrap_or(u64::MAX),
            length,
        })
        .collect();
    let Batch {
        input_ids,
        labels,
        position_ids,
        cu_seqlens,
        max_seqlen,
    } = step(py, || gather(&stores, &sequences))?;
    Ok((
        input_ids.into_pyarray(py),
        labels.into_pyarray(py),
        position_ids.into_pyarray(py),
        cu_seqlens.into_pyarray(py),
        max_seqlen,
    ))
}
