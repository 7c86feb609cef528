"""The audit of gold against a slow reference, and what it finds in tau-bench's own tasks."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import Environment, State, ToolSet, audit
from agentscaler.errors import ArgumentError
from reference.environments import call, tau, write_shop

BOXES = """
def put(db, box: str, value: int):
    db.update("boxes", box, {"value": value})
    return value

def add(db, box: str, value: int):
    row = db.get("boxes", box)
    if row["value"] + value > 3:
        refuse("full")
    db.update("boxes", box, {"value": row["value"] + value})
    return row["value"] + value

def move(db, box: str, to: str):
    row = db.get("boxes", box)
    other = db.get("boxes", to)
    if row["value"] == 0:
        refuse("empty")
    db.update("boxes", box, {"value": 0})
    db.update("boxes", to, {"value": row["value"]})
    return other

def look(db, box: str):
    return db.get("boxes", box)
"""
STATE = {"boxes": {"a": {"value": 0}, "b": {"value": 1}}}


def boxes():
    return Environment(domain="boxes", toolset=ToolSet(BOXES), initial_state=State.from_json(STATE))


BOX = st.sampled_from("ab")
STEP = st.one_of(
    st.builds(lambda box, n: call("put", box=box, value=n), BOX, st.integers(0, 2)),
    st.builds(lambda box, n: call("add", box=box, value=n), BOX, st.integers(1, 2)),
    st.builds(lambda box, to: call("move", box=box, to=to), BOX, BOX),
    st.builds(lambda box: call("look", box=box), BOX),
)


def play(environment, calls):
    """Final state, and whether each call was answered and wrote."""
    state = environment.fresh(seed=0)
    answered, wrote = [], []
    for one in calls:
        before = state.side
        result = environment.toolset.call(state, one["name"], one["arguments"])
        answered.append(result.kind == "ok")
        wrote.append(state.side != before)
    return state, answered, wrote


@given(st.lists(STEP, max_size=5), st.lists(STEP, max_size=2))
def test_the_engine_is_the_reference(gold, candidates):
    environment = boxes()
    final, answered, wrote = play(environment, gold)
    [found] = audit(environment, [{"id": "t", "gold_calls": gold, "candidates": candidates}])
    assert ("gold_broken" in found.problems) == (not all(answered))
    assert found.repeatable
    assert (found.nothing_fails is None) == (final == environment.initial_state)
    for at, one in enumerate(found.calls):
        state, now, _ = play(environment, gold[:at] + gold[at + 1 :])
        before = answered[:at] + answered[at + 1 :]
        breaks = [i for i in range(at, len(now)) if before[i] and not now[i]]
        assert one.writes == wrote[at]
        assert (one.breaks and one.breaks["at"]) == (breaks[0] + 1 if breaks else None)
        assert (one.differs is None) == (state == final)
        assert one.needed == bool(breaks or state != final)
    writes = [one for one, writes in zip(gold, wrote, strict=True) if writes]
    steps = [*writes, *candidates]
    shorter = None
    for length in range(len(writes)):
        plans = itertools.product(steps, repeat=length)
        if any(play(environment, plan)[0] == final for plan in plans):
            shorter = length
            break
    assert found.shortest["verdict"] == ("proven" if shorter is None else "shorter")
    if shorter is not None:
        plan = [step["call"] for step in found.shortest["plan"]]
        assert len(plan) == shorter
        state, ok, _ = play(environment, plan)
        assert state == final
        assert all(ok)
    orders = [play(environment, order) for order in itertools.permutations(writes)]
    accepted = sum(all(ok) and state == final for state, ok, _ in orders)
    assert found.orders["total"] == len(orders)
    assert found.orders["complete"]
    # Where gold is broken its own order may not count as one; it is counted all the same.
    assert found.orders["accepted"] == max(accepted, 1)
    assert json.loads(found.record)["task_id"] == "t"


def test_results_do_not_depend_on_workers():
    environment = boxes()
    tasks = [
        {"id": i, "gold_calls": [call("put", box="a", value=i), call("add", box="b", value=1)]}
        for i in range(9)
    ]
    assert audit(environment, tasks, workers=3) == audit(environment, tasks)


def test_a_task_that_cannot_be_read(tmp_path):
    shop = Environment.from_folder(write_shop(tmp_path))
    with pytest.raises(ArgumentError, match="gold_calls: is missing") as caught:
        audit(shop, [{"id": "a", "gold_calls": []}, {"id": "b"}])
    assert caught.value.where == "task 2"
    with pytest.raises(ArgumentError, match="workers"):
        audit(shop, [], workers=0)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "tau_retail",
            {
                "tasks": 135,
                "sound": 108,
                "gold_broken": 19,
                "nothing_passes": 8,
                "needless_write": 2,
                "proven": 133,
                "shorter": 2,
            },
        ),
        ("tau_airline", {"tasks": 50, "sound": 31, "nothing_passes": 19, "proven": 50}),
    ],
)
def test_the_gold_of_tau_bench(shared, name, wanted):
    """What is known of it: 19 of 50 airline tasks are passed by an agent that does nothing."""
    environment, tasks = tau(shared, name)
    tasks = [task for task in tasks if task["id"].startswith(("test_", "dev_"))]
    counts: Counter[str] = Counter()
    for found in audit(environment, tasks, workers=2):
        counts.update(found.problems)
        counts.update(tasks=1, sound=bool(found))
        counts[found.shortest["verdict"]] += 1
    assert {name: counts[name] for name in wanted} == wanted
