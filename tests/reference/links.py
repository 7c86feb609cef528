"""The obvious version of ``agentscaler.domains.links``."""

from __future__ import annotations

from collections import defaultdict


def between(edges: list[tuple[int, int, float]], labels: list[int]) -> dict:
    """Return (community, other community) -> sum of the weights between the two."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for src, dst, weight in edges:
        a, b = labels[src], labels[dst]
        if a != b and a >= 0 and b >= 0:
            found[a, b] += weight
            found[b, a] += weight
    return dict(found)


def inside(edges: list[tuple[int, int, float]], labels: list[int], count: int) -> list[float]:
    """Return the sum of the weights inside each community."""
    found = [0.0] * count
    for src, dst, weight in edges:
        if labels[src] == labels[dst] >= 0:
            found[labels[src]] += weight
    return found
