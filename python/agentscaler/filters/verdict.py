"""The noun of the stage: what became of a trajectory, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.world import World

FORMAT_VERSION = 1
"""Version of the records; raised when a column changes its meaning."""

VERDICT_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "id": pl.String(),
        "kept": pl.Boolean(),
        "stage": pl.String(),
        "reason": pl.String(),
        "at": pl.String(),
        "detail": pl.String(),
    }
)
"""Columns of ``verdicts/verdicts-*.parquet``: a row a trajectory, in the order of the rollouts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What became of a trajectory; true when it is kept.

    Example:
        >>> verdict = Verdict(id="t1", kept=False, stage="validity", reason="unanswered_call")
        >>> bool(verdict), Verdict.from_row(verdict.to_row()) == verdict
        (False, True)
    """

    id: str | None
    """Of the trajectory; ``None`` where it has none, or could not be read."""
    kept: bool
    """Whether it passed all stages."""
    stage: str | None = None
    """Where it was dropped: ``reading``, ``validity``, ``repetition``, ``alignment``, ``exact``."""
    reason: str | None = None
    """Why, as a code: see `agentscaler.filters.reasons`."""
    at: str | None = None
    """Place in the record, such as ``messages[3].tool_calls[0]``; ``None``: the record."""
    detail: str | None = None
    """What is wrong, in words."""

    def __bool__(self) -> bool:
        return self.kept

    def to_row(self) -> dict[str, Any]:
        """A row of ``VERDICT_SCHEMA``."""
        cells = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {"format_version": FORMAT_VERSION, **cells}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The verdict of a row of ``VERDICT_SCHEMA``."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})

    @classmethod
    def scan(cls, world: World) -> pl.LazyFrame:
        """The verdicts of a world, as rows of ``VERDICT_SCHEMA``.

        Raises:
            WorldError: The stage ``verdicts`` has not run.
        """
        return world.scan("verdicts", "verdicts")
