"""Hostile tool programs: refused by the check, or held by the worker that runs them."""

from __future__ import annotations

import json
import re
import textwrap

import pytest

from agentscaler.environments import Limits, State
from agentscaler.environments.worker import WorkerLimits, WorkerToolSet
from agentscaler.errors import ToolError, WorkerError
from attacks.catalogue import attacks
from attacks.watching import MEMORY_BYTES, check_memory, watched

ATTACKS = attacks("programs")
LIMITS = Limits(time_s=0.3, memory_bytes=MEMORY_BYTES)
WORKER_LIMITS = WorkerLimits(grace_s=0.2, start_s=10)
IMPORT = re.compile(r"(import|from) ")
HONEST = """
def honest(db):
    return "fine " + db.get("orders", "#1")["status"]
"""
BASE = {
    "orders": {"#1": {"status": "pending"}, "#2": {}},
    "log": [],
    "many": [{"n": i % 3} for i in range(2000)],
}


def source(text):
    """The program: a body becomes a function, its imports go to the top as the dialect wants."""
    if "def attack(" not in text and "def (db)" not in text:
        lines = text.splitlines()
        first = next((i for i, line in enumerate(lines) if not IMPORT.match(line)), len(lines))
        body = textwrap.indent("\n".join(lines[first:]), "    ")
        text = "\n".join([*lines[:first], "def attack(db):", body])
    return f"{text}\n{HONEST}"


def run(name):
    _, kinds, text = ATTACKS[name]
    state = State.from_json(BASE)
    before = state.to_json()
    try:
        tools = WorkerToolSet(source(text), limits=LIMITS, worker_limits=WORKER_LIMITS)
    except ToolError as refused:
        assert "refused" in kinds, refused
        assert refused.diagnostics
        return
    except WorkerError as lost:
        # The compiler itself gave out: nobody will call this program.
        assert "refused" in kinds, lost
        return
    with tools:
        result = tools.call(state, "attack", "{}")
        assert result.kind in kinds, (result.kind, result.content[:500], result.detail)
        assert "root:" not in result.content
        if result.is_error:
            assert state.to_json() == before
            assert state.side.clock_us == 0
        else:
            json.loads(state.to_json())
        assert tools.call(State.from_json(BASE), "honest", {}).content == "fine pending"
        check_memory(tools)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name):
    with watched():
        run(name)
