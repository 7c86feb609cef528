from __future__ import annotations

import functools
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import polars as pl

from agentscaler.errors import SpecError
from agentscaler.world import StageReport
from agentscaler.world.digest import digest_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agentscaler.world import Executor, Progress, World
    from fake_chain.words.config import WordsConfig


def split(config: WordsConfig, path: Path) -> list[str]:
    """The pure function of one shard."""
    time.sleep(config.sleep_s)
    words = path.read_text(encoding="utf-8").split()
    if config.strict and not words:
        raise SpecError("a file without words", where=path.name, mend="write some")
    kept = (word for word in words if len(word) >= config.min_letters)
    return sorted(word for word in kept if word not in config.stop_words)


def run(
    world: World,
    config: WordsConfig,
    *,
    paths: Sequence[Path],
    executor: Executor,
    progress: Progress,
) -> StageReport:
    files = {file.name: file for path in paths for file in sorted(path.glob("*.txt"))}
    with world.stage(
        "words", config=asdict(config), inputs={"files": digest_files(files)}
    ) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest("words"))
        shards = {f"words-{i:05d}.parquet": files[name] for i, name in enumerate(sorted(files))}
        missing = [shard for shard in shards if not writer.done(shard)]
        progress.begin("words", "files", len(shards))
        work = executor.map(functools.partial(split, config), [shards[shard] for shard in missing])
        for index, words in work:
            frame = pl.DataFrame({"word": words}, schema={"word": pl.String})
            writer.write_table(missing[index], frame)
            progress.advance("words")
        progress.end("words")
        report = StageReport(
            stage="words",
            made=f"words of {len(shards)} files",
            counts={"files": len(shards), "kept": len(shards)},
            dropped={"too_short": 2} if config.min_letters > 3 else {},
        )
        writer.finish(report.summary())
    return report
