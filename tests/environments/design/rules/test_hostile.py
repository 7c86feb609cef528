"""What a specification says never becomes code, and nothing that it says breaks a program.

A program is read as a tree: whatever stands in a specification may be found in it as a constant,
never as a name, a call, an import or a statement.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specified import TEXT, designed, many, object_of, tool

from agentscaler.environments import State, ToolSet, check
from agentscaler.environments.design.rules.programs.layout import docstring, fitted, sequence
from agentscaler.environments.design.rules.programs.text import embedded, literal, message, text
from scale import a_share

MARK = "pwned"
HOSTILE = [
    f'"""\n{MARK}()\n"""',
    f"'''\n{MARK}()\n'''",
    f'" + {MARK}() + "',
    f"' + {MARK}() + '",
    f"{{{MARK}()}}",
    f"{{{{{MARK}()}}}}",
    f'{{{MARK}["x"]}}',
    f"\\\n{MARK}()",
    f"\\'; {MARK}(); '",
    f'\\"; {MARK}(); "',
    f"x\r{MARK}()",
    f"x\x0b{MARK}()\x0c",
    f"x\u2028{MARK}()\u2029",
    f"x\x00{MARK}()",
    f"x): {MARK}() #",
    f"x for y in {MARK}() for z in {MARK}()",
    f"a, b], [{MARK}(), (",
    f"\\N{{DIGIT ONE}}{MARK}()",
    f"%s%({MARK})s",
    "\\",
    "\\\\",
    '"',
    "'\"",
    "{",
    "}",
    "",
    " ",
    "\n",
    "class",
    "None",
    "__class__",
    "__import__('os')",
    "len",
    "db",
    "refuse",
    "list",
    "é",
    "数",
    "a.b",
    "a.b.c",
    ".",
    "[]",
    "x" * 10_000,
    "ab_" * 3_000,
    " for " * 40,
    '", "' * 60,
]


def names_in(source):
    """Every name that a program uses, and every attribute and import."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.alias(name=name):
                yield name


def assert_is_safe(draft):
    found = [one for one in check(draft.source) if one.severity == "error"]
    assert not found, (str(found[0]), draft.source)
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(draft.source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert MARK not in calls
    helpers = {name for name in names_in(draft.source) if name.startswith("_")}
    functions = {
        node.name for node in ast.parse(draft.source).body if isinstance(node, ast.FunctionDef)
    }
    assert helpers <= functions | {"_RESOURCES"}
    # The engine takes list and program, and finds each function with its parameters.
    ToolSet(draft.source, [dict(one) for one in draft.tools])
    json.dumps(draft.blueprint.to_plain())


def of_everything(bad):
    """A domain in which a text stands wherever a specification has one."""
    row = {
        "type": "object",
        "description": bad,
        "properties": {
            "order_id": TEXT,
            bad: {"type": "string", "description": bad, "default": bad},
            "state": {"type": "string", "enum": ["pending", bad, "cancelled"]},
            "fixed": {"const": bad},
            "made": {"type": "object", "properties": {bad: TEXT}, "required": [bad]},
            "arn": {"type": "string", "pattern": bad},
            "url": TEXT,
        },
        "required": [bad, "made"],
    }
    key = object_of("order_id", **{"order_id": {"type": "string", "pattern": bad}, bad: TEXT})
    bad_key = {"type": "object", "properties": {bad: TEXT}, "required": [bad]}
    body = {
        "type": "object",
        "properties": {"body": {"type": "object", "properties": {bad: TEXT, "state": TEXT}}},
    }
    return [
        tool("create_order", row, object_of(order=row), description=bad),
        tool("get_order", key, object_of(order=row), description=f"Get. {bad}"),
        tool("list_orders", {"properties": {bad: TEXT, "limit": {"type": "integer"}}}, many(row)),
        tool("update_order", {**row, "required": ["order_id", bad]}, row),
        tool("cancel_order", key, {"type": "object", "properties": {bad: row}}),
        tool("cancel_pending_order", key, row),
        tool("delete_order", key, {"type": "object", "properties": {bad: {"const": bad}}}),
        tool(f"create_{bad}", body, bad_key),
        tool(f"get_{bad}", bad_key, body),
        tool(bad or "get", bad_key, body),
        tool("get_thing", bad_key, row, http="GET", path=f"/things/{{{bad}}}"),
        tool("put_thing", bad_key, row, http="PUT", path=f"/things/{{{bad}}}"),
        tool("delete_thing", bad_key, http="DELETE", path=f"/things/{{{bad}}}"),
        tool("post_things", body, row, http="POST", path=f"/{bad}/things"),
        tool("create_part", {**bad_key, "properties": {bad: TEXT, "thing_id": TEXT}}, row),
        tool("TagResource", object_of("arn", "tags", arn=TEXT, tags=many(bad_key)), bad_key),
        tool("ListTagsForResource", object_of("arn", arn=TEXT), bad_key),
    ]


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_of_a_specification_stay_texts(bad):
    assert_is_safe(designed(*of_everything(bad), name=bad))


@a_share(5)
@given(bad=st.text(max_size=40))
def test_any_text_stays_a_text(bad):
    assert_is_safe(designed(*of_everything(bad), name=bad))


@a_share(5)
@given(bad=st.text(alphabet="\"'{}\\\n#f ,:()[]=!rRbNuUx0a", max_size=30))
def test_any_text_of_signs_that_python_reads_stays_a_text(bad):
    assert_is_safe(designed(*of_everything(bad), name=bad))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    )
)
def test_a_literal_is_its_value(value):
    shown = literal(value)
    assert "\n" not in shown
    assert ast.literal_eval(shown) == value


