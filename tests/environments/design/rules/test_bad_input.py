"""Specifications at the edges: nothing in them, too much of it, two of a kind."""

from __future__ import annotations

import json

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from specified import NUMBER, TEXT, WHOLE, designed, many, object_of, tool

from agentscaler.environments import ToolSet, check
from agentscaler.environments.design.rules.domain import DomainDesign
from agentscaler.environments.reasons import REASONS
from scale import a_share

ID = object_of("order_id", order_id=TEXT)
ORDER = object_of("order_id", order_id=TEXT, note=TEXT)


def assert_runs(draft, tools):
    errors = [str(one) for one in check(draft.source) if one.severity == "error"]
    assert errors == []
    ToolSet(draft.source, [dict(one) for one in draft.tools])
    blueprint = draft.blueprint
    assert len(blueprint.operations) + len(blueprint.left_out) == len(tools)
    assert all(one.reason in REASONS for one in blueprint.left_out)


def reasons(*tools):
    draft = designed(*tools)
    assert_runs(draft, tools)
    return {one.tool: one.reason for one in draft.blueprint.left_out}


def test_tools_without_parameters_and_results():
    tools = [tool("get_status"), tool("list_orders"), tool("create_order"), tool("frobnicate")]
    assert reasons(*tools) == {"frobnicate": "verb_unknown"}


def test_a_filter_whose_name_has_no_latin_letter():
    tools = [
        tool("list_orders", object_of(数=object_of(), note=TEXT)),
        tool("get_order", ID, ORDER),
    ]
    assert reasons(*tools) == {}


def test_no_tools_at_all():
    draft = designed()
    assert (draft.tools, draft.blueprint.tables, draft.source) == (
        (),
        (),
        '"""Tools of shop: ."""\n',
    )


def test_three_hundred_parameters():
    members = {f"field_{at}": TEXT for at in range(300)}
    row = object_of("order_id", order_id=TEXT, **members)
    tools = [
        tool("create_order", object_of(*members, **members), row),
        tool("get_order", ID, row),
        tool("update_order", row, row),  # the engine takes 255 that may be left out
    ]
    draft = designed(*tools)
    assert_runs(draft, tools)
    assert len(draft.blueprint.table("orders").columns) == 301
    assert [(one.tool, one.reason) for one in draft.blueprint.left_out] == [
        ("update_order", "too_many_arguments")
    ]


def test_two_tools_of_one_name_have_one_function():
    first = tool("get_order", ID, ORDER, description="The first one.")
    second = tool("get_order", object_of("x", x=TEXT), description="The second one.")
    draft = designed(tool("create_order", object_of(note=TEXT), ORDER), first, second)
    assert [one["description"] for one in draft.tools if one["name"] == "get_order"] == [
        "The first one."
    ]
    assert [(one.tool, one.reason) for one in draft.blueprint.left_out] == [
        ("get_order", "same_name")
    ]


def test_two_tools_with_one_identifier_have_one_function():
    found = designed(
        tool("get-order", ID, ORDER), tool("get_order", ID, ORDER), tool("create_order", ID, ORDER)
    ).blueprint.left_out
    assert [(one.tool, one.reason, one.detail) for one in found] == [
        ("get_order", "same_name", "get-order is called get_order as well")
    ]


def test_arguments_with_one_identifier():
    both = {"type": "object", "properties": {"order-id": TEXT, "order_id": TEXT}}
    assert reasons(tool("get_order", both, ORDER)) == {"get_order": "same_arguments"}


@pytest.mark.parametrize("name", ["list", "max", "len", "json"])
def test_a_tool_must_not_hide_what_programs_call(name):
    tools = [tool(name, object_of(), many(ORDER), http="GET", path="/orders")]
    assert reasons(*tools)[name] == "hides_name"


def test_an_argument_must_not_hide_what_programs_call():
    returns = object_of(count=WHOLE)
    assert reasons(tool("count_orders", object_of(len=WHOLE), returns)) == {
        "count_orders": "hides_name"
    }


def test_what_is_left_out_says_why():
    assert reasons(
        tool("frobnicate", object_of(x=TEXT)),
        tool("convert_currency", object_of(amount=NUMBER)),
        tool("create_order", object_of(note=TEXT), ORDER),
        tool("delete_order", object_of(), object_of()),
        tool("get_gizmo_zorp", object_of("gizmo_zorp", gizmo_zorp=TEXT)),
        tool("get"),
    ) == {
        "frobnicate": "verb_unknown",
        "convert_currency": "computes",
        "delete_order": "no_key",
        "get_gizmo_zorp": "nothing_to_tell",
        "get": "thing_unknown",
    }


