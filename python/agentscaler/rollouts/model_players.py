"""Agents and users that are language models on an endpoint."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agentscaler.errors import ModelError
from agentscaler.llm import FATAL, open_client
from agentscaler.rollouts.players import Models
from agentscaler.rollouts.roll_out import EpisodeLostError
from agentscaler.trajectories import Message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Mapping, Sequence
    from pathlib import Path

    from agentscaler.llm import ChatClient, LlmConfig
    from agentscaler.tasks.task import Task
    from agentscaler.trajectories import ToolCall

DONE = "###STOP###"
"""What a model that plays a user writes when it is done, as in tau-bench."""

_USER = """\
You are a customer who talks to a support agent. You are not the agent: you never offer help and
never pretend to look something up.

What you want:
{intent}

About you: your name is {name}. {guide}
{knows}{secrets}
Rules:
- Say only what fits the situation above. Do not make up facts, ids or wishes.
- Do not repeat this text word for word; write as a person would, one short message at a time.
- When the agent asks whether to go ahead with what you want, agree.
- When all you want is done or has been refused, and all your questions are answered, write exactly
  {done} and nothing else."""


class ModelAgent:
    """A model that plays the agent.

    Args:
        client: The endpoint.
        model: Its name there.
        repeat: Number of the trial, so that a cache gives each trial its own replies.
        sampling: Settings of the requests, such as ``temperature``.
    """

    def __init__(
        self,
        client: ChatClient,
        model: str,
        *,
        repeat: int = 0,
        sampling: Mapping[str, Any] | None = None,
    ) -> None:
        self._line = _Line(client, model, repeat, sampling)
        self.usage: dict[str, int] = {}
        """Tokens so far."""

    async def act(self, messages: Sequence[Message], tools: Sequence[dict[str, Any]]) -> Message:
        """The next message of the model, as emitted.

        Raises:
            EpisodeLostError: It does not answer in this episode.
            ModelError: It answers in none.
        """
        sent = [_sendable(message) for message in messages]
        found = Message.from_dict(await self._line.ask(sent, tools, self.usage))
        taken = {call.id for message in messages for call in message.tool_calls}
        return replace(found, tool_calls=_with_own_ids(found.tool_calls, taken))


class ModelUser:
    """A model that plays the user; its tokens count as ``user_prompt_tokens`` and so on.

    Args:
        task: What it wants.
        client: The endpoint.
        model: Its name there.
        repeat: Number of the trial.
        sampling: Settings of the requests.
    """

    def __init__(
        self,
        task: Task,
        client: ChatClient,
        model: str,
        *,
        repeat: int = 0,
        sampling: Mapping[str, Any] | None = None,
    ) -> None:
        self._system = {"role": "system", "content": user_prompt(task)}
        self._line = _Line(client, model, repeat, sampling)
        self._done = False
        self._tokens: dict[str, int] = {}

    @property
    def usage(self) -> dict[str, int]:
        """Tokens so far."""
        return {f"user_{name}": number for name, number in self._tokens.items()}

    async def reply(self, messages: Sequence[Message]) -> Message | None:
        """The next message; ``None`` when the model has written `DONE`.

        Raises:
            EpisodeLostError: It does not answer in this episode.
            ModelError: It answers in none.
        """
        if self._done:
            return None
        sent = [self._system, {"role": "user", "content": "Hi! How can I help you today?"}]
        for message in messages:
            if message.role in {"user", "assistant"} and message.content:
                role = "assistant" if message.role == "user" else "user"
                sent.append({"role": role, "content": message.content})
        text = ((await self._line.ask(sent, None, self._tokens))["content"] or "").strip()
        self._done = DONE in text
        said = text.replace(DONE, "").strip()
        return Message(role="user", content=said) if said else None


def user_prompt(task: Task) -> str:
    """What a model is told to play the user of a task."""
    persona = task.persona
    knows = "".join(f"You know: {text}\n" for text in persona.knows)
    secrets = "".join(
        f"Only when you are asked for {one.about}, say: {one.say}\n"
        for one in persona.tells_when_asked
    )
    return _USER.format(
        intent=task.intent,
        name=persona.name,
        guide=persona.guide,
        knows=knows,
        secrets=secrets,
        done=DONE,
    )


class _Line:
    """A model in one episode."""

    def __init__(
        self, client: ChatClient, model: str, repeat: int, sampling: Mapping[str, Any] | None
    ) -> None:
        self._client = client
        self._model = model
        self._repeat = repeat
        self._sampling = dict(sampling or {})

    async def ask(
        self,
        messages: Sequence[dict[str, Any]],
        tools: Sequence[dict[str, Any]] | None,
        usage: dict[str, int],
    ) -> dict[str, Any]:
        """The message that the model answers with; its tokens are added to ``usage``."""
        try:
            reply = await self._client.complete(
                messages, model=self._model, tools=tools, repeat=self._repeat, **self._sampling
            )
        except ModelError as error:
            if error.reason in FATAL:
                raise
            raise EpisodeLostError(error.what, where=error.where, mend=error.mend) from error
        for name, number in reply["usage"].items():
            usage[name] = usage.get(name, 0) + number
        message: dict[str, Any] = reply["message"]
        return message


def _with_own_ids(calls: Sequence[ToolCall], taken: set[str]) -> tuple[ToolCall, ...]:
    """Calls with ids that no other call of the episode has: some servers begin anew each time."""
    found = []
    for call in calls:
        name, number = call.id, 1
        while name in taken:
            number += 1
            name = f"{call.id}-{number}"
        taken.add(name)
        found.append(replace(call, id=name))
    return tuple(found)


def _sendable(message: Message) -> dict[str, Any]:
    """A message as endpoints take it: past thoughts and our own marks stay here."""
    plain = message.to_dict()
    for name in ("reasoning_content", "is_error", "requestor", "name"):
        plain.pop(name, None)
    return plain


@asynccontextmanager
async def open_models(
    llm: LlmConfig, steps: Collection[str], *, world: Path
) -> AsyncIterator[Models]:
    """The models of a run, with budget and cache.

    Args:
        llm: Endpoint, names and limits.
        steps: Who is a model: ``agent``, ``user``.
        world: Folder of the world; the cache stands beside it.

    Raises:
        ConfigError: No model is named.
        ModelError: The cache cannot be used.
        MissingExtraError: The package ``openai`` is not installed.
    """
    agent = llm.model_of("agent") if "agent" in steps else ""
    user = llm.model_of("user") if "user" in steps else ""
    sampling = llm.sampling
    async with open_client(llm, world=world) as client:
        yield Models(
            agent=lambda trial: ModelAgent(client, agent, repeat=trial, sampling=sampling),
            agent_name=agent,
            user=lambda task, trial: ModelUser(task, client, user, repeat=trial, sampling=sampling),
        )
