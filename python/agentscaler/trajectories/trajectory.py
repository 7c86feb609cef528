"""The record of one rollout: what was said and called, how it ended, what it was worth."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from agentscaler.trajectories.message import Message, ToolCall, ToolResult
from agentscaler.world.canonical import canonical_json
from agentscaler.world.digest import digest_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.world import World

__all__ = [
    "FORMAT_VERSION",
    "TRAJECTORY_SCHEMA",
    "Attribution",
    "Message",
    "Termination",
    "ToolCall",
    "ToolResult",
    "Trajectory",
]

FORMAT_VERSION = 1
"""Version of the records; raised when a column changes its meaning."""

TRAJECTORY_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "id": pl.String(),
        "task_id": pl.String(),
        "environment": pl.String(),
        "split": pl.String(),
        "agent": pl.String(),
        "trial": pl.UInt32(),
        "seed": pl.UInt64(),
        "messages": pl.String(),
        "tools": pl.String(),
        "final_changes": pl.String(),
        "reward": pl.Float64(),
        "termination": pl.String(),
        "attribution": pl.String(),
        "usage": pl.String(),
        "versions": pl.String(),
        "meta": pl.String(),
    }
)
"""Columns of ``rollouts/rollouts-*.parquet``. Messages, tools, changes, usage, versions and meta
are canonical JSON text; ``tools`` and ``final_changes`` may be null."""

_JSON = ("messages", "tools", "final_changes", "usage", "versions", "meta")
_NOT_IN_ID = ("format_version", "id", "versions")


class Termination(StrEnum):
    """Why an episode ended."""

    USER_DONE = "user_done"
    """The user has no more to say."""
    AGENT_DONE = "agent_done"
    """The agent ended it."""
    MAX_TURNS = "max_turns"
    """More moves of agent and user than allowed."""
    MAX_ERRORS = "max_errors"
    """More failed calls than allowed."""
    TOO_LONG = "too_long"
    """More calls or characters than allowed."""
    INFRASTRUCTURE = "infrastructure"
    """The engine, the model or its connection gave out; says nothing about the agent."""


class Attribution(StrEnum):
    """Whose fault it is that the task was not done."""

    AGENT = "agent"
    USER = "user"
    """The user left, said what is not so, or never ended."""
    ENVIRONMENT = "environment"
    """A tool failed by its own fault, or the engine gave out."""
    GOLD = "gold"
    """What is held to be right cannot be reached."""
    NONE = "none"
    """Nobody's: it was done, or it is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trajectory:
    """One attempt at one task, or a conversation of any origin.

    Example:
        >>> trajectory = Trajectory.made(
        ...     messages=(
        ...         Message(role="user", content="Hello"),
        ...         Message(role="assistant", content="How can I help?"),
        ...     )
        ... )
        >>> Trajectory.from_row(trajectory.to_row()) == trajectory
        True
        >>> Trajectory.from_dict(trajectory.to_dict()) == trajectory
        True
    """

    id: str
    """Digest of everything but itself and the versions; of foreign data its own id."""
    task_id: str | None = None
    environment: str | None = None
    """Name of the folder below ``environments/``."""
    split: str | None = None
    """``general``, ``vertical`` or ``held_out``."""
    agent: str = ""
    """Who played: ``oracle``, ``scripted``, the name of a model."""
    trial: int = 0
    """Number of the attempt at the task, from 0."""
    seed: int = 0
    """Of the episode: ids that tools make depend on it."""
    messages: tuple[Message, ...]
    """From the system message, which is the policy, to the last one."""
    tools: tuple[dict[str, Any], ...] | None = None
    """``{"type": "function", "function": {"name", "description", "parameters"}}`` of each tool that
    the agent was told; ``None`` where they are not known."""
    final_changes: dict[str, Any] | None = None
    """JSON of the `StateDiff` from the state that the task begins with to the final one."""
    reward: float | None = None
    """In [0, 1]; ``None`` where nobody gave one."""
    termination: Termination | None = None
    """``None`` where nobody recorded it."""
    attribution: Attribution = Attribution.NONE
    usage: dict[str, int] = field(default_factory=dict)
    """``prompt_tokens``, ``completion_tokens`` of the model; ``calls``, ``turns`` (counts)."""
    versions: dict[str, str] = field(default_factory=dict)
    """Of what made it."""
    meta: dict[str, Any] = field(default_factory=dict)
    """What else is known: scripted ``mistakes``, ``source`` of foreign data, recorded parts of the
    reward."""

    @classmethod
    def made(cls, **parts: Any) -> Self:
        """A trajectory from its parts; the id follows from them."""
        bare = cls(id="", **parts)
        return replace(bare, id=id_of_row(bare.to_row()))

    @property
    def calls(self) -> list[ToolCall]:
        """The calls of the agent, in order."""
        return [
            call
            for message in self.messages
            if message.role == "assistant" and message.requestor is None
            for call in message.tool_calls
        ]

    def to_dict(self) -> dict[str, Any]:
        """As a JSON line has it."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["messages"] = [message.to_dict() for message in self.messages]
        plain["tools"] = None if self.tools is None else list(self.tools)
        plain["termination"] = None if self.termination is None else self.termination.value
        plain["attribution"] = self.attribution.value
        return {"format_version": FORMAT_VERSION, **plain}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The trajectory that `to_dict` wrote.

        `agentscaler.trajectories.read_trajectories` reads what others have written, and says what
        is wrong with it.
        """
        parts = {name: plain[name] for name in cls.__dataclass_fields__ if name in plain}
        parts["messages"] = tuple(Message.from_dict(message) for message in plain["messages"])
        if parts.get("tools") is not None:
            parts["tools"] = tuple(parts["tools"])
        if parts.get("termination") is not None:
            parts["termination"] = Termination(parts["termination"])
        parts["attribution"] = Attribution(parts.get("attribution", "none"))
        return cls(**parts)

    def to_row(self) -> dict[str, Any]:
        """A row of ``TRAJECTORY_SCHEMA``."""
        plain = self.to_dict()
        for name in _JSON:
            if plain[name] is not None:
                plain[name] = canonical_json(plain[name])
        return {name: plain[name] for name in TRAJECTORY_SCHEMA}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The trajectory of a row of ``TRAJECTORY_SCHEMA``."""
        plain = {
            name: json.loads(value) if name in _JSON and value is not None else value
            for name, value in row.items()
        }
        return cls.from_dict(plain)

    def to_json(self) -> str:
        """As a line of a JSON lines file, without its end."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    @classmethod
    def scan(cls, world: World) -> pl.LazyFrame:
        """The trajectories of a world, as rows of ``TRAJECTORY_SCHEMA``.

        Raises:
            WorldError: The stage ``rollouts`` has not run.
        """
        return world.scan("rollouts", "rollouts")


def id_of_row(row: Mapping[str, Any]) -> str:
    """The id of a trajectory, from the row of it."""
    return digest_json({name: cell for name, cell in row.items() if name not in _NOT_IN_ID})
