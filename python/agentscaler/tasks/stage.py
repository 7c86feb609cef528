"""The tasks stage: environments in; tasks with audited gold, and why walks became none, out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.config import to_plain
from agentscaler.errors import EnvironmentFileError, ModelError, told_with_place
from agentscaler.llm import FATAL, LlmConfig
from agentscaler.tasks.language.asking import writing
from agentscaler.tasks.making import Lost, make_tasks
from agentscaler.tasks.setting import Setting
from agentscaler.tasks.task import DROPPED_SCHEMA, FORMAT_VERSION, TASK_SCHEMA
from agentscaler.world import StageReport
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from agentscaler.tasks.config import TasksConfig
    from agentscaler.tasks.language.writing import IntentWriter
    from agentscaler.tasks.making import Made
    from agentscaler.world import Executor, Progress, StageWriter, World

NAME = "tasks"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """An environment to make tasks in."""

    folder: Path
    feeds: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """As in `Setting`."""


def run(
    world: World,
    config: TasksConfig,
    *,
    executor: Executor,
    progress: Progress,
    writer: IntentWriter | None = None,
    llm: LlmConfig | None = None,
) -> StageReport:
    """Make tasks in the environments of a world.

    Args:
        world: Its stages ``graph`` and ``environments`` have run.
        config: Settings.
        executor: Its processes make the tasks of some environments each.
        progress: Told about each shard.
        writer: Who writes the intents, whatever the settings say. Its name counts as a setting.
        llm: The model, where the settings have one write; it is asked from this process.

    Raises:
        ConfigError: A setting is outside its range.
        WorldError: An earlier stage is missing, or the world cannot be written.
        ModelError: The endpoint of the model cannot be used, or the budget is spent. Shards that
            are done are kept, and the next run goes on behind them.
    """
    config.validate()
    llm = llm or LlmConfig()
    inputs = {stage: world.manifest(stage).digest for stage in ("graph", "environments")}
    settings = to_plain(config)
    if writer is not None:
        settings["written_by"] = writer.name
    elif config.asks:
        settings["llm"] = llm.asked(*config.asks)
    with world.stage(NAME, config=settings, inputs=inputs) as shelf:
        if shelf.up_to_date:
            return StageReport.from_manifest(world.manifest(NAME))
        places = _places(world)
        size = config.environments_per_shard
        shards = [places[at : at + size] for at in range(0, len(places), size)] or [[]]
        progress.begin(NAME, "shard", len(shards))
        ask = writer is None and bool(config.asks)
        with writing(llm, ask=ask, executor=executor, world=world.root) as (where, model):
            make = partial(make_shard, config, world.seed, writer=model if ask else writer)
            _write(shelf, shards, make, executor=where, progress=progress)
        progress.end(NAME)
        report = _report(world.root / NAME, len(shards), len(places))
        shelf.finish(report.summary())
        return report


def _places(world: World) -> list[Place]:
    """Environments that can be used, in order of name, each with the links among its tools."""
    usable = (
        world.scan("environments", "environments")
        .filter(pl.col("problem").is_null())
        .select("name", "tools")
        .sort("name")
        .collect()
    )
    feeds = _feeds(world, usable)
    return [
        Place(folder=world.checked_folder("environments", name), feeds=feeds.get(name, {}))
        for name in usable["name"]
    ]


def _feeds(world: World, usable: pl.DataFrame) -> dict[str, dict[tuple[str, str], float]]:
    """Environment -> tools that feed one another, by name."""
    tools = world.scan("tools", "tools").select("id", "name").with_row_index("node").collect()
    inside = usable.explode("tools").rename({"name": "environment", "tools": "id"}).drop_nulls()
    nodes = tools.join(inside, on="id", how="inner").select("node", "name", "environment")
    linked = (
        world.scan("graph", "feeds")
        .group_by("src", "dst")
        .agg(pl.col("weight").max())
        .collect()
        .join(nodes.rename({"name": "first"}), left_on="src", right_on="node")
        .join(
            nodes.rename({"name": "second"}),
            left_on=["dst", "environment"],
            right_on=["node", "environment"],
        )
        .sort("environment", "first", "second")
    )
    found: dict[str, dict[tuple[str, str], float]] = {}
    for environment, first, second, weight in linked[
        "environment", "first", "second", "weight"
    ].iter_rows():
        found.setdefault(environment, {})[first, second] = weight
    return found


def _paths(number: int) -> tuple[str, str]:
    return f"tasks-{number:05d}.parquet", f"dropped-{number:05d}.parquet"


def _write(
    writer: StageWriter,
    shards: list[list[Place]],
    make: Callable[[list[Place]], tuple[pl.DataFrame, pl.DataFrame]],
    *,
    executor: Executor,
    progress: Progress,
) -> None:
    """Make the shards that no killed run has made."""
    missing = [
        number
        for number in range(len(shards))
        if not all([writer.done(path) for path in _paths(number)])  # noqa: C419  each call registers
    ]
    progress.advance(NAME, len(shards) - len(missing))
    todo = [shards[number] for number in missing]
    for at, frames in executor.map(make, todo):
        for path, frame in zip(_paths(missing[at]), frames, strict=True):
            writer.write_table(path, frame)
        progress.advance(NAME)


def make_shard(
    config: TasksConfig,
    seed: int,
    places: Iterable[Place],
    *,
    writer: IntentWriter | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tasks of some environments, and what became none: a pure function of its arguments."""
    tasks: list[dict[str, Any]] = []
    dropped: list[dict[str, Any]] = []
    for place in places:
        try:
            setting = Setting.from_folder(place.folder, feeds=place.feeds)
        except EnvironmentFileError as error:
            lost = [Lost(kind="", reason="no_blueprint", detail=error.what)]
            dropped.extend(_dropped_rows(place.folder.name, lost))
            continue
        try:
            made = make_tasks(setting, config, seed=seed, writer=writer)
        except Exception as error:
            if isinstance(error, ModelError) and error.reason in FATAL:
                raise
            # One odd environment must not cost the others.
            lost = [Lost(kind="", reason="maker_failed", detail=told_with_place(error))]
            dropped.extend(_dropped_rows(place.folder.name, lost))
            continue
        tasks.extend(task.to_row() for task in made.tasks)
        dropped.extend(_made_rows(made))
    return pl.DataFrame(tasks, schema=TASK_SCHEMA), pl.DataFrame(dropped, schema=DROPPED_SCHEMA)


