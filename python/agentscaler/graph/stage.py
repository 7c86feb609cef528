"""The graph stage: tools in, *similar* and *feeds* links out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from agentscaler.config import to_plain
from agentscaler.errors import ConfigError
from agentscaler.graph.embedder import ToolEmbedder, configured
from agentscaler.graph.engines import feeds_edges, sample_similarities, similarity_edges
from agentscaler.graph.graph import FEEDS_SCHEMA, FORMAT_VERSION, SIMILAR_SCHEMA
from agentscaler.graph.tau import FLOOR, Tau, choose_tau, histogram
from agentscaler.world import StageReport
from agentscaler.world.canonical import canonical_json
from agentscaler.world.digest import digest_file

if TYPE_CHECKING:
    import numpy.typing as npt

    from agentscaler.graph.config import GraphConfig
    from agentscaler.graph.engines import Edges
    from agentscaler.world import Executor, Progress, StageWriter, World

NAME = "graph"
ROWS = 4_000_000
"""Links in one shard: 50 MB of columns before compression."""
STEPS = 4
_COLUMNS = ("id", "name", "description", "parameters", "returns", "path", "effect")


def run(
    world: World,
    config: GraphConfig,
    *,
    executor: Executor,
    progress: Progress,
    embedder: ToolEmbedder | None = None,
) -> StageReport:
    """Link the tools of a world.

    Args:
        world: Its stage ``tools`` has run.
        config: Settings.
        executor: Its number of workers is the number of threads of the engines.
        progress: Told about each of four steps.
        embedder: Takes the place of ``config.embedder``; its name is an input of the stage.

    Raises:
        ConfigError: A setting is outside its range, or vectors are missing.
        WorldError: The tools are missing, or the world cannot be written.
    """
    config.validate()
    inputs = {"tools": world.manifest("tools").digest}
    if embedder is not None:
        inputs["embedder"] = embedder.name
    elif config.embedder != "hashed":
        inputs["vectors"] = _vectors_digest(config)
    with world.stage(NAME, config=to_plain(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(NAME))
        tools = world.scan("tools", "tools").select(_COLUMNS).collect()
        progress.begin(NAME, "step", STEPS)
        vectors = (embedder or configured(config)).embed_tools(tools, threads=executor.workers)
        progress.advance(NAME)
        # More draws than there are pairs would only repeat them.
        pairs = min(config.tau_pairs, tools.height * (tools.height - 1))
        cosines = sample_similarities(
            vectors, pairs=pairs, seed=world.seed, threads=executor.workers
        )
        tau = _tau(cosines, config, tools.height)
        progress.advance(NAME)
        similar = similarity_edges(
            vectors, threshold=tau.value, top_k=config.top_k, threads=executor.workers
        )
        del vectors
        progress.advance(NAME)
        feeds = _feeds(tools, config, threads=executor.workers)
        progress.advance(NAME)
        _write(writer, "similar", _similar_frame(similar))
        _write(writer, "feeds", feeds)
        writer.write_bytes("tau.json", canonical_json(histogram(cosines)).encode())
        report = _report(tools.height, similar, feeds, tau, config)
        writer.finish(report.summary())
        progress.end(NAME)
    return report


def _vectors_digest(config: GraphConfig) -> str:
    try:
        return digest_file(Path(config.embedder))[0]
    except OSError as error:
        raise ConfigError(
            f"the vectors cannot be read: {error.strerror or error}",
            where=config.embedder,
            mend='name a file that is there, or set graph.embedder to "hashed"',
        ) from error


def _tau(cosines: npt.NDArray[np.float32], config: GraphConfig, num_tools: int) -> Tau:
    chosen = choose_tau(cosines, num_tools=num_tools, spreads=config.tau_spreads)
    if config.tau is None:
        return chosen
    return replace(chosen, value=max(config.tau, FLOOR), rule="given")


def _feeds(tools: pl.DataFrame, config: GraphConfig, *, threads: int) -> pl.DataFrame:
    names = ("name", "description", "parameters", "returns", "path", "effect")
    src, dst, output, parameter, weight, evidence = feeds_edges(
        *(tools[name].to_list() for name in names),
        min_weight=config.feeds_min_weight,
        top_k=config.feeds_top_k,
        threads=threads,
    )
    columns: dict[str, Any] = {
        "format_version": np.full(len(src), FORMAT_VERSION, dtype=np.uint16),
        "src": src,
        "dst": dst,
        "output": output,
        "parameter": parameter,
        "weight": weight,
        "evidence": evidence,
    }
    return pl.DataFrame(columns, schema=FEEDS_SCHEMA)


def _similar_frame(edges: Edges) -> pl.DataFrame:
    src, dst, weight = edges
    version = np.full(len(src), FORMAT_VERSION, dtype=np.uint16)
    return pl.DataFrame(
        {"format_version": version, "src": src, "dst": dst, "weight": weight},
        schema=SIMILAR_SCHEMA,
    )


def _write(writer: StageWriter, table: str, frame: pl.DataFrame) -> None:
    for number, start in enumerate(range(0, max(1, frame.height), ROWS)):
        path = f"{table}-{number:05}.parquet"
        if not writer.done(path):
            writer.write_table(path, frame.slice(start, ROWS))


def _report(
    num_tools: int, similar: Edges, feeds: pl.DataFrame, tau: Tau, config: GraphConfig
) -> StageReport:
    src, dst, weight = similar
    linked = np.unique(np.concatenate([src, dst])).size
    counts = {
        "tools": num_tools,
        "similar": len(src),
        "feeds": feeds.height,
        "linked": linked,
    }
    return StageReport(
        stage=NAME,
        made=f"{len(src):,} similar and {feeds.height:,} feeds links, tau {tau.value:.3f}",
        counts=counts,
        figures={
            **tau.figures(),
            "top_k": config.top_k,
            "mean_similarity": float(weight.mean(dtype=np.float64)) if len(weight) else None,
            "links_per_tool": 2 * len(src) / num_tools if num_tools else None,
            "feeds_declared": int((feeds["evidence"] == "declared").sum()),
        },
    )
