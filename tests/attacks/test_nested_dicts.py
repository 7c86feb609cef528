"""Hostile tools on nested dicts: the host lives, nothing is reached, nothing is left changed."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from agentscaler.environments import Limits, State
from agentscaler.environments.dict_tools import DictToolSet
from agentscaler.environments.worker import WorkerLimits
from attacks.catalogue import attacks
from attacks.watching import MEMORY_BYTES, check_memory, watched

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere foreign code is not confined"
)
ATTACKS = attacks("nested_dicts")
SHORT = Limits(time_s=0.2, memory_bytes=MEMORY_BYTES)
# A machine with much else to do is no reason to call an honest answer late.
LONG = Limits(time_s=10, memory_bytes=MEMORY_BYTES)
WORKER_LIMITS = WorkerLimits(grace_s=0.1, changes_bytes=1 << 20)
BASE = {"orders": {"#1": {"status": "pending"}}, "log": []}
# What these answer is up to them; a later call in the same worker as well.
FORGERS = {"forge_answer", "patch_engine", "patch_json", "patch_builtins", "forge_changes"}


def source(body, secret, secret_file):
    return (
        f"SECRET, SECRET_FILE = {secret[::-1]!r}[::-1], {str(secret_file)!r}\n"
        f"def attack(data):\n{textwrap.indent(body, '    ')}\n"
        "def honest(data):\n    return 'fine ' + data['orders']['#1']['status']\n"
    )


def run(name, secret, secret_file):
    _, kinds, body = ATTACKS[name]
    limits = SHORT if "infrastructure" in kinds else LONG
    state = State.from_json(BASE)
    before = state.to_json()
    with DictToolSet(
        source(body, secret, secret_file), limits=limits, worker_limits=WORKER_LIMITS
    ) as tools:
        assert tools.call(state, "honest", {}).content == "fine pending"
        result = tools.call(state, "attack", "{}")
        assert result.kind in kinds, result
        assert not result.content.startswith("LEAK"), result
        assert secret not in f"{result.content}{result.detail}"
        assert result.is_error == (result.kind != "ok")
        if result.is_error:
            assert state.to_json() == before
            assert state.side.clock_us == 0
        check_memory(tools)
        if name not in FORGERS:
            assert tools.call(state.fork(), "honest", {}).content == "fine pending"


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name, monkeypatch, tmp_path):
    secret = "correct-horse-battery"  # noqa: S105
    monkeypatch.setenv("AGENTSCALER_TEST_SECRET", secret)
    secret_file = tmp_path / "secret.txt"
    secret_file.write_text(secret)
    with watched():
        run(name, secret, secret_file)
    assert [file.name for file in tmp_path.iterdir()] == ["secret.txt"]
    assert secret_file.read_text() == secret
    assert not list(Path("/tmp").glob("agentscaler-*"))  # noqa: S108
