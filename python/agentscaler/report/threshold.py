"""The threshold of the graph: the rule that chose it, in words, and what it was chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agentscaler.report.figures import similarity_histogram
from agentscaler.report.markup import Markup, count, element
from agentscaler.report.reasons import headline

if TYPE_CHECKING:
    from agentscaler.report.facts import Facts

_BINS = 50

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
    null = facts.random_pairs
    if facts.similar.height == 0:
        return Markup("")
    borders = null.get("edges") or [at / _BINS for at in range(_BINS + 1)]
    # A cosine of two equal tools may be a rounding above 1.
    weights = np.clip(facts.similar["weight"].to_numpy(), borders[0], borders[-1])
    edges = np.histogram(weights, bins=np.asarray(borders))[0].tolist()
    return element(
        "figure",
        element("figcaption", element("b", "Similarity of two tools"), " (cosine)"),
        similarity_histogram(
            borders,
            edges,
            null.get("null", []),
            facts.figure("graph", "tau"),
            facts.figure("graph", "tau_median"),
        ),
        element(
            "ul",
            element("li", element("i", class_="swatch general"), "similar edges"),
            element("li", element("i", class_="swatch kept"), "random pairs")
            if null
            else element("li", element("i", class_="swatch kept"), "median of random pairs"),
            class_="legend",
        ),
        element(
            "p",
            rule_text(facts),
            " Each curve is scaled to its own peak." if null else "",
            class_="small",
        ),
        id="similarity",
    )
