"""The obvious version of ``graph::similarity``: every pair, one after the other."""

from __future__ import annotations

import numpy as np


def cosine(a: np.ndarray, b: np.ndarray) -> np.float32:
    """Return the cosine of two float32 vectors, 0 when one is zero."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    length = np.sqrt(np.sum(a * a)) * np.sqrt(np.sum(b * b))
    return np.float32(np.clip(np.sum(a * b) / length, -1, 1)) if length > 0 else np.float32(0)


def similarity_edges(
    matrix: np.ndarray, *, threshold: float, top_k: int
) -> dict[tuple[int, int], np.float32]:
    """Return the pairs at or above the threshold that are among the best of either end."""
    edges = {}
    for i, row in enumerate(matrix):
        weights = [(cosine(row, other), j) for j, other in enumerate(matrix) if j != i]
        near = [(w, j) for w, j in weights if w >= np.float32(threshold)]
        for w, j in sorted(near, key=lambda item: (-item[0], item[1]))[:top_k]:
            edges[min(i, j), max(i, j)] = w
    return edges
