"""The functions that programs share: each does what its first line says, in the engine and here."""

from __future__ import annotations

import ast
import builtins
import json

import pytest

from agentscaler.environments import State, ToolSet, check, run_in_python
from agentscaler.environments.design.rules.programs.shared import IMPORTS, SHARED, USED_NAMES

ROWS = [
    {"id": "a", "n": 3, "name": "Red apple", "tags": ["x"]},
    {"id": "b", "n": 1, "name": "green pear"},
    {"id": "c", "name": "Red pear", "n": None},
]
STATE = {"fruits": {row["id"]: row for row in ROWS}}
MERGED = [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "9"}]
CASES = [
    ("_given", "{'a': 1, 'b': None, 'c': 0}", {"a": 1, "c": 0}),
    ("_shown", "{'a': 1, 'b': None, 'c': 3}, ('c', 'b', 'd')", {"c": 3}),
    ("_matching", "rows, {'id': ['a', 'c'], 'n': None}", ["a", "c"]),
    ("_matching", "rows, {'id': 'b', 'n': 3}", []),
    ("_with_text", "rows, 'PEAR red'", ["c"]),
    ("_with_text", "rows, None", ["a", "b", "c"]),
    ("_sorted", "rows, 'n', False", ["b", "a", "c"]),
    ("_sorted", "rows, '-n', False", ["a", "b", "c"]),
    ("_sorted", "rows, 'name desc', False", ["b", "c", "a"]),
    ("_sorted", "rows, None, True", ["c", "b", "a"]),
    ("_whole", "'12', 5", 12),
    ("_whole", "'twelve', 5", 5),
    ("_whole", "None, 5", 5),
    ("_whole", "7.0, 5", 7),
    ("_row_number", "7", 7),
    ("_row_number", "7.0", 7),
    ("_row_number", "'7.5'", "7.5"),
    ("_row_number", "None", None),
    ("_next_number", "db, 'fruits', 'n'", 4),
    ("_first", "rows, 2", ["a", "b"]),
    ("_first", "rows, None", ["a", "b", "c"]),
    ("_first", "rows, -1", []),
    ("_numbered_page", "rows, 2, 2", ["c"]),
    ("_numbered_page", "rows, 0, 2", ["a", "b"]),
    ("_merged", "{'a': 1}, {'b': 2}, 'Key'", {"a": 1, "b": 2}),
    ("_merged", "['x'], ['y', 'x'], 'Key'", ["y", "x"]),
    (
        "_merged",
        "[{'Key': 'a', 'Value': '1'}, {'Key': 'b', 'Value': '2'}], MERGED[1:], 'Key'".replace(
            "MERGED[1:]", str(MERGED[1:])
        ),
        MERGED,
    ),
    ("_reduced", "{'a': 1, 'b': 2}, ['a'], 'Key'", {"b": 2}),
    ("_reduced", "[{'Key': 'a'}, {'Key': 'b'}], ['a'], 'Key'", [{"Key": "b"}]),
    ("_reduced", "['x', 'y'], ['x'], 'Key'", ["y"]),
    ("_reduced", "None, ['x'], 'Key'", []),
    ("_seconds", "'1970-01-01T00:00:00Z'", 0),
    ("_seconds", "'2000-03-01T00:00:00Z'", 951868800),
    ("_seconds", "'2026-03-02T09:00:00Z'", 1772442000),
    ("_seconds", "'2100-03-01T00:00:00Z'", 4107542400),
]


def program(*names, body):
    imports = [IMPORTS[name] for name in names if name in IMPORTS]
    return "\n\n\n".join([*imports, *(SHARED[name] for name in names), f"def call(db):\n{body}\n"])


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES)
def test_what_each_does(name, arguments, expected):
    source = program(
        name, body=f"    rows = db.rows('fruits')\n    return [{name}({arguments}), len(rows)][0]"
    )
    assert [one for one in check(source) if one.severity == "error"] == []
    answers = [
        ToolSet(source).call(State.from_json(STATE), "call", {}),
        run_in_python(source, State.from_json(STATE), "call", {}),
    ]
    for answer in answers:
        assert answer.kind == "ok", answer.detail
        found = answer.content if isinstance(expected, str) else json.loads(answer.content)
        if isinstance(found, list) and found and isinstance(found[0], dict) and "id" in found[0]:
            found = [row["id"] for row in found]
        assert found == expected


def test_pages_follow_one_another_to_the_end():
    source = program(
        "_page",
        body="    rows = db.rows('fruits')\n    token = None\n    seen = []\n"
        "    while True:\n        part, token = _page(rows, 2, token)\n"
        "        seen = seen + [len(part)]\n        if token is None:\n            return seen",
    )
    assert ToolSet(source).call(State.from_json(STATE), "call", {}).content == "[2, 1]"


@pytest.mark.parametrize("token", ["page-x", "page-99", "next", "page-"])
def test_a_token_that_nobody_gave_is_refused(token):
    source = program("_page", body=f"    return _page(db.rows('fruits'), 2, {token!r})")
    answer = ToolSet(source).call(State.from_json(STATE), "call", {})
    assert (answer.kind, answer.content) == ("refusal", f"{token} is no token of a page")


def test_all_are_tried_here():
    tried = {name for name, *_ in CASES} | {"_page"}
    assert tried == set(SHARED)


def test_names_of_python_that_they_use_are_known():
    """A tool that is called so would hide them, and is left out."""
    used = {
        node.id
        for text in SHARED.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Name) and (hasattr(builtins, node.id) or node.id == "json")
    }
    assert used <= USED_NAMES


def test_a_fraction_is_the_number_of_nothing():
    source = program("_row_number", body="    return _row_number(7.5)")
    for answer in (
        ToolSet(source).call(State.from_json(STATE), "call", {}),
        run_in_python(source, State.from_json(STATE), "call", {}),
    ):
        assert (answer.kind, answer.content) == ("refusal", "7.5 is the number of nothing")
