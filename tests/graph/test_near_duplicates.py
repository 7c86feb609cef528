from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler import _core
from agentscaler.errors import ArgumentError, SchemaError
from reference.near_duplicates import near_duplicates

WORDS = st.sampled_from(["get", "the", "a", "user", "orders", "of", "id", "list", "Pets"])
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
SCHEMAS = st.lists(st.sampled_from(["id", "userId", "limit"]), max_size=3).map(
    lambda names: json.dumps({"properties": {name: {"type": "string"} for name in names}})
)
TOOLS = st.lists(st.tuples(TEXTS, TEXTS, SCHEMAS), max_size=14)


def _pairs(tools, *, threshold, threads=1):
    columns = [list(column) for column in zip(*tools, strict=True)] or [[], [], []]
    found = _core.near_duplicates(*columns, threshold=threshold, threads=threads)
    return list(zip(*(column.tolist() for column in found), strict=True))


@given(tools=TOOLS, threshold=st.sampled_from([0.01, 0.3, 0.5, 2 / 3, 0.8, 1.0]))
def test_equals_the_reference(tools, threshold):
    columns = [list(column) for column in zip(*tools, strict=True)] or [[], [], []]
    expected = near_duplicates(*columns, threshold=threshold)
    for threads in (1, 2, 8):
        found = _pairs(tools, threshold=threshold, threads=threads)
        assert [pair[:2] for pair in found] == [pair[:2] for pair in expected]
        assert [pair[2] for pair in found] == pytest.approx([pair[2] for pair in expected])


def test_a_clone_makes_as_many_pairs_as_copies():
    clones = [("get_user", "Gets a user.", "{}")] * 50
    other = ("get_user", "Gets a user by id.", "{}")
    found = _pairs([*clones, other], threshold=0.5)
    assert found[:49] == [(0, i, 1.0) for i in range(1, 50)]
    assert [pair[:2] for pair in found[49:]] == [(0, 50)]


@pytest.mark.parametrize("threshold", [0.0, 1.5, float("nan")])
def test_thresholds_out_of_range_are_refused(threshold):
    with pytest.raises(ArgumentError, match=r"threshold is .* but must be above 0 and at most 1"):
        _pairs([], threshold=threshold)


def test_bad_columns_are_refused():
    with pytest.raises(ArgumentError, match="descriptions has 0 items"):
        _core.near_duplicates(["a"], [], ["{}"], threshold=0.5, threads=1)
    with pytest.raises(SchemaError, match=r"parameters\[0\]"):
        _core.near_duplicates(["a"], [""], ["["], threshold=0.5, threads=1)
