"""The noun of the stage: what a user wants, with gold that was executed and audited."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from agentscaler.tasks.difficulty import Difficulty
from agentscaler.tasks.language.persona import Persona
from agentscaler.tasks.walk.chain import Origin
from agentscaler.world.canonical import canonical_json
from agentscaler.world.digest import digest_json

if TYPE_CHECKING:
    from agentscaler.world import World

FORMAT_VERSION = 1
"""Version of the records; raised when a column changes its meaning."""

TASK_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "id": pl.String(),
        "environment": pl.String(),
        "split": pl.String(),
        "kind": pl.String(),
        "intent": pl.String(),
        "persona": pl.String(),
        "initial_state": pl.String(),
        "seed": pl.UInt64(),
        "gold_calls": pl.String(),
        "gold_changes": pl.String(),
        "answer": pl.String(),
        "reason": pl.String(),
        "read_only": pl.Boolean(),
        "provenance": pl.String(),
        "purposes": pl.List(pl.String()),
        "num_calls": pl.UInt32(),
        "num_writes": pl.UInt32(),
        "num_tables": pl.UInt32(),
        "score": pl.Float64(),
        "difficulty": pl.String(),
        "skeleton": pl.String(),
        "audit": pl.String(),
        "wording": pl.String(),
    }
)
"""Columns of ``tasks/tasks-*.parquet``; rows in order of environment and id. Persona, states,
calls, answer, provenance, difficulty, audit and wording are canonical JSON text; `Verifier` and
`audit` take the rows as they are."""

DROPPED_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "environment": pl.String(),
        "kind": pl.String(),
        "reason": pl.String(),
        "detail": pl.String(),
        "intent": pl.String(),
        "count": pl.UInt32(),
    }
)
"""Columns of ``tasks/dropped-*.parquet``: walks that became no task; those without an intent are
counted, not listed."""

_JSON = (*("gold_calls", "gold_changes", "answer", "reason", "initial_state", "audit", "wording"),)
_APART = frozenset({"id", "audit", "wording"})
"""What the id does not depend on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What a user wants of an environment (design 4.7)."""

    id: str
    """Digest of everything but audit and wording."""
    environment: str
    """Name of its folder below ``environments/``."""
    split: str
    """``general``, ``vertical`` or ``held_out``: that of the domain."""
    kind: str
    """``write``, ``read``, ``mixed``; ``impossible``: one of the wishes cannot be granted (a thing
    does not exist, or exists already, its status or what needs it stands in the way, no tool does
    it); ``forbidden``: a rule of the policy is against one; the others are granted.
    ``missing_information``: the user leaves out what they have to be asked for."""
    intent: str
    """The first message of the user, which holds all that they want."""
    persona: Persona
    """Who they are, and what they tell only when asked."""
    initial_state: dict[str, Any] | None
    """A `StateDiff` from the initial state of the environment; ``None``: that one."""
    seed: int
    """Of the episode: ids that tools make depend on it."""
    gold_calls: tuple[dict[str, Any], ...]
    """``{"name", "arguments"}`` of each call, in order."""
    gold_changes: dict[str, Any]
    """The `StateDiff` that they leave; empty where nothing may change."""
    answer: tuple[Any, ...]
    """Values that the user has to be told; of what cannot be done: the reason."""
    reason: dict[str, Any] | None
    """Why not all is granted: ``code``, ``text``, ``call`` and ``lookups``; for the last two see
    `refused_call` and `refused_lookups`."""
    read_only: bool
    """Nothing may change."""
    provenance: tuple[tuple[Origin, ...], ...]
    """Of each gold call: whence each of its arguments is known."""
    purposes: tuple[str, ...]
    """Of each gold call: ``lookup``, ``write``, ``answer`` or ``condition``."""
    difficulty: Difficulty
    skeleton: str
    """Digest of gold and intent without values; see `agentscaler.tasks.duplicates`."""
    audit: dict[str, Any] = field(default_factory=dict)
    """What `agentscaler.environments.audit` found."""
    wording: dict[str, Any] = field(default_factory=lambda: {"by": "rules"})
    """Who wrote the intent; see `agentscaler.tasks.language.writing.Written`."""

    @property
    def refused_call(self) -> dict[str, Any] | None:
        """The call that the tool would refuse or a rule forbids: ``{"name", "arguments"}``.

        Gold does not make it, and no player that is to do well may know it. ``None``: nothing is
        refused, no tool does it, or not all that the call needs can be known; also in worlds that
        kept none.
        """
        call: dict[str, Any] | None = (self.reason or {}).get("call")
        return call

    @property
    def refused_lookups(self) -> tuple[dict[str, Any], ...]:
        """Calls that tell what the refused call needs, beyond those of gold, in order."""
        return tuple((self.reason or {}).get("lookups", ()))

    @classmethod
    def made(cls, **parts: Any) -> Self:
        """A task from its parts; the id follows from them."""
        bare = cls(id="", **parts)
        row = {name: cell for name, cell in bare.to_row().items() if name not in _APART}
        return cls(id=digest_json(row), **parts)

    def worded(self, intent: str, wording: dict[str, Any]) -> Self:
        """The task with another intent; the skeleton stays that of the patterns."""
        parts = {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name not in _APART
        }
        return self.made(**(parts | {"intent": intent}), audit=self.audit, wording=wording)

    def to_row(self) -> dict[str, Any]:
        """A row of ``TASK_SCHEMA``; a record for `Verifier` and `audit` as well."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["format_version"] = FORMAT_VERSION
        for name in _JSON:
            value = plain[name]
            value = list(value) if isinstance(value, tuple) else value
            plain[name] = None if value is None else canonical_json(value)
        plain["persona"] = canonical_json(self.persona.to_plain())
        plain["provenance"] = canonical_json(
            [[_origin_plain(origin) for origin in call] for call in self.provenance]
        )
        plain["purposes"] = list(self.purposes)
        plain["difficulty"] = canonical_json(self.difficulty.to_plain())
        plain["num_calls"] = self.difficulty.calls
        plain["num_writes"] = self.difficulty.writes
        plain["num_tables"] = self.difficulty.tables
        plain["score"] = self.difficulty.score
        return {name: plain[name] for name in TASK_SCHEMA}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """The task of a row of ``TASK_SCHEMA``."""
        parts: dict[str, Any] = {name: row.get(name) for name in cls.__dataclass_fields__}
        parts["wording"] = parts["wording"] or '{"by":"rules"}'  # worlds that had no such column
        for name in _JSON:
            parts[name] = None if parts[name] is None else json.loads(parts[name])
        parts["gold_calls"] = tuple(parts["gold_calls"])
        parts["answer"] = tuple(parts["answer"])
        parts["persona"] = Persona.from_plain(json.loads(row["persona"]))
        parts["provenance"] = tuple(
            tuple(Origin(**{"call": None, "path": None, **origin}) for origin in call)
            for call in json.loads(row["provenance"])
        )
        parts["purposes"] = tuple(row["purposes"])
        parts["difficulty"] = Difficulty.from_plain(json.loads(row["difficulty"]))
        return cls(**parts)

    @classmethod
    def load_all(cls, world: World) -> list[Self]:
        """The tasks of a world, in order of environment and id.

        Raises:
            WorldError: The stage has not run.
        """
        rows = world.scan("tasks", "tasks").collect().iter_rows(named=True)
        return [cls.from_row(row) for row in rows]


def _origin_plain(origin: Origin) -> dict[str, Any]:
    parts = ((name, getattr(origin, name)) for name in Origin.__slots__)
    return {name: value for name, value in parts if value is not None or name == "value"}
