"""Each check meets the fault that it is for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agentscaler.tasks.checks import find_fault
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.making import make_tasks
from agentscaler.tasks.setting import Setting
from drafts import shop_draft


@pytest.fixture(scope="module")
def setting():
    return Setting.from_draft(shop_draft())


@pytest.fixture(scope="module")
def task(setting):
    config = TasksConfig(per_environment=40, kinds={"write": 1})
    found = make_tasks(setting, config, seed=5).tasks
    return next(
        one
        for one in found
        if any(origin.source == "result" for call in one.provenance for origin in call)
        and any(origin.source == "user" for call in one.provenance for origin in call)
    )


@pytest.fixture(scope="module")
def question(setting):
    config = TasksConfig(per_environment=10, kinds={"read": 1})
    return make_tasks(setting, config, seed=5).tasks[0]


def fault(setting, task):
    found = find_fault(task, setting, setting.environment.fresh(seed=task.seed))
    return None if found is None else found[0]


def changed_origin(task, source, **changes):
    """The task with the first origin of this source changed."""
    calls, done = [], False
    for call in task.provenance:
        origins = []
        for origin in call:
            hit = origin.source == source and not done
            origins.append(replace(origin, **changes) if hit else origin)
            done = done or hit
        calls.append(tuple(origins))
    return replace(task, provenance=tuple(calls))


def test_a_sound_task_has_no_fault(setting, task, question):
    assert fault(setting, task) is None
    assert fault(setting, question) is None


def test_an_argument_without_an_origin(setting, task):
    bare = tuple(() for _ in task.provenance)
    assert fault(setting, replace(task, provenance=bare)) == "unreachable_argument"


@pytest.mark.parametrize(
    "changes", [{"path": "nowhere[0]"}, {"path": None}, {"call": 99}, {"call": None}]
)
def test_an_origin_that_does_not_tell(setting, task, changes):
    wrong = changed_origin(task, "result", **changes)
    assert fault(setting, wrong) == "unreachable_argument"


def test_a_value_that_nobody_tells(setting, task):
    silent = replace(task, intent="Please do it.", persona=replace(task.persona, knows=()))
    assert fault(setting, silent) == "untold_value"


def test_the_name_of_a_tool(setting, task):
    name = task.gold_calls[0]["name"]
    named = replace(task, intent=f"{task.intent} Use {name.upper()} for it.")
    assert fault(setting, named) == "tool_name_in_intent"


def test_an_answer_that_is_given_away(setting, question):
    value = question.answer[0]
    told = replace(question, intent=f"{question.intent} I think it is {value}.")
    assert fault(setting, told) == "answer_in_intent"


def test_an_id_that_only_the_database_knows(question):
    draft = shop_draft()
    opaque = "1f0c9a7e4b21"
    rows = draft.state["customers"]
    rows[0]["customer_id"] = opaque
    for order in draft.state["orders"]:
        if order["customer_id"] == "C-1001":
            order["customer_id"] = opaque
    hidden = Setting.from_draft(draft)
    assert "customers" in hidden.unlisted  # no tool lists customers: who calls one knows the id
    listed = replace(hidden)
    object.__setattr__(listed, "unlisted", frozenset())
    named = replace(question, intent=f"{question.intent} It is about {opaque}.")
    found = find_fault(named, listed, listed.environment.fresh(seed=named.seed))
    assert found == ("unknown_id_in_intent", f"customers: {opaque}")
