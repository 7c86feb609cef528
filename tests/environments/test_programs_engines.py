"""Both engines on the same calls, valid and not: equal results, states and sides after each."""

from __future__ import annotations

import copy
import functools
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Side, State
from reference.databases import database, read
from reference.engines import ENGINES
from scale import a_share

if TYPE_CHECKING:
    from agentscaler.environments import ToolResult
    from reference.engines import Engine

PROGRAMS = Path(__file__).parent / "programs"
REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AGENTSCALER_SHARED", REPOSITORY.parent / "shared"))

pytestmark = [
    pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="no reference data here"),
    pytest.mark.skipif(len(ENGINES) < 2, reason="there is one engine only"),
]


@functools.cache
def environment(
    name: str, *, listed: bool = True
) -> tuple[State, list[Engine], dict[str, list[dict[str, Any]]]]:
    """State, tools in every engine, and by tool the arguments of all tasks.

    Tools that are not listed take what their signatures say: more than their schemas allow.
    """
    folder = SHARED / "data" / "envs" / name
    tools = [tool["function"] for tool in json.loads((folder / "tools.json").read_text())]
    given: dict[str, list[dict[str, Any]]] = {tool["name"]: [] for tool in tools}
    for line in read(folder / "tasks.jsonl.zst").splitlines():
        for action in json.loads(line)["actions"]:
            given[action["name"]].append(action["arguments"])
    state = State.from_json(database(folder))
    state.side = Side(seed=11, clock_us=1_715_785_200_000_000)
    path = PROGRAMS / f"{name}.py"
    return state, [engine(path, tools if listed else None) for engine in ENGINES], given


# No booleans: the compiled engine does not count with them.
ODD = st.sampled_from(
    [None, 0, -1, 1.5, 1e300, 10**30, "", "x", "é😀", "#W0000000", [], ["x"], {}, {"x": [1]}]
)
RAW = ["", "{", "[]", "null", '{"a": 1, "a": 2}', '{"a": NaN}', "{'a': 1}", '{"a": "\\ud800"}']


@st.composite
def calls(draw: st.DrawFn, name: str) -> tuple[str, Any]:
    """A call of a task, or one that is near to it, or nothing that a tool takes."""
    _, _, given = environment(name)
    tool = draw(st.sampled_from(sorted(given)))
    if not given[tool]:
        return tool, draw(st.dictionaries(st.sampled_from(["thought", "expression"]), ODD))
    arguments = copy.deepcopy(draw(st.sampled_from(given[tool])))
    match draw(
        st.sampled_from(["as is", "as is", "mixed", "odd", "left out", "more", "raw", "no"])
    ):
        case "mixed" if arguments:
            # The value that another call has there: mostly an id that exists and does not fit.
            place = draw(st.sampled_from(sorted(arguments)))
            arguments[place] = draw(st.sampled_from(given[tool])).get(place)
        case "odd" if arguments:
            arguments[draw(st.sampled_from(sorted(arguments)))] = draw(ODD)
        case "within":
            lists = [value for value in arguments.values() if isinstance(value, list) and value]
            if lists:
                parts = draw(st.sampled_from(lists))
                parts[draw(st.integers(0, len(parts) - 1))] = draw(ODD)
        case "left out" if arguments:
            del arguments[draw(st.sampled_from(sorted(arguments)))]
        case "more":
            arguments["more"] = draw(ODD)
        case "raw":
            return tool, draw(st.sampled_from([*RAW, json.dumps(arguments)]))
        case "no":
            return draw(st.sampled_from(["", "no_tool", "_order", tool.upper()])), arguments
    return tool, arguments


def said(result: ToolResult) -> tuple[str, str]:
    """Kind and content; of a fault the class: engines have their own words for Python's errors."""
    content = result.content
    if result.kind == "fault":
        content = ":".join(content.split(":")[:2])
    return result.kind, content


def check(name: str, sequence: list[tuple[str, Any]], *, listed: bool) -> None:
    pristine, tools, _ = environment(name, listed=listed)
    states = [pristine.fork() for _ in tools]
    for tool, arguments in sequence:
        before = states[0].digest()
        results = [
            engine.call(state, tool, arguments) for engine, state in zip(tools, states, strict=True)
        ]
        assert len({said(result) for result in results}) == 1, results
        assert results[0].kind != "infrastructure"
        digests = {state.digest() for state in states}
        assert len(digests) == 1
        assert results[0].kind == "ok" or digests == {before}
        assert all(state.side == states[0].side for state in states)
        # As texts: values that are equal may still be written in another way.
        assert len({state.changes().to_json() for state in states}) == 1


@pytest.mark.parametrize("listed", [True, False])
@a_share(3)
@given(sequence=st.lists(calls("tau_retail"), min_size=1, max_size=6))
def test_retail(*, listed: bool, sequence: list[tuple[str, Any]]) -> None:
    check("tau_retail", sequence, listed=listed)


@pytest.mark.parametrize("listed", [True, False])
@a_share(3)
@given(sequence=st.lists(calls("tau_airline"), min_size=1, max_size=6))
def test_airline(*, listed: bool, sequence: list[tuple[str, Any]]) -> None:
    check("tau_airline", sequence, listed=listed)
