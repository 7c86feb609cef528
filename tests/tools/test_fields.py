from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler import _core
from agentscaler.errors import SchemaError
from reference.fields import fields as reference_fields

CASES = json.loads((Path(__file__).parents[1] / "cases/fields.json").read_text("utf-8"))

NAMES = st.sampled_from(["id", "orders", "name", "é", "a.b"])
TYPES = st.sampled_from(["string", "integer", "number", "array", "object", "null", "wrong", 3])
LEAVES = st.one_of(
    st.booleans(),
    st.none(),
    st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES | st.lists(TYPES, max_size=3),
            "format": st.sampled_from(["", "uuid"]),
            "description": st.text(max_size=3),
            "enum": st.lists(st.none() | st.integers(-9, 9) | st.text(max_size=2), max_size=3),
            "const": st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
        },
    ),
)


def _nested(inner):
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES,
            "properties": st.dictionaries(NAMES, inner, max_size=3),
            "required": st.lists(NAMES, max_size=3),
            "items": inner,
            "additionalProperties": inner,
            "anyOf": st.lists(inner, max_size=3),
            "oneOf": st.lists(inner, max_size=2),
            "allOf": st.lists(inner, max_size=2),
        },
    )


SCHEMAS = st.recursive(LEAVES, _nested, max_leaves=12).filter(lambda s: isinstance(s, dict | bool))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_golden_cases(case):
    expected = [tuple(row) for row in case["fields"]]
    text = json.dumps(case["schema"])
    assert _core.schema_fields([text], depth=4, limit=512, threads=1) == [expected]
    assert reference_fields(text) == expected


@given(
    schemas=st.lists(SCHEMAS, max_size=4),
    depth=st.integers(0, 5),
    limit=st.integers(0, 12),
    threads=st.sampled_from([1, 2, 8]),
)
def test_equals_the_reference(schemas, depth, limit, threads):
    texts = [json.dumps(s) for s in schemas]
    found = _core.schema_fields(texts, depth=depth, limit=limit, threads=threads)
    assert found == [reference_fields(t, depth=depth, limit=limit) for t in texts]


def test_the_order_of_keys_has_no_influence():
    one = '{"properties":{"a":{"type":"string"},"b":{"type":"integer"}}}'
    two = '{"properties":{"b":{"type":"integer"},"a":{"type":"string"}}}'
    rows = _core.schema_fields([one, two], depth=4, limit=9, threads=1)
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"a":', "\ud800".encode("utf-8", "replace").decode(), '{"a":' * 100_000]
)
def test_bad_schemas_are_named_by_row(text):
    with pytest.raises(SchemaError, match=r"schemas\[1\]"):
        _core.schema_fields(["{}", text], depth=4, limit=9, threads=2)
