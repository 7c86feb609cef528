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
