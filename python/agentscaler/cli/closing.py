"""What a run says at its end: a row a stage, why things were left out, how to look at the rest."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import one_line, seconds, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console, RenderableType

    from agentscaler.world import StageReport, World

PAGE_NAME = "report.html"


def draw_closing(
    to: Console, world: World, reports: Sequence[StageReport], times: Mapping[str, float]
) -> None:
    """The closing table of a run."""
    rows = table("stage", "in", "out+", "left out", "time", right=["left out", "time"])
    for report in reports:
        left_out = sum(report.dropped.values())
        rows.add_row(
            strong(report.stage),
            _first_count(report),
            Text("-" if report.not_run else one_line(report.made)),
            f"{left_out:,}" if left_out else dim("-"),
            _time(report, times),
        )
    show_all(to, [rows, *_not_run(reports), *reason_lines(reports), *_hints(world)])


def _time(report: StageReport, times: Mapping[str, float]) -> Text:
    if report.not_run:
        return dim("not run")
    return dim("up to date") if report.skipped else Text(seconds(times[report.stage]))


def reason_lines(reports: Sequence[StageReport]) -> list[RenderableType]:
    """For each stage that left something out: the reasons, most frequent first."""
    lines: list[RenderableType] = []
    for report in reports:
        if report.dropped:
            ordered = sorted(report.dropped.items(), key=lambda item: (-item[1], item[0]))
            reasons = ", ".join(f"{visible(reason)} {number:,}" for reason, number in ordered)
            lines.append(Text(f"left out by {report.stage}: {reasons}"))
    return [*lines, Text("")] if lines else []


def _not_run(reports: Sequence[StageReport]) -> list[RenderableType]:
    """The stages that were passed by, and what to do for them to run."""
    lacking: dict[str, list[str]] = {}
    for report in reports:
        if report.not_run:
            lacking.setdefault(report.not_run, []).append(report.stage)
    lines = [
        Text(f"not run: {', '.join(names)}; for it: {mend}") for mend, names in lacking.items()
    ]
    return [*lines, Text("")] if lines else []


def _first_count(report: StageReport) -> str:
    for name, number in report.counts.items():
        return f"{number:,} {name.removesuffix('s') if number == 1 else name}"
    return ""


def _hints(world: World) -> list[RenderableType]:
    place = visible(str(world.root))
    at = "" if place == "world" else f" --world {shlex.quote(place)}"
    program = _program()
    lines = ["how to look at it:"]
    if (world.root / PAGE_NAME).exists():
        lines.append(f"  open {shlex.quote(f'{place}/{PAGE_NAME}')}")
    lines.append(f"  {program} show{at}")
    if "domains" in world.stages():
        lines.append(f"  {program} show domains{at}")
    if "environments" in world.stages():
        lines.append(f"  {program} show environments{at}")
        lines.extend(f"  {program} play {shlex.quote(name)}{at}" for name in _largest(world))
    if "tasks" in world.stages():
        lines.append(f"  {program} show tasks{at}")
    lines.extend(
        f"  {program} show {stage}{at}"
        for stage in ("verdicts", "scores")
        if stage in world.stages()
    )
    lines.append(f"  {program} show dropped{at}")
    return [Text(line) for line in lines]


def _largest(world: World) -> list[str]:
    """The name of the largest environment, where there is one."""
    import polars as pl

    usable = world.scan("environments", "environments").filter(pl.col("problem").is_null())
    first = usable.sort(["num_tools", "name"], descending=[True, False]).head(1)
    return [visible(name) for name in first.collect()["name"]]


def _program() -> str:
    """How this command is called here: after ``make run`` it stands in no folder of ``PATH``."""
    called = Path(sys.argv[0])
    if called.name == "agentscaler" and shutil.which("agentscaler") is None:
        return shlex.quote(visible(str(called)))
    return "agentscaler"
