"""Rollouts of some environments: a pure function of its arguments, but for what models say."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.environments import Environment
from agentscaler.environments.design.blueprint import Blueprint
from agentscaler.errors import EnvironmentFileError, ModelError, StateError, told_with_place
from agentscaler.rollouts.episode import Limits
from agentscaler.rollouts.goal import Goal, function_tools, shown_tools
from agentscaler.rollouts.players import Casting
from agentscaler.rollouts.roll_out import play, roll_out
from agentscaler.rollouts.scripted.plan import Plan
from agentscaler.tasks.task import Task
from agentscaler.trajectories.trajectory import TRAJECTORY_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentscaler.rollouts.config import RolloutsConfig
    from agentscaler.rollouts.players import Models
    from agentscaler.trajectories import Trajectory


@dataclass(frozen=True, kw_only=True, slots=True)
class Venue:
    """An environment and its tasks."""

    folder: Path
    tasks: tuple[dict[str, Any], ...]
    """Rows of ``TASK_SCHEMA``."""


UNPLAYED_SCHEMA = pl.Schema(
    {
        "format_version": pl.UInt16(),
        "environment": pl.String(),
        "task_id": pl.String(),
        "reason": pl.String(),
        "detail": pl.String(),
    }
)
"""Columns of ``rollouts/unplayed-*.parquet``: tasks that nobody could play."""


def limits_of(config: RolloutsConfig) -> Limits:
    """What an episode may use."""
    return Limits(
        turns=config.max_turns,
        calls=config.max_calls,
        errors=config.max_errors,
        characters=config.max_characters,
    )


def play_shard(
    config: RolloutsConfig, seed: int, venues: list[Venue]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Play all trials of the tasks of some environments, with players that answer at once.

    Returns:
        Trajectories, rows in order of environment, task and trial; and tasks that nobody could
        play.
    """
    limits = limits_of(config)
    unplayed: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for casting in _castings(config, seed, venues, unplayed, models=None):
        for trial in range(config.trials):
            try:
                rows.append(_played(casting, trial, limits).to_row())
            except Exception as error:  # noqa: BLE001  one odd task must not cost the others
                unplayed.append(_failed(casting, error))
    return _frames(rows, unplayed)


def _played(casting: Casting, trial: int, limits: Limits) -> Trajectory:
    players = casting.players(trial)
    return roll_out(
        casting.goal, players.agent, players.user, name=players.name, trial=trial, limits=limits
    )


def _failed(casting: Casting, error: Exception) -> dict[str, Any]:
    task = casting.goal.task
    return _unplayed(task.environment, task.id, "player_failed", told_with_place(error))


async def play_shard_with_models(
    config: RolloutsConfig, seed: int, venues: list[Venue], models: Models
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same with models: all episodes of the shard go on at once.

    Raises:
        ModelError: Something stops all of them; nothing of the shard is kept, and its replies are
            in the cache.
    """
    limits = limits_of(config)
    unplayed: list[dict[str, Any]] = []
    entered = [
        (casting, trial)
        for casting in _castings(config, seed, venues, unplayed, models=models)
        for trial in range(config.trials)
    ]
    played = await asyncio.gather(
        *(_play(casting, trial, limits) for casting, trial in entered),
        # What is under way comes to its end, so that what is paid for is in the cache.
        return_exceptions=True,
    )
    rows: list[dict[str, Any]] = []
    for (casting, _), one in zip(entered, played, strict=True):
        if isinstance(one, ModelError) or (
            isinstance(one, BaseException) and not isinstance(one, Exception)
        ):
            raise one
        if isinstance(one, Exception):
            unplayed.append(_failed(casting, one))
        else:
            rows.append(one.to_row())
    return _frames(rows, unplayed)


async def _play(casting: Casting, trial: int, limits: Limits) -> Trajectory:
    players = casting.players(trial)
    return await play(
        casting.goal, players.agent, players.user, name=players.name, trial=trial, limits=limits
    )


def _castings(
    config: RolloutsConfig,
    seed: int,
    venues: list[Venue],
    unplayed: list[dict[str, Any]],
    *,
    models: Models | None,
) -> Iterator[Casting]:
    for venue in venues:
        name = venue.folder.name
        try:
            environment = Environment.from_folder(venue.folder)
        except EnvironmentFileError as error:
            unplayed.append(_unplayed(name, None, "no_environment", error.what))
            continue
        blueprint = environment.blueprint or Blueprint()
        tools = function_tools(environment.tools)
        for row in venue.tasks:
            task = Task.from_row(row)
            try:
                shown = shown_tools(tools, task, config.tools_shown, seed=seed)
                goal = Goal.of(task, environment, tools=shown)
            except StateError as error:
                unplayed.append(_unplayed(name, task.id, "no_start", error.what))
                continue
            yield Casting(Plan.of(goal, blueprint), config, seed=seed, models=models)


def _unplayed(environment: str, task_id: str | None, reason: str, detail: str) -> dict[str, Any]:
    return {
        "format_version": 1,
        "environment": environment,
        "task_id": task_id,
        "reason": reason,
        "detail": detail,
    }


def _frames(
    rows: list[dict[str, Any]], unplayed: list[dict[str, Any]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    return (
        pl.DataFrame(rows, schema=TRAJECTORY_SCHEMA),
        pl.DataFrame(unplayed, schema=UNPLAYED_SCHEMA),
    )
