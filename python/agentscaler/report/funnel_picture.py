"""The funnel of the filters as a drawing: as wide as what is left, with what leaves at each stage.

A stage is a trapezoid: its upper side is what comes in, its lower side what goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.markup import Markup, count, element, join, number
from agentscaler.report.reasons import as_words, headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.report.verdicts import Station

_WIDTH, _STEP, _GAP, _TOP, _FOOT = 860.0, 46.0, 6.0, 8.0, 30.0
_MIDDLE, _HALF = 270.0, 150.0
"""Middle of the funnel, and half of its width where everything is still there."""
_RIGHT = 440.0
"""Where it is told what leaves."""
_LETTERS = 50
"""Letters of the reasons that are named beside a stage; the others are a number."""


def funnel_picture(stations: Sequence[Station]) -> Markup:
    """Draw the funnel.

    Args:
        stations: Stages in the order in which they judge.
    """
    total = max(stations[0].entered if stations else 0, 1)
    drawn: list[Markup] = []
    for at, station in enumerate(stations):
        drawn.append(_station(station, _TOP + at * (_STEP + _GAP), total))
    left = stations[-1].left if stations else 0
    foot = _TOP + len(stations) * (_STEP + _GAP)
    drawn.append(element("text", f"{count(left)} kept", class_="total", x=_MIDDLE, y=foot + 16))
    told = ", ".join(f"{one.name} drops {one.entered - one.left}" for one in stations)
    return element(
        "svg",
        join(*drawn),
        class_="funnel",
        viewBox=f"0 0 {number(_WIDTH)} {number(foot + _FOOT)}",
        role="img",
        aria_label=f"Funnel: {count(total)} in, {told}, {count(left)} kept",
    )


def _station(station: Station, y: float, total: int) -> Markup:
    upper, lower = (_HALF * value / total for value in (station.entered, station.left))
    lost = station.entered - station.left
    middle = y + _STEP / 2
    return element(
        "g",
        element("title", f"{station.name}: {count(station.entered)} in, {count(station.left)} out"),
        element("polygon", points=_shape(upper, upper, y), class_="lost"),
        element("polygon", points=_shape(upper, lower, y), class_="kept"),
        element("text", headline(station.name), class_="stage", x=0, y=middle - 2),
        element("text", f"{count(station.entered)} in", class_="told", x=0, y=middle + 15),
        element(
            "text",
            f"\u2212{count(lost)}" if lost else "nothing leaves",
            class_="leaves" if lost else "told",
            x=_RIGHT,
            y=middle - 2,
        ),
        element("text", _reasons(station), class_="told", x=_RIGHT, y=middle + 15) if lost else "",
    )


def _shape(upper: float, lower: float, y: float) -> str:
    corners = ((-upper, y), (upper, y), (lower, y + _STEP), (-lower, y + _STEP))
    return " ".join(f"{number(_MIDDLE + x)},{number(down)}" for x, down in corners)


def _reasons(station: Station) -> str:
    told = f"{count(station.dropped[0][1])} {as_words(station.dropped[0][0])}"
    left = station.entered - station.left - station.dropped[0][1]
    for reason, lost in station.dropped[1:]:
        longer = f"{told}, {count(lost)} {as_words(reason)}"
        if len(longer) > _LETTERS:
            break
        told, left = longer, left - lost
    told = told if len(told) <= _LETTERS else told[: _LETTERS - 1] + "\u2026"
    return f"{told}, {count(left)} more" if left else told
