"""Names of APIs that no function can have: in every engine, from the call to the parameter."""

from __future__ import annotations

import ast
import json
import keyword
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agentscaler.environments import State, ToolSet, check, run_in_python
from agentscaler.environments.toolset import identifier
from agentscaler.environments.worker import WorkerToolSet
from agentscaler.errors import ArgumentError, ToolError
from reference import identifier as reference

CASES = json.loads((Path(__file__).parents[1] / "cases" / "identifier.json").read_text("utf-8"))
SETS = {case["name"]: case for case in CASES["sets"]}
PLAYED = next(case for case in CASES["sets"] if "calls" in case)


@pytest.mark.parametrize(("name", "form"), CASES["names"])
def test_golden_names(name: str, form: str) -> None:
    assert identifier(name) == form == reference.identifier(name)


NAMES = st.one_of(
    st.text(),
    st.text("_0aA-$.\u00e9\ufb01\u0661\n", max_size=8),
    st.sampled_from([*keyword.kwlist, *keyword.softkwlist, "db", "refuse"]).flatmap(
        lambda word: st.sampled_from([word, f"_{word}", f"-{word}", f"{word}-", word.upper()])
    ),
)


@given(NAMES)
@example("x" * 10_000)
@example("\u6570" * 10_000)
def test_the_form_is_that_of_the_reference_and_a_name_of_python(name: str) -> None:
    form = identifier(name)
    assert form == reference.identifier(name)
    assert identifier(form) == form
    tree = ast.parse(f"def {form}(db, {form}): return {form}")
    # Not another name, which Python makes of letters that look alike.
    assert isinstance(tree.body[0], ast.FunctionDef)
    assert tree.body[0].name == form


@given(st.lists(NAMES, min_size=1, max_size=4, unique_by=identifier), NAMES)
def test_arguments_come_from_the_call_to_the_parameter(names: list[str], tool: str) -> None:
    forms = [identifier(name) for name in names]
    source = f"def {identifier(tool)}(db, {', '.join(forms)}):\n    return [{', '.join(forms)}]\n"
    parameters = {
        "type": "object",
        "properties": {name: {"type": "integer"} for name in names},
        "required": names,
    }
    listed = [{"name": tool, "parameters": parameters}]
    tools = ToolSet(source, listed)
    given = {name: at for at, name in enumerate(names)}
    # Backwards: it is the name that decides.
    backwards = dict(reversed(given.items()))
    state = State.from_json({})
    expected = json.dumps(list(range(len(names))))
    assert tools.call(state, tool, backwards).content == expected
    assert tools.read(tool, given) == dict(zip(forms, given.values(), strict=True))
    for checked in (True, False):
        result = run_in_python(source, state, tool, backwards, tools=listed, checked=checked)
        assert (result.kind, result.content) == ("ok", expected)
    wrong = tools.call(state, tool, {**given, names[0]: "x"})
    assert wrong.kind == "invalid_call"
    assert run_in_python(source, state, tool, {**given, names[0]: "x"}, tools=listed) == wrong


@pytest.fixture(scope="module")
def worker() -> Any:
    with WorkerToolSet(PLAYED["source"], PLAYED["tools"]) as tools:
        yield tools


@pytest.mark.parametrize(("name", "arguments", "kind", "content"), PLAYED["calls"])
def test_golden_calls(worker: Any, name: str, arguments: Any, kind: str, content: str) -> None:
    tools = ToolSet(PLAYED["source"], PLAYED["tools"])
    state = State.from_json({})
    recorded = (kind, content)
    for call in (tools.call, worker.call):
        result = call(state, name, arguments)
        assert (result.kind, result.content) == recorded
    result = run_in_python(PLAYED["source"], state, name, arguments, tools=PLAYED["tools"])
    assert (result.kind, result.content) == recorded
    assert tools.digest == worker.digest


@pytest.mark.parametrize("name", [name for name, case in SETS.items() if "problems" in case])
def test_golden_problems(name: str) -> None:
    with pytest.raises(ToolError) as caught:
        ToolSet(SETS[name]["source"], SETS[name]["tools"])
    told = [[one.file, one.what, one.instead] for one in caught.value.diagnostics]
    assert told == SETS[name]["problems"]
    # A name of many lines makes no lines of its own.
    assert len(str(caught.value).splitlines()) == 1 + 2 * len(told)


def test_names_are_a_part_of_the_digest() -> None:
    source = "def get_user(db, api_version=1):\n    return api_version\n"
    schema = {"type": "object", "properties": {"api-version": {}}}
    digests = {
        ToolSet(source, listed).digest
        for listed in (
            None,
            [{"name": "get_user", "parameters": schema}],
            [{"name": "get-user", "parameters": schema}],
            [{"name": "get-user"}],
        )
    }
    assert len(digests) == 4


def test_a_call_that_names_one_parameter_twice_is_refused_by_both_engines() -> None:
    source = "def f(db, a_b=0):\n    return a_b\n"
    listed = [{"name": "f", "parameters": {"properties": {"a-b": {}}}}]
    state, twice = State.from_json({}), {"a-b": 1, "a_b": 2}
    expected = 'invalid arguments for f: "a_b": not an argument that is known'
    assert ToolSet(source, listed).call(state, "f", twice).content == expected
    assert run_in_python(source, state, "f", twice, tools=listed).content == expected
    with pytest.raises(ArgumentError, match="are one to the program"):
        run_in_python(source, state, "f", twice, checked=False)


def test_names_of_functions_that_no_list_could_mean_are_refused() -> None:
    problems = check(
        "def f(db, _id):\n    return _id\n\n\ndef gr\u00f6\u00dfe(db):\n    return 1\n"
    )
    assert [(one.line, one.severity) for one in problems] == [(1, "error"), (5, "error")]
    assert "call it `id`" in problems[0].instead
    assert "call it `gr__e`" in problems[1].instead
    assert (
        check("def f(db, id):\n    return _g(db, id)\n\n\ndef _g(db, _id):\n    return _id\n") == []
    )
