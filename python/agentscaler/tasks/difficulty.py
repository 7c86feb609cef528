"""How hard a task is: counts of what makes it hard, and one number from them.

``score = 1 - exp(-load)`` with ``load = 0.10 calls + 0.08 writes + 0.12 (tables - 1) + 0.10 lookups
+ 0.30 branches + 0.30 refused + 0.20 asked``: each part adds, none decides, and 0 to 1 is never
left. One call without anything else scores 0.10, the longest walks above 0.9. The weights are a
choice, not a fit: scores of agents will tell how far it holds.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, kw_only=True, slots=True)
class Difficulty:
    """What makes a task hard.

    Example:
        >>> one = Difficulty(calls=1, writes=1, tables=1)
        >>> round(one.score, 2), Difficulty(calls=9, writes=4, tables=3, lookups=4).score > 0.8
        (0.16, True)
    """

    calls: int = 0
    """Gold calls."""
    writes: int = 0
    """Gold calls that change the state."""
    tables: int = 0
    """Tables that gold calls speak of."""
    lookups: int = 0
    """Gold reads that only find what a later call needs."""
    branches: int = 0
    """Choices that the state decides."""
    refused: int = 0
    """Wishes that cannot or must not be granted."""
    asked: int = 0
    """Things that the user tells only when asked."""

    @property
    def score(self) -> float:
        """From 0 (nothing to do) to 1."""
        load = (
            0.10 * self.calls
            + 0.08 * self.writes
            + 0.12 * max(0, self.tables - 1)
            + 0.10 * self.lookups
            + 0.30 * self.branches
            + 0.30 * self.refused
            + 0.20 * self.asked
        )
        return round(1 - math.exp(-load), 4)

    def to_plain(self) -> dict[str, Any]:
        """As JSON has it, with the score."""
        return {**asdict(self), "score": self.score}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """The difficulty that `to_plain` wrote."""
        return cls(**{name: count for name, count in plain.items() if name != "score"})
