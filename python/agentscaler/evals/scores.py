"""From episodes to a table: a pure function of stored trajectories and their tasks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.errors import ArgumentError
from agentscaler.evals.calls import first_call, free_arguments
from agentscaler.evals.passing import estimate, passing
from agentscaler.trajectories import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORMAT_VERSION = 1
"""Version of the records; raised when a column changes its meaning."""

GROUPS = ("all", "split", "environment", "calls", "kind", "termination")
"""What a row is about: all episodes of an agent, or those with one value of this."""

MAX_K = 8
"""Largest k of pass^k that has a column."""

SCORES_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "agent": pl.String(),
        "group": pl.String(),
        "value": pl.String(),
        "tasks": pl.UInt32(),
        "episodes": pl.UInt32(),
        "lost": pl.UInt32(),
        "pass_at_1": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        **{f"pass_hat_{k}": pl.Float64() for k in range(2, MAX_K + 1)},
        "first_call_name": pl.Float64(),
        "first_call_exact": pl.Float64(),
        "first_call_exact_low": pl.Float64(),
        "first_call_exact_high": pl.Float64(),
        "no_call": pl.Float64(),
        "invalid_json": pl.Float64(),
        "known_tool": pl.Float64(),
        "mean_turns": pl.Float64(),
        "completion_tokens": pl.UInt64(),
    }
)
"""Columns of ``scores/scores-*.parquet``: a row for each agent, group and value.

``lost``: episodes without a reward, which say nothing about the agent and count nowhere else.
``pass_at_1`` with its 95 % interval ``low`` to ``high``; ``pass_hat_k`` over the tasks with at
least k episodes. ``first_call_*``, ``no_call``: shares of the episodes of tasks that have a gold
call; ``invalid_json`` (no JSON object) and ``known_tool`` (names one of the tools): shares of the
first calls that were made. In the group ``termination`` a row
holds the episodes that ended so, and ``pass_at_1`` their mean reward over tasks.
"""

_NEEDED = ("task_id", "agent", "reward")


def scores(trajectories: pl.DataFrame, tasks: pl.DataFrame | None = None) -> pl.DataFrame:
    """The table of scores.

    Args:
        trajectories: Rows of ``TRAJECTORY_SCHEMA``, or fewer columns: ``task_id``, ``agent`` and
            ``reward`` are needed; ``split``, ``environment``, ``termination``, ``messages`` and
            ``usage`` are used where they are there.
        tasks: Rows of ``TASK_SCHEMA``, for calls and kinds.

    Returns:
        Rows of ``SCORES_SCHEMA``, by agent, group and value.

    Raises:
        ArgumentError: A column is missing.

    Example:
        >>> played = pl.DataFrame(
        ...     {
        ...         "task_id": ["a", "a", "b", "b"],
        ...         "agent": ["me"] * 4,
        ...         "reward": [1.0, 1.0, 1.0, 0.0],
        ...     }
        ... )
        >>> scores(played)["agent", "group", "pass_at_1", "pass_hat_2"].row(0)
        ('me', 'all', 0.75, 0.5)
    """
    missing = [name for name in _NEEDED if name not in trajectories.columns]
    if missing:
        raise ArgumentError(f"trajectories have no column {', '.join(missing)}")
    episodes = _episodes(trajectories, tasks)
    rows = [
        _row(agent, group, value, part)
        for agent, played in _parts(episodes, "agent")
        for group in GROUPS
        for value, part in ([("", played)] if group == "all" else _parts(played, group))
    ]
    return pl.DataFrame(rows, schema=SCORES_SCHEMA)


def _parts(frame: pl.DataFrame, column: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of each value, in order; numbers by size."""
    known = frame.filter(pl.col(column).is_not_null()).sort(column)
    for (value,), part in known.group_by(column, maintain_order=True):
        yield str(value), part


