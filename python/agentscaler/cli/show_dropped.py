"""What was left out, by which stage and why: files, tools, and walks that became no task."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.find import NotFoundError
from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import count, folded, one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console, RenderableType

    from agentscaler.world import World

_COLUMNS = ["stage", "reason", "detail", "id", "name", "provider", "group", "file", "place"]
_TASKS = [*_COLUMNS, "kind", "intent", "count"]
"""Of a walk; its ``name`` is that of the environment."""


def gather(world: World, *, name: str | None, reason: str | None) -> dict[str, Any]:
    """What ``--json`` prints: rows, and the number of each reason.

    Args:
        world: The world.
        name: Keep what has this in its name, id or file; of a walk, in its environment or intent.
        reason: Keep what was left out for this.

    Raises:
        NotFoundError: Nothing was left out for this reason.
    """
    rows = _rows(world)
    reasons = {row["reason"] for row in rows}
    num_all = sum(row["count"] for row in rows)
    if reason is not None and reason not in reasons:
        known = ", ".join(sorted(reasons)) or "none: nothing was left out"
        raise NotFoundError(
            f"nothing was left out for the reason {visible(reason)}", mend=f"reasons here: {known}"
        )
    if reason is not None:
        rows = [row for row in rows if row["reason"] == reason]
    if name is not None:
        wanted = name.casefold()
        rows = [
            row
            for row in rows
            if any(
                wanted in (row.get(c) or "").casefold() for c in ("name", "id", "file", "intent")
            )
        ]
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row["stage"], row["reason"]] += row["count"]
    return {
        "all": num_all,
        "counts": [
            {"stage": stage, "reason": why, "count": number}
            for (stage, why), number in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
        ],
        "rows": rows,
    }


def _rows(world: World) -> list[dict[str, Any]]:
    import polars as pl

    stage, one = pl.lit("tools").alias("stage"), pl.lit(1, pl.UInt32).alias("count")
    frames = [world.scan("tools", "dropped").with_columns(stage).select(*_COLUMNS, one).collect()]
    if "domains" in world.stages():
        tools = world.scan("tools", "tools").select(
            pl.col("id"), *(pl.col(c) for c in ("name", "provider", "group", "file", "place"))
        )
        outside = (
            world.scan("domains", "members")
            .filter(pl.col("domain_id").is_null())
            .join(tools, left_on="tool_id", right_on="id", how="left")
            .rename({"tool_id": "id"})
            .with_columns(pl.lit("domains").alias("stage"))
            .select(_COLUMNS)
            .sort("file", "place", "id")
        )
        frames.append(outside.collect())
        if "environments" in world.stages():
            lost = (
                world.scan("environments", "dropped")
                .join(tools, left_on="tool_id", right_on="id", how="left")
                .rename({"tool_id": "id"})
                .with_columns(pl.lit("environments").alias("stage"))
                .select(_COLUMNS)
                .sort("file", "place", "id")
            )
            frames.append(lost.collect())
    if "tasks" in world.stages():
        walks = (
            world.scan("tasks", "dropped")
            .rename({"environment": "name"})
            .with_columns(
                pl.lit("tasks").alias("stage"),
                *(pl.lit(None, pl.String).alias(c) for c in ("id", "provider", "group", "file")),
                pl.lit(None, pl.String).alias("place"),
            )
            .select(_TASKS)
            # Those that were put into words say more than a count.
            .sort(pl.col("intent") == "", "name", "kind", "reason", "detail", "intent")
        )
        frames.append(walks.collect())
    return pl.concat(frames, how="diagonal").with_columns(pl.col("count").fill_null(1)).to_dicts()


def draw(to: Console, found: dict[str, Any], limit: int) -> None:
    """For people."""
    rows = found["rows"]
    if not rows:
        to.print(
            Text(
                "nothing was left out"
                if found["all"] == 0
                else "nothing that was left out has this name or reason"
            )
        )
        return
    reasons = table("reason*", "stage", "left out", right=["left out"])
    for entry in found["counts"]:
        reasons.add_row(visible(entry["reason"]), entry["stage"], f"{entry['count']:,}")
    to.print(reasons)
    shown = rows[:limit] if limit > 0 else rows
    for row in shown:
        show_all(to, list(_walk_parts(row) if row["stage"] == "tasks" else _tool_parts(row)))
    if len(shown) < len(rows):
        more = count(len(rows) - len(shown), "more", "more")
        to.print(dim(f"{more}; --limit 0 shows all, --reason and a name narrow it down"))


def _tool_parts(row: Mapping[str, Any]) -> Iterator[RenderableType]:
    what = row["name"] or row["file"] or row["id"]
    place = f"{row['file'] or ''} {row['place'] or ''}".strip() if row["name"] else row["place"]
    yield Text.assemble(strong(one_line(what, limit=40)), f"  {visible(row['reason'])}")
    yield Text(f"  {one_line(row['detail'] or '')}")
    if place:
        yield dim(f"  {visible(place)}")


def _walk_parts(row: Mapping[str, Any]) -> Iterator[RenderableType]:
    kind = f"  {row['kind'].replace('_', ' ')}" if row["kind"] else ""
    times = f"  {count(row['count'], 'walk')}" if row["count"] > 1 else ""
    yield Text.assemble(
        strong(one_line(row["name"], limit=40)),
        f"  {visible(row['reason'])}",
        dim(f"{kind}{times}"),
    )
    if row["detail"]:
        yield Text(f"  {one_line(row['detail'])}")
    if row["intent"]:
        yield from (dim(line) for line in folded(row["intent"], width=80, first="  ", rest="  "))