def _made_rows(made: Made) -> list[dict[str, Any]]:
    if not made.operations:
        lost = [Lost(kind="", reason="no_operations")]
        return _dropped_rows(made.environment, lost)
    return _dropped_rows(made.environment, made.lost)


def _dropped_rows(environment: str, lost: Iterable[Lost]) -> list[dict[str, Any]]:
    """A row for each walk that was put into words, and one for all others of a kind and reason."""
    counted = Counter(lost)
    return [
        {
            "format_version": FORMAT_VERSION,
            "environment": environment,
            "kind": one.kind,
            "reason": one.reason,
            "detail": one.detail,
            "intent": one.intent,
            "count": count,
        }
        for one, count in sorted(
            counted.items(),
            key=lambda item: (item[0].kind, item[0].reason, item[0].detail, item[0].intent),
        )
    ]


def _report(folder: Path, num_shards: int, environments: int) -> StageReport:
    """What was made, read back from the shards: a resumed run reports all of it."""
    paths = [_paths(number) for number in range(num_shards)]
    tasks = pl.concat([pl.read_parquet(folder / first, glob=False) for first, _ in paths])
    dropped = pl.concat([pl.read_parquet(folder / second, glob=False) for _, second in paths])
    reasons = dropped.group_by("reason").agg(pl.col("count").sum()).sort("reason")
    walks = tasks.height + int(dropped["count"].sum())
    kinds = Counter(tasks["kind"].to_list())
    audited = int(tasks.height + reasons.filter(pl.col("reason").is_in(AUDITED))["count"].sum())
    with_tasks = tasks["environment"].n_unique()
    return StageReport(
        stage=NAME,
        made=f"{counted(tasks.height, 'task')} in {with_tasks:,} of "
        f"{counted(environments, 'environment')}",
        counts={
            "environments": environments,
            "with_tasks": with_tasks,
            "walks": walks,
            "tasks": tasks.height,
            **{f"kind_{kind}": number for kind, number in sorted(kinds.items())},
            **_by_models(tasks["wording"]),
        },
        dropped=dict(reasons.iter_rows()),
        figures={
            "audit_pass_rate": _share(tasks.height, audited),
            "multi_table_share": _share(
                tasks.filter(pl.col("num_tables") > 1).height, tasks.height
            ),
            "mean_calls": _mean(tasks["num_calls"]),
            "max_calls": max(tasks["num_calls"], default=None),
            "mean_score": _mean(tasks["score"]),
            "distinct_intents": tasks["intent"].n_unique(),
            "distinct_skeletons": tasks["skeleton"].n_unique(),
            "tasks_per_environment": _share(tasks.height, with_tasks),
        },
    )


AUDITED = (
    "gold_broken",
    "not_repeatable",
    "nothing_passes",
    "needless_write",
    "needless_read",
    "shorter_plan",
    "writes_though_read_only",
)
"""Reasons that the audit of gold gives."""


def _by_models(wordings: pl.Series) -> dict[str, int]:
    """How many intents models wrote, and why they did not write others; nothing without models."""
    found = Counter[str]()
    for text, count in wordings.value_counts().iter_rows():
        wording = json.loads(text)
        if "instead_of" in wording:
            found[f"model_gave_up_{wording['reason']}"] += count
        elif wording["by"] != "rules":
            found["written_by_model"] += count
    return dict(sorted(found.items()))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: pl.Series) -> float | None:
    mean = values.mean()
    return round(mean, 4) if isinstance(mean, float) else None
