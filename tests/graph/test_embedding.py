from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler import _core
from agentscaler.errors import ArgumentError, SchemaError
from reference import embedding, words

BUCKETS = 4096
WORDS = ["orderId", "user_ids", "ZIP", "postcode", "the", "v2", "getWeather", "status", "URLs", ""]
NAMES = st.lists(st.sampled_from(WORDS), max_size=4).map("_".join)
TEXTS = st.lists(st.sampled_from([*WORDS, "city.", "(Orders)"]), max_size=8).map(" ".join)
SCHEMAS = st.dictionaries(
    NAMES.filter(bool),
    st.fixed_dictionaries({}, optional={"description": TEXTS, "items": st.just({})}),
    max_size=3,
).map(lambda properties: json.dumps({"type": "object", "properties": properties}))
TOOLS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "description": TEXTS,
        "parameters": SCHEMAS,
        "returns": st.none() | SCHEMAS,
        "path": st.sampled_from([None, "/v1/orders/{id}", "/users/:id/cities", ""]),
    }
)
PARTS = ["parameters", "parameter_descriptions", "name", "description", "returns", "path"]
PARTS += ["bigrams", "characters"]
WEIGHTS = st.dictionaries(
    st.sampled_from(PARTS),
    st.sampled_from([0.0, 0.5, 1.0, 2.0]),
)


def embed(tools, weights, *, buckets=BUCKETS, threads=1):
    keys = ["name", "description", "parameters", "returns", "path"]
    columns = [[tool[key] for tool in tools] for key in keys]
    return _core.embed_tools(*columns, weights=weights, buckets=buckets, threads=threads)


def dense(csr, buckets=BUCKETS):
    indptr, indices, values = csr
    matrix = np.zeros((len(indptr) - 1, buckets))
    for i, (start, end) in enumerate(pairwise(indptr)):
        matrix[i, indices[start:end]] = values[start:end]
    return matrix


@given(st.lists(TOOLS, max_size=5), WEIGHTS, st.sampled_from([1, 2, 8]))
def test_tools_equal_the_reference(tools, weights, threads):
    found = dense(embed(tools, weights, threads=threads))
    assert np.allclose(found, embedding.embed_tools(tools, weights, BUCKETS), atol=1e-6)


@given(st.lists(TEXTS, max_size=5), st.sampled_from([1, 7, BUCKETS]))
def test_texts_equal_the_reference(texts, buckets):
    found = dense(_core.embed_texts(texts, buckets=buckets, threads=2), buckets)
    assert np.allclose(found, embedding.embed_texts(texts, buckets), atol=1e-6)


@given(st.text(alphabet="abcIDsS019_- .", max_size=20))
def test_words_equal_the_reference(text):
    one = _core.embed_texts([text], buckets=1 << 20, threads=1)
    two = _core.embed_texts([" ".join(words.split(text))], buckets=1 << 20, threads=1)
    assert all((a == b).all() for a, b in zip(one, two, strict=True))


def test_threads_do_not_change_a_byte():
    texts = [f"list orders of user {i % 11} and {i}" for i in range(1000)]
    one, two, eight = (
        _core.embed_texts(texts, buckets=1 << 18, threads=threads) for threads in (1, 2, 8)
    )
    assert [a.tobytes() for a in one] == [a.tobytes() for a in two] == [a.tobytes() for a in eight]


TOOL = {"name": "a", "description": "b", "parameters": "{}", "returns": None, "path": None}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"weights": {"colour": 1.0}}, "colour"),
        ({"weights": {"name": -1.0}}, "name: -1"),
        ({"weights": {"name": float("nan")}}, "NaN"),
        ({"weights": {}, "buckets": 0}, "buckets is 0"),
        ({"weights": {}, "buckets": 1 << 30}, "buckets"),
        ({"weights": {}, "threads": 0}, "threads is 0"),
    ],
)
def test_wrong_arguments(arguments, text):
    with pytest.raises(ArgumentError, match=text):
        embed([TOOL], **arguments)


def test_a_broken_schema_is_named_by_row():
    with pytest.raises(SchemaError, match=r"returns\[1\]"):
        embed([TOOL, TOOL | {"returns": "{"}], {"returns": 1.0})


def test_lists_of_different_lengths():
    with pytest.raises(ArgumentError, match="paths has 0 items"):
        _core.embed_tools(["a"], ["b"], ["{}"], [None], [], weights={}, buckets=9, threads=1)
