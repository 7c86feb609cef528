"""The domains stage: tools and links in; domains, members and a quality report out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.config import to_plain
from agentscaler.domains.links import Links
from agentscaler.domains.partition import Partition, partition
from agentscaler.domains.quality import MAX_LINKS, VARIANTS, figures, sensitivity
from agentscaler.domains.records import domain_frame, member_frame
from agentscaler.domains.split import SPLITS, Sides, choose_sides
from agentscaler.graph.engines import tool_entities
from agentscaler.world import StageReport
from agentscaler.world.canonical import canonical_json
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from agentscaler.domains.config import DomainsConfig
    from agentscaler.world import Executor, Progress, World

NAME = "domains"
STEPS = 3
_COLUMNS = ("id", "name", "description", "parameters", "path", "provider", "group")


def run(
    world: World, config: DomainsConfig, *, executor: Executor, progress: Progress
) -> StageReport:
    """Group the tools of a world into domains.

    Args:
        world: Its stages ``tools`` and ``graph`` have run.
        config: Settings.
        executor: Its number of workers is the number of threads of the engines.
        progress: Told about each step.

    Raises:
        ConfigError: A setting is outside its range.
        WorldError: An earlier stage is missing, or the world cannot be written.
    """
    config.validate()
    graph = world.manifest("graph")
    inputs = {"tools": world.manifest("tools").digest, "graph": graph.digest}
    with world.stage(NAME, config=to_plain(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(NAME))
        tools = world.scan("tools", "tools").select(_COLUMNS).collect()
        links = _links(world)
        again = config.sensitivity and len(links.weight) <= MAX_LINKS
        progress.begin(NAME, "step", STEPS + (VARIANTS if again else 0))
        sides = choose_sides(tools["provider"].to_list(), links, config, seed=world.seed)
        followed = _followed(links, sides)
        progress.advance(NAME)
        found = partition(tools.height, followed, config, seed=world.seed)
        progress.advance(NAME)
        _, entities = tool_entities(
            tools["name"].to_list(),
            tools["path"].to_list(),
            tools["parameters"].to_list(),
            threads=executor.workers,
        )
        made_with = {
            "algorithm": config.algorithm,
            "objective": config.objective,
            "resolution": found.resolution,
            "seed": world.seed,
        }
        domains = domain_frame(
            tools, followed, sides, found, entities=entities, made_with=made_with
        )
        members = member_frame(tools, followed, sides, found, domains)
        progress.advance(NAME)
        quality = figures(found.labels, followed, tools["group"].to_list())
        quality["splits"] = _splits(domains)
        quality["split_notes"] = [{"note": note} for note in sides.notes]
        quality["families"] = len(set(sides.family.values()))
        if again:
            quality["sensitivity"] = sensitivity(
                found.labels,
                followed,
                config,
                seed=world.seed,
                tau=float(graph.summary["figures"]["tau"]),
                tick=lambda: progress.advance(NAME),
            )
        writer.write_table("domains-00000.parquet", domains)
        writer.write_table("members-00000.parquet", members)
        writer.write_bytes("quality.json", canonical_json(quality).encode())
        report = _report(domains, members, quality, found)
        writer.finish(report.summary())
        progress.end(NAME)
    return report


def _links(world: World) -> Links:
    frame = world.scan("graph", "similar").select("src", "dst", "weight").collect()
    return Links(*(frame[name].to_numpy() for name in ("src", "dst", "weight")))


def _followed(links: Links, sides: Sides) -> Links:
    """Links that a community may use: inside one split, and not of a copy."""
    same = sides.side[links.src] == sides.side[links.dst]
    return links.where(same & ~sides.twins[links.src] & ~sides.twins[links.dst])


def _splits(domains: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "split": split,
            "domains": own.height,
            "tools": int(own["num_tools"].sum()),
            "providers": own["providers"].explode().n_unique() if own.height else 0,
        }
        for split in SPLITS
        for own in (domains.filter(pl.col("split") == split),)
    ]


def _report(
    domains: pl.DataFrame, members: pl.DataFrame, quality: dict[str, Any], found: Partition
) -> StageReport:
    outside = members.filter(pl.col("reason").is_not_null())
    dropped = dict(outside.group_by("reason").len().sort("reason").iter_rows())
    splits = {row["split"]: row["domains"] for row in quality["splits"]}
    shown = ", ".join(f"{number:,} {split}" for split, number in splits.items())
    plain = (int, float, type(None))
    return StageReport(
        stage=NAME,
        made=f"{counted(domains.height, 'domain')}: {shown}",
        counts={
            "tools": members.height,
            "domains": domains.height,
            "inside": members.height - outside.height,
            "cut": sum(bool(cuts) for cuts in found.cuts),
            "merged": sum(len(merges) for merges in found.merges),
        },
        dropped=dropped,
        figures={key: value for key, value in quality.items() if isinstance(value, plain)},
    )
