"""Bringing a number into the bounds of a schema."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.schemas import bounds, number_fits

if TYPE_CHECKING:
    from agentscaler.environments.seeding.draw import Draw

_DIGITS = 6
"""Digits behind the point that are kept."""


def fitted_number(meant: float, schema: dict[str, Any], draw: Draw, *, whole: bool) -> float | None:
    """The number that is meant, or another within the bounds; ``None``: there is none.

    >>> from agentscaler.environments.seeding.draw import Draw
    >>> fitted_number(7.4, {"minimum": 1}, Draw(1), whole=True)
    7
    >>> fitted_number(0, {"exclusiveMinimum": 0, "maximum": 1}, Draw(1), whole=True)
    1
    >>> fitted_number(0, {"minimum": 2, "maximum": 1}, Draw(1), whole=True) is None
    True
    """
    value: float = round(meant) if whole else round(meant, _DIGITS)
    if number_fits(schema, value):
        return value
    low, high = _inner(schema, whole=whole)
    step = schema.get("multipleOf")
    step = step if isinstance(step, int | float) and step > 0 else (1 if whole else None)
    if low is None and high is None:
        low, high = 0.0, max(abs(value), step or 1)
    elif low is None:
        low = high - max(100.0, abs(high or 0)) if high is not None else 0.0
    elif high is None:
        high = low + max(100.0, abs(low), 10 * (step or 1))
    assert low is not None  # noqa: S101 - both are set above
    assert high is not None  # noqa: S101
    if low > high:
        return None
    drawn = low + (high - low) * draw.unit()
    if step is None:
        return next(
            (one for one in (round(drawn, 2), drawn, low, high) if number_fits(schema, one)), None
        )
    first, last = math.ceil(low / step), math.floor(high / step)
    if first > last:
        return None
    count = min(max(round(drawn / step), first), last)
    stepped: float = count * step
    if whole:
        stepped = round(stepped)
    return stepped if number_fits(schema, stepped) else None


def _inner(schema: dict[str, Any], *, whole: bool) -> tuple[float | None, float | None]:
    """The bounds, those that are excluded moved inwards."""
    low, high = bounds(schema)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    above = low if above is True else above
    below = high if below is True else below
    if isinstance(above, int | float) and not isinstance(above, bool):
        nudge = 1 if whole else 10**-_DIGITS
        moved = (math.floor(above) + 1) if whole else above + nudge
        low = moved if low is None else max(low, moved)
    if isinstance(below, int | float) and not isinstance(below, bool):
        moved = (math.ceil(below) - 1) if whole else below - 10**-_DIGITS
        high = moved if high is None else min(high, moved)
    return low, high
