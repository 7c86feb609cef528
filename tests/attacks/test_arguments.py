"""Hostile arguments for honest tools, in every engine."""

from __future__ import annotations

import json

import pytest

from agentscaler.environments import State, ToolSet
from agentscaler.environments.dict_tools import DictToolSet
from agentscaler.environments.worker import WorkerToolSet
from attacks.catalogue import attacks
from attacks.watching import linux

ATTACKS = attacks("arguments")
BASE = {"orders": {"#1": {"status": "pending"}, "#2": {"status": "done"}}}
NESTED = """
def store(data, key: str, value):
    row = data["orders"][key]
    row["value"] = value
    return row
"""


PROGRAM = """
def store(db, key: str, value):
    if db.get("orders", key) is None:
        refuse("no such row")
    db.update("orders", key, {"value": value})
    return db.get("orders", key)
"""


@pytest.fixture(scope="module")
def programs():
    with WorkerToolSet(PROGRAM) as tools:
        yield tools


@pytest.fixture(scope="module")
def nested():
    with DictToolSet(NESTED) as tools:
        yield tools


def check(tools, attack):
    state = State.from_json(BASE)
    result = tools.call(state, "store", attack.text)
    assert result.kind in attack.kinds, f"{result.kind}: {result.content[:300]}"
    if result.is_error:
        assert json.loads(state.to_json()) == BASE
        # A message is for an agent: whatever came in, it stays short.
        assert len(result.content) < 5000
    else:
        assert json.loads(result.content) == state.get("orders", "#1")
        assert state.get("orders", "#2") == BASE["orders"]["#2"]
    # Names of tools are hostile as well.
    assert tools.call(state, attack.text, {}).kind == "invalid_call"


@pytest.mark.parametrize("name", ATTACKS)
def test_programs(programs, name):
    check(programs, ATTACKS[name])


@pytest.mark.parametrize("name", ATTACKS)
def test_programs_in_process_answer_the_same(programs, name):
    """Whatever holds in the worker holds in process: the same kind, and the same words."""
    states = State.from_json(BASE), State.from_json(BASE)
    attack = ATTACKS[name]
    ours = programs.call(states[0], "store", attack.text)
    theirs = ToolSet(PROGRAM).call(states[1], "store", attack.text)
    assert (ours.kind, ours.content) == (theirs.kind, theirs.content)
    assert states[0].to_json() == states[1].to_json()


@linux
@pytest.mark.parametrize("name", ATTACKS)
def test_nested_dicts(nested, name):
    check(nested, ATTACKS[name])
