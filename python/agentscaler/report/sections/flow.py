"""What the two flows of the chain are drawn with: a station is a ribbon, a figure and what left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.figures import share_bar
from agentscaler.report.losses import loss_list
from agentscaler.report.markup import Markup, count, element, foreign, join, number
from agentscaler.report.reasons import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

SPLITS = ("general", "vertical", "held_out")
SPLIT_WORDS = {
    "general": "first training stage",
    "vertical": "second, specialised training stage",
    "held_out": "never trained on, kept for evaluation",
}
_RIBBON = 56.0


def station(drawn: Markup, name: str, headline_: str, note: str, details: Markup) -> Markup:
    """Build a station.

    Args:
        drawn: Its `ribbon`.
        name: Of the stage.
        headline_: What it made, in two or three words.
        note: What else is to be said of it.
        details: What stands below: a breakdown, or why things left.
    """
    return element(
        "li",
        drawn,
        element("h3", name),
        element("p", headline_, class_="big"),
        element("p", note, class_="note"),
        details,
        class_="station",
    )


def ribbon(arriving: int, leaving: Sequence[tuple[int, str]], lost: int, whole: int) -> Markup:
    """Draw what arrives on the left and what goes on to the right; losses turn down."""
    unit = (_RIBBON - 14) / max(whole, 1)
    left, right, parts = 0.0, 0.0, []
    for value, class_ in leaving:
        height = value * unit
        parts.append(_band(left, right, height, class_))
        left += height
        right += height
    if lost > 0:
        height = max((arriving - sum(value for value, _ in leaving)) * unit, lost * unit, 1.5)
        parts.append(
            element(
                "path",
                class_="lost",
                d=f"M0 {number(left)}C40 {number(left)} 55 {number(left + 4)} 70 {number(_RIBBON)}"
                f"L58 {number(_RIBBON)}C45 {number(left + height)} 30 {number(left + height)}"
                f" 0 {number(left + height)}Z",
            )
        )
    return element(
        "svg",
        *parts,
        class_="ribbon",
        viewBox=f"0 0 100 {number(_RIBBON)}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _band(left: float, right: float, height: float, class_: str) -> Markup:
    return element(
        "path",
        class_=class_,
        d=f"M0 {number(left)}L100 {number(right)}L100 {number(right + height)}"
        f"L0 {number(left + height)}Z",
    )


def losses(
    reasons: Sequence[tuple[str, int]],
    total: int,
    verb: str,
    target: str,
    says: Callable[[str], str] = plain,
) -> Markup:
    """List why things left, with a link to where all of them are told."""
    if not total:
        return element("p", f"None {verb}.", class_="small")
    return join(
        element(
            "p", element("a", f"{count(total)} {verb}", href=target), ", because:", class_="losing"
        ),
        loss_list(reasons, says),
    )


def breakdown(parts: Sequence[tuple[str, int]], total: int, class_: str) -> Markup:
    """List the parts of a whole, each with its share as a bar."""
    return element(
        "ul",
        *(
            element(
                "li",
                element("span", count(value), class_="count"),
                element("span", foreign(name), class_="reason"),
                share_bar(value / max(total, 1), class_),
            )
            for name, value in parts
        ),
        class_="losses",
    )


def splits(told: Mapping[str, str]) -> Markup:
    """List the splits, each with what is to be said of it and what it is for."""
    rows = [
        element(
            "li",
            element("i", class_=f"swatch {name}"),
            element("b", name.replace("_", " ")),
            f" {told[name]}",
            element("span", SPLIT_WORDS[name], class_="small"),
        )
        for name in SPLITS
        if name in told
    ]
    return element("ul", *rows, class_="splits")


def most(parts: list[tuple[str, int]], plural: str, limit: int = 7) -> list[tuple[str, int]]:
    """Join what follows the most frequent ones into one line."""
    if len(parts) <= limit + 1:
        return parts
    rest = parts[limit:]
    return [*parts[:limit], (f"{len(rest)} other {plural}", sum(value for _, value in rest))]


def tally(frame: pl.DataFrame, column: str) -> list[tuple[str, int]]:
    """Count the values of a column, most frequent first, ties by name."""
    counts = frame.group_by(column).len().sort(["len", column], descending=[True, False])
    return [(str(name), int(value)) for name, value in counts.iter_rows()]
