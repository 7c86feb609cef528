from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler import _core
from agentscaler.errors import ArgumentError, SchemaError
from reference.feeds import feeds

CASES = json.loads((Path(__file__).parents[1] / "cases/feeds.json").read_text("utf-8"))
COLUMNS = ("name", "description", "parameters", "returns", "path", "effect")
EMPTY = {"description": "", "parameters": "{}", "returns": None, "path": None, "effect": "UNKNOWN"}

THINGS = ["user", "order", "lineItem", "rest_api", "group", "tag", "DATA"]
ATTRIBUTES = [
    "Id",
    "_id",
    "_ids",
    "Name",
    "_uuid",
    "Arn",
    "",
    "_key",
    "_code",
    "IdOrKey",
    "_number",
]
FIELDS = st.builds(str.__add__, st.sampled_from(THINGS), st.sampled_from(ATTRIBUTES)) | (
    st.sampled_from(["id", "sid", "name", "limit", "page_token", "status", "symbol", "latitude"])
)
LEAVES = st.sampled_from(
    [
        {"type": "string"},
        {"type": "integer"},
        {"type": "number"},
        {},
        {"type": "boolean"},
        {"type": "string", "enum": ["a"]},
        {"type": "string", "format": "date-time"},
        {"type": "array", "items": {"type": "string"}},
        {"type": "string", "pattern": "^users/[^/]+/groups/[^/]+$"},
    ]
)


def _objects(inner, max_size=4):
    return st.dictionaries(FIELDS, inner, max_size=max_size).flatmap(
        lambda found: st.lists(st.sampled_from(sorted(found) or [""]), max_size=2).map(
            lambda required: {"type": "object", "properties": found, "required": required}
        )
    )


def _list_of(items):
    return {"type": "array", "items": items}


SCHEMAS = _objects(LEAVES | _objects(LEAVES, 2) | _objects(LEAVES, 2).map(_list_of)).map(
    lambda schema: json.dumps(schema, sort_keys=True)
)
VERBS = ["get", "list", "create", "update", "delete", "search", "cancel", "send"]
ENDS = ["", "s", "_id", "_details"]
NAMES = st.builds(
    "{}_{}{}".format, st.sampled_from(VERBS), st.sampled_from(THINGS), st.sampled_from(ENDS)
)
PARTS = ["users", "{userId}", "{id}", "orders", "{user_id}", "groups", "pay"]
PATHS = st.none() | st.lists(st.sampled_from(PARTS), max_size=4).map("/".join)
TOOLS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "description": st.sampled_from(["", "An order of the shop.", "A user of the chat room."]),
        "parameters": SCHEMAS,
        "returns": st.none() | SCHEMAS,
        "path": PATHS,
        "effect": st.sampled_from(["READ", "WRITE", "UNKNOWN"]),
    }
)


def _columns(tools):
    return [[tool[column] for tool in tools] for column in COLUMNS]


def _edges(tools, *, min_weight=0.2, top_k=8, threads=1):
    columns = _core.feeds_edges(
        *_columns(tools), min_weight=min_weight, top_k=top_k, threads=threads
    )
    plain = (c if isinstance(c, list) else c.tolist() for c in columns)
    return list(zip(*plain, strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_cases(case):
    texts = ("parameters", "returns")
    tools = [
        {**EMPTY, **tool, **{k: json.dumps(tool[k]) for k in texts if tool.get(k) is not None}}
        for tool in case["tools"]
    ]
    for edges in (_edges(tools), feeds(*_columns(tools), min_weight=0.2, top_k=8)):
        found = [
            [tools[i]["name"], output, tools[j]["name"], parameter, evidence]
            for i, j, output, parameter, _, evidence in edges
        ]
        assert found == case["feeds"]


@given(
    tools=st.lists(TOOLS, max_size=9),
    min_weight=st.sampled_from([0.01, 0.2, 0.6]),
    top_k=st.integers(1, 3),
)
def test_equals_the_reference(tools, min_weight, top_k):
    expected = feeds(*_columns(tools), min_weight=min_weight, top_k=top_k)
    for threads in (1, 2, 8):
        found = _edges(tools, min_weight=min_weight, top_k=top_k, threads=threads)
        assert [e[:4] + e[5:] for e in found] == [e[:4] + e[5:] for e in expected]
        assert [e[4] for e in found] == pytest.approx([e[4] for e in expected], rel=1e-6)


@given(tools=st.lists(TOOLS, max_size=9), min_weight=st.floats(0.01, 1.0))
def test_edges_keep_their_promises(tools, min_weight):
    edges = _edges(tools, min_weight=min_weight, top_k=2)
    sources: dict[tuple, set] = {}
    for i, j, _, parameter, weight, evidence in edges:
        assert i != j
        assert min_weight <= weight + 1e-6 <= 1.0 + 2e-6
        assert evidence in ("declared", "inferred")
        assert i not in sources.setdefault((j, parameter), set())
        sources[j, parameter].add(i)
    assert all(len(found) <= 2 for found in sources.values())
    assert edges == sorted(edges, key=lambda e: (e[0], e[1], e[3], e[2]))


def test_a_long_list_of_sources_is_searched_by_rare_words():
    shops = [f"shop{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(300)]
    user = '{"properties":{"user_id":{"type":"string"}}}'
    tools = []
    for shop in shops:
        text = f"Users of {shop}."
        tools.append({**EMPTY, "name": "list_users", "description": text})
        tools.append({**EMPTY, "name": "get_user", "description": text, "parameters": user})
    edges = _edges(tools, min_weight=0.05, top_k=1)
    assert [(i, j) for i, j, *_ in edges] == [(2 * k, 2 * k + 1) for k in range(len(shops))]
    assert edges == _edges(tools, min_weight=0.05, top_k=1, threads=8)
    expected = feeds(*_columns(tools), min_weight=0.05, top_k=1)
    assert [e[:4] for e in edges] == [e[:4] for e in expected]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"min_weight": 0.0}, "min_weight is 0, but must be above 0"),
        ({"min_weight": float("nan")}, "min_weight is NaN"),
        ({"top_k": 0}, "top_k is 0, but must be at least 1"),
        ({"threads": 0}, "threads is 0"),
    ],
)
def test_bad_numbers_are_refused(change, message):
    with pytest.raises(ArgumentError, match=message):
        _edges([{**EMPTY, "name": "a"}], **change)


def test_bad_columns_are_refused():
    columns = _columns([{**EMPTY, "name": "a"}])
    settings = {"min_weight": 0.5, "top_k": 1, "threads": 1}
    with pytest.raises(ArgumentError, match="returns has 0 items, but 1 were expected"):
        _core.feeds_edges(*columns[:3], [], *columns[4:], **settings)
    with pytest.raises(SchemaError, match=r"returns\[0\] is not valid JSON"):
        _core.feeds_edges(*columns[:3], ["{"], *columns[4:], **settings)
    with pytest.raises(TypeError):
        _core.feeds_edges(*columns[:3], [1], *columns[4:], **settings)
