"""The funnel: records of trajectories to verdicts, without a model and without running anything.

    >>> hello = {"role": "assistant", "content": "Hello!"}
    >>> asked = {"role": "user", "content": "Cancel order #1."}
    >>> call = {"id": "c", "type": "function", "function": {"name": "cancel", "arguments": "{}"}}
    >>> verdicts = Funnel().run(
    ...     [
    ...         {"id": "a", "messages": [asked, hello]},
    ...         {"id": "b", "messages": [asked, {"role": "assistant", "tool_calls": [call]}]},
    ...         b'{"id": "c", "messages": [',
    ...     ]
    ... )
    >>> verdicts["reason"].to_list()
    [None, 'unanswered_call', 'not_json']
    >>> verdicts["at"].to_list()
    [None, 'messages[1].tool_calls[0]', 'messages']

Results depend neither on the number of threads nor on the size of batches. Memory: one batch, and
the states that the tasks ask for.

Source: section 3.1 of the paper.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler._core import Funnel as Engine
from agentscaler._core import funnel_reasons
from agentscaler.environments.records import all_lines
from agentscaler.errors import ArgumentError, TrajectoryError
from agentscaler.filters.config import FiltersConfig
from agentscaler.filters.source import BATCH_ROWS, batches
from agentscaler.filters.verdict import FORMAT_VERSION, VERDICT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agentscaler.environments.environment import Environment
    from agentscaler.environments.records import Records
    from agentscaler.environments.state import Equivalence, State

REASONS: dict[str, tuple[str, ...]] = {name: tuple(codes) for name, codes in funnel_reasons()}
"""Stage -> codes of its reasons, in the order of its rules. ``docs/filters.md`` tells each."""

STAGES = tuple(REASONS)
"""The stages, in the order in which they judge."""

RUN_SCHEMA = pl.Schema({"line": pl.UInt64(), **VERDICT_SCHEMA})
"""Columns of `Funnel.run`: those of a verdict, and the number of the record from 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What outcomes in an environment are compared with and how."""

    state: State
    """The state that its tasks begin with, but for their own changes to it."""
    equivalence: Equivalence
    """What counts as the same outcome."""


class Funnel:
    """Stages in their order; the first one that objects gives the reason.

    Args:
        config: Settings. Without it all stages judge that can: alignment and exact need tasks.
        tasks: Records ``{"id", "environment", "initial_state", "gold_changes", "gold_calls",
            "answer", "read_only"}``; rows of ``TASK_SCHEMA`` as a frame are such records. Only the
            id has to be there, and ``gold_changes`` where alignment judges what is not read-only.
        environments: By name: the states and equivalences of the tasks.
        workers: Number of threads; the result does not depend on it.

    Raises:
        ArgumentError: There are no workers, a stage needs tasks and there are none, or a record of
            a task has no id.
        ConfigError: A setting is outside its range.
    """

    def __init__(
        self,
        config: FiltersConfig | None = None,
        *,
        tasks: Records | None = None,
        environments: Mapping[str, Setting | Environment] | None = None,
        workers: int = 1,
    ) -> None:
        if workers < 1:
            raise ArgumentError(f"workers is {workers}, but must be at least 1")
        if config is None:
            judging = tasks is not None
            config = FiltersConfig(alignment=judging, exact=judging)
        config.validate()
        if tasks is None and _asks_for_tasks(config):
            raise ArgumentError(
                "the stages alignment and exact need tasks",
                mend="give tasks=, or set alignment and exact to false",
            )
        self.config = config
        self._workers = workers
        settings = [
            (name, *_sides(setting)) for name, setting in sorted((environments or {}).items())
        ]
        self._engine = Engine(
            settings,
            [] if tasks is None else all_lines(tasks),
            **_plain(config),
            threads=workers,
        )
        lost = self._engine.lost_tasks()
        if lost:
            number, what = lost[0]
            raise ArgumentError(
                f"{len(lost)} of the tasks cannot be read: {what}", where=f"task {number}"
            )

    def run(self, records: Records, *, strict: bool = False) -> pl.DataFrame:
        """Judge trajectories.

        Args:
            records: JSON lines as bytes, a path (``.jsonl``, ``.jsonl.zst``, ``.parquet``), a
                polars or Arrow table with the columns of a trajectory, or records and lines one by
                one. Blank lines are passed over.
            strict: A line that is no trajectory is an error, not a verdict.

        Returns:
            One row a record, in their order: the columns of `RUN_SCHEMA`.

        Raises:
            ArgumentError: This holds no records.
            OSError: The file cannot be read.
            TrajectoryError: `strict`, and a line is no trajectory.
        """
        frames = [frame for frame, _ in self.judge(records, strict=strict)]
        return pl.concat([pl.DataFrame(schema=RUN_SCHEMA), *frames])

    def judge(
        self, records: Records, *, batch_rows: int = BATCH_ROWS, strict: bool = False
    ) -> Iterator[tuple[pl.DataFrame, list[bytes]]]:
        """Judge trajectories batch by batch: verdicts as of `run`, and the lines they are of."""
        if batch_rows < 1:
            raise ArgumentError(f"batch_rows is {batch_rows}, but must be at least 1")
        for numbers, batch in batches(records, batch_rows=batch_rows):
            columns = self._engine.run(batch, threads=self._workers)
            frame = pl.DataFrame(columns, schema={name: RUN_SCHEMA[name] for name in columns})
            frame = frame.with_columns(
                pl.Series("line", numbers, dtype=pl.UInt64),
                pl.lit(FORMAT_VERSION, dtype=pl.UInt16).alias("format_version"),
            ).select(list(RUN_SCHEMA))
            if strict:
                _refuse_unreadable(frame, records)
            yield frame, batch


def _asks_for_tasks(config: FiltersConfig) -> bool:
    """A recorded reward needs no task."""
    return config.exact or (config.alignment and not config.trust_reward)


def _sides(setting: Setting | Environment) -> tuple[State, Any]:
    if isinstance(setting, Setting):
        return setting.state, setting.equivalence.rules
    return setting.fresh(seed=0), setting.equivalence.rules


def _plain(config: FiltersConfig) -> dict[str, Any]:
    cells = {name: getattr(config, name) for name in config.__dataclass_fields__}
    return {name: list(cell) if isinstance(cell, tuple) else cell for name, cell in cells.items()}


def _refuse_unreadable(frame: pl.DataFrame, records: Records) -> None:
    unreadable = frame.filter(pl.col("stage") == "reading")
    if unreadable.is_empty():
        return
    first = unreadable.row(0, named=True)
    named = isinstance(records, str | os.PathLike)
    file = f"{records!s}, " if named else ""
    place = f", {first['at']}" if first["at"] else ""
    raise TrajectoryError(
        f"no trajectory: {first['detail']}",
        reason=first["reason"],
        where=f"{file}line {first['line']}{place}",
        mend="mend the line; without `strict` it is a verdict with a reason",
    )
