"""The door to the compiled engines of the graph: links, communities, agreement.

These functions take plain arrays and know nothing of tools, worlds or files, so that another
pipeline can use them alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from agentscaler import _core
from agentscaler.graph.vectors import Csr, SparseLike, Vectors, as_vectors, num_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Labels = npt.NDArray[np.uint32]
Edges = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32], npt.NDArray[np.float32]]

_BLOCK = 65_536
"""Random pairs of dense rows that are multiplied at a time: 2 x 256 MB at 1,024 dimensions."""


def similarity_edges(
    matrix: Vectors | SparseLike, *, threshold: float, top_k: int, threads: int = 1
) -> Edges:
    """Link all rows whose cosine is high; exact, without n x n memory.

    Args:
        matrix: float32[n, d], or a sparse matrix by rows. Rows need not have length 1.
        threshold: Smallest cosine of a link (above 0, at most 1).
        top_k: A link is kept when it is among the ``top_k`` strongest of one of its ends.
        threads: Number of threads; the result does not depend on it.

    Returns:
        ``(src u32, dst u32, weight f32)`` with ``src < dst``, sorted by ``(src, dst)``.

    Raises:
        ArgumentError: An argument is outside its range, or the matrix holds NaN.

    Example:
        >>> import numpy as np
        >>> rows = np.array([[1, 0], [1, 0.1], [0, 1]], dtype=np.float32)
        >>> src, dst, weight = similarity_edges(rows, threshold=0.5, top_k=10)
        >>> src.tolist(), dst.tolist(), weight.round(2).tolist()
        ([0], [1], [1.0])
    """
    vectors = as_vectors(matrix)
    if isinstance(vectors, Csr):
        return _core.similarity_edges_csr(
            vectors.indptr,
            vectors.indices,
            vectors.values,
            columns=vectors.columns,
            threshold=threshold,
            top_k=top_k,
            threads=threads,
        )
    return _core.similarity_edges_dense(vectors, threshold=threshold, top_k=top_k, threads=threads)


def sample_similarities(
    matrix: Vectors | SparseLike, *, pairs: int, seed: int, threads: int = 1
) -> npt.NDArray[np.float32]:
    """Cosines of random pairs of different rows: what similarity means between strangers.

    Args:
        matrix: As for :func:`similarity_edges`.
        pairs: How many pairs, drawn with replacement.
        seed: Which pairs.
        threads: Number of threads; the result does not depend on it.

    Returns:
        float32[pairs]; empty for fewer than two rows.

    Example:
        >>> import numpy as np
        >>> sample_similarities(np.eye(3), pairs=2, seed=0).tolist()
        [0.0, 0.0]
    """
    vectors = as_vectors(matrix)
    if isinstance(vectors, Csr):
        return _core.sample_similarities_csr(
            vectors.indptr,
            vectors.indices,
            vectors.values,
            columns=vectors.columns,
            pairs=pairs,
            seed=seed,
            threads=threads,
        )
    count = num_rows(vectors)
    if count < 2:  # noqa: PLR2004
        return np.empty(0, dtype=np.float32)
    length = np.sqrt(np.einsum("nd,nd->n", vectors, vectors, dtype=np.float64))
    length[length == 0] = 1
    draw = np.random.default_rng(seed)
    left = draw.integers(count, size=pairs)
    right = (left + draw.integers(1, count, size=pairs)) % count
    found = np.empty(pairs, dtype=np.float32)
    for start in range(0, pairs, _BLOCK):
        a, b = left[start : start + _BLOCK], right[start : start + _BLOCK]
        dots = np.einsum("pd,pd->p", vectors[a], vectors[b], dtype=np.float64)
        found[start : start + _BLOCK] = dots / (length[a] * length[b])
    return found


def communities(
    num_nodes: int,
    src: npt.NDArray[np.uint32],
    dst: npt.NDArray[np.uint32],
    weight: npt.NDArray[np.float32],
    *,
    algorithm: Literal["leiden", "louvain"] = "leiden",
    objective: Literal["modularity", "cpm"] = "modularity",
    resolution: float = 1.0,
    seed: int = 0,
) -> Labels:
    """Group nodes that are linked more with one another than with the rest.

    Args:
        num_nodes: Number of nodes; a node without a link is a community of its own.
        src: One end of each link.
        dst: The other end.
        weight: Strength of each link, at least 0.
        algorithm: ``leiden`` (every community is connected) or ``louvain`` (the paper's).
        objective: ``modularity``, or ``cpm`` (constant Potts model: a community holds together
            while its mean weight over *all* its pairs is at least ``resolution``; what is found
            does not depend on the size of the rest of the graph).
        resolution: Higher means smaller communities.
        seed: Order in which nodes are visited.

    Returns:
        uint32[num_nodes]; communities are numbered by their first node.

    Raises:
        ArgumentError: A node does not exist, or a weight is negative or no number.

    Example:
        >>> import numpy as np
        >>> src, dst = np.array([0, 2], dtype=np.uint32), np.array([1, 3], dtype=np.uint32)
        >>> communities(5, src, dst, np.ones(2, dtype=np.float32)).tolist()
        [0, 0, 1, 1, 2]
    """
    return _core.communities(
        num_nodes,
        src,
        dst,
        weight,
        algorithm=algorithm,
        objective=objective,
        resolution=resolution,
        seed=seed,
    )


def modularity(
    num_nodes: int,
    src: npt.NDArray[np.uint32],
    dst: npt.NDArray[np.uint32],
    weight: npt.NDArray[np.float32],
    labels: Labels,
    *,
    resolution: float = 1.0,
) -> float:
    """Share of weight inside communities beyond what chance would put there (-0.5 to 1).

    Example:
        >>> import numpy as np
        >>> src, dst = np.array([0, 2], dtype=np.uint32), np.array([1, 3], dtype=np.uint32)
        >>> modularity(4, src, dst, np.ones(2, np.float32), np.array([0, 0, 1, 1], np.uint32))
        0.5
    """
    return _core.modularity(num_nodes, src, dst, weight, labels, resolution=resolution)


def adjusted_mutual_info(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Agreement of two groupings of the same items: 1 = equal, about 0 = by chance.

    Args:
        a: One label an item (whole numbers, at least 0).
        b: The other grouping.

    Raises:
        ArgumentError: A label is no whole number from 0 to 4294967295, or one grouping is longer.

    Example:
        >>> adjusted_mutual_info([0, 0, 1, 1], [5, 5, 3, 3])
        1.0
    """
    return _core.adjusted_mutual_info(a, b)


def adjusted_rand_index(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Agreement of two groupings, by pairs of items: 1 = equal, about 0 = by chance.

    Raises:
        ArgumentError: As for :func:`adjusted_mutual_info`.

    Example:
        >>> adjusted_rand_index([0, 0, 1, 1], [5, 5, 3, 3])
        1.0
    """
    return _core.adjusted_rand_index(a, b)


def embed_texts(texts: Sequence[str], *, buckets: int = 2**20, threads: int = 1) -> Csr:
    """Texts as sparse rows of length 1: words and word pairs, TF-IDF over these texts.

    Args:
        texts: One text a row.
        buckets: Columns that terms are hashed to.
        threads: Number of threads; the result does not depend on it.

    Example:
        >>> embed_texts(["list orders", "cancel an order"]).rows
        2
    """
    return Csr(*_core.embed_texts(list(texts), buckets=buckets, threads=threads), buckets)


def embed_tools(
    names: Sequence[str],
    descriptions: Sequence[str],
    parameters: Sequence[str],
    returns: Sequence[str | None],
    paths: Sequence[str | None],
    *,
    weights: Mapping[str, float],
    buckets: int = 2**20,
    threads: int = 1,
) -> Csr:
    """Tools as sparse rows of length 1, from chosen parts of them.

    Args:
        names: Names of the tools.
        descriptions: What they do.
        parameters: JSON Schemas.
        returns: JSON Schemas of the results, ``None`` where unknown.
        paths: URL path templates, ``None`` where there is none.
        weights: Part -> how much it counts; a part that is not named is left out.
        buckets: Columns that terms are hashed to.
        threads: Number of threads; the result does not depend on it.

    Raises:
        SchemaError: A text is no JSON Schema.

    Example:
        >>> one = ["get_pet"], ["One pet."], ["{}"], [None], ["/pets/{id}"]
        >>> embed_tools(*one, weights={"name": 1.0}).rows
        1
    """
    rows = _core.embed_tools(
        list(names),
        list(descriptions),
        list(parameters),
        list(returns),
        list(paths),
        weights=dict(weights),
        buckets=buckets,
        threads=threads,
    )
    return Csr(*rows, buckets)


def feeds_edges(  # noqa: PLR0917  the columns of a tool
    names: Sequence[str],
    descriptions: Sequence[str],
    parameters: Sequence[str],
    returns: Sequence[str | None],
    paths: Sequence[str | None],
    effects: Sequence[str],
    *,
    min_weight: float,
    top_k: int,
    threads: int = 1,
) -> tuple[
    npt.NDArray[np.uint32],
    npt.NDArray[np.uint32],
    list[str],
    list[str],
    npt.NDArray[np.float32],
    list[str],
]:
    """Link outputs of tools to the parameters of other tools that they can fill.

    Args:
        names: Names of the tools.
        descriptions: What they do.
        parameters: JSON Schemas.
        returns: JSON Schemas of the results, ``None`` where unknown (then outputs are inferred).
        paths: URL path templates, ``None`` where there is none.
        effects: ``READ``, ``WRITE`` or ``UNKNOWN``.
        min_weight: Weakest link that is kept.
        top_k: Tools, the strongest, that are linked to one parameter.
        threads: Number of threads; the result does not depend on it.

    Returns:
        ``(src, dst, output, parameter, weight, evidence)``, sorted by
        ``(src, dst, parameter, output)``; evidence is ``declared`` or ``inferred``.

    Raises:
        SchemaError: A text is no JSON Schema.
    """
    return _core.feeds_edges(
        list(names),
        list(descriptions),
        list(parameters),
        list(returns),
        list(paths),
        list(effects),
        min_weight=min_weight,
        top_k=top_k,
        threads=threads,
    )


def tool_entities(
    names: Sequence[str],
    paths: Sequence[str | None],
    parameters: Sequence[str],
    *,
    threads: int = 1,
) -> tuple[list[str], list[str]]:
    """What each tool does, and to what: verbs (``get``, ``list``, ...) and things (``line_item``).

    Raises:
        SchemaError: A text is no JSON Schema.

    Example:
        >>> tool_entities(["getPets"], ["/pets"], ["{}"])[1]
        ['pet']
    """
    return _core.tool_entities(list(names), list(paths), list(parameters), threads=threads)
