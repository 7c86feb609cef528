"""The scores stage: tasks and checkpoints in; episodes of each agent and their scores out."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.config import to_plain
from agentscaler.evals.config import CHECKPOINTS, SCRIPTED
from agentscaler.evals.scores import SCORES_SCHEMA, scores
from agentscaler.rollouts.config import RolloutsConfig
from agentscaler.rollouts.players import Models
from agentscaler.rollouts.playing import Venue, play_shard, play_shard_with_models
from agentscaler.training.config import Shape
from agentscaler.trajectories import TRAJECTORY_SCHEMA
from agentscaler.world import StageReport
from agentscaler.world.canonical import readable_json
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.evals.config import EvalsConfig
    from agentscaler.world import Executor, Progress, StageWriter, World

NAME = "scores"
TRAINED = "checkpoints"


def run(
    world: World, config: EvalsConfig, *, executor: Executor, progress: Progress
) -> StageReport:
    """Let agents play the held-out tasks of a world, and count what they reach.

    Args:
        world: Its stages ``environments`` and ``tasks`` have run, ``checkpoints`` where its models
            are to play; where it has not, they are left out, and counted.
        config: Who plays what.
        executor: Its processes play for scripted agents; models play in this one.
        progress: Told about each agent.

    Raises:
        ConfigError: A setting is outside its range.
        CheckpointError: The folder of an agent is no checkpoint.
        MissingExtraError: A model is to play, and the extra ``train`` is not installed.
        WorldError: An earlier stage is missing, or the world cannot be written.
    """
    config.validate()
    present = _present(world)
    read = ("environments", "tasks", *((TRAINED,) if present else ()))
    inputs = {stage: world.manifest(stage).digest for stage in read}
    agents = [name for name in config.agents if name in present or name not in CHECKPOINTS]
    with world.stage(NAME, config=to_plain(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(NAME))
        tasks = chosen_tasks(world, config)
        venues = _venues(world, tasks)
        progress.begin(NAME, "agent", len(agents))
        paths = []
        for number, agent in enumerate(agents):
            paths.append(f"episodes-{number:05d}.parquet")
            if not writer.done(paths[-1]):
                played = _play(world, config, agent, venues, executor)
                writer.write_table(paths[-1], played)
            progress.advance(NAME)
        progress.end(NAME)
        episodes = [pl.read_parquet(world.root / NAME / path, glob=False) for path in paths]
        table = _write(writer, episodes, tasks)
        report = _report(config, table, tasks.height, left_out=len(config.agents) - len(agents))
        writer.finish(report.summary())
        return report


def _present(world: World) -> set[str]:
    """The checkpoints that there are, and what training began with."""
    if TRAINED not in world.stages():
        return set()
    shards = world.manifest(TRAINED).shards
    return {CHECKPOINTS[0], *(shard.path.partition("/")[0] for shard in shards)}


def chosen_tasks(world: World, config: EvalsConfig) -> pl.DataFrame:
    """The tasks that agents are measured on, in order of environment and id."""
    tasks = world.scan("tasks", "tasks").filter(pl.col("split") == config.split).sort("id")
    if config.max_gold_calls is not None:
        tasks = tasks.filter(pl.col("num_calls") <= config.max_gold_calls)
    if config.max_tasks is not None:
        tasks = tasks.head(config.max_tasks)
    return tasks.sort("environment", "id").collect()


def _venues(world: World, tasks: pl.DataFrame) -> list[Venue]:
    return [
        Venue(
            folder=world.checked_folder("environments", str(name)),
            tasks=tuple(rows.iter_rows(named=True)),
        )
        for (name,), rows in tasks.group_by("environment", maintain_order=True)
    ]


def _play(
    world: World, config: EvalsConfig, agent: str, venues: list[Venue], executor: Executor
) -> pl.DataFrame:
    """The episodes of one agent."""
    who = agent if agent in SCRIPTED else "model"
    rules = RolloutsConfig(
        agents={who: 1.0},
        user=config.user,
        trials=config.trials,
        tools_shown=config.tools_shown,
        max_turns=config.max_turns,
        max_errors=config.max_errors,
    )
    if who != "model":
        shards = [[venue] for venue in venues]
        done = dict(executor.map(partial(play_shard, rules, world.seed), shards))
        frames = [done[number][0] for number in range(len(shards))]
        return pl.concat([pl.DataFrame(schema=TRAJECTORY_SCHEMA), *frames])
    models = _models(world, config, agent)
    played, _ = asyncio.run(play_shard_with_models(rules, world.seed, venues, models))
    return played


def _models(world: World, config: EvalsConfig, agent: str) -> Models:
    """A checkpoint as the agent of every episode."""
    from agentscaler.evals.checkpoint_agent import CheckpointAgent
    from agentscaler.evals.generation import Batching, Generator

    folder, start = _checkpoint(world, agent)
    generator = Generator(
        folder,
        max_new_tokens=config.max_new_tokens,
        temperature=config.temperature,
        seed=world.seed,
        model=start,
        strict=config.strict,
    )
    batching = Batching(generator, size=config.batch)

    def make(trial: int) -> CheckpointAgent:
        return CheckpointAgent(batching, key=(agent, trial))

    def no_user(*_: Any) -> Any:
        raise NotImplementedError  # `rules.user` never asks for a model

    return Models(agent=make, agent_name=agent, user=no_user)


def _checkpoint(world: World, agent: str) -> tuple[Path, str | Shape | None]:
    """The folder of an agent, and what to take the weights from if not from there."""
    if agent not in CHECKPOINTS:
        return Path(agent), None
    if agent != "untrained":
        return world.checked_folder(TRAINED, agent), None
    manifest = world.manifest(TRAINED)
    settings: Mapping[str, Any] = manifest.config
    first = min(path.path.partition("/")[0] for path in manifest.shards)
    folder = world.checked_folder(TRAINED, first)
    if settings["start"]:
        return folder, str(settings["start"])
    names = Shape.__dataclass_fields__
    return folder, Shape(**{name: settings[name] for name in names})


def _write(writer: StageWriter, episodes: list[pl.DataFrame], tasks: pl.DataFrame) -> pl.DataFrame:
    tables = [scores(frame, tasks) for frame in episodes]
    table = pl.concat([pl.DataFrame(schema=SCORES_SCHEMA), *tables])
    writer.write_table("scores-00000.parquet", table)
    writer.write_bytes("scores.json", readable_json(table.to_dicts()).encode())
    return table


def _report(config: EvalsConfig, table: pl.DataFrame, tasks: int, *, left_out: int) -> StageReport:
    whole = table.filter(pl.col("group") == "all")
    figures: dict[str, float | int | str | None] = {}
    for row in whole.iter_rows(named=True):
        agent = row["agent"]
        figures[f"pass_at_1_{agent}"] = _rounded(row["pass_at_1"])
        figures[f"low_{agent}"] = _rounded(row["low"])
        figures[f"high_{agent}"] = _rounded(row["high"])
        figures[f"first_call_exact_{agent}"] = _rounded(row["first_call_exact"])
    counts = {
        "tasks": tasks,
        "agents": whole.height,
        "episodes": int(whole["episodes"].sum()),
        "lost": int(whole["lost"].sum()),
    }
    kind = f"{config.split.replace('_', '-')} task"
    made = f"{counted(whole.height, 'agent')} on {counted(tasks, kind)}"
    return StageReport(
        stage=NAME,
        made=made if tasks else f"there are no {kind}s",
        counts=counts,
        dropped={"no_checkpoint": left_out} if left_out else {},
        figures=figures,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
