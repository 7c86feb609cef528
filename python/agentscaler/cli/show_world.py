"""The world in one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.chain import stage_names
from agentscaler.cli.closing import PAGE_NAME, reason_lines
from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import one_line, size, visible
from agentscaler.world import StageReport

if TYPE_CHECKING:
    from rich.console import Console

    from agentscaler.world import World


def gather(world: World) -> dict[str, Any]:
    """What ``--json`` prints."""
    made = world.stages()
    order = [name for name in stage_names() if name in made]
    order += [name for name in made if name not in order]
    stages = []
    digest: str | None = world.digest()
    for name in order:
        manifest = world.manifest(name)
        stages.append(
            {
                "stage": name,
                **StageReport.from_manifest(manifest).summary(),
                "bytes": sum(shard.bytes for shard in manifest.shards),
                "files": len(manifest.shards),
                "digest": manifest.digest,
                "stale": _stale(world, manifest.inputs),
            }
        )
    page = world.root / PAGE_NAME
    return {
        "world": str(world.root),
        "seed": world.seed,
        "digest": digest,
        "report": str(page) if page.exists() else None,
        "stages": stages,
        "not_run": [name for name in stage_names() if name not in made],
    }


def _stale(world: World, inputs: Any) -> list[str]:
    """The stages that this one was made from and that are others now."""
    made = world.stages()
    return [
        name
        for name, digest in inputs.items()
        if name in made and world.manifest(name).digest != digest
    ]


def draw(to: Console, found: dict[str, Any]) -> None:
    """For people."""
    head = Text.assemble(
        (visible(found["world"]), "bold"),
        f"   seed {found['seed']}   digest {found['digest'][:12]}",
    )
    rows = table("stage", "made+", "left out", "size", right=["left out", "size"])
    reports = []
    for stage in found["stages"]:
        left_out = sum(stage["dropped"].values())
        stale = f" (made from other {', '.join(stage['stale'])})" if stage["stale"] else ""
        rows.add_row(
            strong(stage["stage"]),
            Text(one_line(stage["made"] + stale)),
            f"{left_out:,}" if left_out else dim("-"),
            size(stage["bytes"]),
        )
        reports.append(
            StageReport(stage=stage["stage"], made="", counts={}, dropped=stage["dropped"])
        )
    for name in found["not_run"]:
        rows.add_row(strong(name), dim("has not run"), dim("-"), dim("-"))
    show_all(to, [head, rows, *reason_lines(reports)])
    figures = table("stage", "figure*", "value", right=["value"])
    for stage in found["stages"]:
        for name, value in stage["figures"].items():
            figures.add_row(dim(stage["stage"]), visible(name.replace("_", " ")), _figure(value))
    if figures.row_count:
        to.print(figures)
    if found["report"]:
        to.print(Text(f"the page: {visible(found['report'])}"))


def _figure(value: Any) -> str:
    match value:
        case None:
            return "-"
        case float():
            return f"{value:.4g}"
        case int():
            return f"{value:,}"
        case _:
            return one_line(str(value), limit=30)
