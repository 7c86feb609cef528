from __future__ import annotations

import itertools
import json
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.errors import ArgumentError, ConfigError
from agentscaler.evals.calls import first_call, free_arguments
from agentscaler.evals.config import EvalsConfig
from agentscaler.evals.passing import pass_hat, passing, wilson
from agentscaler.evals.scores import SCORES_SCHEMA, scores
from agentscaler.trajectories import Message, ToolCall


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_pass_hat_is_the_share_of_choices_that_all_succeed(attempts, data):
    k = data.draw(st.integers(1, len(attempts)))
    chosen = list(itertools.combinations(attempts, k))
    expected = sum(all(one) for one in chosen) / len(chosen)
    assert pass_hat(sum(attempts), len(attempts), k) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("successes", "attempts", "k"), [(1, 1, 2), (3, 2, 1), (0, 3, 0), (-1, 3, 1)]
)
def test_pass_hat_of_what_cannot_be_is_refused(successes, attempts, k):
    with pytest.raises(ArgumentError):
        pass_hat(successes, attempts, k)


@given(st.integers(0, 50), st.integers(1, 50))
def test_the_ends_of_an_interval_solve_the_score_equation(successes, count):
    """Where it says that p is just possible, the z-test says so too."""
    successes = min(successes, count)
    mean = successes / count
    for end in wilson(mean, count):
        if 0 < end < 1:
            z = abs(mean - end) / math.sqrt(end * (1 - end) / count)
            assert z == pytest.approx(1.959963984540054, rel=1e-9)
        else:
            assert end == mean


def test_intervals_hold_what_they_promise():
    """Of tasks with chances of their own, tried several times each, 95 % cover the mean."""
    rng = np.random.default_rng(0)
    for trials in (1, 4):
        covered = 0
        for _ in range(400):
            chances = rng.beta(0.5, 0.8, 60)
            wins = rng.random((60, trials)) < chances[:, None]
            outcomes = [(str(task), float(w)) for task, row in enumerate(wins) for w in row]
            found = passing(outcomes)
            covered += found.low <= 0.5 / 1.3 <= found.high
        assert covered / 400 > 0.93


def test_nothing_is_an_interval_of_everything():
    assert wilson(0.0, 0) == (0.0, 1.0)
    assert passing([]) is None
    assert passing([("a", 1.0)], k=2) is None


def test_pass_hat_counts_the_tasks_that_were_tried_often_enough():
    found = passing([("a", 1.0), ("b", 1.0), ("b", 1.0), ("c", 0.5), ("c", 1.0)], k=2)
    assert (found.value, found.tasks) == (0.5, 2)


def said(name, arguments):
    return Message(role="assistant", tool_calls=(ToolCall(id="1", name=name, arguments=arguments),))


GOLD = {"name": "cancel", "arguments": {"id": 7, "token": "x"}}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (said("cancel", '{"id": 7.0}'), (True, True, True, True)),
        (said("cancel", '{"id": 7, "token": "other"}'), (True, True, True, True)),
        (said("cancel", '{"id": true}'), (True, True, True, False)),
        (said("cancel", '{"id": 7, "more": 1}'), (True, True, True, False)),
        (said("cancel", '{"id": '), (True, False, True, False)),
        (said("keep", '{"id": 7}'), (True, True, False, False)),
        (Message(role="assistant", content="cancel"), (False, False, False, False)),
        (
            Message(role="user", requestor="user", tool_calls=said("cancel", "{}").tool_calls),
            (False,) * 4,
        ),
    ],
)
def test_a_first_call_beside_gold(message, expected):
    found = first_call([message], GOLD, tools={"cancel"}, free={"token"})
    assert found.known == (found.made and found.name)
    assert (found.made, found.valid, found.name, found.arguments) == expected


def test_free_arguments_are_those_whose_origin_is_free():
    calls = [[{"argument": "a.b", "source": "free"}, {"argument": "c", "source": "user"}]]
    assert free_arguments(json.dumps(calls)) == {"a"}
    assert free_arguments(json.dumps(calls), at=1) == frozenset()


def played(task, reward, *, agent="me", name="cancel", termination="user_done", **others):
    messages = [{"role": "user", "content": "!"}, said(name, '{"id": 7}').to_dict()]
    return {
        "task_id": task,
        "agent": agent,
        "reward": reward,
        "environment": task[0],
        "split": "held_out",
        "termination": termination,
        "messages": json.dumps(messages),
        "tools": json.dumps([{"type": "function", "function": {"name": "cancel"}}]),
        "usage": json.dumps({"turns": 3, "completion_tokens": 10}),
        **others,
    }


TASKS = pl.DataFrame(
    {
        "id": ["a1", "a2", "b1"],
        "num_calls": pl.Series([1, 10, 2], dtype=pl.UInt32),
        "kind": ["write", "read", "write"],
        "gold_calls": [json.dumps([GOLD])] * 2 + ["[]"],
        "provenance": ['[[{"argument": "token", "source": "free"}]]'] * 3,
    }
)


def test_scores_by_agent_and_group():
    frame = pl.DataFrame(
        [
            played("a1", 1.0),
            played("a1", 0.0, name="keep"),
            played("a2", 1.0),
            played("a2", 1.0),
            played("b1", 0.0, termination="max_turns"),
            played("b1", None, termination="infrastructure"),
            played("a1", 1.0, agent="you"),
        ]
    )
    table = scores(frame, TASKS)
    assert table.schema == SCORES_SCHEMA
    rows = {(row["agent"], row["group"], row["value"]): row for row in table.to_dicts()}
    whole = rows["me", "all", ""]
    assert (whole["tasks"], whole["episodes"], whole["lost"]) == (3, 5, 1)
    assert whole["pass_at_1"] == pytest.approx(0.5)
    assert whole["pass_hat_2"] == pytest.approx(0.5)
    assert whole["pass_hat_3"] is None
    assert whole["low"] < 0.5 < whole["high"]
    assert whole["first_call_name"] == pytest.approx(3 / 4)
    assert whole["first_call_exact"] == pytest.approx(3 / 4)
    assert (whole["no_call"], whole["invalid_json"]) == (0.0, 0.0)
    assert whole["known_tool"] == pytest.approx(3 / 4)
    assert (whole["mean_turns"], whole["completion_tokens"]) == (3.0, 50)
    assert rows["me", "environment", "a"]["pass_at_1"] == pytest.approx(0.75)
    assert rows["me", "termination", "max_turns"]["pass_at_1"] == 0.0
    assert rows["me", "calls", "2"]["first_call_exact"] is None
    assert rows["you", "all", ""]["pass_at_1"] == 1.0
    numbers = [
        row["value"] for row in table.to_dicts() if (row["agent"], row["group"]) == ("me", "calls")
    ]
    assert numbers == ["1", "2", "10"]


def test_scores_of_bare_outcomes_of_anybody():
    table = scores(pl.DataFrame({"task_id": ["a"], "agent": ["x"], "reward": [1.0]}))
    assert table["group"].to_list() == ["all"]
    with pytest.raises(ArgumentError, match="no column agent"):
        scores(pl.DataFrame({"task_id": ["a"], "reward": [1.0]}))


@pytest.mark.parametrize(
    "changes",
    [
        {"agents": ()},
        {"agents": ("a", "a")},
        {"trials": 0},
        {"max_tasks": 0},
        {"temperature": -1.0},
    ],
)
def test_settings_that_cannot_be_are_refused(changes):
    with pytest.raises(ConfigError, match=next(iter(changes))):
        EvalsConfig(**changes).validate()
