"""Graph engines beside their peers: same process, same input, one thread, CPU seconds.

    python benches/python/graph.py [--tools 5000] [--nodes 30000]

Peers that are not installed are left out (`pip install --group bench`).
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import time
from typing import TYPE_CHECKING, Any

# One thread for all, before anything loads a thread pool.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

from agentscaler import _core  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

BUCKETS = 1 << 18


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds of the faster of two calls, and the result."""
    best, result = float("inf"), None
    for _ in range(2):
        start = time.process_time()
        result = call()
        best = min(best, time.process_time() - start)
    return best, result


class Table:
    """Rows that share one amount of work; the first is ours and the measure of the others."""

    def __init__(self, title: str, work: float, unit: str) -> None:
        self.ours: float | None = None
        self.work = work
        print(f"\n{title}\n{'':34} {'CPU s':>9} {unit:>12} {'ratio':>7}  result")

    def row(self, name: str, seconds: float, result: str, work: float | None = None) -> None:
        """Print one row; ``work`` where it is not that of the table."""
        rate = (work or self.work) / seconds
        self.ours = self.ours or rate
        ratio = self.ours / rate
        print(f"{name:34} {seconds:9.3f} {rate:12.3f} {ratio:6.1f}x  {result}")


def installed(name: str) -> bool:
    """Tell whether a peer can be imported."""
    return importlib.util.find_spec(name) is not None


