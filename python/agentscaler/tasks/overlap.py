"""Overlap with benchmarks: n-grams of words that intents share with given texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """What intents share with the texts of a benchmark."""

    intents: int
    """Number of intents that are long enough to have an n-gram."""
    touched: int
    """Of these: with at least one n-gram of the benchmark."""
    share: float
    """Share of all n-grams of the intents that the benchmark has (0 to 1)."""
    worst: tuple[tuple[int, float], ...]
    """Number of the intent and share of its n-grams, the highest first; ten at most."""


def overlap(intents: Sequence[str], texts: Iterable[str], *, n: int = 8) -> Overlap:
    """Count the n-grams of words that intents share with texts.

    Args:
        intents: Of the tasks.
        texts: Of the benchmark: instructions, questions, one by one.
        n: Words of an n-gram; 8 is more than chance and less than a sentence.

    Example:
        >>> overlap(["please cancel my order"], ["Cancel my order!"], n=3).share
        0.5
    """
    known = {gram for text in texts for gram in _grams(text, n)}
    shares: list[tuple[int, float]] = []
    total = shared = 0
    for at, intent in enumerate(intents):
        grams = list(_grams(intent, n))
        if not grams:
            continue
        found = sum(gram in known for gram in grams)
        total, shared = total + len(grams), shared + found
        shares.append((at, found / len(grams)))
    worst = sorted((one for one in shares if one[1] > 0), key=lambda one: (-one[1], one[0]))
    return Overlap(
        intents=len(shares),
        touched=len(worst),
        share=shared / total if total else 0.0,
        worst=tuple(worst[:10]),
    )


def _grams(text: str, n: int) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    for start in range(len(words) - n + 1):
        yield tuple(words[start : start + n])
