"""Intents by a model: a stub speaks for it, and whatever it says wrong is found and counted."""

from __future__ import annotations

import json
import re

import pytest

from agentscaler.environments import untold
from agentscaler.errors import AgentScalerError
from agentscaler.tasks.checks import find_fault
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.language.model_writer import ModelWriter, bare, request
from agentscaler.tasks.language.writing import Facts, RuleWriter
from agentscaler.tasks.making import make_tasks
from agentscaler.tasks.setting import Setting
from agentscaler.tasks.task import Task
from agentscaler.tasks.wording import text_fault
from drafts import shop_draft

CONFIG = TasksConfig(per_environment=12)


@pytest.fixture(scope="module")
def setting():
    return Setting.from_draft(shop_draft())


@pytest.fixture(scope="module")
def by_rules(setting):
    return make_tasks(setting, CONFIG, seed=3).tasks


def message(chat):
    """The text that the model is to rewrite."""
    return chat[1]["content"].partition("The message:\n")[2]


def polite(chat):
    return f"Hello, and thank you for your time. {message(chat)}"


def made(setting, complete, **options):
    return make_tasks(
        setting, CONFIG, seed=3, writer=ModelWriter(complete=complete, name="stub", **options)
    ).tasks


def test_the_patterns_are_a_writer_like_any_other(setting, by_rules):
    assert make_tasks(setting, CONFIG, seed=3, writer=RuleWriter()).tasks == by_rules
    assert {task.wording["by"] for task in by_rules} == {"rules"}


def test_a_sound_text_becomes_the_intent_and_nothing_else_changes(setting, by_rules):
    tasks = made(setting, polite)
    assert len(tasks) == len(by_rules)
    before = {json.dumps(task.gold_calls) + str(task.answer): task for task in by_rules}
    for task in tasks:
        other = before[json.dumps(task.gold_calls) + str(task.answer)]
        assert task.intent == f"Hello, and thank you for your time. {other.intent}"
        assert task.id != other.id
        assert (task.skeleton, task.gold_changes) == (other.skeleton, other.gold_changes)
        assert task.wording == {"by": "stub", "tries": 1}
        assert Task.from_row(task.to_row()) == task
        start = setting.environment.fresh(seed=task.seed)
        assert find_fault(task, setting, start) is None


def forgets(chat):
    return re.sub(r"\S*\d\S*", "it", message(chat))


def invents(chat):
    return f"{message(chat)} It is about order W999999."


def names_a_tool(chat):
    return f"{message(chat)} Please use cancel_order."


def repeats(chat):
    return f"{message(chat)} {message(chat)}"


def says_nothing(_):
    return "  "


def rambles(chat):
    return message(chat) + " and so on" * 400


@pytest.mark.parametrize(
    ("complete", "reasons"),
    [
        (forgets, {"missing_value"}),
        (invents, {"invented_value"}),
        (names_a_tool, {"tool_name_in_intent"}),
        (repeats, {"repeated_value"}),
        (says_nothing, {"empty"}),
        (rambles, {"too_long"}),
    ],
)
def test_what_cannot_stand_is_asked_for_again_and_then_left(setting, by_rules, complete, reasons):
    calls = []

    def counted(chat):
        calls.append(chat)
        return complete(chat)

    tasks = made(setting, counted, tries=2)
    gave_up = [task for task in tasks if "instead_of" in task.wording]
    assert reasons & {task.wording["reason"] for task in gave_up}
    texts = {task.intent for task in by_rules}
    for task in gave_up:
        assert task.intent in texts
        assert task.wording["by"] == "rules"
        assert task.wording["instead_of"] == "stub"
        assert task.wording["tries"] == 2
    told_again = [chat for chat in calls if len(chat) > 2]
    assert len(told_again) >= len(gave_up)
    assert "cannot stand" in told_again[0][-1]["content"]


def test_a_second_text_may_stand(setting):
    def learns(chat):
        return message(chat) if len(chat) > 2 else ""

    wordings = [task.wording for task in made(setting, learns)]
    assert {wording["by"] for wording in wordings} == {"stub"}
    assert {wording["tries"] for wording in wordings} == {2}


def test_an_endpoint_that_is_down_costs_no_task(setting, by_rules):
    def fails(_):
        raise AgentScalerError("no answer", mend="start it")

    tasks = made(setting, fails)
    assert {task.id for task in tasks} == {task.id for task in by_rules}
    assert {task.wording["reason"] for task in tasks} == {"model_failed"}


def test_a_defect_of_ours_is_not_taken_for_a_bad_text(setting):
    def breaks(_):
        raise KeyError("a bug")

    with pytest.raises(KeyError, match="a bug"):
        made(setting, breaks)


def test_answers_and_secrets_do_not_reach_the_text(setting):
    told: list[str] = []

    def betrays(chat):
        return f"{message(chat)} {' '.join(told)}"

    quiet = make_tasks(setting, TasksConfig(per_environment=30), seed=3).tasks
    told.extend(str(value) for task in quiet for value in task.answer)
    for task in made(setting, betrays, tries=1):
        if task.answer:
            assert untold(list(task.answer), [task.intent])


def test_values_in_other_dress_are_found():
    facts = Facts(
        text="Move it to March 5, 2026 for $14.50.",
        name="Ada",
        guide="",
        values=("2026-03-05", 14.5),
    )
    assert text_fault("For $14.50 it moves to March 5, 2026.", facts) is None
    assert text_fault("Move it to March 5, 2026.", facts) == ("missing_value", "14.5")
    assert text_fault("Move it to March 6, 2026 for $14.50.", facts)[0] == "missing_value"


def test_requests_name_the_person_and_what_is_kept_back():
    facts = Facts(text="Cancel it.", name="Ada", guide="Is brief.", kept_back=("the reason",))
    system, user = request(facts)
    assert "exactly" in system["content"]
    assert "Ada. Is brief." in user["content"]
    assert "the reason" in user["content"]
    assert message([system, user]) == "Cancel it."


@pytest.mark.parametrize("reply", ["```\nDo it.\n```", '"Do it."', "“Do it.”", " Do  it. "])
def test_wrappings_are_taken_off(reply):
    assert bare(reply) == "Do it."


def test_quotes_inside_stay():
    assert bare('"Kite" and "Ball"') == '"Kite" and "Ball"'
