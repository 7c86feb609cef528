"""The obvious version of ``graph::agreement``: definitions over pairs and over all shuffles."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations


def adjusted_rand_index(a: list[int], b: list[int]) -> float:
    """Count the pairs that each grouping puts together."""
    pairs = list(combinations(range(len(a)), 2))
    in_a = sum(a[i] == a[j] for i, j in pairs)
    in_b = sum(b[i] == b[j] for i, j in pairs)
    both = sum(a[i] == a[j] and b[i] == b[j] for i, j in pairs)
    expected = in_a * in_b / max(len(pairs), 1)
    most = (in_a + in_b) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def mutual_info(a: list[int], b: list[int]) -> float:
    """Return the mutual information in nats."""
    n, rows, columns = len(a), Counter(a), Counter(b)
    cells = Counter(zip(a, b, strict=True))
    return sum(c / n * math.log(n * c / (rows[x] * columns[y])) for (x, y), c in cells.items())


def expected_mutual_info(a: list[int], b: list[int]) -> float:
    """Average over all tables with the same margins, by the hypergeometric distribution."""
    n = len(a)
    total = 0.0
    for x in Counter(a).values():
        for y in Counter(b).values():
            for both in range(max(1, x + y - n), min(x, y) + 1):
                chance = math.comb(x, both) * math.comb(n - x, y - both) / math.comb(n, y)
                total += both / n * math.log(n * both / (x * y)) * chance
    return total


def adjusted_mutual_info(a: list[int], b: list[int]) -> float:
    """Return the share of what chance leaves, under the mean of the entropies."""
    if mutual_info(a, a) == mutual_info(b, b) == 0 or _same(a, b):
        return 1.0
    expected = expected_mutual_info(a, b)
    most = (mutual_info(a, a) + mutual_info(b, b)) / 2
    return (mutual_info(a, b) - expected) / (most - expected)


def _same(a: list[int], b: list[int]) -> bool:
    return len(set(zip(a, b, strict=True))) == len(set(a)) == len(set(b))
