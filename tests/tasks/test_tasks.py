from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments import (
    Equivalence,
    Verifier,
    audit,
    run_in_python,
    score,
    untold,
)
from agentscaler.tasks.checks import find_fault
from agentscaler.tasks.config import KINDS, TasksConfig
from agentscaler.tasks.json_paths import leaves
from agentscaler.tasks.making import make_tasks
from agentscaler.tasks.reasons import REASONS
from agentscaler.tasks.setting import Setting
from agentscaler.tasks.task import TASK_SCHEMA, Task
from agentscaler.tasks.walk.asking import is_weak
from drafts import shop_draft
from scale import a_share


@pytest.fixture(scope="module")
def setting():
    return Setting.from_draft(shop_draft(), split="general")


@pytest.fixture(scope="module")
def made(setting):
    return make_tasks(setting, TasksConfig(per_environment=80, attempts=6), seed=11)


@pytest.fixture(scope="module")
def tasks(made):
    return made.tasks


def start(setting, task):
    return setting.environment.fresh(seed=task.seed)


def replayed(setting, task):
    state = start(setting, task)
    for call in task.gold_calls:
        result = setting.environment.toolset.call(state, call["name"], call["arguments"])
        assert result.kind == "ok", (task.id, call, result)
    return state


def rows(tasks):
    return pl.DataFrame([task.to_row() for task in tasks], schema=TASK_SCHEMA)


def audited(setting, frame):
    """As far as the stage looks: farther costs half a minute and finds nothing new."""
    return audit(setting.environment, frame, plan_calls=1_000, order_calls=200)


def test_there_are_tasks_of_every_kind_and_length(made):
    kinds = Counter(task.kind for task in made.tasks)
    assert set(kinds) == set(KINDS)
    assert len(made.tasks) >= 60
    lengths = {task.difficulty.calls for task in made.tasks}
    assert {1, 2, 3, 4, 5} <= lengths
    assert max(lengths) <= 12
    assert made.used == made.operations
    assert set(made.reasons) <= set(REASONS)


@a_share(5)
@given(seed=st.integers(0, 2**40), per_environment=st.integers(1, 4))
def test_equal_seeds_give_equal_tasks_and_all_of_them_are_sound(seed, per_environment):
    setting = Setting.from_draft(shop_draft())
    config = TasksConfig(per_environment=per_environment, attempts=2)
    first = make_tasks(setting, config, seed=seed)
    assert make_tasks(Setting.from_draft(shop_draft()), config, seed=seed) == first
    for task in first.tasks:
        assert find_fault(task, setting, start(setting, task)) is None
        assert task.intent.strip() == task.intent
        assert "  " not in task.intent
        assert "{" not in task.intent
        assert "[" not in task.intent


def test_gold_replays_to_its_changes_in_both_engines(setting, tasks):
    source = setting.environment.toolset.source
    listed = setting.environment.tools
    for task in tasks:
        state = replayed(setting, task)
        assert start(setting, task).diff(state).to_dict() == task.gold_changes
        other = start(setting, task)
        for call in task.gold_calls:
            result = run_in_python(source, other, call["name"], call["arguments"], tools=listed)
            assert result.kind == "ok"
        assert other == state


def test_every_argument_has_an_origin_and_every_origin_is_earlier(tasks):
    for task in tasks:
        for at, (call, origins) in enumerate(zip(task.gold_calls, task.provenance, strict=True)):
            found = {place for place, _ in leaves(call["arguments"]) if place}
            assert {origin.argument for origin in origins} == found
            for origin in origins:
                assert (origin.source == "result") == (origin.call is not None)
                assert origin.call is None or origin.call < at


def told_answer(task):
    """What a good agent would write in the end."""
    return [" ".join(f"It is {value}." for value in task.answer)]


def test_gold_earns_the_reward_and_doing_nothing_does_not(setting, tasks):
    equivalence = setting.environment.equivalence
    for task in tasks:
        initial, gold = start(setting, task), replayed(setting, task)
        calls = [(call["name"], call["arguments"]) for call in task.gold_calls]
        shared = {
            "initial": initial,
            "gold": gold,
            "equivalence": equivalence,
            "answer": list(task.answer),
            "read_only": task.read_only,
            "gold_calls": calls,
        }
        done = score(final=gold, texts=told_answer(task), calls=calls, **shared)
        assert done.reward == 1, (task.id, done)
        nothing = score(final=initial.fork(), texts=["Done."], calls=[], **shared)
        assert nothing.reward == 0, task.id


def test_what_is_refused_is_told_and_what_stands_beside_it_is_done(setting, tasks):
    refused = [task for task in tasks if task.kind in {"impossible", "forbidden"}]
    codes = {task.reason["code"] for task in refused}
    assert codes >= {"status", "missing", "forbidden"}
    alone = [task for task in refused if task.read_only]
    beside = [task for task in refused if not task.read_only]
    assert alone
    assert beside
    for task in refused:
        assert task.answer
        assert task.difficulty.refused == 1
    for task in alone:
        assert start(setting, task) == replayed(setting, task)
    for task in beside:
        assert task.gold_changes["tables"]


def test_the_call_that_is_not_made_is_kept_and_refused(setting, tasks):
    calls = [
        (task, task.reason["code"], task.reason["call"])
        for task in tasks
        if task.reason is not None and task.reason["call"] is not None
    ]
    assert {code for _, code, _ in calls} >= {"status", "missing", "duplicate", "forbidden"}
    rules = {rule.text: rule for rule in setting.environment.rules}
    for task, code, call in calls:
        rule = rules.get(task.reason["text"])
        result = setting.environment.toolset.call(
            start(setting, task), call["name"], call["arguments"]
        )
        held = code != "forbidden" or rule.enforced
        assert result.kind == ("refusal" if held else "ok"), (code, call, result)
        assert rule is None or call["name"] in rule.tools
        assert call not in task.gold_calls


