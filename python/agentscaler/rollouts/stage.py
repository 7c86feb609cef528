"""The rollouts stage: tasks in; trajectories, as agents and users have played them, out."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.config import to_plain
from agentscaler.llm import LlmConfig
from agentscaler.rollouts.playing import Venue, play_shard, play_shard_with_models
from agentscaler.world import StageReport
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from agentscaler.rollouts.config import RolloutsConfig
    from agentscaler.world import Executor, Progress, StageWriter, World

NAME = "rollouts"
_COLUMNS = ("agent", "reward", "termination", "attribution", "usage", "meta", "task_id")


def run(
    world: World,
    config: RolloutsConfig,
    *,
    executor: Executor,
    progress: Progress,
    llm: LlmConfig | None = None,
) -> StageReport:
    """Play the tasks of a world.

    Args:
        world: Its stages ``environments`` and ``tasks`` have run.
        config: Who plays.
        executor: Its processes play the tasks of some environments each. Models are asked from this
            process: they wait, they do not compute.
        progress: Told about each shard.
        llm: The models, where some play.

    Raises:
        ConfigError: A setting is outside its range.
        WorldError: An earlier stage is missing, or the world cannot be written.
        ModelError: The endpoint of a model cannot be used, or the budget is spent. Shards that are
            done are kept, and the next run goes on behind them.
    """
    config.validate()
    llm = llm or LlmConfig()
    inputs = {stage: world.manifest(stage).digest for stage in ("environments", "tasks")}
    plain = to_plain(config)
    if config.asks:
        plain["llm"] = llm.asked(*config.asks)
    with world.stage(NAME, config=plain, inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(NAME))
        venues = _venues(world)
        size = config.environments_per_shard
        shards = [venues[at : at + size] for at in range(0, len(venues), size)] or [[]]
        progress.begin(NAME, "shard", len(shards))
        missing = [
            number
            for number in range(len(shards))
            if not all([writer.done(path) for path in _paths(number)])  # noqa: C419  each call registers
        ]
        progress.advance(NAME, len(shards) - len(missing))
        if config.asks:
            left = {number: shards[number] for number in missing}
            asyncio.run(_write_with_models(world, writer, left, config, llm=llm, progress=progress))
        else:
            todo = [shards[number] for number in missing]
            for at, frames in executor.map(partial(play_shard, config, world.seed), todo):
                _write(writer, missing[at], frames)
                progress.advance(NAME)
        progress.end(NAME)
        report = _report(world.root / NAME, len(shards), venues)
        writer.finish(report.summary())
        return report


def _venues(world: World) -> list[Venue]:
    """Environments that have tasks, in order of name."""
    tasks = world.scan("tasks", "tasks").collect().sort("environment", "id")
    return [
        Venue(
            folder=world.checked_folder("environments", str(name)),
            tasks=tuple(rows.iter_rows(named=True)),
        )
        for (name,), rows in tasks.group_by("environment", maintain_order=True)
    ]


def _paths(number: int) -> tuple[str, str]:
    return f"rollouts-{number:05d}.parquet", f"unplayed-{number:05d}.parquet"


def _write(writer: StageWriter, number: int, frames: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    for path, frame in zip(_paths(number), frames, strict=True):
        writer.write_table(path, frame)


async def _write_with_models(
    world: World,
    writer: StageWriter,
    todo: dict[int, list[Venue]],
    config: RolloutsConfig,
    *,
    llm: LlmConfig,
    progress: Progress,
) -> None:
    """Shard after shard, so that what is paid for is kept."""
    from agentscaler.rollouts.model_players import open_models

    async with open_models(llm, config.asks, world=world.root) as models:
        for number, venues in todo.items():
            frames = await play_shard_with_models(config, world.seed, venues, models)
            _write(writer, number, frames)
            progress.advance(NAME)


def _report(folder: Path, num_shards: int, venues: list[Venue]) -> StageReport:
    """What was played, read back from the shards: a resumed run reports all of it."""
    paths = [_paths(number) for number in range(num_shards)]
    played = pl.concat(
        [pl.read_parquet(folder / first, columns=list(_COLUMNS), glob=False) for first, _ in paths]
    )
    unplayed = pl.concat([pl.read_parquet(folder / second, glob=False) for _, second in paths])
    counts: dict[str, int] = {
        "environments": len(venues),
        "tasks": sum(len(venue.tasks) for venue in venues),
        "episodes": played.height,
    }
    for column in ("agent", "termination", "attribution"):
        found = Counter(played[column].to_list())
        counts |= {f"{column}_{name}": number for name, number in sorted(found.items())}
    mistakes = _mistakes(played)
    counts |= {f"mistake_{name}": number for name, number in sorted(mistakes.items())}
    return StageReport(
        stage=NAME,
        made=f"{counted(played.height, 'trajectory').replace('trajectorys', 'trajectories')} of "
        f"{counted(played['task_id'].n_unique(), 'task')}",
        counts=counts,
        dropped=dict(sorted(Counter(unplayed["reason"].to_list()).items())),
        figures=_figures(played),
    )


def _mistakes(played: pl.DataFrame) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in played["meta"]:
        found.update(one["name"] for one in json.loads(text).get("mistakes", ()))
    return found


def _figures(played: pl.DataFrame) -> dict[str, float | int | str | None]:
    """Rewards and sizes: means over episodes."""
    usage = [json.loads(text) for text in played["usage"]]
    figures: dict[str, float | int | str | None] = {
        "mean_reward": _mean(played["reward"]),
        "mean_turns": _mean(pl.Series([one["turns"] for one in usage], dtype=pl.Float64)),
        "mean_calls": _mean(pl.Series([one["calls"] for one in usage], dtype=pl.Float64)),
        "tokens": sum(
            one.get("prompt_tokens", 0) + one.get("completion_tokens", 0) for one in usage
        ),
    }
    for name, rows in sorted(played.group_by("agent"), key=lambda one: str(one[0][0])):
        figures[f"mean_reward_{name[0]}"] = _mean(rows["reward"])
    return figures


def _mean(values: pl.Series) -> float | None:
    mean: Any = values.mean()
    return round(mean, 4) if isinstance(mean, float) else None
