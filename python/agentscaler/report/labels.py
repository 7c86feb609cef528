"""Names inside circles: which lines a name is broken into, and how large the letters may be.

A label never leaves its circle, so labels meet neither one another nor the lines between circles,
at any zoom. What fits depends on the circle alone; the page's script only decides whether that is
large enough to read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import combinations, pairwise

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z\s_.:/-]+|[A-Z]")
_LINES = 3
_WORDS = 8
"""More words are cut: they could not be read in a circle."""
_LETTERS = 40
_WIDTH, _HEIGHT = 0.6, 1.12
"""Mean width of a letter and height of a line, in heights of the letters."""
_INNER = 0.94
"""Share of the radius that letters may use."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name that is broken into lines."""

    lines: tuple[str, ...]
    size: float
    """Height of the largest letters that fit, for a radius of 1."""


def fit_label(name: str) -> Label:
    """Break a name so that its letters can be as large as possible inside a circle.

    Example:
        >>> fit_label("slack_com_conversation").lines
        ('slack com', 'conversation')
        >>> fit_label("shop").lines
        ('shop',)
        >>> fit_label("shop").size > fit_label("shop_orders").size
        True
    """
    words = [word[:_LETTERS] for word in _WORD.findall(name)[:_WORDS]] or [name[:_LETTERS]]
    found = [
        Label(lines, round(_size(lines), 3))
        for cuts in range(min(_LINES, len(words)))
        for places in combinations(range(1, len(words)), cuts)
        for lines in (tuple(" ".join(words[a:b]) for a, b in pairwise((0, *places, len(words)))),)
    ]
    return max(found, key=lambda label: (label.size, -len(label.lines)))


def _size(lines: tuple[str, ...]) -> float:
    """The corner of a line that is farthest from the middle decides."""
    farthest = 0.0
    for number, line in enumerate(lines):
        middle = abs(number - (len(lines) - 1) / 2) * _HEIGHT
        x, y = _WIDTH * max(_letters(line), 1.0) / 2, middle + 0.4
        farthest = max(farthest, (x * x + y * y) ** 0.5)
    return _INNER / farthest


def _letters(line: str) -> float:
    """Width in mean letters; those of Chinese and the like are wider."""
    return sum(1.7 if unicodedata.east_asian_width(letter) in "WF" else 1.0 for letter in line)
