from __future__ import annotations

import gzip
import json
import pickle
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.errors import ArgumentError, TrajectoryError
from agentscaler.trajectories import (
    Attribution,
    Message,
    Termination,
    ToolCall,
    ToolResult,
    Trajectory,
    read_trajectories,
    stream,
    to_openai,
    to_sharegpt,
    write_trajectories,
)

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}


def sample(**more):
    """Return a trajectory with all that a message may have."""
    calls = (
        ToolCall(id="a", name="f", arguments='{"x": 1}'),
        ToolCall(id="b", name="f", arguments='{"x":  2}'),
    )
    messages = (
        Message(role="system", content="Be kind."),
        Message(role="user", content="Grüße, 漢字 🚀"),
        Message(role="assistant", reasoning_content="Both.", content="Wait.", tool_calls=calls),
        Message.of_result(ToolResult(call_id="a", content='{"n": 1}')),
        Message.of_result(ToolResult(call_id="b", content="no", is_error=True)),
        Message(role="assistant", content="Done."),
    )
    return Trajectory.made(**{"messages": messages, "tools": (TOOL,), **more})


def lines(path, *records):
    path.write_bytes(b"".join(json.dumps(one).encode() + b"\n" for one in records))
    return path


def read(path, **options):
    reader = read_trajectories(path, **options)
    return list(reader), reader


def test_the_record_keeps_everything_in_rows_and_lines():
    full = sample(
        task_id="t",
        environment="shop",
        split="general",
        agent="oracle",
        trial=3,
        seed=2**64 - 1,
        final_changes={"tables": []},
        reward=0.5,
        termination=Termination.MAX_TURNS,
        attribution=Attribution.USER,
        usage={"calls": 2},
        versions={"agentscaler": "1"},
        meta={"mistakes": [{"name": "loop", "at": 2, "recovered": False}]},
    )
    assert Trajectory.from_row(full.to_row()) == full
    assert Trajectory.from_dict(json.loads(full.to_json())) == full
    assert pickle.loads(pickle.dumps(full)) == full  # noqa: S301  our own
    assert [call.id for call in full.calls] == ["a", "b"]
    assert full.messages[4].result == ToolResult(call_id="b", content="no", is_error=True)


def test_the_id_follows_from_the_content_but_not_from_the_versions():
    assert sample().id == sample(versions={"agentscaler": "2"}).id
    assert sample().id != sample(trial=1).id
    assert sample().id != sample(messages=(Message(role="user", content="x"),)).id


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
@pytest.mark.parametrize("form", ["agentscaler", "openai", "sharegpt"])
def test_what_is_written_is_read_again(tmp_path, form, ending):
    path = tmp_path / f"some.jsonl{ending}"
    whole = [sample(), sample(messages=(Message(role="user", content="Hi"),), tools=None)]
    assert write_trajectories(whole, path, format=form) == {"written": 2}
    found, reader = read(path, strict=True)
    assert reader.format == form
    assert [one.tools for one in found] == [one.tools for one in whole]
    for one, before in zip(found, whole, strict=True):
        marks = form == "openai"  # it has no place for errors of tools
        expected = [
            Message.from_dict(
                {k: v for k, v in m.to_dict().items() if not marks or k != "is_error"}
            )
            for m in before.messages
        ]
        if form == "sharegpt":
            assert [m.role for m in one.messages] == [m.role for m in expected]
            assert [m.content for m in one.messages] == [m.content for m in expected]
            assert [m.tool_call_id for m in one.messages] == [m.tool_call_id for m in expected]
            assert [bool(m.is_error) for m in one.messages] == [bool(m.is_error) for m in expected]
            assert [c.parsed() for c in one.calls] == [c.parsed() for c in before.calls]
        else:
            assert list(one.messages) == expected
    assert list(tmp_path.iterdir()) == [path]


def test_equal_trajectories_give_equal_files(tmp_path):
    for ending in ("gz", "zst"):
        paths = [tmp_path / f"{name}.jsonl.{ending}" for name in "ab"]
        for path in paths:
            write_trajectories([sample()], path)
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_file_that_cannot_be_finished_is_not_there(tmp_path):
    def broken():
        yield sample()
        raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        write_trajectories(broken(), tmp_path / "some.jsonl.zst")
    assert list(tmp_path.iterdir()) == []


