"""The threshold of eq. 1, which the paper does not print, from the tools themselves.

Most random pairs of tools have nothing to do with one another, so the *middle* of the cosines of
random pairs tells what an unrelated pair looks like, for this embedder and these tools. Median and
median absolute deviation describe that middle and do not move when some pairs are related, as a
quantile would: related pairs are 3 % of all pairs of 30 APIs, and 0.1 % of those of 1,400.

    tau = min(median + spreads * 1.4826 * MAD, quantile(1 - 5 / (n - 1)))

The second term matters when nearly all tools are related (one API alone): then the middle tells
about related pairs, and a rule on it would leave hardly any link. It keeps the threshold so low
that a tool has five neighbours above it on the average. Where most pairs share nothing at all,
the median absolute deviation is 0, and the 90 % quantile takes its place.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

GAUSSIAN = 1.4826
"""A normal distribution has this many median absolute deviations in a standard deviation."""
TAIL, TAIL_DEVIATIONS = 0.9, 1.2816
"""A normal distribution has 90 % below 1.2816 standard deviations."""
NEIGHBOURS = 5
"""Neighbours of a tool on the average that the rule leaves at least."""
BINS = 80
"""Bins of the histogram of random pairs, equally wide in the square root of the cosine: the
threshold lies where cosines are small, and there the bins are narrow."""
FLOOR = 1e-6
"""Two tools that share nothing have cosine 0 and are never linked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tau:
    """A threshold, and what it was made from."""

    value: float
    """Smallest cosine of a link."""
    rule: Literal["given", "middle", "neighbours"]
    """``given`` by the configuration, or which term of the rule decided."""
    pairs: int = 0
    """Random pairs looked at."""
    median: float | None = None
    """Of their cosines."""
    spread: float | None = None
    """Robust standard deviation of their cosines: 1.4826 x the median absolute deviation."""
    ceiling: float | None = None
    """The second term of the rule."""

    def figures(self) -> dict[str, Any]:
        """What a manifest records: ``tau``, ``tau_rule``, ``tau_median``, ..."""
        named = {f"tau_{name}": value for name, value in asdict(self).items() if name != "value"}
        return {"tau": self.value, **named}


def choose_tau(cosines: npt.NDArray[np.float32], *, num_tools: int, spreads: float) -> Tau:
    """Apply the rule.

    Args:
        cosines: Of random pairs of different tools.
        num_tools: Number of tools that the pairs were drawn from.
        spreads: How far above the median.

    Example:
        >>> cosines = np.array([0, 0.01, 0.02, 0.03, 0.9], dtype=np.float32)
        >>> tau = choose_tau(cosines, num_tools=1000, spreads=7)
        >>> round(tau.value, 3), tau.rule
        (0.124, 'middle')
    """
    if cosines.size == 0:
        return Tau(value=FLOOR, rule="neighbours")
    sample = cosines.astype(np.float64)
    median = float(np.median(sample))
    spread = GAUSSIAN * float(np.median(np.abs(sample - median)))
    if spread == 0:
        spread = (float(np.quantile(sample, TAIL)) - median) / TAIL_DEVIATIONS
    share = max(0.0, 1 - NEIGHBOURS / max(1, num_tools - 1))
    ceiling = float(np.quantile(sample, share))
    middle = median + spreads * spread
    value = min(max(min(middle, ceiling), FLOOR), 1.0)
    return Tau(
        value=float(np.float32(value)),
        rule="middle" if middle <= ceiling else "neighbours",
        pairs=sample.size,
        median=median,
        spread=spread,
        ceiling=ceiling,
    )


def histogram(cosines: npt.NDArray[np.float32]) -> dict[str, list[float] | list[int]]:
    """How the cosines of random pairs are spread, for people to look at.

    Returns:
        ``edges`` (borders of the bins) and ``null`` (random pairs in each bin).
    """
    # A cosine may lie a rounding above 1, and below 0 for dense vectors.
    borders = (np.arange(BINS + 1) / BINS) ** 2
    counts, _ = np.histogram(np.clip(cosines, 0, 1), bins=borders)
    return {"edges": [round(float(b), 6) for b in borders], "null": counts.tolist()}
