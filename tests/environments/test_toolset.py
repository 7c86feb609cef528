"""Tools from Python: calls, replays, errors, and that they are what the Rust side says."""

from __future__ import annotations

import pickle
import threading
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Limits, State, ToolResult, ToolSet, check
from agentscaler.errors import ArgumentError, ToolError

SOURCE = '''
def set_status(db, order_id: str, status: str):
    """Set the status of an order."""
    if db.get("orders", order_id) is None:
        refuse(f"order {order_id} not found")
    if status == "broken":
        db.update("orders", order_id, {"status": status})
        return 1 / 0
    db.update("orders", order_id, {"status": status, "at": db.now()})
    return status


def orders(db, status: str):
    return db.keys("orders", status=status)


def spin(db):
    while True:
        pass
'''


@pytest.fixture(scope="module")
def tools() -> ToolSet:
    return ToolSet(SOURCE)


def shop() -> State:
    return State.from_json({"orders": {"a": {"status": "new"}, "b": {"status": "new"}}})


def test_arguments_come_as_text_bytes_or_dict(tools):
    for arguments in ('{"status": "new"}', b'{"status": "new"}', {"status": "new"}):
        assert tools.call(shop(), "orders", arguments) == ToolResult('["a", "b"]')


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ("", "malformed JSON: the text ends in the middle of a value at line 1, column 1, in $"),
        ("[]", "expected a JSON object, found array"),
        ([], "expected a JSON object, found array"),
        (b"\xff", "bytes that are not UTF-8"),
        ('{"status": "\ud800"}', "half of a surrogate pair cannot stand in JSON"),
        ({"status": float("nan")}, "NaN or infinity cannot stand in a state"),
        ({"status": {1}}, "a set is no JSON value"),
        ({"status": 5}, 'status: 5 is not of type "string"'),
        ({}, "status: is required"),
    ],
)
def test_arguments_that_are_none_are_a_result(tools, arguments, what):
    result = tools.call(shop(), "orders", arguments)
    assert result.content == f"invalid arguments for orders: {what}"
    assert result.kind == "invalid_call"
    assert tools.read("orders", arguments) == result


def test_what_is_not_ok_changes_nothing(tools):
    state = shop()
    state.side = state.side.replace(seed=3)
    before, side = state.to_json(), state.side
    for name, status, kind in [
        ("set_status", "broken", "fault"),
        ("nothing", "new", "invalid_call"),
    ]:
        result = tools.call(state, name, {"order_id": "a", "status": status})
        assert (result.kind, result.is_error) == (kind, True)
    assert tools.call(state, "set_status", {"order_id": "x", "status": "s"}).kind == "refusal"
    assert (state.to_json(), state.side) == (before, side)
    assert tools.call(state, "set_status", {"order_id": "a", "status": "s"}).kind == "ok"
    assert state.side.clock_us == side.clock_us + 1_000_000


def test_a_fault_tells_its_line(tools):
    result = tools.call(shop(), "set_status", {"order_id": "a", "status": "broken"})
    assert result.content == "the tool failed: ZeroDivisionError: division by zero"
    assert 'File "tools.py", line 8, in set_status' in result.detail
    assert "return 1 / 0" in result.detail


def test_time_is_a_backstop():
    tools = ToolSet(SOURCE, limits=Limits(time_s=0.02))
    result = tools.call(shop(), "spin", {})
    assert result.kind == "infrastructure"
    assert result.content == "the tool gave no answer: it took more than 20ms"


def test_results_are_values():
    result = ToolResult("x", kind="fault", detail="y")
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301
    assert result != ToolResult("x", kind="fault")
    assert len({result, ToolResult("x", kind="fault", detail="y")}) == 1
    assert repr(result) == "ToolResult('x', kind='fault', detail='y')"
    with pytest.raises(ArgumentError, match="kind is"):
        ToolResult("x", kind="good")


def test_a_tool_set_can_be_sent(tools):
    again = pickle.loads(pickle.dumps(tools))  # noqa: S301
    assert (again.digest, again.tools, again.limits) == (tools.digest, tools.tools, tools.limits)
    assert tools.tools[0]["description"] == "Set the status of an order."
    assert ToolSet(SOURCE + "\n").digest != tools.digest


def test_errors_carry_all_problems():
    with pytest.raises(ToolError) as caught:
        ToolSet(SOURCE, [{"name": "none"}, {"name": "orders", "parameters": {"type": "nothing"}}])
    files = [problem.file for problem in caught.value.diagnostics]
    assert files[0] == "none"
    assert "orders" in files
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert again.diagnostics == caught.value.diagnostics
    with pytest.raises(ToolError) as caught:
        ToolSet("def f(db):\n    return (\n")
    problem = caught.value.diagnostics[0]
    assert (problem.file, problem.severity) == ("tools.py", "error")
    assert check("def f(db):\n    return (\n") == list(caught.value.diagnostics)


@pytest.mark.parametrize("field", [field.name for field in fields(Limits)])
def test_limits_out_of_range_are_refused(field):
    with pytest.raises(ArgumentError, match=field):
        ToolSet(SOURCE, limits=Limits(**{field: -1}))


def test_replay_refuses_nonsense(tools):
    with pytest.raises(ArgumentError, match="threads"):
        tools.replay(shop(), [], workers=0)
    with pytest.raises(ArgumentError, match="until"):
        tools.replay(shop(), [], until="never")
    with pytest.raises(TypeError):
        tools.replay(shop(), [[5]])


CALLS = st.tuples(
    st.sampled_from(["set_status", "orders", "none"]),
    st.fixed_dictionaries(
        {"status": st.sampled_from(["new", "old", "broken", 5])},
        optional={"order_id": st.sampled_from(["a", "b", "c"])},
    ),
)


@given(st.lists(st.lists(CALLS, max_size=6), max_size=6))
def test_a_replay_is_calls_in_a_row(sequences):
    tools, base = ToolSet(SOURCE), shop()
    played = tools.replay(base, sequences, workers=2)
    assert len(played) == len(sequences)
    for sequence, one in zip(sequences, played, strict=True):
        state = base.fork()
        assert one.results == tuple(tools.call(state, *call) for call in sequence)
        assert one.state.to_json() == state.to_json()
        assert one.state.side == state.side


def test_threads_share_tools_and_a_state(tools):
    state = State.from_json({"orders": {str(i): {"status": "new"} for i in range(400)}})

    def work(start):
        for i in range(start, 400, 4):
            tools.call(state, "set_status", {"order_id": str(i), "status": "old"})

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tools.call(state, "orders", {"status": "new"}).content == "[]"
    assert state.side.clock_us == 400_000_000
