"""Programs in workers do what programs in process do, byte for byte; and source is vetted there."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Limits, Side, State, ToolSet
from agentscaler.environments.worker import TrustedSources, WorkerLimits, WorkerToolSet
from agentscaler.errors import ArgumentError, ToolError, WorkerError, WorldError

SOURCE = """
def get(db, key: str):
    return db.get("orders", key)

def put(db, key: str, value):
    db.put("orders", key, {"value": value})
    return "done"

def update(db, key: str, value):
    db.update("orders", key, {"value": value, "at": db.now()})

def insert(db, value):
    key = db.new_id("orders")
    db.insert("orders", {"value": value, "draw": db.random()}, key)
    return key

def delete(db, key: str):
    db.delete("orders", key)

def bring_back(db, key: str):
    row = db.get("orders", key)
    if row is None:
        refuse(f"no order {key}")
    db.delete("orders", key)
    db.insert("orders", row, key)

def log(db, value):
    return db.insert("log", {"value": value})

def unlog(db, at: int):
    db.delete("log", at)

def set_name(db, value):
    db.put("settings", None, {"name": value})

def change_nothing(db, key: str):
    row = db.get("orders", key)
    db.put("orders", key, row)

def everything(db):
    return [db.items("orders"), db.rows("log"), db.get("settings")]

def fail(db, key: str):
    db.delete("orders", key)
    return 1 / 0

def loop(db):
    while True:
        pass
"""
BASE = {
    "orders": {"a": {"value": 1.0}, "b": {"value": [1, {"x": None}]}, "c": {}},
    "log": [{"value": 1}, {"value": 1}],
    "settings": {"name": "n"},
}
VALUES = [1, 1.0, -0.0, 10**30, 1e100, True, None, "é\\u0000", [], {"b": 1, "a": [1.5]}]


@pytest.fixture(scope="module")
def tools():
    with WorkerToolSet(SOURCE) as tools:
        yield tools


@pytest.fixture(scope="module")
def in_process():
    return ToolSet(SOURCE)


def told(result):
    return result.kind, result.content, result.detail


@given(st.integers(0, 2**32))
def test_both_places_agree_byte_for_byte(tools, in_process, seed):
    rng = random.Random(seed)
    here, there = State.from_json(BASE), State.from_json(BASE)
    here.side = there.side = Side(seed=seed, clock_us=rng.randrange(2**40))
    kept = here.savepoint(), there.savepoint()
    for _ in range(12):
        name = rng.choice([tool["name"] for tool in tools.tools if tool["name"] != "loop"])
        arguments = {
            "key": rng.choice("abcd"),
            "value": rng.choice(VALUES),
            "at": rng.randrange(3),
        }
        wanted = next(t for t in tools.tools if t["name"] == name)["parameters"]["properties"]
        arguments = {key: value for key, value in arguments.items() if key in wanted}
        first = in_process.call(here, name, arguments)
        second = tools.call(there, name, arguments)
        assert told(first) == told(second)
        assert here.to_json() == there.to_json()
        assert here.side == there.side
        if rng.random() < 0.2:
            here.restore(kept[0])
            there.restore(kept[1])
        elif rng.random() < 0.2:
            kept = here.savepoint(), there.savepoint()


def test_digest_and_tools_are_those_of_a_tool_set(tools, in_process):
    assert tools.digest == in_process.digest
    assert tools.tools == in_process.tools


def test_the_state_is_sent_once(tools, monkeypatch):
    sent = []
    ask = type(tools._workers._idle[0]).ask
    monkeypatch.setattr(
        type(tools._workers._idle[0]),
        "ask",
        lambda self, head, *rest, **more: sent.append(head["op"]) or ask(self, head, *rest, **more),
    )
    base = State.from_json(BASE)
    for value in range(3):
        fork = base.fork()
        assert tools.call(fork, "put", {"key": "a", "value": value}).kind == "ok"
        assert json.loads(tools.call(fork, "get", {"key": "a"}).content) == {"value": value}
    assert sent == ["open", *["call"] * 6]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("nope", {}),
        ("n" * 5000, {}),
        ("nope\ud800", {}),
        ("get", {}),
        ("get", "{"),
        ("get", '{"key": "a", "key": "b"}'),
        ("get", '{"key": "' + "x" * (1 << 20) + '"}'),
    ],
)
def test_invalid_calls(tools, in_process, name, arguments):
    state = State.from_json(BASE)
    result = tools.call(state, name, arguments)
    assert (result.kind, result.is_error) == ("invalid_call", True)
    if name.isascii() and len(name) < 100:
        assert result.content == in_process.call(state, name, arguments).content


def test_a_call_that_takes_too_long_is_infrastructure_and_changes_nothing():
    limits = Limits(time_s=0.1)
    with WorkerToolSet(SOURCE, limits=limits, worker_limits=WorkerLimits(grace_s=5)) as tools:
        state = State.from_json(BASE)
        assert tools.call(state, "loop", {}).kind == "infrastructure"
        assert tools.call(state, "get", {"key": "c"}).content == "{}"


def test_a_source_that_is_no_program_is_refused_with_its_places():
    with pytest.raises(ToolError) as caught:
        WorkerToolSet("import os\n\ndef f(db):\n    return os.environ\n")
    with pytest.raises(ToolError) as in_process:
        ToolSet("import os\n\ndef f(db):\n    return os.environ\n")
    assert str(caught.value) == str(in_process.value)
    assert caught.value.diagnostics == in_process.value.diagnostics
    with pytest.raises(ToolError, match="the list of tools does not fit"):
        WorkerToolSet(SOURCE, [{"name": "nope"}])
    with pytest.raises(ArgumentError):
        WorkerToolSet(SOURCE, limits=Limits(recursion=1))
    with pytest.raises(ArgumentError):
        WorkerToolSet(SOURCE, workers=0)


def test_a_state_that_is_too_large_for_a_worker_is_an_error():
    state = State.from_json({"log": [{"value": "x" * 1000} for _ in range(60_000)]})
    with (
        WorkerToolSet(SOURCE, limits=Limits(memory_bytes=32 << 20)) as tools,
        pytest.raises(WorkerError, match="could not take a state of"),
    ):
        tools.call(state, "get", {"key": "a"})


def test_the_worker_imports_neither_polars_nor_numpy():
    code = (
        "import sys\nfrom agentscaler._worker import programs\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'polars'}))\n"
        "programs.Programs(0).answer({'op': 'load', 'limits': {}}, [b'\"\"', b'null'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n"


def test_trusted_sources_are_checked_once(tmp_path, monkeypatch):
    made = []
    init = WorkerToolSet.__init__
    monkeypatch.setattr(
        WorkerToolSet,
        "__init__",
        lambda self, source, *rest, **more: (
            made.append(source) or init(self, source, *rest, **more)
        ),
    )
    path = tmp_path / "trusted"
    trusted = TrustedSources(path)
    assert not trusted.holds(SOURCE)
    tools = trusted.toolset(SOURCE)
    assert isinstance(tools, ToolSet)
    assert trusted.holds(SOURCE)
    trusted.toolset(SOURCE)
    TrustedSources(path).toolset(SOURCE)
    assert made == [SOURCE]
    edited = SOURCE.replace('"done"', '"Done"')
    TrustedSources(path).toolset(edited)
    trusted.toolset(SOURCE, [{"name": "get"}])
    assert made == [SOURCE, edited, SOURCE]
    with pytest.raises(ToolError):
        trusted.toolset("import os\n")
    assert not trusted.holds("import os\n")
    path.write_bytes(b"\xff")
    with pytest.raises(WorldError, match="cannot be read"):
        TrustedSources(path)
