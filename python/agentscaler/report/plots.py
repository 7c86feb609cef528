"""Lines over steps, and figures with their intervals, as SVG text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentscaler.report.figures import HEIGHT, WIDTH, axis_name, baseline, drawing
from agentscaler.report.markup import Markup, count, element, join, number

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEFT = 54.0
"""Room for the marks of the vertical axis."""
_MARKS = 4
_TENTH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of a plot."""

    name: str
    class_: str
    """Gives its colour: ``general`` or ``vertical``."""
    points: Sequence[tuple[float, float]]


def line_plot(lines: Sequence[Line], unit: str, label: str) -> Markup:
    """Draw lines over a common horizontal axis.

    Args:
        lines: Those without a point are left out.
        unit: What the horizontal axis counts.
        label: Read to those who do not see it.
    """
    there = [line for line in lines if line.points]
    if not there:
        return Markup("")
    end = max(x for line in there for x, _ in line.points) or 1.0
    marks = round_marks(*_ends([y for line in there for _, y in line.points]))
    low, high = marks[0], marks[-1]

    def place(x: float, y: float) -> tuple[float, float]:
        across = _LEFT + (WIDTH - _LEFT - 8) * x / end
        return across, HEIGHT - (HEIGHT - 12) * (y - low) / (high - low)

    drawn: list[Markup] = []
    for mark in marks:
        _, y = place(0, mark)
        drawn.append(element("line", class_="guide", x1=_LEFT, x2=WIDTH, y1=y, y2=y))
        drawn.append(element("text", f"{mark:g}", class_="mark", x=_LEFT - 8, y=y + 4))
    for line in there:
        placed = [place(x, y) for x, y in line.points]
        told = " ".join(f"{number(x)},{number(y)}" for x, y in placed)
        first, last = line.points[0][1], line.points[-1][1]
        title = element("title", f"{line.name}: from {first:.3g} to {last:.3g}")
        drawn.append(
            element("polyline", title, points=told, class_=f"curve {line.class_}")
            if len(placed) > 1
            else element("circle", title, cx=placed[0][0], cy=placed[0][1], r=4, class_=line.class_)
        )
    for part in (0.0, 0.5, 1.0):
        x, _ = place(end * part, low)
        side = ("start", "middle", "end")[round(part * 2)]
        drawn.append(
            element("text", count(round(end * part)), class_=f"tick {side}", x=x, y=HEIGHT + 18)
        )
    return drawing(join(*drawn, baseline(_LEFT), axis_name(unit)), label)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """The ends of the axis: from 0 where the values come near it, never of no length."""
    low, high = min(values), max(values)
    low = 0.0 if 0 <= low < 0.5 * high else low
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def round_marks(low: float, high: float) -> list[float]:
    """Round numbers that span a range, equally far apart.

    Example:
        >>> round_marks(0.13, 2.31)
        [0.0, 1.0, 2.0, 3.0]
        >>> round_marks(0.0, 0.04)
        [0.0, 0.01, 0.02, 0.03, 0.04]
    """
    rough = (high - low) / _MARKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * part for part in (1, 2, 5, _TENTH) if power * part >= rough * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 12) for at in range(first, last + 1)]


def interval_bar(value: float | None, low: float | None, high: float | None) -> Markup:
    """Draw a share from 0 to 1 as a bar with its interval as a whisker.

    Args:
        value: The share; ``None``: nothing is drawn.
        low: Lower end of the interval.
        high: Upper end of the interval.
    """
    if value is None:
        return Markup("")
    parts = [
        element("rect", class_="ground", x=0, y=4, width=200, height=8),
        element("rect", class_="share", x=0, y=4, width=200 * value, height=8),
    ]
    if low is not None and high is not None:
        ends = (200 * low, 200 * high)
        parts.append(element("line", class_="whisker", x1=ends[0], x2=ends[1], y1=8, y2=8))
        parts += [element("line", class_="whisker", x1=x, x2=x, y1=3, y2=13) for x in ends]
    return element(
        "svg",
        join(*parts),
        class_="interval",
        viewBox="-2 0 204 16",
        aria_hidden="true",
    )
