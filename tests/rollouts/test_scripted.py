from __future__ import annotations

import json
from collections import Counter, defaultdict

import pytest

from agentscaler.environments import untold
from agentscaler.rollouts.config import RolloutsConfig
from agentscaler.rollouts.questions import questions
from agentscaler.rollouts.scripted.mistakes import MISTAKES, RECOVERABLE
from agentscaler.rollouts.scripted.telling import Tellings, sentences
from agentscaler.tasks.checks import is_said
from agentscaler.tasks.dice import Dice
from agentscaler.trajectories import Attribution, Termination
from rollouts.shop import plans, played, tools

NAMES = {tool["function"]["name"] for tool in tools()}


@pytest.fixture(scope="module")
def oracle():
    return played(trials=3)


@pytest.fixture(scope="module")
def by_mistake():
    """Every mistake alone, recovered and not: name -> trajectories in which it was made."""
    found = defaultdict(list)
    for name in MISTAKES:
        for recovery in (0.0, 1.0) if name in RECOVERABLE else (0.0,):
            config = RolloutsConfig(agents={"scripted": 1}, mistakes={name: 1}, recovery=recovery)
            for one in played(config, trials=1, only=plans()[::2]):
                if [made["name"] for made in one.meta.get("mistakes", ())] == [name]:
                    found[name].append(one)
    return found


def task_of(trajectory):
    return next(plan.task for plan in plans() if plan.task.id == trajectory.task_id)


def said(trajectory, role):
    return [one.content for one in trajectory.messages if one.role == role and one.content]


def test_an_oracle_earns_every_reward_whatever_the_words(oracle):
    assert {one.reward for one in oracle} == {1.0}
    assert {one.termination for one in oracle} == {Termination.USER_DONE}
    assert {one.attribution for one in oracle} == {Attribution.NONE}
    assert all("mistakes" not in one.meta for one in oracle)


def test_equal_seeds_play_equal_episodes_and_trials_differ(oracle):
    assert played(trials=3, only=plans()[:8]) == oracle[:24]
    assert len({one.id for one in oracle}) == len(oracle)
    assert played(trials=1, seed=2) != oracle[::3]


def test_an_oracle_uses_nothing_that_it_has_not_been_told(oracle):
    for one in oracle:
        values = [
            (origin.value, call["name"])
            for call, origins in zip(task_of(one).gold_calls, task_of(one).provenance, strict=True)
            for origin in origins
            if origin.source == "user"
        ]
        for at, message in enumerate(one.messages):
            told = [other.content for other in one.messages[:at] if other.role == "user"]
            for call in message.tool_calls:
                for value, tool in values:
                    if call.name == tool and json.dumps(value) in call.arguments:
                        assert is_said(value, told), (value, told, call)


def test_what_a_user_tells_only_when_asked_is_asked_for(oracle):
    asked = [one for one in oracle if task_of(one).persona.tells_when_asked]
    assert len(asked) >= 6
    for one in asked:
        (secret,) = task_of(one).persona.tells_when_asked
        at = next(
            n for n, m in enumerate(one.messages) if m.role == "user" and secret.say in m.content
        )
        assert questions(one.messages[at - 1].content)
        assert not any(secret.say in text for text in said(one, "user")[:1])


def test_nobody_writes_before_they_have_asked(oracle):
    """The value may stand in the intent for another wish: it is asked for all the same."""
    for one in oracle:
        for secret in task_of(one).persona.tells_when_asked:
            said_at = next(
                n
                for n, m in enumerate(one.messages)
                if m.role == "user" and secret.say in m.content
            )
            values = secret.value if isinstance(secret.value, list) else [secret.value]
            for message in one.messages[:said_at]:
                for call in message.tool_calls:
                    if any(json.dumps(value) in call.arguments for value in values):
                        assert call.name.startswith(("get_", "list_", "count_")), call


def test_refusals_tell_the_reason(oracle):
    refused = [one for one in oracle if task_of(one).reason is not None]
    assert {task_of(one).reason["code"] for one in refused} >= {"forbidden", "missing", "status"}
    for one in refused:
        assert task_of(one).reason["text"] in " ".join(said(one, "assistant"))
        if task_of(one).reason["code"] == "missing" and task_of(one).refused_call is not None:
            looked = [m for m in one.messages if m.is_error]
            assert looked, "nobody looked whether it is there"


def test_answers_are_told_with_their_names(oracle):
    texts = [one for one in oracle if task_of(one).answer]
    bare = 0
    for one in texts:
        whole = " ".join(said(one, "assistant"))
        assert not untold(list(task_of(one).answer), said(one, "assistant"))
        bare += "I found this" in whole or "The answer is" in whole
    assert bare < len(texts) / 4


def test_texts_vary(oracle):
    closings = Counter(said(one, "assistant")[-1] for one in oracle)
    assert closings.most_common(1)[0][1] < len(oracle) / 6
    assert any(m.reasoning_content for one in oracle for m in one.messages)
    assert any(len(m.tool_calls) > 1 for one in oracle for m in one.messages)
    assert {one.meta["telling"] for one in oracle} >= {
        "at_once",
        "piece_by_piece",
        "corrects_later",
    }
    assert not any("{" in text for one in oracle for text in said(one, "user"))


def test_a_user_in_pieces_says_all_of_the_intent_in_order(oracle):
    pieces = [one for one in oracle if one.meta["telling"] == "piece_by_piece"]
    assert pieces
    for one in pieces:
        whole = " ".join(said(one, "user"))
        at = [whole.index(sentence) for sentence in sentences(task_of(one).intent)]
        assert at == sorted(at)
        assert sum(bool(m.tool_calls) for m in one.messages) >= 1


