"""The stage ``tools``: specifications in, tools in normal form out, with a reason for the rest.

Each file is read on its own, by any worker, into intermediate shards. What decides about
duplicates is held in slim columns (about 200 bytes a tool); the wide columns go from the
intermediate shards to the final ones in passes of ``_PASS_ROWS``, so memory does not grow with
them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from agentscaler.errors import SpecError
from agentscaler.tools import duplicates, near
from agentscaler.tools.parts import Part, PartSummary, read_part
from agentscaler.tools.records import dropped_frame, sort_dropped
from agentscaler.tools.sources import find_files
from agentscaler.tools.tool import DROPPED_SCHEMA, FORMAT_VERSION, TOOL_SCHEMA
from agentscaler.world import StageReport
from agentscaler.world.digest import digest_file, digest_json
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agentscaler.tools.config import ToolsConfig
    from agentscaler.tools.sources import Found, SpecFile
    from agentscaler.world import Executor, Progress, StageWriter, World

STAGE = "tools"
SHARD_ROWS = 4_096
"""Tools a shard: about 16 MB of JSON."""
_PASS_ROWS = 16 * SHARD_ROWS


def run(
    world: World,
    config: ToolsConfig,
    *,
    paths: Sequence[Path],
    executor: Executor,
    progress: Progress,
) -> StageReport:
    """Read specifications into the tables ``tools`` and ``dropped``.

    Args:
        world: Where to write.
        config: Limits and rules.
        paths: Files and folders.
        executor: Reads several files at once.
        progress: Told of each file.

    Raises:
        SpecError: An argument names nothing, no tool was found at all, or, with ``strict``, a
            file cannot be read.
        ConfigError: The configuration contradicts itself.
    """
    config.validate()
    found = find_files(paths)
    inputs = {"specifications": _digest(found)}
    with world.stage(STAGE, config=asdict(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(STAGE))
        report = _write(writer, found, config, executor=executor, progress=progress)
        writer.finish(report.summary())
        return report


def _digest(found: Found) -> str:
    """Digest names and contents of all files; a file that cannot be read counts as such."""
    contents = {file.file: _digest_file(file) for file in found.files}
    left_out = [[item.file, item.reason] for item in found.dropped]
    return digest_json([contents, left_out, found.num_skipped])


def _digest_file(file: SpecFile) -> str | None:
    try:
        return digest_file(file.path)[0]
    except OSError:
        return None


def _write(
    writer: StageWriter,
    found: Found,
    config: ToolsConfig,
    *,
    executor: Executor,
    progress: Progress,
) -> StageReport:
    folder = writer.scratch("parts")
    progress.begin(STAGE, "files", len(found.files))
    summary = _read_files(writer, folder, found, config, executor=executor, progress=progress)
    progress.end(STAGE)
    kept, repeated = _clean(folder, config, threads=executor.workers)
    dropped = _collect_dropped(folder, found, repeated)
    reasons = dict(sorted(Counter(dropped["reason"].to_list()).items()))
    if kept.is_empty():
        raise _no_tools(found, reasons, dropped)
    _write_tools(writer, folder, kept)
    for index in range(max(1, -(-dropped.height // _PASS_ROWS))):
        rows = dropped.slice(index * _PASS_ROWS, _PASS_ROWS)
        writer.write_table(f"dropped-{index:05d}.parquet", rows)
    return _report(kept, reasons, summary, found)


def _read_files(
    writer: StageWriter,
    folder: Path,
    found: Found,
    config: ToolsConfig,
    *,
    executor: Executor,
    progress: Progress,
) -> PartSummary:
    """Read the files that no killed run has read, and count them all."""
    summary = PartSummary()
    missing = []
    for index, file in enumerate(found.files):
        part = Part(file, folder / f"{index:06d}")
        note = writer.remembered(part.prefix.name)
        if note is None:
            missing.append(part)
        else:
            summary.add(PartSummary.from_json(note))
            progress.advance(STAGE)
    for index, one in executor.map(partial(read_part, config=config), missing):
        prefix = missing[index].prefix
        writer.remember(prefix.name, sorted(folder.glob(f"{prefix.name}[-.]*")), one.to_json())
        summary.add(one)
        progress.advance(STAGE)
    return summary


def _clean(
    folder: Path, config: ToolsConfig, *, threads: int
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    files = sorted(folder.glob("*.slim.parquet"))
    if not files:
        return pl.DataFrame(schema=duplicates.SLIM), []
    slim = pl.read_parquet(files, glob=False)
    repeated = []
    kept, rest = duplicates.split_exact(slim)
    repeated.append(rest.with_columns(reason=pl.lit("exact_duplicate")))
    if "duplicate_name" not in config.skip_rules:
        kept, rest = duplicates.split_names(kept)
        repeated.append(rest.with_columns(reason=pl.lit("duplicate_name")))
    if "near_duplicate" not in config.skip_rules:
        wide = pl.scan_parquet(sorted(folder.glob("*.tools.parquet")), glob=False)
        kept, rest = near.split_near(
            kept, wide, threshold=config.near_duplicate_threshold, threads=threads
        )
        repeated.append(rest.with_columns(reason=pl.lit("near_duplicate")))
    return kept.sort("id"), repeated


def _collect_dropped(folder: Path, found: Found, repeated: list[pl.DataFrame]) -> pl.DataFrame:
    frames = [dropped_frame(found.dropped)]
    frames += [
        pl.read_parquet(path, glob=False) for path in sorted(folder.glob("*.dropped.parquet"))
    ]
    columns = [name for name in DROPPED_SCHEMA if name != "format_version"]
    version = pl.lit(FORMAT_VERSION, dtype=pl.UInt16).alias("format_version")
    frames += [frame.select(version, *columns) for frame in repeated if frame.height]
    return sort_dropped(pl.concat(frames))


def _write_tools(writer: StageWriter, folder: Path, kept: pl.DataFrame) -> None:
    """Gather the wide columns of the tools that stay, in order of id."""
    wide = pl.scan_parquet(sorted(folder.glob("*.tools.parquet")), glob=False)
    chosen = kept.select("id", "file", "place")
    for start in range(0, kept.height, _PASS_ROWS):
        paths = [
            f"tools-{row // SHARD_ROWS:05d}.parquet"
            for row in range(start, min(start + _PASS_ROWS, kept.height), SHARD_ROWS)
        ]
        if all([writer.done(path) for path in paths]):  # noqa: C419 - each call also registers
            continue
        wanted = chosen.slice(start, _PASS_ROWS)
        first, last = wanted["id"][0], wanted["id"][-1]
        rows = (
            wide.filter(pl.col("id").is_between(pl.lit(first), pl.lit(last)))
            .join(wanted.lazy(), on=["id", "file", "place"], how="semi")
            .collect()
            .unique("id", keep="first")
            .sort("id")
            .select(TOOL_SCHEMA.names())
        )
        for index, path in enumerate(paths):
            if not writer.done(path):
                writer.write_table(path, rows.slice(index * SHARD_ROWS, SHARD_ROWS))


def _report(
    kept: pl.DataFrame, reasons: dict[str, int], summary: PartSummary, found: Found
) -> StageReport:
    num_providers = kept["provider"].n_unique()
    effects = Counter(kept["effect"].to_list())
    figures: dict[str, float | int | str | None] = {
        "providers": num_providers,
        "groups": kept.select("provider", "group").n_unique(),
        "with_returns": int(kept["has_returns"].sum()),
        **{f"effect_{name.lower()}": effects[name] for name in ("READ", "WRITE", "UNKNOWN")},
        "files_skipped": found.num_skipped,
        **{f"note_{code}": count for code, count in sorted(summary.notes.items())},
    }
    return StageReport(
        stage=STAGE,
        made=f"{counted(kept.height, 'tool')} of {counted(num_providers, 'provider')}",
        counts={
            "files": len(found.files),
            "files_failed": summary.num_failed,
            "read": summary.num_entries,
            "kept": kept.height,
            "dropped": sum(reasons.values()),
        },
        dropped=reasons,
        figures=figures,
    )


def _no_tools(found: Found, reasons: dict[str, int], dropped: pl.DataFrame) -> SpecError:
    if not found.files:
        return SpecError(
            "there is no specification to read",
            reason="no_tools",
            mend="give files, or a folder with .json, .yaml or .jsonl files (.gz and .zst too)",
        )
    # Nothing is written that `show dropped` could tell of: the first problem is told here.
    listed = ", ".join(f"{reason} x {count}" for reason, count in reasons.items())
    first = next(dropped.iter_rows(named=True), {"file": "", "place": "", "detail": ""})
    return SpecError(
        f"no tool was found in {len(found.files)} file(s): {listed or 'they are empty'}"
        + (f"; first: {first['detail']}" if first["detail"] else ""),
        reason="no_tools",
        where=" ".join(part for part in (first["file"], first["place"]) if part) or None,
        mend="correct that (--strict tells how), or give OpenAPI 3, Swagger 2, MCP tools/list or "
        "OpenAI function lists; see docs/tools.md",
    )
