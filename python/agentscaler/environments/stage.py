"""The environments stage: domains in; a folder for each environment and an account of tools out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.config import to_plain
from agentscaler.environments.accounts import (
    DROPPED_SCHEMA,
    ENVIRONMENT_SCHEMA,
    account_of,
    dropped_row,
)
from agentscaler.environments.asking import doing
from agentscaler.environments.edits import find_edits
from agentscaler.environments.works import Chosen, Works
from agentscaler.environments.writing import HEADER
from agentscaler.llm import LlmConfig
from agentscaler.world import StageReport
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from agentscaler.environments.config import EnvironmentsConfig
    from agentscaler.environments.work import Made, Work
    from agentscaler.world import Executor, Progress, StageWriter, World

NAME = "environments"


def run(
    world: World,
    config: EnvironmentsConfig,
    *,
    executor: Executor,
    progress: Progress,
    llm: LlmConfig | None = None,
) -> StageReport:
    """Make an environment of each domain of a world.

    Args:
        world: Its stages ``tools`` and ``domains`` have run.
        config: Settings.
        executor: Its processes design one domain each. A model is asked from this process.
        progress: Told about each domain.
        llm: The model, where ``designer`` is ``model``.

    Raises:
        ConfigError: A setting is outside its range.
        WorldError: An earlier stage is missing, the world cannot be written, or something that
            people changed by hand would be lost.
        EnvironmentFileError: ``environment.json`` of what they changed cannot be read.
        ModelError: The endpoint of the model cannot be used, or the budget is spent. Environments
            that are done are kept, and the next run goes on behind them.
    """
    config.validate()
    llm = llm or LlmConfig()
    inputs = {stage: world.manifest(stage).digest for stage in ("tools", "domains")}
    plain = to_plain(config)
    if config.designer == "model":
        plain["llm"] = llm.asked("designer")
    folder = world.root / NAME
    with world.lock:
        begun = world.begun(NAME, config=plain, inputs=inputs)
        domains = set(world.scan("domains", "domains").select("id").collect()["id"])
        edits = find_edits(folder, begun, domains=domains)
        edited = {entry.path: entry for entry in edits.entries()}
        written = {path: entry for path, entry in begun.reusable.items() if entry.editable}
        with world.stage(
            NAME,
            config=plain,
            inputs={**inputs, **edits.inputs()},
            keep=[*{**written, **edited}.values()],
        ) as writer:
            if writer.up_to_date:
                return StageReport.from_manifest(world.manifest(NAME))
            works = Works(world, edits, folder)
            progress.begin(NAME, "domain", len(works))
            files = _Files(writer, written, edited)
            with doing(config, llm, executor=executor, world=world.root) as (where, work):
                notes = _make(works, files, where, work, progress)
            progress.end(NAME)
            environments, dropped = _tables(works, notes, folder)
            writer.write_table("environments-00000.parquet", environments)
            writer.write_table("dropped-00000.parquet", dropped)
            report = _report(environments, dropped, len(works))
            writer.finish(report.summary())
    return report


@dataclass(frozen=True, kw_only=True, slots=True)
class _Note:
    """How the work on a domain ended, beside what stands in its folder."""

    made: bool
    """There is a folder."""
    problem: str | None = None
    left_out: tuple[tuple[str, str, str, str], ...] = ()


class _Files:
    """The files of the stage: which are there, and how new ones come."""

    def __init__(self, writer: StageWriter, written: Iterable[str], edited: Iterable[str]) -> None:
        self._writer = writer
        self._written = _by_folder(written)
        for path in edited:
            writer.done(path)

    def note(self, work: Work) -> _Note | None:
        """How a run that was killed, or had other edits, ended this work."""
        told = self._writer.remembered(work.domain_id)
        if told is not None:
            left_out = tuple(tuple(one) for one in told.pop("left_out"))
            return _Note(**told, left_out=left_out)
        paths = self._written.get(work.folder, [])
        whole = f"{work.folder}/{HEADER}" in paths and work.edited is None
        # To ask says that they belong to the stage.
        if whole and all(self._writer.done(path) for path in paths):
            return _Note(made=True)
        return None

    def add(self, work: Work, made: Made) -> _Note:
        """Write what came of a work."""
        for path, data in made.files.items():
            self._writer.write_bytes(f"{work.folder}/{path}", data, editable=True)
        there = bool(made.files) or work.edited is not None
        note = _Note(made=there, problem=made.problem, left_out=made.left_out)
        if not made.files:
            self._writer.remember(work.domain_id, [], asdict(note))
        return note


def _by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(path.split("/", 1)[0], []).append(path)
    return found


def _make(
    works: Works,
    files: _Files,
    executor: Executor,
    do: Callable[[Work], Made],
    progress: Progress,
) -> list[_Note]:
    """Do what is left to do; the note of each domain."""
    notes = [files.note(work) for work in works]
    left = [at for at, note in enumerate(notes) if note is None]
    progress.advance(NAME, len(works) - len(left))
    todo = Chosen(works, left)
    for number, made in executor.map(do, todo):
        notes[left[number]] = files.add(todo[number], made)
        progress.advance(NAME)
    return [note for note in notes if note is not None]


def _tables(works: Works, notes: Iterable[_Note], folder: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    environments: list[Mapping[str, Any]] = []
    dropped: list[Mapping[str, Any]] = []
    for work, note in zip(works, notes, strict=True):
        if not note.made:
            dropped.extend(
                dropped_row(
                    id_,
                    tool,
                    domain_id=work.domain_id,
                    environment=None,
                    reason=reason,
                    detail=detail,
                )
                for id_, tool, reason, detail in note.left_out
            )
            continue
        found = account_of(
            folder / work.folder, edited=work.edited is not None, problem=note.problem
        )
        environments.append(found.environment)
        dropped.extend(found.dropped)
    return (
        pl.DataFrame(environments, schema=ENVIRONMENT_SCHEMA).sort("name"),
        pl.DataFrame(dropped, schema=DROPPED_SCHEMA).sort("tool_id"),
    )


def _report(environments: pl.DataFrame, dropped: pl.DataFrame, domains: int) -> StageReport:
    usable = environments.filter(pl.col("problem").is_null())
    kept = int(usable["num_tools"].sum())
    tools = kept + dropped.height
    operations: Counter[str] = Counter()
    for text in usable["operations"]:
        operations.update(json.loads(text))
    return StageReport(
        stage=NAME,
        made=f"{counted(usable.height, 'environment')}: {kept:,} of {counted(tools, 'tool')} "
        f"{'has' if tools == 1 else 'have'} a program",
        counts={
            "domains": domains,
            "environments": usable.height,
            "tools": tools,
            "kept": kept,
            "tables": int(usable["tables"].list.len().sum()),
            "references": int(usable["references"].sum()),
            "preconditions": int(usable["preconditions"].sum()),
            "rules": int(usable["rules"].sum()),
            "edited": int(environments["edited"].sum()),
            "refused_edits": environments.height - usable.height,
        },
        dropped=dict(dropped.group_by("reason").len().sort("reason").iter_rows()),
        figures={
            "share_kept": round(kept / tools, 4) if tools else None,
            **{f"tools_{action}": number for action, number in sorted(operations.items())},
        },
    )
