"""How well domains agree with the grouping of the sources, beside the paper's recipe and k-means.

    python benches/python/domains.py [--tools 20000] [--seed 1] [--files NAME ...] [--parts]

Draws tools over all files of the reference data (``AGENTSCALER_SHARED``, or ``../shared`` beside
the repository) and groups the same tools in several ways, each in a process of its own. Agreement
(AMI, ARI) is measured on groups of the source with three drawn tools or more; a tool outside every
domain counts as a group of one. ``--parts`` leaves out one part of the tools at a time.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import time
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import zstandard

from agentscaler.domains.config import DomainsConfig
from agentscaler.domains.links import Links
from agentscaler.domains.partition import partition
from agentscaler.domains.quality import agreement
from agentscaler.domains.split import choose_sides
from agentscaler.graph import (
    GraphConfig,
    HashedEmbedder,
    choose_tau,
    communities,
    sample_similarities,
    similarity_edges,
)
from agentscaler.graph.config import PARTS
from agentscaler.tools.tool import TOOL_SCHEMA, canonical_json

THREADS = 2
SMALLEST = DomainsConfig().min_tools


def draw(folder: Path, count: int, *, seed: int, files: list[str]) -> pl.DataFrame:
    """Tools drawn over all files (or those named), in order of id, equal ones once."""
    lines = []
    for path in sorted(folder.glob("*.jsonl.zst")):
        if not files or path.name.split(".")[0] in files:
            text = zstandard.ZstdDecompressor().stream_reader(path.open("rb")).read()
            lines += text.splitlines()
    chosen = random.Random(seed).sample(lines, min(count, len(lines)))  # noqa: S311
    rows = {}
    for row in map(json.loads, chosen):
        schema = {"type": "object", "properties": {}, **(row["parameters"] or {})}
        tool = {
            "name": row["name"],
            "description": row["description"] or "",
            "parameters": canonical_json(schema),
            "returns": canonical_json(row["returns"]) if row["returns"] else None,
            "path": row.get("path"),
            "http": row.get("http"),
        }
        key = blake2b(canonical_json(tool).encode(), digest_size=16).hexdigest()
        provider = row["group"].split("/")[0]
        rows.setdefault(key, {**tool, "id": key, "provider": provider, "group": row["group"]})
    return pl.DataFrame([rows[key] for key in sorted(rows)], schema_overrides=TOOL_SCHEMA)


def linked(tools: pl.DataFrame, parts: tuple[str, ...] = PARTS) -> Links:
    """Links as the graph stage makes them."""
    config = GraphConfig()
    vectors = HashedEmbedder(parts=parts).embed_tools(tools, threads=THREADS)
    sample = sample_similarities(vectors, pairs=config.tau_pairs, seed=0, threads=THREADS)
    tau = choose_tau(sample, num_tools=tools.height, spreads=config.tau_spreads)
    edges = similarity_edges(vectors, threshold=tau.value, top_k=config.top_k, threads=THREADS)
    return Links(*edges)


def ours(tools: pl.DataFrame, *, split: bool = True, parts: tuple[str, ...] = PARTS) -> Any:
    """Both stages with their defaults."""
    links, config = linked(tools, parts), DomainsConfig()
    if split:
        side = choose_sides(tools["provider"].to_list(), links, config, seed=0).side
        links = links.where(side[links.src] == side[links.dst])
    return partition(tools.height, links, config, seed=0).labels


def communities_only(tools: pl.DataFrame) -> Any:
    """Ours before the size range: what cutting and merging costs."""
    links, config = linked(tools), DomainsConfig()
    resolution = config.resolution * links.mean_weight()
    return communities(tools.height, *links, objective="cpm", resolution=resolution, seed=0).astype(
        np.int64
    )


def paper(tools: pl.DataFrame) -> Any:
    """Parameters only, Louvain, gamma = 1, no size range (arXiv 2509.13311, section 2.1)."""
    links = linked(tools, ("parameters", "parameter_descriptions"))
    found = communities(tools.height, *links, algorithm="louvain", resolution=1.0, seed=0)
    return found.astype(np.int64)


def k_means(tools: pl.DataFrame, *, k: int) -> Any:
    """TF-IDF of words and word pairs of all parts, 128 singular vectors, k-means."""
    from scipy.sparse import csr_matrix
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    csr = HashedEmbedder().embed_tools(tools, threads=THREADS)
    matrix = csr_matrix((csr.values, csr.indices.astype(np.int32), csr.indptr))
    dense = normalize(TruncatedSVD(128, random_state=0).fit_transform(matrix))
    return KMeans(k, n_init=1, max_iter=50, random_state=0).fit_predict(dense).astype(np.int64)


def peak_mebibytes() -> float:
    """Most memory that this process has had."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss survives an exec: it would be that of the parent
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(tools: pl.DataFrame, method: str, options: dict[str, Any], send: Any) -> None:
    """Group the tools and send a row of the table; runs in a process of its own."""
    began = time.perf_counter()
    labels = globals()[method](tools, **options)
    seconds = time.perf_counter() - began
    sizes = np.bincount(labels[labels >= 0])
    small = labels.copy()
    small[(labels >= 0) & (sizes[np.maximum(labels, 0)] < SMALLEST)] = -1
    whole = sizes[sizes >= SMALLEST]
    send.send(
        {
            **agreement(labels, tools["group"].to_list()),
            "domains": len(whole),
            "median": int(np.median(whole)) if len(whole) else 0,
            "largest": int(whole.max(initial=0)),
            "outside": float((small < 0).mean()),
            "seconds": seconds,
            "mebibytes": peak_mebibytes(),
        }
    )