def test_what_a_format_has_no_place_for_is_counted(tmp_path):
    by_user = Message(
        role="user", tool_calls=(ToolCall(id="u", name="f", arguments="{}"),), requestor="user"
    )
    broken = Message(role="assistant", tool_calls=(ToolCall(id="c", name="f", arguments="{"),))
    whole = [sample(), sample(messages=(by_user,)), sample(messages=(broken,))]
    counts = write_trajectories(whole, tmp_path / "a.jsonl", format="sharegpt")
    assert counts == {"written": 1, "user_calls": 1, "bad_arguments": 1}
    counts = write_trajectories(whole, tmp_path / "b.jsonl", format="openai")
    assert counts == {"written": 2, "user_calls": 1}
    with pytest.raises(TrajectoryError, match="user calls tools"):
        to_openai(whole[1])
    with pytest.raises(ArgumentError, match="no format"):
        write_trajectories(whole, tmp_path / "c.jsonl", format="xml")


BAD = {
    "no_messages": [{"messages": []}, {"messages": None}, {"messages": {}}],
    "no_message": [{"messages": ["Hi"]}],
    "unknown_role": [{"messages": [{"role": "robot", "content": "Hi"}]}],
    "not_text": [
        {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
        {"messages": [{"role": "user", "content": 5}]},
        {"messages": [{"role": "user", "content": "\ud83d"}]},
        {"messages": [{"role": "user", "content": "Hi"}], "meta": {"x": "\ud83d"}},
    ],
    "no_call": [
        {"messages": [{"role": "assistant", "tool_calls": [{"id": "x"}]}]},
        {"messages": [{"role": "assistant", "tool_calls": "f()"}]},
    ],
    "no_tools": [{"messages": [{"role": "user", "content": "Hi"}], "tools": [{"no": "name"}]}],
    "wrong_field": [
        {"messages": [{"role": "user", "content": "Hi"}], "reward": "1"},
        {"messages": [{"role": "user", "content": "Hi"}], "trial": -1},
        {"messages": [{"role": "user", "content": "Hi"}], "seed": 2**64},
        {"messages": [{"role": "user", "content": "Hi"}], "termination": "bored"},
        {"messages": [{"role": "user", "content": "Hi"}], "usage": []},
    ],
    "unknown_format": [{"text": "Hi"}, [], 5, None],
}


@pytest.mark.parametrize(
    ("reason", "record"), [(k, one) for k, many in BAD.items() for one in many]
)
def test_a_bad_record_has_a_reason_and_a_place(tmp_path, reason, record):
    good = {"messages": [{"role": "user", "content": "Hi"}]}
    path = lines(tmp_path / "some.jsonl", good, record, good)
    found, reader = read(path)
    assert len(found) == 2
    assert dict(reader.unreadable) == {reason: 1}
    assert reader.examples[reason].where == f"{path}:2"
    with pytest.raises(TrajectoryError) as caught:
        read(path, strict=True)
    assert (caught.value.reason, caught.value.where) == (reason, f"{path}:2")
    assert pickle.loads(pickle.dumps(caught.value)).reason == reason  # noqa: S301  our own


def test_lines_that_are_no_json_are_counted(tmp_path):
    path = tmp_path / "some.jsonl"
    good = b'{"messages": [{"role": "user", "content": "Hi"}]}'
    path.write_bytes(b"\n".join([good, b"", b"{", b"\xff", b"[" * 100_000, good]))
    found, reader = read(path)
    assert len(found) == 2
    assert reader.unreadable == {"not_json": 2, "not_utf8": 1}
    assert reader.examples["not_utf8"].where == f"{path}:4"


def test_a_line_that_is_too_large_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "MAX_RECORD_BYTES", 3 << 20)
    path = tmp_path / "some.jsonl.zst"
    good = b'{"messages": [{"role": "user", "content": "Hi"}]}\n'
    packer = zstandard.ZstdCompressor()
    with path.open("wb") as file, packer.stream_writer(file) as packed:
        packed.write(good)
        for _ in range(5):
            packed.write(b"x" * (1 << 20))
        packed.write(b"\n" + good)
    found, reader = read(path)
    assert len(found) == 2
    assert reader.unreadable == {"too_large": 1}


