from __future__ import annotations

import asyncio
import logging
import pickle
import socket
import time

import pytest

from agentscaler.errors import ArgumentError, ModelError
from agentscaler.llm import ChatClient, Patience, ReplyCache, TokenBudget
from llm.stub import answer, endpoint

pytest.importorskip("openai", reason="the extra llm is not installed")

QUICK = Patience(attempts=3, timeout_s=5, pause_s=0.01)
ASK = [{"role": "user", "content": "Hi"}]


def ask(url, messages=ASK, *, times=1, cache=None, repeat=0, equal=False, client=None, **settings):
    """Ask so often at once; errors are among the results. ``equal``: always the same repeat."""

    async def go():
        options = {"base_url": url, "key": "sk-secret", "patience": QUICK, **(client or {})}
        async with ChatClient(cache=cache, **options) as it:
            asked = [
                it.complete(messages, model="m", repeat=repeat if equal else repeat + n, **settings)
                for n in range(times)
            ]
            return await asyncio.gather(*asked, return_exceptions=True)

    found = asyncio.run(go())
    return found[0] if times == 1 else found


def error_of(found):
    assert isinstance(found, ModelError), found
    return found


def test_a_reply_is_a_plain_dict_and_the_request_is_what_was_given():
    tools = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]
    with endpoint(lambda *_: answer("Yes", reasoning_content="hm")) as server:
        found = ask(server.url, tools=tools, temperature=0.5, max_tokens=None)
    assert found == {
        "message": {"role": "assistant", "content": "Yes", "reasoning_content": "hm"},
        "finish_reason": "stop",
        "usage": {"prompt_tokens": 10, "completion_tokens": 5},
    }
    assert server.requests == [{"model": "m", "messages": ASK, "tools": tools, "temperature": 0.5}]
    assert server.headers[0]["authorization"] == "Bearer sk-secret"


def test_parallel_calls_and_broken_arguments_come_through_as_emitted():
    calls = [("a", "f", '{"x": 1}'), ("b", "f", '{"x": '), ("", "g", "")]
    with endpoint(lambda *_: answer(None, calls=calls)) as server:
        found = ask(server.url)["message"]
    assert found["content"] is None
    assert [call["function"]["arguments"] for call in found["tool_calls"]] == [
        '{"x": 1}',
        '{"x": ',
        "",
    ]
    assert [call["id"] for call in found["tool_calls"]] == ["a", "b", "call_2"]


@pytest.mark.parametrize(
    "bad",
    [
        (429, b'{"error": {"message": "slow down"}}', {"retry-after": "0.05"}),
        (429, b"slow down", {"retry-after-ms": "50"}),
        (500, b"boom"),
        (503, b""),
        (200, b'{"choices": [{"mess'),
        (200, b'{"choices": []}'),
        (200, b'{"choices": [{"message": null}]}'),
        (200, b"[]"),
        (200, b'{"choices": [{"message": {"tool_calls": [{"function": {}}]}}]}'),
    ],
)
def test_what_may_pass_is_tried_again(bad):
    with endpoint(lambda number, _: bad if number == 0 else answer()) as server:
        began = time.monotonic()
        assert ask(server.url)["message"]["content"] == "Hello"
        took = time.monotonic() - began
    assert len(server.requests) == 2
    if len(bad) == 3:
        assert took >= 0.05


def test_what_does_not_pass_is_given_up_with_its_reason():
    with endpoint(lambda *_: (500, b"boom")) as server:
        error = error_of(ask(server.url))
    assert (error.reason, len(server.requests)) == ("gave_up", 3)
    assert "500" in error.what
    assert pickle.loads(pickle.dumps(error)).reason == "gave_up"  # noqa: S301  our own


def test_a_server_that_hangs_is_left():
    hang = {"patience": Patience(attempts=2, timeout_s=0.2, pause_s=0.01)}
    with endpoint(lambda *_: (200, answer(), {}, 1.0)) as server:
        began = time.monotonic()
        error = error_of(ask(server.url, client=hang))
        assert time.monotonic() - began < 0.9
    assert error.reason == "gave_up"
    assert "0.2 s" in error.what


def test_nobody_there_a_wrong_key_and_an_unknown_model_have_names():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert error_of(ask(f"http://127.0.0.1:{port}/v1")).reason == "unreachable"
    for status, reason in (
        (401, "wrong_key"),
        (403, "wrong_key"),
        (404, "unknown_model"),
        (400, "refused"),
    ):
        with endpoint(
            lambda *_, s=status: (s, b'{"error": {"message": "no: sk-secret"}}')
        ) as server:
            error = error_of(ask(server.url))
        assert error.reason == reason
        assert len(server.requests) == 1
        assert "sk-secret" not in str(error)
        assert error.mend


