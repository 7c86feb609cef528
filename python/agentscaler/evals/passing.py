"""pass@1 and pass^k, with intervals.

pass^k (tau-bench, arXiv 2406.12045, section 4) is the chance that *all* of k attempts at a task
succeed: with c successes in n attempts the unbiased estimate is C(c, k) / C(n, k), averaged over
tasks. pass@1 is pass^1, the mean reward.

Intervals are Wilson's score intervals with the number of *tasks* as the sample. Tasks are what was
drawn; attempts at one task resemble one another, so counting them would promise too much. A
task's value lies in [0, 1], where no variance is larger than that of a coin with the same mean:
the interval is exact in form for one attempt and on the safe side for several. Unlike a bootstrap
it needs no seed, and does not shrink to nothing at 0 and at 1.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Z95 = 1.959963984540054
"""Quantile of the normal distribution for 95 %."""


class Passing(NamedTuple):
    """An estimate with its interval."""

    value: float
    low: float
    high: float
    tasks: int
    """Tasks that it is the mean of."""


def pass_hat(successes: int, attempts: int, k: int) -> float:
    """The chance that k attempts at a task all succeed.

    Args:
        successes: Among the attempts.
        attempts: At least k.
        k: At least 1.

    Raises:
        ArgumentError: There are fewer than k attempts, or more successes than attempts.

    Example:
        >>> pass_hat(2, 4, 1), pass_hat(2, 4, 2), pass_hat(1, 4, 2)
        (0.5, 0.16666666666666666, 0.0)
    """
    if not 1 <= k <= attempts or not 0 <= successes <= attempts:
        raise ArgumentError(f"pass^{k} of {successes} successes in {attempts} attempts")
    return math.comb(successes, k) / math.comb(attempts, k)


def wilson(mean: float, count: int, *, z: float = Z95) -> tuple[float, float]:
    """The score interval of a mean of values in [0, 1].

    Args:
        mean: Of the values.
        count: How many there are.
        z: Quantile of the normal distribution.

    Example:
        >>> low, high = wilson(0.0, 10)
        >>> low, round(high, 4)
        (0.0, 0.2775)
    """
    if count == 0:
        return 0.0, 1.0
    square = z * z / count
    middle = (mean + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(mean * (1 - mean) / count + square / (4 * count))
    low, high = middle - half, middle + half
    # At the ends the formula is exact, floating point is not.
    return (0.0 if mean <= 0 else max(low, 0.0)), (1.0 if mean >= 1 else min(high, 1.0))


def passing(outcomes: Iterable[tuple[str, float]], k: int = 1) -> Passing | None:
    """pass^k over the tasks that were tried at least k times.

    Args:
        outcomes: Task and reward of every attempt; a reward of 1 is a success.
        k: How many attempts have to succeed.

    Returns:
        ``None`` where no task was tried so often.

    Example:
        >>> estimate = passing([("a", 1.0), ("a", 0.0), ("b", 1.0), ("b", 1.0)], k=2)
        >>> estimate.value, estimate.tasks
        (0.5, 2)
    """
    tried: dict[str, list[bool]] = defaultdict(list)
    for task, reward in outcomes:
        tried[task].append(reward >= 1)
    values = [pass_hat(sum(one), len(one), k) for one in tried.values() if len(one) >= k]
    return estimate(values)


def estimate(values: Sequence[float]) -> Passing | None:
    """Mean and interval of values in [0, 1], one of each task; ``None`` for no values."""
    if not values:
        return None
    mean = math.fsum(values) / len(values)
    return Passing(mean, *wilson(mean, len(values)), len(values))
