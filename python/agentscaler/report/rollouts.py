"""What the page shows of rollouts: counts of all episodes, and some of them to read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from agentscaler.world import World

STAGE = "rollouts"
_JSON = ("messages", "tools", "final_changes", "usage", "versions", "meta")
_PLAIN = (
    "id",
    "task_id",
    "environment",
    "split",
    "agent",
    "trial",
    "reward",
    "termination",
    "attribution",
)
_LEFT_OUT = ("tools", "versions")
"""Columns that no transcript shows; the tools are those of the environment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RolloutFacts:
    """The stage, as far as the page shows it."""

    episodes: pl.DataFrame
    """Every episode, without its texts: see `episodes`."""
    unplayed: pl.DataFrame
    """``reason, count``: tasks that nobody could play."""
    shown: Sequence[Mapping[str, Any]]
    """Some in full, their JSON read; ``gold`` is what their task changes, or ``None``."""


def read_rollouts(world: World, *, samples: int) -> RolloutFacts | None:
    """Read the counts, and some episodes of every kind of task and agent.

    Args:
        world: The world.
        samples: Episodes that are read in full.

    Returns:
        ``None`` where the stage has not run.

    Raises:
        WorldError: A table is damaged.
    """
    if STAGE not in world.stages():
        return None
    found = episodes(world.scan(STAGE, "rollouts"))
    unplayed = world.scan(STAGE, "unplayed").collect()["reason"].value_counts(sort=True)
    return RolloutFacts(
        episodes=found,
        unplayed=unplayed.sort(["count", "reason"], descending=[True, False]),
        shown=in_full(world, choose(found, samples)),
    )


def episodes(rollouts: pl.LazyFrame) -> pl.DataFrame:
    """A row an episode, without its texts.

    Args:
        rollouts: Rows of ``TRAJECTORY_SCHEMA``.

    Returns:
        Columns ``id, task_id, environment, split, agent, trial, reward, termination, attribution``
        as they are; ``kind`` of the task; ``turns``, ``calls`` (counts); ``mistakes``: lists of
        ``{"name", "at", "recovered"}``.
    """
    import polars as pl

    mistake = pl.Struct({"name": pl.String, "at": pl.Int64, "recovered": pl.Boolean})
    meta = pl.Struct({"task_kind": pl.String, "mistakes": pl.List(mistake)})
    usage = pl.Struct({"turns": pl.Float64, "calls": pl.Float64})
    # Read by columns: as Python objects a quarter of a million episodes take half a minute.
    read = rollouts.select(
        *_PLAIN,
        usage=pl.col("usage").str.json_decode(usage),
        meta=pl.col("meta").str.json_decode(meta),
    )
    return read.select(
        *_PLAIN,
        kind=pl.col("meta").struct.field("task_kind"),
        turns=pl.col("usage").struct.field("turns"),
        calls=pl.col("usage").struct.field("calls"),
        mistakes=pl.col("meta").struct.field("mistakes").fill_null([]),
    ).collect()


def choose(found: pl.DataFrame, number: int) -> list[str]:
    """Ids of some episodes: of each kind of task and agent one that passed and one that failed.

    Ids are digests of what was played with the seed of the world, so that the first of a group is
    as good as drawn.

    Args:
        found: Rows of `episodes`.
        number: So many at most. The kinds come in turn, so that a small number still has them all.

    Returns:
        By kind, agent, failed before passed.
    """
    import polars as pl

    grouped = (
        found.sort("id")
        .with_columns(pl.col("kind").fill_null(""), passed=pl.col("reward").fill_null(0.0) == 1)
        .unique(["kind", "agent", "passed"], keep="first", maintain_order=True)
        .sort("kind", "agent", "passed", "id")
    )
    turn = pl.int_range(pl.len()).over("kind")
    picked = grouped.with_columns(turn=turn).sort("turn", "kind").head(number)
    ids: list[str] = picked.sort("kind", "agent", "passed", "id")["id"].to_list()
    return ids


def in_full(world: World, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Episodes with their JSON read and what the gold of their task changes, in the order given."""
    import polars as pl

    rows = world.scan(STAGE, "rollouts").filter(pl.col("id").is_in(list(ids))).drop(_LEFT_OUT)
    by_id = {row["id"]: _read(row) for row in rows.collect().iter_rows(named=True)}
    tasks = list({row["task_id"] for row in by_id.values()} - {None})
    gold: dict[str, Any] = {}
    if tasks:
        found = world.scan("tasks", "tasks").filter(pl.col("id").is_in(tasks))
        gold = dict(found.select("id", "gold_changes").collect().iter_rows())
    for row in by_id.values():
        text = gold.get(row["task_id"])
        row["gold"] = None if text is None else json.loads(text)
    return [by_id[one] for one in ids]


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(cell) if name in _JSON and cell is not None else cell
        for name, cell in row.items()
    }
