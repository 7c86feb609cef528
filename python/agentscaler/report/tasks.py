"""What the page shows of tasks: counts of all, and some of them in full."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from agentscaler.world import World

STAGE = "tasks"
JSON_COLUMNS = (
    "persona",
    "initial_state",
    "gold_calls",
    "gold_changes",
    "answer",
    "reason",
    "provenance",
    "difficulty",
    "audit",
)
"""Columns of a task that hold JSON text."""
_COUNTED = ("id", "environment", "split", "kind", "num_calls", "num_tables", "score")


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskFacts:
    """The stage, as far as the page shows it."""

    tasks: pl.DataFrame
    """Every task, without its texts."""
    dropped: pl.DataFrame
    """``kind, reason, count``: walks that became no task."""
    shown: Sequence[Mapping[str, Any]]
    """Some tasks in full, their JSON read."""


def read_tasks(world: World, *, samples: int) -> TaskFacts | None:
    """Read the counts, and some tasks of every kind.

    Args:
        world: The world.
        samples: Tasks that are read in full.

    Returns:
        ``None`` where the stage has not run.

    Raises:
        WorldError: A table is damaged.
    """
    import polars as pl

    if STAGE not in world.stages():
        return None
    tasks = world.scan(STAGE, "tasks").select(_COUNTED).collect()
    dropped = (
        world.scan(STAGE, "dropped").group_by("kind", "reason").agg(pl.col("count").sum()).collect()
    )
    chosen = choose(tasks, samples)
    rows = world.scan(STAGE, "tasks").filter(pl.col("id").is_in(chosen)).collect().to_dicts()
    by_id = {row["id"]: in_full(row) for row in rows}
    return TaskFacts(
        tasks=tasks,
        dropped=dropped.sort("kind", "reason"),
        shown=[by_id[found] for found in chosen],
    )


def choose(tasks: pl.DataFrame, number: int) -> list[str]:
    """Ids of some tasks: the kinds in turn, of each a task of the environment that came up least.

    Ids are digests, so that their order says nothing about what is easy, long or good.

    Returns:
        At most ``number`` ids: kinds side by side, in each the easy ones first.
    """
    waiting: dict[str, list[Mapping[str, Any]]] = {}
    for row in tasks.sort("id").iter_rows(named=True):
        waiting.setdefault(row["kind"], []).append(row)
    used: dict[str, int] = {}
    chosen: list[Mapping[str, Any]] = []
    while len(chosen) < number and any(waiting.values()):
        for kind in sorted(waiting):
            if waiting[kind] and len(chosen) < number:
                best = min(waiting[kind], key=lambda row: used.get(row["environment"], 0))
                waiting[kind].remove(best)
                used[best["environment"]] = used.get(best["environment"], 0) + 1
                chosen.append(best)
    chosen.sort(key=lambda row: (row["kind"], row["score"], row["id"]))
    return [row["id"] for row in chosen]


def in_full(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of ``tasks`` with its JSON columns read."""
    plain = {name: None if row[name] is None else json.loads(row[name]) for name in JSON_COLUMNS}
    return {**row, **plain}