def test_a_slip_is_corrected_before_it_is_acted_on():
    corrected = 0
    for plan in plans():
        for trial in range(40):
            telling = Tellings(plan.task).draw(Dice(trial, plan.task.id))
            if telling.slip is None:
                continue
            assert telling.slip.wrong in telling.parts[0]
            assert telling.slip.wrong != telling.slip.right
            corrected += 1
            assert (
                Tellings(plan.task).draw(Dice(trial, plan.task.id), later=False).manner
                != "corrects_later"
            )
            break
    assert corrected >= 5


@pytest.mark.parametrize("name", sorted(MISTAKES))
def test_every_mistake_is_made_and_noted(by_mistake, name):
    made = by_mistake[name]
    assert made, name
    for one in made:
        note = one.meta["mistakes"][0]
        assert one.messages[note["at"]].role == "assistant"
        if name not in RECOVERABLE:
            assert note["recovered"] is False


@pytest.mark.parametrize(
    "name", ["forgotten_call", "false_claim", "wrong_answer", "early_stop", "wrong_value"]
)
def test_what_cannot_be_put_right_earns_nothing(by_mistake, name):
    rewards = [one.reward for one in by_mistake[name] if not one.meta["mistakes"][0]["recovered"]]
    assert rewards.count(1.0) <= len(rewards) / 5
    assert len(rewards) >= 5


@pytest.mark.parametrize("name", ["bad_json", "unknown_tool", "missing_argument", "wrong_type"])
def test_an_error_that_is_seen_is_put_right_and_stays_in_the_record(by_mistake, name):
    recovered = [one for one in by_mistake[name] if one.meta["mistakes"][0]["recovered"]]
    assert len(recovered) >= 4
    for one in recovered:
        at = one.meta["mistakes"][0]["at"]
        assert one.messages[at + 1].is_error
        assert one.reward == 1.0


def test_flaws_are_what_they_are_called(by_mistake):
    for one in by_mistake["bad_json"]:
        call = one.messages[one.meta["mistakes"][0]["at"]].tool_calls[0]
        assert call.parsed() is None
    for one in by_mistake["unknown_tool"]:
        assert one.messages[one.meta["mistakes"][0]["at"]].tool_calls[0].name not in NAMES
    for one in by_mistake["loop"]:
        at = one.meta["mistakes"][0]["at"]
        first, third = one.messages[at].tool_calls[0], one.messages[at + 4].tool_calls[0]
        assert (first.name, first.arguments) == (third.name, third.arguments)
    for one in by_mistake["extra_write"]:
        written = Counter((call.name, call.arguments) for call in one.calls)
        assert max(written.values()) > 1


def test_what_was_not_found_is_not_made_up(by_mistake):
    """An agent that gives up on a lookup does not use the id that gold would have found."""
    for name in ("bad_json", "unknown_tool", "wrong_type"):
        for one in by_mistake[name]:
            note = one.meta["mistakes"][0]
            plan = next(plan for plan in plans() if plan.task.id == one.task_id)
            if note["recovered"] or not one.messages[note["at"] + 1].is_error:
                continue
            made = Counter(
                call.name for m in one.messages[note["at"] + 2 :] for call in m.tool_calls
            )
            gold = Counter(step.tool for step in plan.steps)
            assert all(made[tool] <= gold[tool] for tool in made)
            dependent = [step for step in plan.steps if step.needs and step.writes]
            for call in one.calls:
                for step in dependent:
                    ids = [o.value for o in step.origins if o.source == "result"]
                    told = [
                        m.content for m in one.messages if m.role != "assistant" and not m.is_error
                    ]
                    if call.name == step.tool and call.parsed() == step.arguments:
                        assert all(any(str(value) in text for text in told) for value in ids)


def test_mistakes_of_two_are_at_different_steps():
    config = RolloutsConfig(agents={"scripted": 1})
    counts = Counter(len(one.meta.get("mistakes", ())) for one in played(config, trials=2))
    assert counts[1] > counts[2] > 0
    assert set(counts) <= {0, 1, 2}


def test_who_ignores_the_policy_makes_the_very_call_after_all_else(by_mistake):
    for one in by_mistake["ignores_policy"]:
        call = one.messages[one.meta["mistakes"][0]["at"]].tool_calls[0]
        refused = task_of(one).refused_call
        assert (call.name, call.parsed()) == (refused["name"], refused["arguments"])
        assert one.calls[-1] == call


def test_an_oracle_never_makes_the_refused_write(oracle):
    writes = {step.tool for plan in plans() for step in plan.steps if step.writes}
    refused = [one for one in oracle if (task_of(one).refused_call or {}).get("name") in writes]
    assert refused
    for one in refused:
        call = task_of(one).refused_call
        assert (call["name"], call["arguments"]) not in [
            (made.name, made.parsed()) for made in one.calls
        ]


def test_the_floor_is_low():
    found = played(RolloutsConfig(agents={"random": 1}), trials=3)
    assert sum(one.reward == 1.0 for one in found) <= 2
    kinds = Counter(m.is_error for one in found for m in one.messages if m.role == "tool")
    assert kinds[None] > len(found) / 4
    invalid = sum(one.usage.get("calls_invalid_call", 0) for one in found)
    assert invalid <= 0.1 * sum(one.usage["calls"] for one in found)
