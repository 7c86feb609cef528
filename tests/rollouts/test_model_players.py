from __future__ import annotations

import asyncio
import json
import socket

import pytest

from agentscaler.errors import ModelError
from agentscaler.llm import ChatClient, Patience
from agentscaler.rollouts import play
from agentscaler.rollouts.model_players import DONE, ModelAgent, ModelUser, user_prompt
from agentscaler.rollouts.scripted.telling import Telling
from agentscaler.rollouts.scripted.user import ScriptedUser
from agentscaler.tasks.dice import Dice
from agentscaler.trajectories import Attribution, Termination
from llm.stub import answer, endpoint
from rollouts.shop import plans

pytest.importorskip("openai", reason="the extra llm is not installed")


def plan_with(kind):
    return next(plan for plan in plans() if plan.task.kind == kind)


def plays(url, plan, *, user=None, attempts=2):
    """Play one episode with a model as agent, and perhaps one as user."""

    async def go():
        patience = Patience(attempts=attempts, timeout_s=5, pause_s=0.01)
        async with ChatClient(base_url=url, patience=patience) as client:
            task = plan.task
            whole = Telling(parts=(task.intent,), part_of_call=(0,) * len(task.gold_calls))
            who = (
                ModelUser(task, client, "u")
                if user == "model"
                else ScriptedUser(task, whole, Dice(1))
            )
            agent = ModelAgent(client, "m", sampling={"temperature": 0.0})
            return await play(plan.goal, agent, who, name="m")

    return asyncio.run(go())


def follows_gold(plan):
    """Return an endpoint that makes the gold calls, all with one id, and then tells the answer."""
    task = plan.task

    def says(_number, request):
        made = sum(message["role"] == "tool" for message in request["messages"])
        if made < len(task.gold_calls):
            call = task.gold_calls[made]
            return answer(None, calls=[("call_0", call["name"], json.dumps(call["arguments"]))])
        return answer("; ".join(map(str, task.answer)) or "Done.", reasoning="Told.")

    return says


@pytest.mark.parametrize("kind", ["write", "read", "mixed"])
def test_a_model_that_does_right_earns_the_reward(kind):
    plan = plan_with(kind)
    with endpoint(follows_gold(plan)) as server:
        found = plays(server.url, plan)
    assert found.reward == 1.0, found.meta
    assert found.usage["prompt_tokens"] == 10 * len(server.requests)
    ids = [call.id for call in found.calls]
    assert len(set(ids)) == len(ids)
    assert found.messages[-1].reasoning_content == "Told."
    first = server.requests[0]
    assert [message["role"] for message in first["messages"]] == ["system", "user"]
    assert first["temperature"] == 0.0
    assert first["tools"] == list(plan.goal.tools)
    sent = [
        key for request in server.requests for message in request["messages"] for key in message
    ]
    assert not {"is_error", "reasoning_content", "requestor"} & set(sent)


def test_a_model_that_never_calls_a_tool_ends_without_a_reward():
    plan = plan_with("write")
    with endpoint(lambda *_: answer("I am only a language model.")) as server:
        found = plays(server.url, plan)
    assert (found.reward, found.attribution) == (0.0, Attribution.AGENT)


def test_an_answer_of_nothing_is_a_message_like_any_other():
    with endpoint(lambda *_: answer(None)) as server:
        found = plays(server.url, plan_with("write"))
    assert found.reward == 0.0
    assert found.termination in {Termination.USER_DONE, Termination.MAX_TURNS}


def test_a_model_that_gives_out_in_one_episode_says_nothing_about_the_agent():
    with endpoint(
        lambda number, _: (
            answer("Wait?") if number == 0 else (400, b'{"error": {"message": "too long"}}')
        )
    ) as server:
        found = plays(server.url, plan_with("write"))
    assert (found.termination, found.reward, found.attribution) == (
        Termination.INFRASTRUCTURE,
        None,
        Attribution.NONE,
    )
    assert "too long" in found.meta["faults"][0]


def test_nobody_there_is_an_error_for_all():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ModelError, match="nobody answers") as caught:
        plays(f"http://127.0.0.1:{port}/v1", plan_with("write"))
    assert caught.value.mend


def test_a_model_as_user_sees_what_users_see_and_ends():
    plan = plan_with("missing_information")

    def says(_number, request):
        if request["model"] == "u":
            spoken = sum(message["role"] == "assistant" for message in request["messages"])
            return answer("I need something." if spoken == 0 else f"Thanks. {DONE}")
        if request["messages"][-1]["role"] == "user":
            return answer(None, calls=[("c", "list_orders", "{}")])
        return answer("There are some orders.")

    with endpoint(says) as server:
        found = plays(server.url, plan, user="model")
    assert found.termination is Termination.USER_DONE
    assert [m.content for m in found.messages if m.role == "user"] == [
        "I need something.",
        "Thanks.",
    ]
    assert found.usage["user_prompt_tokens"] > 0
    seen = [request for request in server.requests if request["model"] == "u"]
    assert all("tools" not in request for request in seen)
    assert seen[-1]["messages"][-1] == {"role": "user", "content": "There are some orders."}
    assert all(message["role"] != "tool" for request in seen for message in request["messages"])
    assert found.attribution in {Attribution.USER, Attribution.AGENT}


def test_the_prompt_of_a_user_has_all_that_they_know():
    task = plan_with("missing_information").task
    text = user_prompt(task)
    assert task.intent in text
    assert task.persona.name in text
    for secret in task.persona.tells_when_asked:
        assert secret.say in text
    assert DONE in text