def test_memory_is_flat(tmp_path):
    path = tmp_path / "some.json.gz"
    row = {
        "task_id": 1,
        "trial": 0,
        "reward": 1.0,
        "traj": [{"role": "user", "content": "x" * 9_000}],
    }
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("[" + ",".join([json.dumps(row)] * 1_500) + "]")
    tracemalloc.start()
    count = sum(1 for _ in read_trajectories(path, strict=True))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_500
    assert peak < 12 << 20


@pytest.mark.parametrize("end", ["gz", "zst"])
@pytest.mark.parametrize("cut", [0, 10, -20, -1])
def test_a_damaged_file_is_an_error_with_its_name(tmp_path, cut, end):
    path = tmp_path / f"some.jsonl.{end}"
    write_trajectories([sample()] * 50, path)
    whole = path.read_bytes()
    path.write_bytes(whole[:cut] if cut else b"")
    if cut == 0:
        path.unlink()
    with pytest.raises(TrajectoryError) as caught:
        read(path)
    assert caught.value.reason == "damaged"
    assert str(path) in caught.value.where


def test_a_list_that_breaks_off_is_an_error_behind_what_was_good(tmp_path):
    path = tmp_path / "results.json"
    row = {"traj": [{"role": "user", "content": "Hi"}], "reward": 0, "task_id": 1}
    path.write_text("[" + json.dumps(row) + ", " + json.dumps(row)[:30])
    found = iter(read_trajectories(path))
    assert next(found).task_id == "1"
    with pytest.raises(TrajectoryError, match="no JSON") as caught:
        next(found)
    assert caught.value.where == f"{path}:2"


def test_tau_rows(tmp_path):
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    traj = [
        {"role": "system", "content": "Policy"},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": None, "tool_calls": [call], "function_call": None},
        {"role": "tool", "tool_call_id": "c", "name": "f", "content": "ok"},
        {"role": "user", "content": "###STOP###"},
    ]
    task = {"actions": [{"name": "f", "kwargs": {}}], "instruction": "..."}
    rows = [
        {"task_id": 4, "reward": 1.0, "info": {"task": task}, "traj": traj, "trial": 2},
        {"task_id": 5, "reward": 0.0, "info": {"error": "boom"}, "traj": [], "trial": 0},
    ]
    (tmp_path / "r.json").write_text(json.dumps(rows, indent=2))
    (found,), reader = read(tmp_path / "r.json")
    assert (found.task_id, found.trial, found.reward) == ("4", 2, 1.0)
    assert found.termination is Termination.USER_DONE
    assert found.meta["task"] == task
    assert found.calls == [ToolCall(id="c", name="f", arguments="{}")]
    assert reader.unreadable == {"no_messages": 1}
    assert "boom" in reader.examples["no_messages"].what


@pytest.mark.parametrize("indent", [None, 2])
def test_tau2_results_with_calls_of_the_user(tmp_path, indent):
    messages = [
        {
            "role": "user",
            "content": None,
            "tool_calls": [
                {"id": "u", "name": "toggle", "arguments": {"on": True}, "requestor": "user"}
            ],
        },
        {"role": "tool", "id": "u", "content": "on", "requestor": "user", "error": False},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "a", "name": "f", "arguments": {"x": 1}, "requestor": "assistant"},
                {"id": "b", "name": "f", "arguments": {"x": 2}, "requestor": "assistant"},
            ],
        },
        {
            "role": "tool",
            "tool_messages": [
                {
                    "role": "tool",
                    "id": "a",
                    "content": "1",
                    "requestor": "assistant",
                    "error": False,
                },
                {
                    "role": "tool",
                    "id": "b",
                    "content": "bad",
                    "requestor": "assistant",
                    "error": True,
                },
            ],
        },
    ]
    one = {
        "id": "s",
        "task_id": "7",
        "trial": 1,
        "seed": 300,
        "termination_reason": "too_many_errors",
        "reward_info": {"reward": 0.0, "db_check": {"db_match": False}},
        "messages": messages,
    }
    whole = {
        "timestamp": "2026",
        "info": {
            "environment_info": {"domain_name": "telecom", "policy": "Be kind."},
            "agent_info": {"llm": "m"},
        },
        "tasks": [{"id": "7"}],
        "simulations": [one, {**one, "termination_reason": "agent_error", "messages": []}],
    }
    (tmp_path / "r.json").write_text(json.dumps(whole, indent=indent))
    (found,), reader = read(tmp_path / "r.json")
    assert reader.unreadable == {"no_messages": 1}
    assert (found.environment, found.agent, found.seed) == ("telecom", "m", 300)
    assert found.termination is Termination.MAX_ERRORS
    assert found.meta["db_match"] is False
    assert found.messages[0] == Message(role="system", content="Be kind.")
    assert [message.requestor for message in found.messages] == [
        None,
        "user",
        "user",
        None,
        None,
        None,
    ]
    assert [call.id for call in found.calls] == ["a", "b"]
    assert [message.is_error for message in found.messages[-2:]] == [False, True]


