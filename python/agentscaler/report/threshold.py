"""The threshold of the graph: the rule that chose it, in words, and what it was chosen from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from agentscaler.report.figures import HEIGHT, WIDTH, axis_name, baseline, drawing
from agentscaler.report.markup import Markup, count, element, join, number
from agentscaler.report.reasons import headline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentscaler.report.facts import Facts

_BINS = 50
_MARKS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
_DECADES = 4
"""The axis of shares goes down to one in this many powers of ten."""
_TOP = 34.0
"""Room above the curves for the names of the lines (units of the drawing)."""

RULES = {
    "given": "Given by the configuration.",
    "middle": "Chosen by measure: far enough above the middle of the random pairs that unrelated "
    "tools are not linked.",
    "neighbours": "Chosen by measure: most tools here are related, so it is kept low enough that "
    "a tool has several neighbours on average.",
}
"""Code of the rule -> what it does. A rule that is not here is shown as words."""


def rule_text(facts: Facts) -> str:
    """Say how the threshold was chosen, with the figures that decided."""
    rule = facts.figure("graph", "tau_rule")
    words = RULES.get(str(rule), headline(str(rule)) + ".") if rule else ""
    median, spread = facts.figure("graph", "tau_median"), facts.figure("graph", "tau_spread")
    if median is None or spread is None:
        return words
    pairs = facts.figure("graph", "tau_pairs")
    drawn = f"{count(int(pairs))} random pairs" if pairs else "Random pairs"
    return f"{words} {drawn} have a median cosine of {median:.3f}, with a spread of {spread:.3f}."


def threshold_figure(facts: Facts) -> Markup:
    """Draw the similarity of the edges, beside that of random pairs where it was recorded."""
    if facts.similar.height == 0:
        return Markup("")
    borders = facts.random_pairs.get("edges") or [at / _BINS for at in range(_BINS + 1)]
    # A cosine of two equal tools may be a rounding above 1.
    weights = np.clip(facts.similar["weight"].to_numpy(), borders[0], borders[-1])
    edges = np.histogram(weights, bins=np.asarray(borders))[0].tolist()
    null = facts.random_pairs.get("null", [])
    inner = join(
        *_grid(),
        _area(null, borders, "null"),
        _area(edges, borders, "all"),
        baseline(),
        *_axis(),
        *_lines(facts),
        axis_name("cosine of two tools"),
    )
    return element(
        "figure",
        element("figcaption", element("b", "How similar two tools are"), " (share of the pairs)"),
        drawing(inner, "Cosines of random pairs and of kept edges, with the threshold"),
        element(
            "ul",
            element("li", element("i", class_="swatch general"), "kept edges"),
            element("li", element("i", class_="swatch kept"), "random pairs") if null else "",
            class_="legend",
        ),
        element(
            "p",
            rule_text(facts),
            " Each line is ten times the share of the one below it; small cosines have more room.",
            class_="small",
        ),
        id="similarity",
    )


def _x(cosine: float) -> float:
    """Squares of equal steps: small cosines, where the threshold lies, get the room."""
    return WIDTH * math.sqrt(min(max(cosine, 0.0), 1.0))


def _y(share: float) -> float:
    decades = _DECADES + math.log10(max(share, 10.0**-_DECADES))
    return HEIGHT - (HEIGHT - _TOP) * decades / _DECADES


def _grid() -> Iterator[Markup]:
    for decade in range(_DECADES):
        share = 10.0**-decade
        y = _y(share)
        yield element("line", class_="grid", x1=0, x2=WIDTH, y1=y, y2=y)
        label = f"{100 * share:g} %"
        yield element("text", label, class_="tick", x=WIDTH, y=y - 3, text_anchor="end")


def _axis() -> Iterator[Markup]:
    for place, mark in enumerate(_MARKS):
        anchor = "start" if mark == 0 else "end" if mark == 1 else "middle"
        # On a narrow screen every other mark is left out; both ends stay.
        yield element(
            "text",
            f"{mark:g}",
            class_="tick minor" if place % 2 else "tick",
            x=_x(mark),
            y=HEIGHT + 18,
            text_anchor=anchor,
        )


def _lines(facts: Facts) -> Iterator[Markup]:
    """The threshold, and the ceiling of the rule; names go to the side that has room."""
    tau, ceiling = facts.figure("graph", "tau"), facts.figure("graph", "tau_ceiling")
    marks = [("tau", "τ", tau, 10.0), ("ceiling", "ceiling", ceiling, 26.0)]
    for class_, name, value, y in marks:
        if isinstance(value, int | float):
            at = _x(value)
            right = at < WIDTH * 0.7
            yield element("line", class_=class_, x1=at, x2=at, y1=y - 10, y2=HEIGHT)
            yield element(
                "text",
                f"{name} = {value:.3f}",
                class_=class_,
                x=at + (6 if right else -6),
                y=y,
                text_anchor="start" if right else "end",
            )


def _area(values: Sequence[float], borders: Sequence[float], class_: str) -> Markup:
    total = sum(values)
    if total == 0:
        return Markup("")
    path = [f"M{number(_x(borders[0]))} {number(HEIGHT)}"]
    for index, value in enumerate(values):
        y = number(_y(value / total))
        path.append(f"L{number(_x(borders[index]))} {y}L{number(_x(borders[index + 1]))} {y}")
    path.append(f"L{number(_x(borders[-1]))} {number(HEIGHT)}Z")
    return element("path", class_=f"area {class_}", d="".join(path))