def test_what_is_left_out_is_told_when_asked(tasks):
    missing = [task for task in tasks if task.kind == "missing_information"]
    assert missing
    for task in missing:
        secrets = task.persona.tells_when_asked
        assert len(secrets) == 1
        values = [value for _, value in leaves(secrets[0].value)]
        assert untold(values, [task.intent])
        assert not untold(values, [secrets[0].say])


def test_the_verifier_and_the_audit_take_the_rows_as_they_are(setting, tasks):
    frame = rows(tasks)
    verifier = Verifier(setting.environment, frame)
    assert set(verifier.tasks) == {task.id for task in tasks}
    assert set(verifier.tasks.values()) == {None}
    runs = [
        {
            "id": task.id,
            "task_id": task.id,
            "calls": list(task.gold_calls),
            "texts": told_answer(task),
        }
        for task in tasks
    ]
    summary = verifier.write(runs, None)
    assert summary.rewarded == summary.total == len(tasks)
    for found, task in zip(audited(setting, frame), tasks, strict=True):
        assert found.problems == ()
        assert found.task_id == task.id
        assert task.audit["task_id"] == task.id


def test_a_task_survives_its_row(tasks):
    frame = rows(tasks)
    assert [Task.from_row(row) for row in frame.iter_rows(named=True)] == tasks
    assert len({task.id for task in tasks}) == len(tasks)


def test_no_two_tasks_are_near_duplicates(tasks):
    assert len({task.skeleton for task in tasks}) == len(tasks)
    gold = [json.dumps([list(task.gold_calls), list(task.answer)]) for task in tasks]
    assert len(set(gold)) == len(tasks)


def test_a_wrong_write_is_no_gold_state(setting, tasks):
    """Dropping the last write of gold is told from gold by the equivalence."""
    written = [task for task in tasks if task.difficulty.writes > 0]
    assert written
    for task in written[:20]:
        last = max(at for at, purpose in enumerate(task.purposes) if purpose == "write")
        state = start(setting, task)
        for call in task.gold_calls[:last]:
            setting.environment.toolset.call(state, call["name"], call["arguments"])
        equivalence: Equivalence = setting.environment.equivalence
        base = start(setting, task)
        assert not equivalence.compare(replayed(setting, task), state, base=base)


def test_lengths_are_a_knob(setting):
    config = TasksConfig(per_environment=12, lengths={"1": 1}, kinds={"write": 1})
    assert {task.difficulty.calls for task in make_tasks(setting, config, seed=1).tasks} == {1}
    config = TasksConfig(per_environment=12, lengths={"8": 1}, kinds={"write": 1})
    longer = [task.difficulty.calls for task in make_tasks(setting, config, seed=1).tasks]
    assert max(longer) == 8
    assert sum(longer) / len(longer) > 4


def test_tasks_begin_in_every_state_and_hold_there(setting):
    """An environment may have several states: tasks of each are sound in that one."""
    other = setting.environment.initial_state.fork()
    for key, row in list(other.rows("products")):
        other.update("products", key, {"price": round(row["price"] * 2 + 1, 2)})
    changes = setting.environment.initial_state.diff(other)
    several = replace(setting, starts=(None, changes))
    found = make_tasks(several, TasksConfig(per_environment=24), seed=2).tasks
    states = Counter(task.initial_state is None for task in found)
    assert min(states[True], states[False]) >= 6
    assert all(task.initial_state in (None, changes.to_dict()) for task in found)
    verifier = Verifier(setting.environment, rows(found))
    assert set(verifier.tasks.values()) == {None}
    runs = [
        {
            "id": task.id,
            "task_id": task.id,
            "calls": list(task.gold_calls),
            "texts": told_answer(task),
        }
        for task in found
    ]
    assert verifier.write(runs, None).rewarded == len(found)
    assert not any(one.problems for one in audited(setting, rows(found)))


def test_kinds_have_their_shares(setting):
    config = TasksConfig(per_environment=50)
    kinds = Counter(task.kind for task in make_tasks(setting, config, seed=4).tasks)
    whole = sum(config.kinds.values())
    for kind, weight in config.kinds.items():
        assert abs(kinds[kind] - 50 * weight / whole) <= 3, kind


def test_a_kind_that_cannot_be_costs_no_walks():
    """Without a rule of the policy nothing is forbidden: nobody tries."""
    draft = shop_draft()
    lawless = Setting.from_draft(replace(draft, rules=()))
    found = make_tasks(lawless, TasksConfig(per_environment=20), seed=4)
    assert len(found.tasks) == 20
    assert not any(one.kind == "forbidden" for one in [*found.tasks, *found.lost])


def test_no_answer_may_be_told_by_accident(tasks):
    asked = [task for task in tasks if task.read_only and task.answer]
    assert asked
    for task in asked:
        assert not all(is_weak(value) for value in task.answer), task.intent


def test_answers_are_often_several_values(tasks):
    asked = [task for task in tasks if task.answer]
    assert sum(len(task.answer) > 1 for task in asked) > len(asked) / 3


def test_dropped_walks_say_where_they_began(setting):
    hopeless = TasksConfig(per_environment=6, lengths={"1": 1}, kinds={"mixed": 1})
    lost = make_tasks(setting, hopeless, seed=1).lost
    assert lost
    assert all(" of " in one.detail for one in lost if one.reason == "no_walk")
