"""Verdicts: what each stage of the funnel dropped and why, and which mistakes it caught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import one_line
from agentscaler.report.rollouts import episodes
from agentscaler.report.verdicts import caught, stage_order, stations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console, RenderableType

    from agentscaler.world import World


def gather(world: World) -> dict[str, Any]:
    """What ``--json`` prints.

    Raises:
        WorldError: The stage has not run.
    """
    frame = world.scan("verdicts", "verdicts").select("id", "kept", "stage", "reason").collect()
    order = stage_order(frame, world.manifest("verdicts").summary)
    played = episodes(world.scan("rollouts", "rollouts"))
    return {
        "trajectories": frame.height,
        "kept": int(frame["kept"].sum()),
        "stages": [
            {
                "stage": one.name,
                "entered": one.entered,
                "left": one.left,
                "dropped": dict(one.dropped),
            }
            for one in stations(frame, order)
        ],
        "mistakes": [
            {
                "mistake": one.name,
                "not_put_right": one.made,
                "caught_by": dict(one.stages),
                "kept_without_harm": one.harmless,
                "slipped_through": one.missed,
                "put_right": one.recovered,
                "put_right_and_kept": one.recovered_kept,
            }
            for one in caught(frame, played, order)
        ],
    }


def draw(to: Console, found: Mapping[str, Any]) -> None:
    """For people."""
    rows = table("stage", "in", "dropped", "out", right=["in", "dropped", "out"])
    for stage in found["stages"]:
        lost = stage["entered"] - stage["left"]
        rows.add_row(
            strong(one_line(stage["stage"], limit=30)),
            f"{stage['entered']:,}",
            f"{lost:,}" if lost else dim("-"),
            f"{stage['left']:,}",
        )
        for reason, number in stage["dropped"].items():
            rows.add_row(f"  {one_line(reason, limit=34)}", "", f"{number:,}", "")
    share = found["kept"] / found["trajectories"] if found["trajectories"] else 0.0
    told = f"{found['kept']:,} of {found['trajectories']:,} kept ({share:.1%})"
    parts: list[RenderableType] = [rows, Text(told)]
    if found["mistakes"]:
        parts += [Text(""), _matrix(found)]
    show_all(to, parts)


def _matrix(found: Mapping[str, Any]) -> RenderableType:
    """Mistakes that were not put right, and who caught them; those that were, and are kept."""
    numbers = ["not right", "harmless", "slipped", "right, kept"]
    rows = table("mistake", numbers[0], "caught by+", *numbers[1:], right=numbers)
    for one in found["mistakes"]:
        by = [f"{stage} {number:,}" for stage, number in one["caught_by"].items() if number]
        values = (one["not_put_right"], one["kept_without_harm"], one["slipped_through"])
        made, harmless, slipped = (f"{value:,}" if value else dim("-") for value in values)
        kept, right = one["put_right_and_kept"], one["put_right"]
        rows.add_row(
            one_line(one["mistake"], limit=18),
            made,
            Text(one_line(", ".join(by))) if by else dim("-"),
            harmless,
            slipped,
            f"{kept:,} of {right:,}" if right else dim("-"),
        )
    return rows