def test_what_stops_every_request_is_asked_only_once_more_than_slots():
    with endpoint(lambda *_: (401, b"{}")) as server:
        found = ask(server.url, times=50, client={"concurrency": 2})
    assert {error.reason for error in found} == {"wrong_key"}
    assert len(server.requests) <= 2


def test_no_more_requests_at_once_than_allowed():
    with endpoint(lambda *_: (200, answer(), {}, 0.02)) as server:
        ask(server.url, times=20, client={"concurrency": 4})
    assert server.most_at_once == 4
    assert len(server.requests) == 20


def test_the_budget_stops_cleanly_and_its_overshoot_is_bounded():
    budget = TokenBudget(limit=100)
    with endpoint(lambda *_: answer(usage=(10, 5))) as server:
        found = ask(server.url, times=50, client={"concurrency": 4, "budget": budget})
    spent = [one for one in found if isinstance(one, dict)]
    assert {error.reason for error in found if not isinstance(error, dict)} == {"budget_spent"}
    assert budget.spent == 15 * len(spent)
    assert budget.under_way == 0
    assert 100 - 15 * 4 <= budget.spent <= 100 + 15 * 4


def test_tokens_that_nobody_counts_are_estimated():
    with endpoint(lambda *_: answer("word " * 40, usage=None)) as server:
        usage = ask(server.url)["usage"]
    assert 5 < usage["prompt_tokens"] < 40
    assert 40 < usage["completion_tokens"] < 80


def test_record_and_replay(tmp_path):
    with ReplyCache(tmp_path / "llm.sqlite") as cache:
        with endpoint(lambda number, _: answer(f"reply {number}")) as server:
            first = ask(server.url, cache=cache)
            again = ask(server.url, cache=cache)
            other = ask(server.url, cache=cache, repeat=1)
            warmer = ask(server.url, cache=cache, temperature=1.0)
        assert again == {**first, "cached": True}
        assert [one["message"]["content"] for one in (first, other, warmer)] == [
            "reply 0",
            "reply 1",
            "reply 2",
        ]
        assert len(server.requests) == 3
        # The server is gone.
        replayed = ask(server.url, cache=cache, client={"replay_only": True})
        assert replayed["message"] == first["message"]
        missing = error_of(ask(server.url, cache=cache, repeat=9, client={"replay_only": True}))
        assert missing.reason == "not_recorded"


def test_failures_are_not_recorded(tmp_path):
    with ReplyCache(tmp_path / "llm.sqlite") as cache:
        with endpoint(lambda *_: (400, b"{}")) as server:
            ask(server.url, cache=cache)
        assert len(cache) == 0


def test_the_key_stands_in_no_file_and_no_log(tmp_path, caplog):
    caplog.set_level(logging.DEBUG, logger="agentscaler")
    path = tmp_path / "llm.sqlite"
    with (
        ReplyCache(path) as cache,
        endpoint(lambda number, _: (500, b"x") if number == 0 else answer()) as server,
    ):
        url = server.url.replace("http://", "http://user:sk-secret@")
        ask(url, cache=cache)
    assert "attempt 1 failed" in caplog.text
    assert "sk-secret" not in caplog.text
    assert all(b"sk-secret" not in file.read_bytes() for file in tmp_path.iterdir())


def test_equal_requests_at_the_same_time_are_asked_once(tmp_path):
    with (
        ReplyCache(tmp_path / "llm.sqlite") as cache,
        endpoint(lambda *_: (200, answer("Hi"), {}, 0.2)) as server,
    ):
        found = ask(server.url, cache=cache, times=5, equal=True)
        assert len(server.requests) == 1
        assert [one.get("cached", False) for one in found] == [False, True, True, True, True]
        # Without a cache nobody says that equal replies are wanted.
        ask(server.url, times=3, equal=True)
        assert len(server.requests) == 4


def test_one_of_equal_requests_that_fails_leaves_the_next_to_ask(tmp_path):
    with (
        ReplyCache(tmp_path / "llm.sqlite") as cache,
        endpoint(lambda number, _: answer("Hi") if number else (400, b"no")) as server,
    ):
        found = ask(server.url, cache=cache, times=2, equal=True)
    assert isinstance(found[0], ModelError)
    assert found[1]["message"]["content"] == "Hi"
    assert len(server.requests) == 2


def test_a_broken_cache_is_named(tmp_path):
    (tmp_path / "llm.sqlite").write_bytes(b"no database " * 100)
    with pytest.raises(ModelError, match="cache of replies") as caught:
        ReplyCache(tmp_path / "llm.sqlite")
    assert caught.value.where == str(tmp_path / "llm.sqlite")


def test_arguments_that_cannot_be():
    with pytest.raises(ArgumentError, match="concurrency"):
        ChatClient(concurrency=0)
    with pytest.raises(ArgumentError, match="replay_only"):
        ChatClient(replay_only=True)
    with pytest.raises(ArgumentError, match="not open"):
        asyncio.run(ChatClient().complete(ASK, model="m"))
