"""Who plays: an agent with tools, and a user who wants something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from agentscaler.trajectories import Message

    Said: TypeAlias = Message | Awaitable[Message]
    Replied: TypeAlias = Message | Awaitable[Message | None] | None


class Agent(Protocol):
    """Plays one episode."""

    def act(self, messages: Sequence[Message], tools: Sequence[dict[str, Any]]) -> Said:
        """Say something, call tools, or both.

        Args:
            messages: All so far; the first is the policy, where there is one.
            tools: ``{"type": "function", "function": {...}}`` of each tool.

        Returns:
            A message of the role ``assistant``. One without calls goes to the user. Whatever stands
            in it is data: calls of tools that do not exist and arguments that are no JSON are
            answered with errors.
        """


class User(Protocol):
    """Plays one episode."""

    def reply(self, messages: Sequence[Message]) -> Replied:
        """Say something, or end the episode.

        Args:
            messages: All so far. Users see what is said, not what tools answer.

        Returns:
            A message of the role ``user``; ``None``: they are done.
        """