def test_what_is_no_number_of_json_is_none():
    assert literal([float("inf"), float("nan"), 1.5]) == "[None, None, 1.5]"


@given(st.text(), st.text())
def test_a_message_says_what_it_is_given(before, after):
    assert ast.literal_eval(message(before)) == before
    code = compile(message(before, embedded("value"), after), "message", "eval")
    assert eval(code, {"value": "7"}) == f"{before}7{after}"  # noqa: S307  the text is ours


@given(st.text())
def test_a_column_of_any_name_is_shown_or_left_out(name):
    code = embedded(f"row[{text(name)}]")
    if code is not None:
        shown = compile(message("row ", code), "message", "eval")
        assert eval(shown, {"row": {name: 7}}) == "row 7"  # noqa: S307  the text is ours


@given(st.text())
def test_a_docstring_is_one_constant(description):
    lines = ["def f():", *docstring(description), "    return 1"]
    [function] = ast.parse("\n".join(lines)).body
    assert len(function.body) == 1 + bool(docstring(description))


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
def test_lines_are_broken_outside_of_strings(values):
    line = f"    call({', '.join(map(text, values))}, key=[{text(values[0])}])"
    written = "\n".join(fitted(line))
    assert ast.dump(ast.parse(written.strip())) == ast.dump(ast.parse(line.strip()))
    listed = "\n".join(sequence(list(map(text, values)), indent=0, before="x = (", after=",)"))
    assert ast.literal_eval(listed.removeprefix("x = ")) == tuple(values)


def test_a_comprehension_is_broken_at_its_own_loop():
    inner = ", ".join(f'"waits for part {at}"' for at in range(8))
    line = f"    return [_show(row, [{inner}]) for row in rows]"
    assert ast.dump(ast.parse("\n".join(fitted(line)).strip())) == ast.dump(ast.parse(line.strip()))


def test_statuses_that_look_like_code_are_told_as_they_are():
    statuses = ["pending", '{row}"', "cancelled"]
    row = object_of("order_id", order_id=TEXT, status={"type": "string", "enum": statuses})
    draft = designed(
        tool("create_order", object_of(note="string"), row),
        tool("cancel_order", object_of("order_id", order_id="string"), row),
    )
    tools = ToolSet(draft.source, [dict(one) for one in draft.tools])
    state = State.from_json(
        {"orders": [{"order_id": "1", "status": "cancelled"}]},
    )
    assert "orders" in draft.source
    assert tools.call(state, "cancel_order", {"order_id": "1"}).kind in {"refusal", "fault"}


ORDER = """
import json, sys
sys.path[:0] = sys.argv[1:]
from specified import designed
from test_hostile import of_everything
draft = designed(*of_everything("a{b}"), name="x", seed=3)
parts = [draft.source, draft.schema, draft.policy, draft.blueprint.to_plain(), draft.state]
print(json.dumps(parts))
"""


def test_equal_tools_give_equal_bytes_in_every_process():
    here = os.path.dirname(__file__)  # noqa: PTH120  the child wants a text
    outputs = {
        subprocess.run(
            [sys.executable, "-c", ORDER, here, str(Path(here).parents[2])],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(outputs) == 1
    assert len(next(iter(outputs))) > 1000
