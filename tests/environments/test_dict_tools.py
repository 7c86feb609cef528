"""Tools on nested dicts: what a call answers, what it changes, and what is taken back."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest

from agentscaler.environments import Limits, Schema, Side, State
from agentscaler.environments.dict_tools import DictToolSet, load_tau_folder
from agentscaler.environments.worker import WorkerLimits
from agentscaler.errors import ArgumentError, WorkerError

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere foreign code is not confined"
)
FOLDER = Path(__file__).parent / "tau_folder" / "tau_bench" / "envs" / "retail"
BASE = {
    "orders": {"#1": {"status": "pending", "items": [1]}, "#2": {"status": "done", "items": []}},
    "flights": [{"no": "F1"}, {"no": "F2"}],
    "settings": {"currency": "EUR"},
}
SOURCE = '''
import copy, json, random
CALLS = []

def status(data, order_id: str, value: str = "done"):
    """Set the status."""
    data["orders"][order_id]["status"] = value
    if value == "string":
        return "Error: no such status"
    if value == "raise":
        raise ValueError("no such status")
    if value == "helper":
        _helper()
    if value == "int":
        int("x")
    if value == "assert":
        assert False, "no"
    if value == "try":
        try:
            int("x")
        except ValueError:
            raise
    if value == "json":
        json.loads("{")
    return json.dumps(data["orders"][order_id])

def _helper():
    raise RuntimeError("from a helper")

def show(data, order_id):
    return data["orders"][order_id]

def everything(data):
    return data

def add(data, no):
    data["flights"].append({"no": no})
    data["flights"].sort(key=lambda flight: flight["no"])
    return len(data["flights"])

def drop(data, order_id):
    order = data["orders"].pop(order_id)
    data.setdefault("archive", []).append(order)
    return order

def swap(data):
    data["settings"] = {"currency": "USD"}
    del data["flights"]

def draw(data):
    data["orders"]["#1"]["draw"] = random.random()
    return data["orders"]["#1"]["draw"]

def peek(data):
    return random.random()

def kinds(data):
    row = data["orders"]["#1"]
    return [isinstance(data, dict), isinstance(row, dict), type(copy.deepcopy(row)).__name__,
            json.dumps(row), row == {"status": "pending", "items": [1]}, {**row}["status"]]

def remember(data):
    CALLS.append(1)
    return len(CALLS)
'''


@pytest.fixture(scope="module")
def tools():
    with DictToolSet(SOURCE) as tools:
        yield tools


@pytest.fixture
def state():
    return State.from_json(BASE)


def test_a_call_changes_the_state_and_says_so(tools, state):
    result = tools.call(state, "status", {"order_id": "#1"})
    assert (result.kind, result.is_error) == ("ok", False)
    assert result.content == '{"status": "done", "items": [1]}'
    assert state.get("orders", "#1") == {"status": "done", "items": [1]}
    assert [t["table"] for t in state.changes().to_dict()["tables"]] == ["orders"]
    assert state.side.clock_us == 1_000_000
    assert tools.call(state, "show", '{"order_id": "#1"}').content == result.content
    assert state.side.clock_us == 1_000_000  # a read moves nothing


@pytest.mark.parametrize(
    ("value", "kind", "content"),
    [
        ("string", "refusal", "Error: no such status"),
        ("raise", "refusal", "Error: no such status"),
        ("helper", "refusal", "Error: from a helper"),
        ("try", "fault", "Error: invalid literal for int() with base 10: 'x'"),
        ("int", "fault", "Error: invalid literal for int() with base 10: 'x'"),
        ("assert", "fault", "Error: no"),
        ("json", "fault", "Error: Expecting property name enclosed in double quotes: "),
    ],
)
def test_what_is_not_ok_is_taken_back(tools, state, value, kind, content):
    before = state.to_json()
    result = tools.call(state, "status", {"order_id": "#1", "value": value})
    assert (result.kind, result.is_error) == (kind, True)
    assert result.content.startswith(content)
    assert state.to_json() == before
    assert state.side == Side()
    assert json.loads(tools.call(state, "everything", {}).content) == BASE


def test_a_missing_row_is_a_fault_with_its_line(tools, state):
    result = tools.call(state, "show", {"order_id": "nope"})
    assert (result.kind, result.content) == ("fault", "Error: 'nope'")
    assert 'File "tools.py", line 31, in show' in result.detail
    assert 'return data["orders"][order_id]' in result.detail


@pytest.mark.parametrize(
    ("name", "arguments", "content"),
    [
        ("nope", {}, "Unknown action nope"),
        ("_helper", {}, "Unknown action _helper"),
        ("show", {}, "Error: show() missing 1 required positional argument: 'order_id'"),
        (
            "show",
            {"order_id": "#1", "x": 1},
            "Error: show() got an unexpected keyword argument 'x'",
        ),
        ("show", {"data": {}}, "Error: show() got multiple values for argument 'data'"),
        ("show", "[1]", "Error: the arguments are no JSON object"),
        ("show", "{", "Error: the arguments are not JSON: "),
        ("show", "", "Error: the arguments are not JSON: "),
        ("show", '{"order_id": 1, "order_id": 2}', "Error: a name stands twice in one object"),
        ("show", '{"order_id": NaN}', "Error: NaN is not JSON"),
        ("show", '{"order_id": "\\ud800"}', "Error: the arguments are not JSON: "),
        ("show", b"\xff", "Error: the arguments are not JSON: "),
        ("show", {"order_id": {1, 2}}, "Error: the arguments are not JSON: "),
        ("show", {"order_id": float("inf")}, "Error: the arguments are not JSON: "),
        ("show", '{"order_id": "' + "x" * (1 << 20) + '"}', "Error: 10485"),
        ("show", "[" * 100_000, "Error: the arguments are nested too deeply"),
    ],
)
def test_invalid_calls(tools, state, name, arguments, content):
    result = tools.call(state, name, arguments)
    assert (result.kind, result.is_error) == ("invalid_call", True)
    assert result.content.startswith(content)


def test_lists_documents_and_whole_tables(tools, state):
    assert tools.call(state, "add", {"no": "F0"}).content == "3"
    assert state.table("flights") == [{"no": "F0"}, {"no": "F1"}, {"no": "F2"}]
    assert tools.call(state, "drop", {"order_id": "#2"}).kind == "ok"
    assert state.table("archive") == [{"status": "done", "items": []}]
    result = tools.call(state, "swap", {})
    assert (result.content, result.kind) == ("null", "ok")
    assert state.to_json() == (
        b'{"orders":{"#1":{"status":"pending","items":[1]}},"settings":{"currency":"USD"},'
        b'"archive":[{"status":"done","items":[]}]}'
    )
    assert tools.call(state, "everything", {}).content == json.dumps(json.loads(state.to_json()))


def test_the_data_are_dicts(tools, state):
    assert json.loads(tools.call(state, "kinds", {}).content) == [
        *[True, True, "dict", '{"status": "pending", "items": [1]}', True, "pending"]
    ]


def test_forks_and_rollbacks_are_followed(tools, state):
    first, second = state.fork(), state.fork()
    tools.call(first, "status", {"order_id": "#1", "value": "first"})
    point = first.savepoint()
    tools.call(second, "status", {"order_id": "#1", "value": "second"})
    tools.call(first, "status", {"order_id": "#1", "value": "later"})
    shown = [
        json.loads(tools.call(s, "show", {"order_id": "#1"}).content)["status"]
        for s in (state, first, second, point)
    ]
    assert shown == ["pending", "later", "second", "first"]
    first.restore(point)
    assert '"first"' in tools.call(first, "show", {"order_id": "#1"}).content
    # What somebody else writes to the state is seen as well.
    first.update("orders", "#1", {"status": "by hand"})
    assert '"by hand"' in tools.call(first, "show", {"order_id": "#1"}).content


def test_equal_states_in_another_order_are_kept_apart(tools):
    ways = []
    for names in ("ab", "ba"):
        state = State.from_json({"orders": {}})
        for name in names:
            state.insert("orders", name, {})
        ways.append(tools.call(state, "everything", {}).content)
    assert ways == ['{"orders": {"a": {}, "b": {}}}', '{"orders": {"b": {}, "a": {}}}']


def test_random_numbers_are_those_of_the_episode(tools, state):
    state.side = Side(seed=7)
    again = state.fork()
    drawn = [tools.call(state, "draw", {}).content for _ in range(3)]
    assert [tools.call(again, "draw", {}).content for _ in range(3)] == drawn
    assert len(set(drawn)) == 3
    assert tools.call(state, "peek", {}).content == tools.call(state, "peek", {}).content
    other = State.from_json(BASE)
    other.side = Side(seed=8)
    assert tools.call(other, "draw", {}).content != drawn[0]


def test_a_schema_that_refuses_makes_a_fault(tools):
    schema = Schema.from_json(
        {"tables": {"orders": {"columns": {"status": {"enum": ["pending", "done"]}}}}}
    )
    state = State.from_json(BASE, schema)
    result = tools.call(state, "status", {"order_id": "#1", "value": "odd"})
    assert result.kind == "fault"
    assert "status" in result.content
    assert state.get("orders", "#1")["status"] == "pending"
    assert '"pending"' in tools.call(state, "show", {"order_id": "#1"}).content
    assert tools.call(state, "status", {"order_id": "#1"}).kind == "ok"


def test_several_threads_share_the_workers():
    wrong = []

    def episodes(tools, name):
        for _ in range(20):
            state = State.from_json(BASE)
            tools.call(state, "status", {"order_id": "#1", "value": name})
            if name not in tools.call(state, "show", {"order_id": "#1"}).content:
                wrong.append(name)

    with DictToolSet(SOURCE, workers=2) as tools:
        threads = [threading.Thread(target=episodes, args=(tools, f"s{i}")) for i in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(tools._workers._idle) <= 2
    assert wrong == []


def test_more_versions_than_a_worker_remembers(state):
    with DictToolSet(SOURCE, worker_limits=WorkerLimits(versions=3)) as tools:
        forks = [state.fork() for _ in range(8)]
        for step in range(3):
            for at, fork in enumerate(forks):
                tools.call(fork, "status", {"order_id": "#1", "value": f"{at}.{step}"})
        for at, fork in enumerate(forks):
            assert f'"{at}.2"' in tools.call(fork, "show", {"order_id": "#1"}).content


def test_a_state_that_is_too_large_for_a_worker_is_an_error():
    state = State.from_json({"log": [{"text": "x" * 1000} for _ in range(40_000)]})
    with DictToolSet(SOURCE, limits=Limits(memory_bytes=32 << 20)) as tools:
        with pytest.raises(WorkerError, match="could not take a state of") as caught:
            tools.call(state, "everything", {})
        assert "memory_bytes" in caught.value.mend
        assert tools.call(State.from_json(BASE), "peek", {}).kind == "ok"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(:", "SyntaxError: invalid syntax"),
        ("x = 1", "there is no tool"),
        ("1 / 0\ndef f(data): pass", "ZeroDivisionError: division by zero (tools.py:1)"),
        ("import nothing_like_it\n", "ModuleNotFoundError"),
        ("open('/etc/passwd')\n", "PermissionError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
    ],
)
def test_source_that_cannot_be_loaded(source, words):
    with pytest.raises(WorkerError) as caught:
        DictToolSet(source)
    assert words in str(caught.value)


def test_source_that_hangs_or_dies_while_it_loads():
    for source in ("while True: pass", "import os; os._exit(4)", "x = bytearray(10**12)"):
        with pytest.raises(WorkerError, match="a worker was lost while it loaded the tools"):
            DictToolSet(source, worker_limits=WorkerLimits(start_s=1))


def test_arguments_out_of_range():
    with pytest.raises(ArgumentError):
        DictToolSet(SOURCE, workers=0)
    with pytest.raises(ArgumentError):
        DictToolSet(SOURCE, refusals="Error")
    with pytest.raises(ArgumentError):
        WorkerLimits(grace_s=0)


def test_without_the_means_of_linux_foreign_code_needs_trust(monkeypatch):
    monkeypatch.setattr(
        "agentscaler.environments.dict_tools.toolset.CONFINED", {"landlock", "magic"}
    )
    with pytest.raises(WorkerError, match=r"keep code away .*\(magic missing\)"):
        DictToolSet(SOURCE)
    with DictToolSet(SOURCE, trust_code=True) as tools:
        assert tools.call(State.from_json(BASE), "peek", {}).kind == "ok"


def test_other_refusals(state):
    source = "def f(data, x):\n    data['orders'].clear()\n    return x\n"
    with DictToolSet(source, refusals=("Error", '{"error"')) as tools:
        assert tools.call(state, "f", {"x": '{"error": "no"}'}).kind == "refusal"
        assert state.count("orders") == 2
        assert tools.call(state, "f", {"x": "errors?"}).kind == "ok"
        assert state.count("orders") == 0


def test_a_folder_in_the_layout_of_tau_bench():
    with load_tau_folder(FOLDER) as retail:
        assert retail.policy.startswith("# Retail agent policy")
        assert retail.rules == ("You are a customer service representative.", "Be kind.")
        assert [tool["function"]["name"] for tool in retail.tools.tools] == [
            *["calculate", "cancel_pending_order", "get_order_details", "transfer_to_human_agents"]
        ]
        assert [name for name, _ in retail.state.tables()] == ["orders", "products", "users"]
        task, other = retail.tasks
        assert (task.id, task.user_id, task.answer) == ("test_0", "ada_1", ("20.5",))
        assert other.gold_calls == ()
        state = retail.state.fork()
        results = [retail.tools.call(state, c["name"], c["arguments"]) for c in task.gold_calls]
        assert [result.kind for result in results] == ["ok", "ok"]
        assert state.get("orders", "#W1")["status"] == "cancelled"
        assert state.get("users", "ada_1")["payment_methods"]["gift_card_1"]["balance"] == 24.5
        assert retail.state.get("orders", "#W1")["status"] == "pending"
        again = retail.tools.call(state, "cancel_pending_order", task.gold_calls[1]["arguments"])
        assert (again.kind, again.content) == (
            *("refusal", "Error: non-pending order cannot be cancelled"),
        )
        divided = retail.tools.call(state, "calculate", {"expression": "1 / 0"})
        assert (divided.kind, divided.content) == ("fault", "Error: division by zero")
    assert "tau_bench" not in sys.modules


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


SHOW = """
class Tool: pass