def _episodes(trajectories: pl.DataFrame, tasks: pl.DataFrame | None) -> pl.DataFrame:
    """One row an episode with what rows of scores are made of."""
    found = trajectories
    if tasks is not None:
        about = tasks.select(
            pl.col("id").alias("task_id"),
            pl.col("num_calls").alias("calls"),
            "kind",
            "gold_calls",
            "provenance",
        )
        found = found.drop("calls", "kind", strict=False).join(about, on="task_id", how="left")
    for name in (
        "split",
        "environment",
        "termination",
        "calls",
        "kind",
        "messages",
        "tools",
        "usage",
    ):
        if name not in found.columns:
            found = found.with_columns(pl.lit(None, dtype=pl.String).alias(name))
    seen = [_seen(row) for row in found.iter_rows(named=True)]
    columns = ("agent", "task_id", "reward", "split", "environment", "termination", "calls", "kind")
    return found.select(columns).hstack(pl.DataFrame(seen, schema=_SEEN))


_SEEN = pl.Schema(
    {
        "made": pl.Boolean(),
        "valid": pl.Boolean(),
        "known": pl.Boolean(),
        "name": pl.Boolean(),
        "exact": pl.Boolean(),
        "turns": pl.Float64(),
        "completion_tokens": pl.UInt64(),
    }
)


def _seen(row: dict[str, Any]) -> dict[str, Any]:
    usage = json.loads(row["usage"]) if row["usage"] else {}
    seen = {
        "turns": usage.get("turns"),
        "completion_tokens": usage.get("completion_tokens", 0),
    }
    gold = json.loads(row["gold_calls"]) if row.get("gold_calls") else []
    if not gold or row["messages"] is None:
        return {**dict.fromkeys(("made", "valid", "known", "name", "exact")), **seen}
    messages = [Message.from_dict(one) for one in json.loads(row["messages"])]
    tools = json.loads(row["tools"]) if row["tools"] else []
    call = first_call(
        messages,
        gold[0],
        tools={tool["function"]["name"] for tool in tools},
        free=free_arguments(row["provenance"]),
    )
    return {
        "made": call.made,
        "valid": call.valid if call.made else None,
        "known": call.known if call.made and tools else None,
        "name": call.name,
        "exact": call.arguments,
        **seen,
    }


def _row(agent: str, group: str, value: str, part: pl.DataFrame) -> dict[str, Any]:
    played = part.filter(pl.col("reward").is_not_null())
    outcomes = list(zip(played["task_id"].to_list(), played["reward"].to_list(), strict=True))
    first = passing(outcomes)
    exact = estimate(_by_task(played, "exact"))
    hats = {k: passing(outcomes, k) for k in range(2, MAX_K + 1)}
    return {
        "format_version": FORMAT_VERSION,
        "agent": agent,
        "group": group,
        "value": value,
        "tasks": played["task_id"].n_unique(),
        "episodes": played.height,
        "lost": part.height - played.height,
        "pass_at_1": first.value if first else None,
        "low": first.low if first else None,
        "high": first.high if first else None,
        **{f"pass_hat_{k}": hat.value if hat else None for k, hat in hats.items()},
        "first_call_name": _share(played["name"]),
        "first_call_exact": exact.value if exact else None,
        "first_call_exact_low": exact.low if exact else None,
        "first_call_exact_high": exact.high if exact else None,
        "no_call": _share(~played["made"]),
        "invalid_json": _share(~played["valid"]),
        "known_tool": _share(played["known"]),
        "mean_turns": _share(played["turns"]),
        "completion_tokens": played["completion_tokens"].sum(),
    }


def _by_task(played: pl.DataFrame, column: str) -> Sequence[float]:
    """The mean of each task, in order of task."""
    known = played.filter(pl.col(column).is_not_null())
    means = known.group_by("task_id").agg(pl.col(column).cast(pl.Float64).mean()).sort("task_id")
    values: list[float] = means[column].to_list()
    return values


def _share(values: pl.Series) -> float | None:
    mean = values.cast(pl.Float64).mean()
    return mean if isinstance(mean, float) else None
