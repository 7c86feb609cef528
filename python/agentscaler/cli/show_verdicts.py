"""Verdicts: what each stage of the funnel dropped and why, and which mistakes it caught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import folded, one_line
from agentscaler.filters.reasons import sentence
from agentscaler.report.rollouts import episodes
from agentscaler.report.verdicts import caught, stage_order, stations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console, RenderableType

    from agentscaler.world import World

_WIDTH = 80
"""Characters of a line."""


def gather(world: World) -> dict[str, Any]:
    """What ``--json`` prints.

    Raises:
        WorldError: The stage has not run.
    """
    frame = world.scan("verdicts", "verdicts").select("id", "kept", "stage", "reason").collect()
    order = stage_order(frame, world.manifest("verdicts").summary)
    played = episodes(world.scan("rollouts", "rollouts"))
    passed = stations(frame, order)
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
            for one in passed
        ],
        "reasons": {reason: sentence(reason) for one in passed for reason in dict(one.dropped)},
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
    if found["reasons"]:
        parts.append(Text(""))
    for reason, said in found["reasons"].items():
        lines = folded(f"{reason}: {said}", width=_WIDTH, rest="  ")
        parts += [dim(line) for line in lines]
    if found["mistakes"]:
        parts += [Text(""), *_mistakes(found)]
    show_all(to, parts)


def _mistakes(found: Mapping[str, Any]) -> list[RenderableType]:
    """Mistakes that were not put right, and who caught them; those that were, and are kept."""
    stages = [stage["stage"] for stage in found["stages"] if stage["dropped"]]
    numbers = [*(one_line(stage, limit=10) for stage in stages), "kept", "right"]
    rows = table("mistake", *numbers, right=numbers)
    for one in found["mistakes"]:
        kept = one["kept_without_harm"] + one["slipped_through"]
        values = [*(one["caught_by"].get(stage, 0) for stage in stages), kept]
        right = f"{one['put_right_and_kept']}/{one['put_right']}"
        rows.add_row(
            one_line(one["mistake"], limit=16),
            *(f"{value:,}" if value else dim("-") for value in values),
            right if one["put_right"] else dim("-"),
        )
    slipped = sum(one["slipped_through"] for one in found["mistakes"])
    told = "episodes with a mistake that was not put right, by the stage that dropped them; "
    told += f"kept without the full reward: {slipped:,}; right: kept of those in which all were"
    return [rows, *(dim(line) for line in folded(told, width=_WIDTH))]
