"""Run stages of a world in order, under its lock, and note in ``runs.jsonl`` what happened."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler.chain.config import ChainConfig
from agentscaler.chain.order import between
from agentscaler.errors import ArgumentError, WorldError
from agentscaler.executors import local_executor
from agentscaler.llm import refuse_without_openai
from agentscaler.world import NoProgress, StageReport, World
from agentscaler.world.paths import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike

    from agentscaler.chain.order import StageEntry
    from agentscaler.world import Executor, Progress


@dataclass(frozen=True, kw_only=True, slots=True)
class _Request:
    """What every stage of a run is given."""

    paths: Sequence[Path]
    executor: Executor
    progress: Progress
    train: bool


def run(
    world: World | str | PathLike[str],
    config: ChainConfig | None = None,
    *,
    paths: Sequence[str | PathLike[str]] | None = None,
    first: str | None = None,
    until: str | None = None,
    train: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    after_stage: Callable[[StageReport, float], None] | None = None,
) -> list[StageReport]:
    """Make a world, or bring it up to date.

    A stage whose settings and inputs are unchanged is skipped, a killed one goes on where it was.

    Args:
        world: A world, or the folder for one.
        config: Seed and settings; defaults where left out.
        paths: Files and folders with specifications; needed by the stage ``tools``.
        first: First stage to run; the ones before it have to be there.
        until: Last stage to run.
        train: Also train and score a model (stages ``checkpoints`` and ``scores``). Without it they
            are passed by, unless ``first`` or ``until`` names one of them.
        workers: Number of processes; every core when ``None``. Results do not depend on it.
        progress: Told about long work.
        after_stage: Told about each stage when it is done, with its seconds.

    Returns:
        A report for each stage.

    Raises:
        ConfigError: A setting is refused; nothing was written.
        MissingExtraError: A stage is asked for whose packages are not installed.
        AgentScalerError: What a stage cannot go on from; see its ``where`` and ``mend``.

    Example:
        >>> run("world", paths=["specs"], until="nothing")
        Traceback (most recent call last):
        agentscaler.errors.ArgumentError: nothing is no stage
          mend: there are: tools, graph, domains, environments, ...
    """
    entries = between(first, until)
    train = train or any(entry.trains and entry.name in {first, until} for entry in entries)
    for entry in entries:
        if entry.lacks() and (train or not entry.trains):
            raise entry.missing()
    config = config or ChainConfig()
    config.validate()
    if not config.llm.replay_only and any(config.asks(entry) for entry in entries):
        refuse_without_openai()
    if entries[0].takes_paths and not paths:
        raise ArgumentError(
            f"the stage {entries[0].name} needs specifications", mend="give files or folders"
        )
    root = world.root if isinstance(world, World) else Path(world)
    opened = World.create(root, seed=config.seed, config=config.to_plain())
    with opened.lock, local_executor(workers) as executor:
        request = _Request(
            paths=[Path(path) for path in paths or ()],
            executor=executor,
            progress=progress or NoProgress(),
            train=train,
        )
        return _run_stages(opened, config, entries, request, after_stage)


def _run_stages(
    world: World,
    config: ChainConfig,
    entries: Sequence[StageEntry],
    request: _Request,
    after_stage: Callable[[StageReport, float], None] | None,
) -> list[StageReport]:
    reports: list[StageReport] = []
    times: list[dict[str, Any]] = []
    outcome = "failed"
    world.runs.begin(
        stages=[entry.name for entry in entries],
        paths=[printable(path) for path in request.paths],
        workers=request.executor.workers,
        seed=config.seed,
    )
    try:
        for entry in entries:
            clock = time.perf_counter()
            report = _run_stage(world, config, entry, request)
            seconds = time.perf_counter() - clock
            reports.append(report)
            times.append(
                {
                    "stage": entry.name,
                    "seconds": round(seconds, 3),
                    "skipped": report.skipped or bool(report.not_run),
                }
            )
            if after_stage is not None:
                after_stage(report, seconds)
        outcome = "done"
    except KeyboardInterrupt:
        outcome = "interrupted"
        raise
    except Exception as error:
        outcome = f"failed: {type(error).__name__}: {error}"
        raise
    finally:
        _note_end(world, outcome, times)
    return reports


def _note_end(world: World, outcome: str, times: Sequence[dict[str, Any]]) -> None:
    try:
        world.runs.end(outcome=outcome, stages=times)
    except WorldError:
        # On a full disk the error that ended the run is the one to tell.
        if outcome == "done":
            raise


def _run_stage(
    world: World, config: ChainConfig, entry: StageEntry, request: _Request
) -> StageReport:
    if entry.trains and not request.train:
        return StageReport(stage=entry.name, made="", counts={}, not_run=entry.how_to_run())
    run_stage: Callable[..., StageReport] = entry.function()
    extra: dict[str, Any] = {"paths": request.paths} if entry.takes_paths else {}
    if config.asks(entry):
        extra["llm"] = config.llm
    return run_stage(
        world,
        config.of(entry),
        executor=request.executor,
        progress=request.progress,
        **extra,
    )
