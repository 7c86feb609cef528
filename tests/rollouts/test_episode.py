from __future__ import annotations

import asyncio
import json

import pytest

from agentscaler.environments import Environment, State, ToolSet
from agentscaler.errors import ArgumentError
from agentscaler.rollouts import Goal, Limits, play, roll_out
from agentscaler.rollouts.goal import function_tools, shown_tools
from agentscaler.tasks.difficulty import Difficulty
from agentscaler.tasks.language.persona import Persona, Secret
from agentscaler.tasks.task import Task
from agentscaler.tasks.walk.chain import Origin
from agentscaler.trajectories import Attribution, Message, Termination, ToolCall, Trajectory

SOURCE = '''
def get_order(db, order_id: str):
    """Look an order up."""
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    return order


def cancel_order(db, order_id: str):
    """Cancel an order."""
    if db.get("orders", order_id) is None:
        refuse(f"order {order_id} not found")
    db.update("orders", order_id, {"status": "cancelled"})
    return {"status": "cancelled"}


def break_down(db):
    """Fail."""
    return 1 // 0
'''
ORDERS = {"orders": {"W1": {"status": "pending"}, "W2": {"status": "pending"}}}
RIGHT = ("cancel_order", '{"order_id": "W1"}')


def task(**parts):
    origin = Origin(argument="order_id", source="user", value="W1")
    return Task.made(
        **{
            "environment": "shop",
            "split": "general",
            "kind": "write",
            "intent": "Please cancel order W1.",
            "persona": Persona(name="Ada", manner="plain", register="everyday", guide=""),
            "initial_state": None,
            "seed": 3,
            "gold_calls": ({"name": "cancel_order", "arguments": {"order_id": "W1"}},),
            "gold_changes": {},
            "answer": (),
            "reason": None,
            "read_only": False,
            "provenance": ((origin,),),
            "purposes": ("write",),
            "difficulty": Difficulty(
                calls=1, writes=1, tables=1, lookups=0, branches=0, refused=0, asked=0
            ),
            "skeleton": "",
            **parts,
        }
    )


@pytest.fixture(scope="module")
def shop():
    return Environment(
        domain="shop",
        toolset=ToolSet(SOURCE),
        initial_state=State.from_json(ORDERS),
        policy="Be kind.",
    )


class Says:
    """An agent or user that says one thing after the other, and then the last one for ever."""

    def __init__(self, *moves):
        self.moves = list(moves)

    def _next(self):
        return self.moves.pop(0) if len(self.moves) > 1 else self.moves[0]

    def act(self, messages, tools):  # noqa: ARG002
        move = self._next()
        if isinstance(move, str):
            return Message(role="assistant", content=move)
        calls = [
            ToolCall(id=f"c{len(messages)}-{at}", name=name, arguments=arguments)
            for at, (name, arguments) in enumerate(move)
        ]
        return Message(role="assistant", tool_calls=tuple(calls))

    def reply(self, messages):  # noqa: ARG002
        move = self._next()
        return None if move is None else Message(role="user", content=move)


def go(shop, agent, user=None, *, limits=None, given=None):
    goal = Goal.of(given or task(), shop)
    return roll_out(
        goal, agent, user or Says("Please cancel order W1.", None), name="x", limits=limits
    )


def test_a_right_episode(shop):
    found = go(shop, Says([RIGHT], "Done."))
    assert [message.role for message in found.messages] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert (found.reward, found.termination, found.attribution) == (
        1.0,
        Termination.USER_DONE,
        Attribution.NONE,
    )
    assert found.final_changes["tables"][0]["table"] == "orders"
    assert found.usage == {"turns": 3, "calls": 1}
    assert found.tools[0] == {"type": "function", "function": shop.tools[0]}
    assert Trajectory.from_row(found.to_row()) == found
    # The environment is as it was: the next episode begins where this one did.
    assert go(shop, Says([RIGHT], "Done.")) == found
    assert not shop.state.changes()


