"""What was left out, by which stage and why: files, and tools without domain or environment."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.find import NotFoundError
from agentscaler.cli.terminal import dim, strong, table
from agentscaler.cli.text import count, one_line, visible

if TYPE_CHECKING:
    from rich.console import Console

    from agentscaler.world import World

_COLUMNS = ["stage", "reason", "detail", "id", "name", "provider", "group", "file", "place"]


def gather(world: World, *, name: str | None, reason: str | None) -> dict[str, Any]:
    """What ``--json`` prints: rows, and the number of each reason.

    Args:
        world: The world.
        name: Keep what has this in its name, id or file.
        reason: Keep what was left out for this.

    Raises:
        NotFoundError: Nothing was left out for this reason.
    """
    rows = _rows(world)
    reasons = Counter(row["reason"] for row in rows)
    num_all = len(rows)
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
            if any(wanted in (row[c] or "").casefold() for c in ("name", "id", "file"))
        ]
    counts = Counter((row["stage"], row["reason"]) for row in rows)
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

    stage = pl.lit("tools").alias("stage")
    frames = [world.scan("tools", "dropped").with_columns(stage).select(_COLUMNS).collect()]
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
    return pl.concat(frames).to_dicts()


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
        what = row["name"] or row["file"] or row["id"]
        place = f"{row['file'] or ''} {row['place'] or ''}".strip() if row["name"] else row["place"]
        to.print(
            Text.assemble(strong(one_line(what, limit=40)), f"  {visible(row['reason'])}"),
        )
        to.print(Text(f"  {one_line(row['detail'] or '')}"))
        if place:
            to.print(dim(f"  {visible(place)}"))
    if len(shown) < len(rows):
        more = count(len(rows) - len(shown), "more", "more")
        to.print(dim(f"{more}; --limit 0 shows all, --reason and a name narrow it down"))