class Show(Tool):
    @staticmethod
    def invoke(data, key): return data['a'][key]
    @staticmethod
    def get_info(): return {'type': 'function', 'function': {'name': 'show'}}
"""


def test_a_folder_with_json_alone(tmp_path):
    folder = tmp_path / "shop"
    action = {"name": "show", "arguments": {"key": "k"}}
    tasks = json.dumps([{"instruction": "i", "actions": [action]}])
    code = {"tools/__init__.py": "", "tools/show.py": SHOW}
    write(folder, code | {"data/a.json": '{"k": {"v": 1}}', "tasks.json": tasks})
    with load_tau_folder(folder) as shop:
        assert shop.policy == ""
        (task,) = shop.tasks
        assert (task.id, task.split) == ("tasks_0", "tasks")
        (call,) = task.gold_calls
        assert shop.tools.call(shop.state, call["name"], call["arguments"]).content == '{"v": 1}'


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no tools/ and no tools.py"),
        ({"tools.py": "ALL_TOOLS = [5]"}, "ALL_TOOLS holds 5"),
        ({"tools.py": "def f(data): pass"}, "no load_data() and no JSON file"),
        ({"tools.py": "def f(data): pass", "data/a.json": "{"}, "JSONDecodeError"),
        (
            {
                "tools.py": "def f(data): pass",
                "data/a.json": "{}",
                "tasks.json": "[{}]",
            },
            "task 0 is not laid out as a task: KeyError: 'instruction'",
        ),
        ({"tools.py": "import os; open('/tmp/x', 'w')"}, "Error"),
    ],
)
def test_a_folder_that_is_laid_out_otherwise(tmp_path, files, words):
    write(tmp_path, files)
    with pytest.raises(WorkerError) as caught:
        load_tau_folder(tmp_path)
    assert words in str(caught.value)
    with pytest.raises(WorkerError, match="there is no such folder"):
        load_tau_folder(tmp_path / "nope")