def test_parallel_calls_are_answered_one_by_one_in_their_order(shop):
    calls = [("get_order", '{"order_id": "W1"}'), RIGHT, ("get_order", '{"order_id": "W1"}')]
    found = go(shop, Says(calls, "Done."))
    answers = [message for message in found.messages if message.role == "tool"]
    assert [json.loads(one.content)["status"] for one in answers] == [
        "pending",
        "cancelled",
        "cancelled",
    ]
    assert [one.tool_call_id for one in answers] == [call.id for call in found.calls]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("cancel_order", '{"order_id": '), "malformed JSON"),
        (("cancel_order", ""), "malformed JSON"),
        (("cancel_order", "[]"), "expected a JSON object"),
        (("cancel_order", '{"order_id": 5}'), "is not of type"),
        (("cancel_order", '{"order": "W1"}'), "order_id"),
        (("cancel", "{}"), "there is no tool"),
        (("cancel_order\ud83d", "{}"), "there is no tool"),
        (("cancel_order", '{"order_id": "W9"}'), "order W9 not found"),
        (("cancel_order", '{"order_id": "' + "x" * (1 << 20) + '"}'), "invalid arguments"),
    ],
)
def test_what_a_model_does_wrong_is_an_answer_and_never_an_exception(shop, call, told):
    limits = Limits(characters=1 << 22)
    found = go(shop, Says([call], [RIGHT], "Done."), limits=limits)
    error = next(message for message in found.messages if message.role == "tool")
    assert error.is_error
    assert told in error.content
    assert found.reward == 1.0
    assert Trajectory.from_row(found.to_row()) == found


def test_an_agent_is_shown_some_tools_and_may_call_no_others(shop):
    tools = function_tools(shop.tools)
    shown = shown_tools(tools, task(), 2, seed=0)
    names = [tool["function"]["name"] for tool in shown]
    assert len(names) == 2
    assert "cancel_order" in names
    assert shown == tuple(tool for tool in tools if tool in shown)
    (hidden,) = {tool["function"]["name"] for tool in tools} - set(names)
    goal = Goal.of(task(), shop, tools=shown)
    user = Says("Please cancel order W1.", None)
    found = roll_out(goal, Says([(hidden, "{}")], [RIGHT], "Done."), user, name="x")
    error = next(message for message in found.messages if message.role == "tool")
    assert error.is_error
    assert error.content == (
        f'there is no tool "{hidden}"; the tools are {", ".join(sorted(names))}'
    )
    assert found.tools == shown
    assert found.reward == 1.0


def test_the_tools_that_a_task_takes_are_shown_and_the_others_are_drawn(shop):
    tools = function_tools(shop.tools)
    refused = {"text": "no", "call": {"name": "break_down", "arguments": {}}}
    names = [
        {tool["function"]["name"] for tool in shown_tools(tools, given, most, seed=seed)}
        for given in (task(), task(reason=refused))
        for most in (1, 2, 3, None)
        for seed in range(20)
    ]
    plain, kept = names[:80], names[80:]
    assert {frozenset(one) for one in plain[:20]} == {frozenset({"cancel_order"})}
    assert len({frozenset(one) for one in plain[20:40]}) == 2
    assert all(len(one) == 3 for one in plain[40:])
    assert all({"cancel_order", "break_down"} <= one for one in kept)


def test_half_of_a_character_is_replaced_in_what_is_said(shop):
    found = go(shop, Says([RIGHT], "Done \ud83d!"))
    assert found.messages[-1].content == "Done \ufffd!"


@pytest.mark.parametrize(
    ("limits", "agent", "termination"),
    [
        (Limits(turns=5), Says("Hm?"), Termination.MAX_TURNS),
        (Limits(errors=3), Says([("nope", "{}")]), Termination.MAX_ERRORS),
        (Limits(calls=4), Says([("get_order", '{"order_id": "W1"}')] * 3), Termination.TOO_LONG),
        (Limits(characters=500), Says("x" * 400), Termination.TOO_LONG),
    ],
)
def test_every_limit_ends_an_episode_and_keeps_it(shop, limits, agent, termination):
    found = go(shop, agent, Says("Please cancel order W1.", "And?"), limits=limits)
    assert (found.termination, found.reward, found.attribution) == (
        termination,
        0.0,
        Attribution.AGENT,
    )
    assert len(found.messages) > 2
    answered = {message.tool_call_id for message in found.messages if message.role == "tool"}
    assert answered == {call.id for call in found.calls}


def test_a_user_that_never_ends_is_stopped_and_what_was_done_counts(shop):
    found = go(shop, Says([RIGHT], "Done."), Says("Please cancel order W1.", "And?"))
    assert found.termination is Termination.MAX_TURNS
    assert found.usage["turns"] == Limits().turns
    assert found.reward == 1.0


