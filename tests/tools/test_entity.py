from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler import _core
from agentscaler.errors import ArgumentError
from reference.entity import entity

CASES = json.loads((Path(__file__).parents[1] / "cases/entity.json").read_text("utf-8"))

VOCABULARY = """get list Users order orders details by id add to Batch delete v2 the status API
_ . / - 3 resource data search Lists books"""
WORDS = st.sampled_from(VOCABULARY.split())
NAMES = st.lists(WORDS, max_size=7).map("_".join) | st.lists(WORDS, max_size=5).map("".join)
PARTS = st.sampled_from(
    [
        "pets",
        "{petId}",
        "v1",
        "2027-03-beta",
        "search",
        "pay",
        "users:list",
        "{id}:cancel",
        "api",
        "rest",
        ":id",
        "pages.json",
        "",
        "?x=1",
        "#tagging",
        "v1beta2a",
    ]
)
PATHS = st.none() | st.lists(PARTS, max_size=6).map("/".join)
SCHEMAS = st.lists(st.sampled_from(["id", "userId", "order_id", "ids"]), max_size=2).map(
    lambda names: {"properties": {n: {} for n in names}, "required": names[1:]}
)


@pytest.mark.parametrize(("name", "path", "verb", "thing"), CASES)
def test_golden_cases(name, path, verb, thing):
    assert _core.tool_entities([name], [path], ["{}"], threads=1) == ([verb], [thing])
    assert entity(name, path, "{}") == (verb, [w for w in thing.split("_") if w])


@given(tools=st.lists(st.tuples(NAMES, PATHS, SCHEMAS.map(json.dumps)), max_size=6))
def test_equals_the_reference(tools):
    columns = [list(column) for column in zip(*tools, strict=True)] or [[], [], []]
    expected = [entity(*tool) for tool in tools]
    for threads in (1, 2, 8):
        verbs, things = _core.tool_entities(*columns, threads=threads)
        assert verbs == [verb for verb, _ in expected]
        assert things == ["_".join(words) for _, words in expected]


def test_columns_must_fit():
    with pytest.raises(ArgumentError, match="paths has 0 items, but 1 were expected"):
        _core.tool_entities(["a"], [], ["{}"], threads=1)
