"""A local checkpoint as an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.evals.generation import Batching, Request
from agentscaler.evals.hermes import parsed_message
from agentscaler.trajectories import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from agentscaler.evals.generation import Generator, Reply

TOO_LONG = "This conversation is longer than what I can read."
"""What it says when it has no room left; the user goes on, and limits end the episode."""


class CheckpointAgent:
    """Plays one episode with a model of this machine.

    Args:
        model: A generator answers at once; `Batching` when its turn comes, together with the
            agents of other episodes.
        key: What its random choices depend on: task and trial.

    Attributes:
        usage: ``prompt_tokens``, ``completion_tokens`` so far.
        notes: ``context_overflow``, once a prompt did not fit.
    """

    def __init__(self, model: Generator | Batching, *, key: tuple[object, ...] = ()) -> None:
        self._model = model
        self._key = key
        self._turn = 0
        self._calls = 0
        self.usage = {"prompt_tokens": 0, "completion_tokens": 0}
        self.notes: dict[str, Any] = {}

    def act(
        self, messages: Sequence[Message], tools: Sequence[dict[str, Any]]
    ) -> Message | Awaitable[Message]:
        """What the model says; malformed calls are kept as they were written."""
        generator = self._model.generator if isinstance(self._model, Batching) else self._model
        ids = generator.prompt([message.to_dict() for message in messages], tools)
        key = (*self._key, self._turn)
        request = Request(ids=ids, key=key, grammar=generator.grammar(tools))
        self._turn += 1
        self.usage["prompt_tokens"] += len(ids)
        if isinstance(self._model, Batching):
            return self._later(self._model, request)
        return self._said(self._model.generate([request])[0])

    async def _later(self, model: Batching, request: Request) -> Message:
        return self._said(await model.reply(request))

    def _said(self, reply: Reply) -> Message:
        if reply.too_long:
            self.notes["context_overflow"] = True
            return Message(role="assistant", content=TOO_LONG)
        self.usage["completion_tokens"] += reply.tokens
        message = parsed_message(reply.text, first_id=self._calls)
        self._calls += len(message.tool_calls)
        return message
