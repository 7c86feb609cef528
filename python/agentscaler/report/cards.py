"""The figures at the top of a section: a title, a number, what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.figures import share_bar
from agentscaler.report.markup import Markup, element

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl


def card(title: str, figure: str, text: str, share: float | None = None) -> Markup:
    """Build one figure.

    Args:
        title: What is counted.
        figure: The number, written for people.
        text: One sentence about it.
        share: Of a whole, 0 to 1, drawn as a bar; ``None``: no bar.
    """
    return element(
        "div",
        element("h3", title),
        element("b", figure, class_="figure"),
        share_bar(share, "kept") if share is not None else "",
        element("p", text, class_="small"),
        class_="card",
    )


def cards(*built: Markup) -> Markup:
    """Put figures side by side."""
    return element("div", *built, class_="figures")


def percent(part: float, whole: float) -> tuple[str, float | None]:
    """A share in words and as a number; nothing of nothing is no share.

    Example:
        >>> percent(1, 4), percent(0, 0)
        (('25%', 0.25), ('-', None))
    """
    return (f"{part / whole:.0%}", part / whole) if whole else ("-", None)


def mean(values: pl.Series, digits: int = 1) -> str:
    """The mean of the values that are there, or a dash.

    Example:
        >>> import polars as pl
        >>> mean(pl.Series([1.0, None, 2.0])), mean(pl.Series([], dtype=pl.Float64))
        ('1.5', '-')
    """
    found = values.mean()
    return f"{found:,.{digits}f}" if isinstance(found, float) else "-"


def grid(heads: Iterable[tuple[str, bool]], rows: Iterable[Markup], class_: str) -> Markup:
    """Build a table that scrolls sideways where it has to.

    Args:
        heads: What stands above each column, and whether it holds numbers.
        rows: Its rows.
        class_: Of the frame.
    """
    head = (element("th", text, class_="number" if right else None) for text, right in heads)
    return element(
        "div",
        element("table", element("thead", element("tr", *head)), element("tbody", *rows)),
        class_=f"scroll {class_}",
    )


def number_cell(text: str) -> Markup:
    """Build a cell with a number."""
    return element("td", text, class_="number")