def texts(n: int) -> list[str]:
    """Return texts of 40 words: half are common to all, half to one topic in twenty texts."""
    generator = np.random.default_rng(2)
    common = generator.random((n, 20)) * generator.random((n, 20)) * 20_000
    topic = (
        20_000 + 30 * generator.integers(0, n // 20, (n, 1)) + generator.integers(0, 30, (n, 20))
    )
    letters = str.maketrans("0123456789", "abcdefghij")
    words = np.concatenate([common.astype(int), topic], axis=1)
    return [" ".join(f"w{word}w".translate(letters) for word in row) for row in words]


def bench_embedding(rows: list[str]) -> tuple[Any, ...]:
    """Embed texts and return the rows."""
    table = Table(f"TF-IDF of {len(rows)} texts", len(rows) / 1e3, "k texts/s")
    seconds, csr = timed(lambda: _core.embed_texts(rows, buckets=BUCKETS, threads=1))
    table.row("agentscaler embed_texts", seconds, f"{len(csr[1])} values")
    if installed("sklearn"):
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        seconds, matrix = timed(lambda: vectorizer.fit_transform(rows))
        table.row("scikit-learn TfidfVectorizer", seconds, f"{matrix.nnz} values")
    return csr


def bench_sparse(csr: tuple[Any, ...], threshold: float) -> None:
    """Compare all pairs of sparse rows."""
    n = len(csr[0]) - 1
    table = Table(f"All pairs of {n} sparse rows, cosine >= {threshold}", n * n / 2e6, "M pairs/s")
    arguments = {"columns": BUCKETS, "threshold": threshold, "top_k": 20, "threads": 1}
    seconds, edges = timed(lambda: _core.similarity_edges_csr(*csr, **arguments))
    table.row("agentscaler similarity_edges_csr", seconds, f"{len(edges[0])} edges")
    if installed("scipy"):
        from scipy import sparse

        matrix = sparse.csr_matrix((csr[2], csr[1], csr[0]), shape=(n, BUCKETS))

        def blocks() -> int:
            found = 0
            for start in range(0, n, 1000):
                block = (matrix[start : start + 1000] @ matrix.T).toarray()
                found += int((block >= threshold).sum())
            return (found - n) // 2

        seconds, found = timed(blocks)
        table.row("scipy blocks, threshold only", seconds, f"{found} pairs")


def bench_dense(n: int, columns: int, threshold: float) -> None:
    """Compare all pairs of dense rows."""
    generator = np.random.default_rng(3)
    # A part in common puts some pairs above the threshold.
    common = generator.standard_normal((n // 8, columns), dtype=np.float32)
    matrix = common[generator.integers(0, len(common), n)]
    matrix += generator.standard_normal((n, columns), dtype=np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    work = n * n * columns / 1e9
    table = Table(f"All pairs of {n} x {columns}, cosine >= {threshold}", work, "GFLOP/s")
    arguments = {"threshold": threshold, "top_k": 20, "threads": 1}
    seconds, edges = timed(lambda: _core.similarity_edges_dense(matrix, **arguments))
    table.row("agentscaler similarity_edges_dense", seconds, f"{len(edges[0])} edges")

    def triangle() -> int:
        found = 0
        for start in range(0, n, 1024):
            block = matrix[start : start + 1024] @ matrix[start:].T
            found += int((np.triu(block, 1) >= threshold).sum())
        return found

    seconds, found = timed(triangle)
    table.row("NumPy BLAS triangle, threshold only", seconds, f"{found} pairs")


def planted(n: int, groups: int, m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a graph with groups of power-law sizes that hold four fifths of the edges."""
    generator = np.random.default_rng(0)
    sizes = generator.pareto(1.5, groups) + 1
    group = generator.choice(groups, n, p=sizes / sizes.sum())
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(groups + 1))
    src = generator.integers(0, n, m)
    low, high = starts[group[src]], starts[group[src] + 1]
    near = order[low + (generator.random(m) * (high - low)).astype(int)]
    dst = np.where(generator.random(m) < 0.8, near, generator.integers(0, n, m))
    pairs = np.unique(np.sort(np.stack([src, dst]), axis=0)[:, src != dst], axis=1)
    return pairs[0].astype(np.uint32), pairs[1].astype(np.uint32), group


def bench_communities(n: int) -> None:
    """Group the nodes of a planted graph."""
    src, dst, group = planted(n, n // 30, n * 25)
    weight = np.ones(len(src), np.float32)
    million = len(src) / 1e6
    table = Table(f"Communities of {n} nodes, {len(src)} edges", million, "M edges/s")

    def figures(labels: Any) -> str:
        labels = np.asarray(labels).astype(np.uint32)
        score = _core.modularity(n, src, dst, weight, labels, resolution=1.0)
        rand = _core.adjusted_rand_index(labels, group)
        return f"Q {score:.4f}, ARI {rand:.2f}, {len(np.unique(labels))} communities"

    for algorithm in ("leiden", "louvain"):
        arguments: dict[str, Any] = {"algorithm": algorithm, "objective": "modularity"}
        arguments |= {"resolution": 1.0, "seed": 0}
        seconds, labels = timed(lambda a=arguments: _core.communities(n, src, dst, weight, **a))
        table.row(f"agentscaler {algorithm}, build included", seconds, figures(labels))
    if installed("networkit"):
        networkit_rows(table, n, src, dst, figures)
    if installed("leidenalg"):
        import igraph
        import leidenalg

        edges = list(zip(src.tolist(), dst.tolist(), strict=True))
        build, graph = timed(lambda: igraph.Graph(n, edges))
        kind = leidenalg.ModularityVertexPartition
        seconds, found = timed(lambda: leidenalg.find_partition(graph, kind, seed=0))
        table.row("leidenalg, build included", build + seconds, figures(found.membership))
        table.row("leidenalg alone", seconds, "same")
    if installed("networkx"):
        networkx_row(table)


def networkit_rows(
    table: Table, n: int, src: np.ndarray, dst: np.ndarray, figures: Callable[[Any], str]
) -> None:
    """Group the same graph with networkit."""
    import networkit

    networkit.setNumberOfThreads(1)
    networkit.setSeed(1, useThreadId=False)
    pair = (np.ones(len(src)), (src.astype(np.uint64), dst.astype(np.uint64)))
    build, graph = timed(lambda: networkit.GraphFromCoo(pair, n=n))
    for name in ("PLM", "ParallelLeiden"):
        kind = getattr(networkit.community, name)
        seconds, found = timed(lambda k=kind: k(graph).run().getPartition().getVector())
        table.row(f"networkit {name}, build included", build + seconds, figures(found))
        table.row(f"networkit {name} alone", seconds, "same")


def networkx_row(table: Table) -> None:
    """Group a small graph: this peer needs minutes for the large one."""
    import networkx as nx

    n = 2000
    src, dst, _ = planted(n, n // 30, n * 25)
    graph = nx.Graph(zip(src.tolist(), dst.tolist(), strict=True))
    seconds, found = timed(lambda: nx.community.louvain_communities(graph, seed=0))
    result = f"{len(found)} communities of {n} nodes"
    table.row("networkx louvain (small graph)", seconds, result, work=len(src) / 1e6)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=int, default=5000)
    parser.add_argument("--nodes", type=int, default=30_000)
    sizes = parser.parse_args()
    csr = bench_embedding(texts(sizes.tools))
    bench_sparse(csr, 0.12)
    bench_dense(sizes.tools, 1024, 0.4)
    bench_communities(sizes.nodes)


if __name__ == "__main__":
    main()
