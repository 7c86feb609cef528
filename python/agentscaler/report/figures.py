"""Small drawings as SVG text: they need no script and print sharply."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from agentscaler.report.markup import Markup, count, element, join, number

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT, _FOOT = 640.0, 190.0, 44.0
"""Size of what is drawn, without the names of the axes (units of the drawing)."""


def share_bar(share: float, class_: str = "") -> Markup:
    """Draw a share of a whole, 0 to 1, as a bar that fills its box."""
    return element(
        "svg",
        element("rect", width=100.0 * min(max(share, 0.0), 1.0), height=4, rx=0),
        class_=f"bar {class_}".strip(),
        viewBox="0 0 100 4",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def size_bars(edges: Sequence[int], counts: Sequence[int], unit: str) -> Markup:
    """Draw how many things have each size.

    Args:
        edges: Lower end of each bar, and the upper end of the last one plus one.
        counts: How many things fall into each bar.
        unit: What a size counts; the name of the axis.
    """
    labels = [
        str(low) if low == end - 1 else f"{low}\u2013{end - 1}" for low, end in pairwise(edges)
    ]
    return bars(labels, counts, unit)


def bars(labels: Sequence[str], counts: Sequence[int], unit: str) -> Markup:
    """Draw a bar for each label.

    Args:
        labels: What stands below each bar.
        counts: How many things each bar counts.
        unit: What the labels are; the name of the axis.
    """
    top = max([1, *counts])
    step = WIDTH / max(len(counts), 1)
    drawn = []
    for index, (label, value) in enumerate(zip(labels, counts, strict=True)):
        height = (HEIGHT - 20) * value / top
        x = index * step
        middle = x + step / 2
        drawn.append(
            element(
                "g",
                element("title", f"{label} {unit}: {count(value)}"),
                element(
                    "rect",
                    class_="bin",
                    x=x + step * 0.08,
                    y=HEIGHT - height,
                    width=step * 0.84,
                    height=height,
                ),
                element("text", count(value), class_="value", x=middle, y=HEIGHT - height - 5)
                if value
                else "",
                element("text", label, class_=_minor(index), x=middle, y=HEIGHT + 18),
            )
        )
    return drawing(join(*drawn, baseline(), axis_name(unit)), f"Histogram: {unit}")


def _minor(index: int) -> str:
    """Say which marks a narrow screen leaves out."""
    return "tick minor" if index % 2 else "tick"


def axis_name(text: str) -> Markup:
    """Write what the horizontal axis shows, below its marks."""
    return element("text", text, class_="axis", x=WIDTH / 2, y=HEIGHT + 38)


def baseline(start: float = 0.0) -> Markup:
    """Draw the horizontal axis, from where it begins."""
    return element("line", class_="baseline", x1=start, x2=WIDTH, y1=HEIGHT, y2=HEIGHT)


def drawing(inner: Markup, label: str) -> Markup:
    """Wrap what is drawn; ``label`` is read to those who do not see it."""
    return element(
        "svg",
        inner,
        class_="drawing",
        viewBox=f"0 -6 {number(WIDTH)} {number(HEIGHT + _FOOT + 6)}",
        role="img",
        aria_label=label,
    )
