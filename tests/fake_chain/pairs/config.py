from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PairsConfig:
    """How to pair."""

    distance: int = 1
    """Words between the two of a pair."""
