"""The funnel as a table: what came into each stage, what was dropped and why, what went on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import polars as pl

from agentscaler.filters.funnel import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(kw_only=True, slots=True)
class FunnelTable:
    """Counts of verdicts by stage and reason.

    Example:
        >>> verdicts = pl.DataFrame(
        ...     {"stage": [None, "validity", None], "reason": [None, "empty", None]}
        ... )
        >>> table = FunnelTable.of(verdicts, stages=("reading", "validity"))
        >>> for row in table.rows():
        ...     print(row)
        ('reading', '3', '', '3')
        ('validity', '3', '1', '2')
        ('  empty', '', '1', '')
    """

    stages: tuple[str, ...]
    """The stages that judge, in their order."""
    total: int = 0
    """Verdicts."""
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Stage and reason -> number of verdicts."""

    @classmethod
    def of(cls, verdicts: pl.DataFrame, *, stages: Iterable[str]) -> Self:
        """The table of verdicts."""
        table = cls(stages=tuple(stages))
        table.add(verdicts)
        return table

    def add(self, verdicts: pl.DataFrame) -> None:
        """Count more verdicts; their columns ``stage`` and ``reason``."""
        self.total += verdicts.height
        counts = (
            verdicts.filter(pl.col("stage").is_not_null())
            .group_by("stage", "reason")
            .agg(pl.len().alias("count"))
        )
        for stage, reason, count in counts.iter_rows():
            self.dropped[stage, reason] += count

    @property
    def kept(self) -> int:
        """Verdicts that no stage objected to."""
        return self.total - self.dropped.total()

    def of_stage(self, stage: str) -> dict[str, int]:
        """Reason -> number, in the order of the rules of a stage."""
        return {
            reason: self.dropped[stage, reason]
            for reason in REASONS[stage]
            if self.dropped[stage, reason]
        }

    def counts(self) -> pl.DataFrame:
        """A row a stage and reason: ``stage``, ``entered``, ``reason``, ``dropped``, ``left``.

        A stage that drops nothing has one row without a reason; ``entered`` and ``left`` are those
        of the stage.
        """
        rows, entered = [], self.total
        for stage in self.stages:
            reasons = self.of_stage(stage)
            left = entered - sum(reasons.values())
            rows += [
                (stage, entered, reason, count, left)
                for reason, count in (reasons.items() or [(None, 0)])
            ]
            entered = left
        schema = {
            "stage": pl.String,
            "entered": pl.UInt64,
            "reason": pl.String,
            "dropped": pl.UInt64,
            "left": pl.UInt64,
        }
        return pl.DataFrame(rows, schema=schema, orient="row")

    def rows(self) -> list[tuple[str, str, str, str]]:
        """For the terminal: stage or reason, entered, dropped, left."""
        rows, entered = [], self.total
        for stage in self.stages:
            reasons = self.of_stage(stage)
            lost = sum(reasons.values())
            rows.append((stage, f"{entered:,}", f"{lost:,}" if lost else "", f"{entered - lost:,}"))
            rows += [(f"  {reason}", "", f"{count:,}", "") for reason, count in reasons.items()]
            entered -= lost
        return rows

    def text(self) -> str:
        """The table as text, columns under each other."""
        rows = [("stage", "in", "dropped", "out"), *self.rows()]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if column else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        )
