"""The obvious version of ``agentscaler.graph.tau``."""

from __future__ import annotations

from statistics import median


def quantile(values: list[float], share: float) -> float:
    """Return the value at a share, between two neighbours in proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def tau(cosines: list[float], num_tools: int, spreads: float) -> float:
    """Return the threshold."""
    middle = median(cosines)
    spread = 1.4826 * median([abs(x - middle) for x in cosines])
    if spread == 0:
        spread = (quantile(cosines, 0.9) - middle) / 1.2816
    ceiling = quantile(cosines, max(0.0, 1 - 5 / max(1, num_tools - 1)))
    return min(max(min(middle + spreads * spread, ceiling), 1e-6), 1.0)
