"""Small drawings as SVG text: they need no script and print sharply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.markup import Markup, count, element, join, number

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT, _FOOT = 640.0, 190.0, 26.0


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
        unit: What a size counts, for the titles.
    """
    top = max([1, *counts])
    step = _WIDTH / max(len(counts), 1)
    bars = []
    for index, value in enumerate(counts):
        low, high = edges[index], edges[index + 1] - 1
        label = str(low) if low == high else f"{low}\u2013{high}"
        height = (_HEIGHT - 20) * value / top
        x = index * step
        middle = x + step / 2
        bars.append(
            element(
                "g",
                element("title", f"{label} {unit}: {count(value)}"),
                element(
                    "rect",
                    class_="bin",
                    x=x + step * 0.08,
                    y=_HEIGHT - height,
                    width=step * 0.84,
                    height=height,
                ),
                element("text", count(value), class_="value", x=middle, y=_HEIGHT - height - 5)
                if value
                else "",
                element("text", label, class_="tick", x=middle, y=_HEIGHT + 18),
            )
        )
    return _drawing(join(*bars, _baseline()), f"Histogram of {unit}")


def similarity_histogram(
    borders: Sequence[float],
    edges: Sequence[float],
    null: Sequence[float],
    tau: float | None,
    median: float | None,
) -> Markup:
    """Draw two distributions of cosine similarity over one axis, and the threshold.

    Each is scaled to its own peak: they differ by orders of magnitude, and their place on the axis
    is what the threshold rests on.

    Args:
        borders: Of the bins, one more than there are bins (cosine).
        edges: Edges in each bin (count).
        null: Random pairs in each bin (count); empty where they were not recorded.
        tau: The threshold (cosine), drawn as a line.
        median: Of the random pairs (cosine), drawn as a line where their bins are missing.
    """
    low, high = borders[0], borders[-1]
    span = (high - low) or 1.0

    def x_of(value: float) -> float:
        return (value - low) / span * _WIDTH

    parts = [
        _area(edges, [x_of(border) for border in borders], "all"),
        _area(null, [x_of(border) for border in borders], "null"),
        _baseline(),
    ]
    for tick in range(11):
        value = tick / 10
        if low <= value <= high:
            anchor = "start" if value == low else "end" if value == high else "middle"
            parts.append(
                element(
                    "text",
                    f"{value:.1f}",
                    class_="tick",
                    x=x_of(value),
                    y=_HEIGHT + 18,
                    text_anchor=anchor,
                )
            )
    if median is not None and not null:
        at = x_of(median)
        parts.append(element("line", class_="median", x1=at, x2=at, y1=20, y2=_HEIGHT))
    if tau is not None:
        at = x_of(tau)
        right = at < _WIDTH * 0.7
        parts.append(element("line", class_="tau", x1=at, x2=at, y1=0, y2=_HEIGHT))
        parts.append(
            element(
                "text",
                f"τ = {tau:.3f}",
                class_="tau",
                x=at + (6 if right else -6),
                y=12,
                text_anchor="start" if right else "end",
            )
        )
    return _drawing(join(*parts), "Similarities of random pairs and of all edges, and tau")


def _area(values: Sequence[float], xs: Sequence[float], class_: str) -> Markup:
    top = max([0.0, *values])
    if top == 0:
        return Markup("")
    path = [f"M{number(xs[0])} {number(_HEIGHT)}"]
    for index, value in enumerate(values):
        y = number(_HEIGHT - (_HEIGHT - 20) * value / top)
        path.append(f"L{number(xs[index])} {y}L{number(xs[index + 1])} {y}")
    path.append(f"L{number(xs[-1])} {number(_HEIGHT)}Z")
    return element("path", class_=f"area {class_}", d="".join(path))


def _baseline() -> Markup:
    return element("line", class_="baseline", x1=0, x2=_WIDTH, y1=_HEIGHT, y2=_HEIGHT)


def _drawing(inner: Markup, label: str) -> Markup:
    return element(
        "svg",
        inner,
        class_="drawing",
        viewBox=f"0 -6 {number(_WIDTH)} {number(_HEIGHT + _FOOT + 6)}",
        role="img",
        aria_label=label,
    )
