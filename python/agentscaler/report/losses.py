"""A list of what was left out: how often, why, and what the reason means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.report.figures import share_bar
from agentscaler.report.markup import Markup, count, element, foreign
from agentscaler.report.reasons import headline, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def loss_list(reasons: Sequence[tuple[str, int]], says: Callable[[str], str] = plain) -> Markup:
    """Draw reasons with their counts, in the order given.

    Args:
        reasons: Code of a reason (or words for several), and how often it was given.
        says: Sentence of a code; nothing where there is none.
    """
    most = max((value for _, value in reasons), default=1)
    rows = [
        element(
            "li",
            element("span", count(value), class_="count"),
            element("span", foreign(headline(code)), class_="reason"),
            share_bar(value / most, "lost"),
            element("span", told, class_="small") if (told := says(code)) else "",
        )
        for code, value in reasons
    ]
    return element("ul", *rows, class_="losses")