def test_sharegpt_of_others(tmp_path):
    record = {
        "system": "Be kind.",
        "tools": json.dumps([{"name": "f", "description": "d", "parameters": {}}]),
        "conversations": [
            {"from": "human", "value": "Hi"},
            {
                "from": "function_call",
                "value": '[{"name": "f", "arguments": {"x": 1}}, {"name": "f", "arguments": "{}"}]',
            },
            {"from": "observation", "value": '["one", {"two": 2}]'},
            {"from": "gpt", "value": "Done."},
        ],
    }
    (tmp_path / "data.json").write_text(
        json.dumps([record, {"conversations": [{"from": "function-call", "value": "{'name': 1}"}]}])
    )
    (found,), reader = read(tmp_path / "data.json")
    assert [message.role for message in found.messages] == [
        "system",
        "user",
        "assistant",
        "tool",
        "tool",
        "assistant",
    ]
    assert [message.content for message in found.messages[3:5]] == ["one", '{"two": 2}']
    assert [message.tool_call_id for message in found.messages[3:5]] == [
        call.id for call in found.calls
    ]
    assert found.tools[0]["function"]["name"] == "f"
    assert reader.unreadable == {"no_call": 1}


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_CALL = st.builds(ToolCall, id=_TEXT.filter(bool), name=_TEXT, arguments=_TEXT)


@given(
    st.lists(
        st.one_of(
            st.builds(Message, role=st.just("user"), content=_TEXT),
            st.builds(
                Message,
                role=st.just("assistant"),
                content=st.none() | _TEXT,
                reasoning_content=st.none() | _TEXT,
                tool_calls=st.lists(_CALL, max_size=3).map(tuple),
            ),
            st.builds(
                Message,
                role=st.just("tool"),
                content=_TEXT,
                tool_call_id=st.none() | _TEXT.filter(bool),
                is_error=st.sampled_from([None, True, False]),
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_conversation_survives_our_lines(tmp_path_factory, messages):
    path = tmp_path_factory.mktemp("lines") / "some.jsonl"
    before = Trajectory.made(messages=tuple(messages))
    write_trajectories([before], path)
    assert list(read_trajectories(path, strict=True)) == [before]


def test_real_results_of_others(shared):
    found, reader = read(shared / "data" / "formats" / "tau1_results.json", strict=True)
    assert (len(found), reader.format) == (3, "tau")
    assert all(one.reward is not None for one in found)
    assert sum(len(one.calls) for one in found) > 10
    found, reader = read(shared / "data" / "formats" / "tau2_simulation.json", strict=True)
    assert (len(found), reader.format) == (1, "tau2")
    assert found[0].meta["db_match"] is True
    for path in sorted((shared / "data" / "trajectories").iterdir()):
        reader = read_trajectories(path)
        count = 0
        for count, one in enumerate(reader, 1):
            if count <= 20:
                again = Trajectory.from_row(one.to_row())
                assert again == one
                if not any(
                    m.requestor or any(c.parsed() is None for c in m.tool_calls)
                    for m in one.messages
                ):
                    assert to_sharegpt(one)["conversations"]
            if count == 100:
                break
        assert count >= 70, path
