//! Conversations as tokens.

use agentscaler_core::text::{
    Arguments, Judged, Options, Rejection, Renderer, Special, TokenBatch, Tokens, encode_batch,
    lines, train,
};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::array::vector_u32;
use crate::enter::{enter, step};

type Ids<'py> = Bound<'py, PyArray1<u32>>;
type Bits<'py> = Bound<'py, PyArray1<u8>>;
type Offsets<'py> = Bound<'py, PyArray1<i64>>;
/// code, detail, message, line of the template
type Refused = (&'static str, String, Option<usize>, Option<usize>);
/// text, spans in bytes
type Shown = (String, Vec<(usize, usize)>);
/// ids, mask, trained, straddling
type Encoded<'py> = (Ids<'py>, Bits<'py>, u32, u32);
/// ids, mask, offsets, lines, trained, straddling, ids of items, rejected
type Batch<'py> = (
    Ids<'py>,
    Bits<'py>,
    Offsets<'py>,
    Ids<'py>,
    Ids<'py>,
    Ids<'py>,
    Vec<Option<String>>,
    Vec<(u32, Refused)>,
);

fn refused(rejection: Rejection) -> Refused {
    let Rejection {
        reason,
        detail,
        message,
        line,
    } = rejection;
    (reason.code(), detail, message, line)
}

fn either<T>(judged: Judged<T>) -> (Option<T>, Option<Refused>) {
    match judged {
        Ok(made) => (Some(made), None),
        Err(rejection) => (None, Some(refused(rejection))),
    }
}

/// A tokenizer and a chat template. See `agentscaler.packing.renderer`.
#[pyclass(frozen, name = "TextRenderer", module = "agentscaler._core")]
pub(crate) struct PyRenderer(Renderer);

#[pymethods]
impl PyRenderer {
    #[new]
    #[pyo3(signature = (tokenizer_json, chat_template, *, variables, now, parsed_arguments, max_tokens, as_transformers))]
    #[expect(clippy::too_many_arguments, reason = "named in Python")]
    fn new(
        py: Python<'_>,
        tokenizer_json: &[u8],
        chat_template: &str,
        variables: Option<String>,
        now: Option<String>,
        parsed_arguments: bool,
        max_tokens: u32,
        as_transformers: bool,
    ) -> PyResult<Self> {
        let arguments = if parsed_arguments {
            Arguments::Parsed
        } else {
            Arguments::Raw
        };
        let options = Options {
            variables,
            now,
            arguments,
            max_tokens,
            as_transformers,
        };
        enter(py, 1, move |_| {
            Renderer::new(tokenizer_json, chat_template, options)
        })
        .map(Self)
    }

    #[getter]
    fn digest(&self) -> &str {
        self.0.digest()
    }

    #[getter]
    fn vocab_size(&self) -> usize {
        self.0.tokenizer().vocab_size()
    }

    #[getter]
    fn has_marks(&self) -> bool {
        self.0.has_marks()
    }

    fn token_id(&self, token: &str) -> Option<u32> {
        self.0.tokenizer().id(token)
    }

    fn decode(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<String> {
        let ids = vector_u32(ids, "ids")?;
        let ids = ids.as_slice()?;
        step(py, || Ok(self.0.tokenizer().decode(ids)?))
    }

    fn encode<'py>(
        &self,
        py: Python<'py>,
        line: &[u8],
    ) -> PyResult<(Option<Encoded<'py>>, Option<Refused>)> {
        let item = enter(py, 1, |_| Ok(self.0.encode(line)))?;
        let (tokens, refused) = either(item.judged);
        let tokens = tokens.map(|tokens| {
            let Tokens {
                ids,
                mask,
                trained,
                straddling,
            } = tokens;
            let (ids, mask) = (ids.into_pyarray(py), mask.into_pyarray(py));
            (ids, mask, trained, straddling)
        });
        Ok((tokens, refused))
    }

    fn encode_batch<'py>(
        &self,
        py: Python<'py>,
        jsonl: &[u8],
        threads: usize,
    ) -> PyResult<Batch<'py>> {
        let batch = enter(py, threads, |pool| {
            encode_batch(&self.0, &lines(jsonl), pool)
        })?;
        let TokenBatch {
            ids,
            mask,
            offsets,
            lines,
            trained,
            straddling,
            item_ids,
            rejected,
        } = batch;
        let rejected = rejected.into_iter().map(|(at, one)| (at, refused(one)));
        Ok((
            ids.into_pyarray(py),
            mask.into_pyarray(py),
            offsets.into_pyarray(py),
            lines.into_pyarray(py),
            trained.into_pyarray(py),
            straddling.into_pyarray(py),
            item_ids,
            rejected.collect(),
        ))
    }

    #[pyo3(signature = (line, *, generation_prompt))]
    fn render(
        &self,
        py: Python<'_>,
        line: &[u8],
        generation_prompt: bool,
    ) -> PyResult<(Option<Shown>, Option<Refused>)> {
        let judged = enter(py, 1, |_| Ok(self.0.render(line, generation_prompt)))?;
        let (rendered, refused) = either(judged);
        Ok((rendered.map(|it| (it.text, it.spans)), refused))
    }
}

#[pyfunction]
#[pyo3(signature = (texts, *, vocab_size, specials))]
pub(crate) fn train_tokenizer(
    py: Python<'_>,
    texts: Vec<String>,
    vocab_size: usize,
    specials: Vec<(String, bool)>,
) -> PyResult<String> {
    let specials: Vec<Special> = specials
        .into_iter()
        .map(|(text, special)| Special { text, special })
        .collect();
    enter(py, 1, move |pool| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        train(&texts, vocab_size, &specials, pool.cancel())
    })
}
