"""Where the circles of the domain map stand: the package's door to the compiled engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agentscaler import _core

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from agentscaler.report.config import ReportConfig

_LABEL_PX, _CHAR_PX, _DRAWN_PX = 12.0, 6.6, 1000.0
"""Size of a label, mean width of its letters and width of the map, where no script measures it."""
_LABELS = 70
"""More names at once hide the map; the script shows others where the reader zooms in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MapLayout:
    """Circles in a plane of arbitrary units; none overlaps another."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    r: tuple[float, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the smallest box around all circles, with a margin."""
        if not self.x:
            return (0.0, 0.0, 1.0, 1.0)
        rows = list(zip(self.x, self.y, self.r, strict=True))
        left, top = min(x - r for x, _, r in rows), min(y - r for _, y, r in rows)
        right, bottom = max(x + r for x, _, r in rows), max(y + r for _, y, r in rows)
        margin = 0.03 * max(right - left, bottom - top)
        return (
            left - margin,
            top - margin,
            right - left + 2 * margin,
            bottom - top + 2 * margin,
        )


def map_layout(
    sizes: Sequence[int], links: pl.DataFrame, *, config: ReportConfig, seed: int
) -> MapLayout:
    """Lay out one circle a domain, its area its number of tools, linked ones near one another.

    Args:
        sizes: Tools of each domain.
        links: Columns ``a``, ``b`` (rows of the domains, ``a < b``) and ``weight``.
        config: Gives the number of iterations.
        seed: Seed of the world.

    Returns:
        The circles, rounded to hundredths so that the page stays small.
    """
    if not sizes:
        return MapLayout(x=(), y=(), r=())
    x, y, r = _core.domain_map_layout(
        np.asarray(sizes, dtype=np.float32),
        links["a"].cast(int).to_numpy().astype(np.uint32),
        links["b"].cast(int).to_numpy().astype(np.uint32),
        links["weight"].to_numpy().astype(np.float32),
        seed=seed,
        iterations=config.map_iterations,
    )
    unit = 1000.0 / float(max((x + r).max() - (x - r).min(), (y + r).max() - (y - r).min()))
    return MapLayout(
        x=tuple(round(float(value) * unit, 2) for value in x),
        y=tuple(round(float(value) * unit, 2) for value in y),
        r=tuple(round(float(value) * unit, 2) for value in r),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """Where the name of a circle stands: on it where it nearly fits, else below."""

    y: float
    """Middle of the text (map units); its x is the circle's."""
    shown: bool
    """Whether it is shown while the map is not zoomed."""


def labels(layout: MapLayout, names: Sequence[str]) -> list[Label]:
    """Place the names, and choose those that fit without touching: large circles first.

    Args:
        layout: The circles.
        names: One a circle.
    """
    unit = layout.box[2] / _DRAWN_PX
    half_y = _LABEL_PX * unit * 0.8
    taken: list[tuple[float, float, float]] = []
    placed: dict[int, Label] = {}
    for row in sorted(range(len(names)), key=lambda row: (-layout.r[row], row)):
        half_x = (len(names[row]) * _CHAR_PX + 10.0) * unit / 2
        inside = half_x <= layout.r[row] * 1.7
        y = layout.y[row] + (0.0 if inside else layout.r[row] + half_y)
        shown = len(taken) < _LABELS and all(
            abs(x - layout.x[row]) > half + half_x or abs(other - y) > 2 * half_y
            for x, other, half in taken
        )
        if shown:
            taken.append((layout.x[row], y, half_x))
        placed[row] = Label(y=round(y, 2), shown=shown)
    return [placed[row] for row in range(len(names))]
