"""The verdicts stage: rollouts, tasks and environments in; a verdict for every trajectory out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from agentscaler.config import to_plain
from agentscaler.environments.folder import read_folder
from agentscaler.filters.funnel import Funnel, Setting
from agentscaler.filters.table import FunnelTable
from agentscaler.filters.verdict import VERDICT_SCHEMA
from agentscaler.world import StageReport
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agentscaler.filters.config import FiltersConfig
    from agentscaler.world import Executor, Progress, StageWriter, World

NAME = "verdicts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Some rollouts, and what they were attempts at."""

    rollouts: Path
    """A shard of the stage ``rollouts``."""
    tasks: tuple[Path, ...]
    """The shards of the stage ``tasks``."""
    environments: Path
    """The folder of all environments."""


def run(
    world: World, config: FiltersConfig, *, executor: Executor, progress: Progress
) -> StageReport:
    """Judge the trajectories of a world.

    Args:
        world: Its stages ``environments``, ``tasks`` and ``rollouts`` have run.
        config: Settings.
        executor: Its processes judge some trajectories each.
        progress: Told about each shard.

    Raises:
        ConfigError: A setting is outside its range.
        WorldError: An earlier stage is missing, or the world cannot be written.
        EnvironmentFileError: The state of an environment cannot be read.
    """
    config.validate()
    stages = ("environments", "tasks", "rollouts")
    inputs = {stage: world.manifest(stage).digest for stage in stages}
    with world.stage(NAME, config=to_plain(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(NAME))
        parts = _parts(world)
        progress.begin(NAME, "shard", len(parts))
        _write(writer, parts, config, executor=executor, progress=progress)
        progress.end(NAME)
        report = _report(world.root / NAME, len(parts), config)
        writer.finish(report.summary())
        return report


def _parts(world: World) -> list[Part]:
    """A part a shard of rollouts; every file that it reads has been checked."""
    files = {}
    for stage in ("rollouts", "tasks"):
        world.scan(stage, stage)
        shards = world.manifest(stage).shards
        files[stage] = tuple(world.root / stage / one.path for one in shards if one.table == stage)
    names = world.scan("rollouts", "rollouts").select("environment").unique().collect()
    for name in sorted(names["environment"].drop_nulls()):
        world.checked_folder("environments", name)
    return [
        Part(
            rollouts=path,
            tasks=files["tasks"],
            environments=world.root / "environments",
        )
        for path in files["rollouts"]
    ]


def _path(number: int) -> str:
    return f"verdicts-{number:05d}.parquet"


def _write(
    writer: StageWriter,
    parts: Sequence[Part],
    config: FiltersConfig,
    *,
    executor: Executor,
    progress: Progress,
) -> None:
    """Judge the shards that no killed run has judged."""
    missing = [number for number in range(len(parts)) if not writer.done(_path(number))]
    progress.advance(NAME, len(parts) - len(missing))
    todo = [parts[number] for number in missing]
    for at, frame in executor.map(partial(judge_part, config), todo):
        writer.write_table(_path(missing[at]), frame)
        progress.advance(NAME)


def judge_part(config: FiltersConfig, part: Part) -> pl.DataFrame:
    """The verdicts on some trajectories: a pure function of its arguments and the files named."""
    rollouts = pl.scan_parquet(part.rollouts, glob=False)
    names = rollouts.select("environment").unique().collect()["environment"].drop_nulls().sort()
    tasks = pl.scan_parquet(list(part.tasks), glob=False).filter(
        pl.col("environment").is_in(names.implode())
    )
    settings = {}
    if config.alignment:
        for name in names:
            folder = read_folder(part.environments / name)
            settings[name] = Setting(state=folder.state, equivalence=folder.equivalence)
    funnel = Funnel(config, tasks=tasks, environments=settings)
    frames = [frame.select(list(VERDICT_SCHEMA)) for frame, _ in funnel.judge(rollouts)]
    return pl.concat([pl.DataFrame(schema=VERDICT_SCHEMA), *frames])


def funnel_table(world: World) -> FunnelTable:
    """How many trajectories of a world each stage let pass, and why not the others.

    Raises:
        WorldError: The stage has not run.
    """
    verdicts = world.scan(NAME, NAME).select("stage", "reason").collect()
    found = world.manifest(NAME).summary["figures"]["stages"]
    return FunnelTable.of(verdicts, stages=found.split(", "))


def _report(folder: Path, num_shards: int, config: FiltersConfig) -> StageReport:
    """What was judged, read back from the shards: a resumed run reports all of it."""
    paths = [folder / _path(number) for number in range(num_shards)]
    empty = pl.DataFrame(schema=VERDICT_SCHEMA)
    read = [pl.read_parquet(path, columns=["stage", "reason"], glob=False) for path in paths]
    verdicts = pl.concat([empty.select("stage", "reason"), *read])
    table = FunnelTable.of(verdicts, stages=config.stages)
    reasons: dict[str, int] = {}
    for (_, reason), count in sorted(table.dropped.items()):
        reasons[reason] = reasons.get(reason, 0) + count
    counts = {"trajectories": table.total}
    for stage in config.stages:
        counts[f"dropped_{stage}"] = sum(table.of_stage(stage).values())
    return StageReport(
        stage=NAME,
        made=f"{table.kept:,} of {counted(table.total, 'rollout')} kept",
        counts={**counts, "kept": table.kept},
        dropped=reasons,
        figures={
            "keep_rate": round(table.kept / table.total, 4) if table.total else None,
            "stages": ", ".join(config.stages),
        },
    )
