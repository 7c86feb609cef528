"""How good the graph and the domains are, each figure with what it means."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from agentscaler.report.figures import size_bars
from agentscaler.report.markup import Markup, count, element, join
from agentscaler.report.reasons import headline
from agentscaler.report.sections.section import Section
from agentscaler.report.threshold import threshold_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts

MEANING = {
    "ami": "Agreement with the grouping that the sources themselves give (adjusted mutual "
    "information): 1 is the same grouping, 0 is what chance gives.",
    "ari": "The same over pairs of tools that both groupings join or both part (adjusted Rand "
    "index): 1 is the same, 0 is chance; large groups weigh more.",
    "modularity": "How much more similarity lies inside the groups than chance would put there; "
    "0 is chance, above 0.3 is clear structure.",
    "coverage": "Share of the tools that belong to a domain.",
    "cohesion": "Mean similarity of two tools of one domain.",
    "sensitivity": "The domains are cut again with one setting changed; agreement of 1 means that "
    "the setting does not matter.",
    "seed": "Another seed of the random order.",
    "gamma": "Another resolution of the communities.",
    "resolution": "Another resolution of the communities.",
    "tau": "Another similarity threshold.",
}
"""Figure -> one line for somebody who has not met it."""

_ACRONYMS = frozenset({"ami", "ari"})
_BINS = 14
_HIDDEN = frozenset({"format_version"})


def build(facts: Facts, config: ReportConfig) -> Section:
    """Build the figures."""
    del config
    figures = {key: value for key, value in facts.quality.items() if key not in _HIDDEN}
    return Section(
        id="quality",
        title="Quality",
        lead="Measured on this world by the stages that made it.",
        body=join(
            element("div", *_cards(figures), class_="figures"),
            element("div", _sizes(facts), threshold_figure(facts), class_="drawings"),
            *(
                _group(key, value)
                for key, value in figures.items()
                if isinstance(value, dict | list) and value
            ),
        ),
    )


def _cards(figures: Mapping[str, Any]) -> Iterator[Markup]:
    for key, value in figures.items():
        if _is_number(value):
            yield element(
                "div",
                element("b", _write(value), class_="figure"),
                element("h3", _title(key)),
                element("p", MEANING.get(key, ""), class_="small"),
                class_="card",
            )


def _group(key: str, value: Any) -> Markup:
    """Show nested figures as a table: a row an entry, a column a figure."""
    rows = (
        [{"": name, **_flat(item)} for name, item in value.items()]
        if isinstance(value, dict)
        else [_flat(item) for item in value]
    )
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return element(
        "div",
        element("h3", _title(key)),
        element("p", MEANING[key], class_="small") if key in MEANING else "",
        element("div", _table(columns, rows), class_="scroll"),
        class_="quality-table",
    )


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Markup:
    return element(
        "table",
        element("thead", element("tr", *(element("th", _title(name)) for name in columns))),
        element(
            "tbody",
            *(element("tr", *(_cell(row.get(name)) for name in columns)) for row in rows),
        ),
    )


def _cell(value: Any) -> Markup:
    if _is_number(value):
        return element("td", _write(value), class_="number")
    return element("td", "\u2013" if value is None else headline(str(value)))


def _flat(item: Any, prefix: str = "") -> dict[str, Any]:
    if not isinstance(item, dict):
        return {prefix or "value": item}
    flat: dict[str, Any] = {}
    for key, value in item.items():
        flat |= _flat(value, f"{prefix} {key}".strip())
    return flat


def _sizes(facts: Facts) -> Markup:
    sizes = facts.domains["num_tools"].to_list()
    if not sizes:
        return Markup("")
    low, high = min(sizes), max(sizes)
    step = max(1, -(-(high - low + 1) // _BINS))
    edges = list(range(low, high + step + 1, step))
    counts = [sum(a <= size < b for size in sizes) for a, b in pairwise(edges)]
    if counts[-1] == 0:
        edges, counts = edges[:-1], counts[:-1]
    return element(
        "figure",
        element("figcaption", element("b", "Size of the domains"), " (tools in a domain)"),
        size_bars(edges, counts, "tools"),
        element("p", f"{count(len(sizes), 'domain')} of {low} to {high} tools.", class_="small"),
    )


def _title(key: str) -> str:
    return key.upper() if key in _ACRONYMS else headline(key)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _write(value: float) -> str:
    return count(value) if isinstance(value, int) else f"{value:.3f}"
