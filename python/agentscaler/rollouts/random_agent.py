"""A baseline that understands nothing: it calls tools at random, with arguments that fit.

What it earns is the floor: a task that it solves is no task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.values import ValueMaker
from agentscaler.rollouts.goal import content_of
from agentscaler.rollouts.scripted.flaws import written
from agentscaler.rollouts.scripted.wording import last_name
from agentscaler.tasks.json_paths import leaves
from agentscaler.trajectories import Message, ToolCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.tasks.dice import Dice

_OPTIONAL = 0.3
"""Share of the optional arguments that are given."""
_SEEN = 0.6
"""Share of the arguments that are taken from a result, where one of this name was seen."""


class RandomToolAgent:
    """Calls tools at random; plays one episode.

    Args:
        dice: Its choices.
        most: Calls that it makes at most (count).

    Example:
        >>> from agentscaler.tasks.dice import Dice
        >>> tool = {"name": "ping", "parameters": {"type": "object", "properties": {}}}
        >>> agent = RandomToolAgent(Dice(1))
        >>> message = agent.act(
        ...     [Message(role="user", content="Hi")], [{"type": "function", "function": tool}]
        ... )
        >>> message.tool_calls[0].name, message.tool_calls[0].arguments
        ('ping', '{}')
    """

    def __init__(self, dice: Dice, *, most: int = 6) -> None:
        self._dice = dice
        self._left = dice.between(1, most)
        self._values = ValueMaker(dice.below(1 << 32), scope="random")
        self._made = 0

    def act(self, messages: Sequence[Message], tools: Sequence[dict[str, Any]]) -> Message:
        """A call of any tool, or a sentence in the end."""
        if self._left <= 0 or not tools:
            return Message(role="assistant", content="That is all that I could do.")
        self._left -= 1
        self._made += 1
        function = self._dice.pick(tools)["function"]
        arguments = self._arguments(function.get("parameters") or {}, _told(messages))
        name = f"random{self._made:03d}"
        call = ToolCall(id=name, name=function["name"], arguments=written(arguments))
        return Message(role="assistant", tool_calls=(call,))

    def _arguments(self, schema: dict[str, Any], told: dict[str, list[Any]]) -> dict[str, Any]:
        required = schema.get("required", ())
        arguments: dict[str, Any] = {}
        for name, one in schema.get("properties", {}).items():
            if name not in required and not self._dice.chance(_OPTIONAL):
                continue
            seen = told.get(name, ())
            if seen and self._dice.chance(_SEEN):
                arguments[name] = self._dice.pick(seen)
            else:
                value = self._values.value(name, one, at=self._dice.below(1_000))
                if value is not None or name in required:
                    arguments[name] = value
        return arguments


def _told(messages: Sequence[Message]) -> dict[str, list[Any]]:
    """Name -> values that results have under it."""
    told: dict[str, list[Any]] = {}
    for message in messages:
        if message.role == "tool" and not message.is_error:
            for path, leaf in leaves(content_of(message.content or "")):
                if isinstance(leaf, str | int) and not isinstance(leaf, bool):
                    told.setdefault(last_name(path), []).append(leaf)
    return told