def test_a_module_has_no_more_than_the_engine_takes():
    members = {f"a_rather_long_name_of_a_column_number_{at}": TEXT for at in range(120)}
    tools = []
    for at in range(60):
        noun = f"{chr(97 + at % 26)}{chr(97 + at // 26)}zen"
        key = {f"{noun}_id": TEXT}
        tools.append(tool(f"create_{noun}", object_of(**members), object_of(**key)))
        tools.append(tool(f"update_{noun}", object_of(*key, **key, **members)))
    draft = designed(*tools)
    assert_runs(draft, tools)
    assert {one.reason for one in draft.blueprint.left_out} == {"no_room"}
    unused = [
        line.split("(")[0].removeprefix("def ")
        for line in draft.source.splitlines()
        if line.startswith("def _")
    ]
    assert all(draft.source.count(name) > 1 for name in unused)


def test_two_thousand_tools():
    """The time limit of the test suite is the limit."""
    letters = [f"{a}{b}{c}ox" for a in "bcdfg" for b in "aeiou" for c in "klmnprstvwxyzbcd"]
    tools = [
        tool(f"{verb}_{noun}", object_of(f"{noun}_id", **{f"{noun}_id": TEXT, "other_id": TEXT}))
        for noun in letters
        for verb in ("create", "get", "update", "delete", "cancel")
    ]
    made = DomainDesign(tools)
    assert len(tools) == 2000
    assert len(made.operations) + len(made.left_out) == 2000
    assert [one for one in check(made.source("all")) if one.severity == "error"] == []


def one_of(words):
    return st.sampled_from(words.split())


WORDS = one_of(
    "id order pet name status state tags type url arn key items data user_id orderId created_at "
    "count next_token limit page a.b from class list value 数 $filter x-api-key body query"
)
VERBS = one_of(
    "get list create update delete cancel start put add attach tag untag search count clear "
    "compute check set foo"
)
VALUES = st.sampled_from(
    [None, True, 0, 1.5, "", "a", "pending", '"', "{", [], {}, ["a"], {"a": 1}]
)
SCALAR = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(
            ["string", "integer", "number", "boolean", "array", "object", "null"]
        )
        | st.lists(st.sampled_from(["string", "null", "integer"]), max_size=3, unique=True),
        "enum": st.lists(VALUES, max_size=4),
        "const": VALUES,
        "default": VALUES,
        "pattern": st.sampled_from(["^a{3}$", "(", "[\\w-.]", "^(x|y)-[0-9a-f]{8}$", "\\p{L}"]),
        "format": st.sampled_from(["date-time", "uuid", "email", "date"]),
        "minimum": st.integers(-5, 5),
        "maximum": st.integers(-5, 5),
        "minLength": st.integers(0, 50),
        "description": st.sampled_from(["", "Defaults to 3.", "The default is `a`.", 'a "b"']),
        "nullable": st.booleans(),
    },
)
SCHEMA = st.recursive(
    SCALAR,
    lambda inner: (
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(WORDS, inner, max_size=5)},
            optional={"required": st.lists(WORDS, max_size=4), "additionalProperties": inner},
        )
        | st.fixed_dictionaries({"type": st.just("array"), "items": inner})
        | st.fixed_dictionaries({"anyOf": st.lists(inner, max_size=3)})
    ),
    max_leaves=12,
)
OBJECT = st.fixed_dictionaries(
    {"type": st.just("object"), "properties": st.dictionaries(WORDS, SCHEMA, max_size=6)},
    optional={"required": st.lists(WORDS, max_size=4)},
)
PATHS = st.none() | st.sampled_from(
    ["/orders", "/orders/{id}", "/orders/{id}/pets/{name}", "/orders/{id}/cancel", "/{a}", "/a:b"]
)


@st.composite
def specified_tools(draw):
    name = f"{draw(VERBS)}{draw(st.sampled_from(['_', ' ', '.']))}{draw(WORDS)}"
    return tool(
        name,
        draw(OBJECT),
        draw(st.none() | SCHEMA | OBJECT),
        http=draw(st.sampled_from([None, "GET", "POST", "PUT", "DELETE", "PATCH"])),
        path=draw(PATHS),
        description=draw(st.sampled_from(["", "Only a pending order can be.", "Updates it."])),
    )


@a_share(4)
@given(st.lists(specified_tools(), max_size=8), st.integers(0, 3))
def test_any_tools_give_a_program_that_runs(tools, seed):
    draft = designed(*tools, seed=seed)
    assert_runs(draft, tools)
    assert designed(*tools, seed=seed) == draft


def test_tools_of_the_world(shared):
    """A few groups of each source that we have: none raises, all are sound."""
    for path in sorted((shared / "data" / "tools").glob("*.jsonl.zst")):
        groups = {}
        with zstandard.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                one = json.loads(line)
                groups.setdefault(one["group"], []).append(one)
                if len(groups) > 12:
                    break
        for group in list(groups.values())[:4]:
            tools = [of_the_world(one) for one in group[:40]]
            draft = designed(*tools)
            assert_runs(draft, tools)


def of_the_world(one):
    http, path = one.get("http"), one.get("path")
    if isinstance(http, dict):
        http, path = http.get("method"), http.get("path")
    return tool(
        one["name"],
        one["parameters"],
        one["returns"],
        http=http,
        path=path,
        description=one["description"] or "",
    )