def show(name: str, tools: pl.DataFrame, method: str, **options: Any) -> dict[str, Any]:
    """Run a method and print its row."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    child = context.Process(target=measured, args=(tools, method, options, send))
    child.start()
    send.close()
    row: dict[str, Any] = receive.recv()
    child.join()
    print(
        f"| {name} | {row['ami']:.3f} | {row['ari']:.3f} | {row['domains']:,} | {row['median']}"
        f" | {row['largest']} | {row['outside']:.1%} | {row['seconds']:.1f}"
        f" | {row['mebibytes']:.0f} |",
        flush=True,
    )
    return row


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", nargs="*", default=[], help="files, without .jsonl.zst")
    parser.add_argument("--parts", action="store_true", help="leave out one part at a time")
    arguments = parser.parse_args()
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("AGENTSCALER_SHARED", beside)) / "data/tools"
    if not folder.is_dir():
        print(f"skipped: no reference data in {folder}; set AGENTSCALER_SHARED")
        return
    tools = draw(folder, arguments.tools, seed=arguments.seed, files=arguments.files)
    print("| way | AMI | ARI | domains | median | largest | outside | s | MiB |")
    print("|---|---|---|---|---|---|---|---|---|")
    row = show("ours", tools, "ours")
    show("ours, splits not kept apart", tools, "ours", split=False)
    show("ours, before the size range", tools, "communities_only")
    show("paper: parameters, Louvain, gamma 1", tools, "paper")
    show("k-means, k = groups", tools, "k_means", k=row["groups"])
    show("k-means, k = our domains", tools, "k_means", k=row["domains"])
    if arguments.parts:
        for part in PARTS:
            rest = tuple(other for other in PARTS if other != part)
            show(f"ours without {part}", tools, "ours", split=False, parts=rest)
        show("ours, parameters only", tools, "ours", split=False, parts=PARTS[2:4])
    print(
        f"\n{tools.height:,} tools; measured on {row['tools_in_groups']:,} of them"
        f" ({row['tools_in_groups'] / tools.height:.0%}) in {row['groups']:,} groups"
    )


if __name__ == "__main__":
    main()