def test_an_agent_that_never_calls_a_tool(shop):
    found = go(shop, Says("I cannot do that."))
    assert (found.reward, found.attribution, found.usage["calls"]) == (0.0, Attribution.AGENT, 0)


def test_without_a_user_the_agent_ends(shop):
    found = roll_out(Goal.of(task(), shop), Says([RIGHT], "Done."), None, name="x")
    assert (found.termination, found.reward) == (Termination.AGENT_DONE, 1.0)
    assert found.messages[1].content == "Please cancel order W1."


def test_a_fault_of_a_tool_is_the_fault_of_the_environment(shop):
    found = go(shop, Says([("break_down", "{}")], "I am stuck."))
    assert (found.reward, found.attribution) == (0.0, Attribution.ENVIRONMENT)
    assert "ZeroDivisionError" in found.meta["faults"][0]
    assert found.usage["calls_fault"] == 1


def test_gold_that_is_refused_is_the_fault_of_gold(shop):
    gold = ({"name": "cancel_order", "arguments": {"order_id": "W9"}},)
    found = go(shop, Says("Sorry."), given=task(gold_calls=gold))
    assert (found.reward, found.attribution) == (None, Attribution.GOLD)


@pytest.mark.parametrize(
    ("asks", "first", "reply", "whose"),
    [
        ("Which order?", "Please cancel an order.", "I don't know.", Attribution.USER),
        ("Which order?", "Please cancel an order.", "W1.", Attribution.AGENT),
        ("Anything else?", "Please cancel order W1.", "No.", Attribution.AGENT),
        ("I cancelled it.", "Please cancel an order.", "Fine.", Attribution.AGENT),
        ("Cancel it. Shall I proceed?", "Please cancel an order.", "Yes.", Attribution.AGENT),
    ],
)
def test_whose_fault_it_is(shop, asks, first, reply, whose):
    secret = Secret(about="which order", say="I mean W1.", value=["W1"])
    persona = Persona(
        name="Ada", manner="plain", register="everyday", guide="", tells_when_asked=(secret,)
    )
    given = task(intent="Please cancel an order.", persona=persona)
    found = go(shop, Says(asks, "Goodbye."), Says(first, reply, None), given=given)
    assert (found.reward, found.attribution) == (0.0, whose)


def test_a_user_who_leaves_without_telling_all_of_the_intent_is_at_fault(shop):
    found = go(shop, Says("Which one?"), Says("Please cancel an order.", None))
    assert found.attribution is Attribution.USER


def test_why_there_is_no_reward_is_told(shop):
    found = go(shop, Says([("cancel_order", '{"order_id": "W2"}')], "Done."))
    why = found.meta["reward"]
    assert (found.reward, why["comparison"]) == (0.0, "different")
    assert "W1" in why["reason"] or "W2" in why["reason"]
    told = go(shop, Says([RIGHT], "Done."), given=task(answer=(42,)))
    assert told.meta["reward"]["untold"] == [42]


def test_players_may_be_asynchronous_and_then_have_to_be_awaited(shop):
    class Slow(Says):
        async def act(self, messages, tools):
            await asyncio.sleep(0)
            return Says.act(self, messages, tools)

        async def reply(self, messages):
            await asyncio.sleep(0)
            return Says.reply(self, messages)

    goal = Goal.of(task(), shop)
    found = asyncio.run(
        play(goal, Slow([RIGHT], "Done."), Slow("Please cancel order W1.", None), name="x")
    )
    assert found == go(shop, Says([RIGHT], "Done."))
    with pytest.raises(ArgumentError, match="asynchronously"):
        roll_out(goal, Slow([RIGHT], "Done."), None, name="x")


def test_players_that_say_what_is_not_theirs_are_refused(shop):
    class Wrong:
        def act(self, messages, tools):  # noqa: ARG002
            return Message(role="user", content="Hi")

        def reply(self, messages):  # noqa: ARG002
            return Message(role="assistant", content="Hi")

    with pytest.raises(ArgumentError, match="role assistant"):
        go(shop, Wrong())
    with pytest.raises(ArgumentError, match="role user"):
        go(shop, Says("Hi"), Wrong())
