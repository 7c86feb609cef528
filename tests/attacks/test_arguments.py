"""Hostile arguments for honest tools, in every engine."""

from __future__ import annotations

import json

import pytest
from attacks.catalogue import attacks
from attacks.watching import linux

from agentscaler.environments import State
from agentscaler.environments.dict_tools import DictToolSet

ATTACKS = attacks("arguments")
BASE = {"orders": {"#1": {"status": "pending"}, "#2": {"status": "done"}}}
NESTED = """
def store(data, key: str, value):
    row = data["orders"][key]
    row["value"] = value
    return row
"""


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


@linux
@pytest.mark.parametrize("name", ATTACKS)
def test_nested_dicts(nested, name):
    check(nested, ATTACKS[name])
