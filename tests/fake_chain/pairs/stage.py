from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import polars as pl

from agentscaler.world import StageReport

if TYPE_CHECKING:
    from agentscaler.world import Executor, Progress, World
    from fake_chain.pairs.config import PairsConfig


def run(
    world: World,
    config: PairsConfig,
    *,
    executor: Executor,  # noqa: ARG001
    progress: Progress,
) -> StageReport:
    inputs = {"words": world.manifest("words").digest}
    with world.stage("pairs", config=asdict(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest("pairs"))
        progress.begin("pairs", "pairs", None)
        words = world.scan("words", "words").collect()["word"].to_list()
        pairs = list(zip(words, words[config.distance :], strict=False))
        (writer.scratch("sorting") / "half.txt").write_text("half", encoding="utf-8")
        half = len(pairs) // 2
        for index, part in enumerate((pairs[:half], pairs[half:])):
            frame = pl.DataFrame(part, schema={"a": pl.String, "b": pl.String}, orient="row")
            writer.write_table(f"pairs-{index:05d}.parquet", frame)
        writer.write_bytes("quality.json", json.dumps({"pairs": len(pairs)}).encode())
        writer.write_bytes("deep/er/note.txt", b"note")
        writer.write_bytes("/report.html", f"<p>{len(pairs)}</p>".encode())
        progress.end("pairs")
        report = StageReport(
            stage="pairs",
            made=f"{len(pairs)} pairs",
            counts={"words": len(words), "pairs": len(pairs)},
            figures={"share": 0.25},
        )
        writer.finish(report.summary())
    return report
