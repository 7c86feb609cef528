"""How good the graph and the domains are, each figure with what it means."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from agentscaler.report.figures import share_bar, size_bars
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.meanings import MEANINGS, meaning
from agentscaler.report.reasons import headline
from agentscaler.report.sections.section import Section
from agentscaler.report.threshold import threshold_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """How nested figures are shown."""

    title: str
    text: str = ""
    columns: tuple[str, ...] = ()
    """Those that come first, in order."""
    bars: str = ""
    """The column that bars show too."""
    whole: float | None = None
    """What a full bar stands for; ``None``: the sum of the column."""


TABLES = {
    "splits": Table(
        title="The splits",
        text="Providers are dealt to three sides before anything is grouped, so that no domain "
        "stands on two of them. Bars: share of the tools.",
        columns=("split", "domains", "tools", "providers"),
        bars="tools",
    ),
    "sensitivity": Table(
        title="What if a choice had been another",
        text="The tools are grouped again with one choice changed. Agreement (AMI) says how alike "
        "the domains are to those of this world: 1 means that the choice does not matter.",
        columns=("changed", "value", "domains", "coverage", "agreement"),
        bars="agreement",
        whole=1.0,
    ),
}
"""Key of the quality report -> its table, in the order of the page."""

NOTES = frozenset({"split_notes"})
"""Lists of sentences."""
CHANGES = {"tau": "Threshold τ", "resolution": "Resolution", "seed": "Seed"}
_BINS = 14
_HIDDEN = frozenset({"format_version"})


def build(facts: Facts, config: ReportConfig) -> Section:
    """Build the figures."""
    del config
    figures = {key: value for key, value in facts.quality.items() if key not in _HIDDEN}
    numbers = {
        key: figures[key] for key in _in_order(figures, MEANINGS) if _is_number(figures[key])
    }
    nested = {key: value for key, value in figures.items() if isinstance(value, dict | list)}
    return Section(
        id="quality",
        title="Quality",
        lead="Measured on this world by the stages that made it.",
        body=join(
            element(
                "div",
                *(_card(key, value) for key, value in numbers.items() if meaning(key).share),
                class_="figures",
            ),
            element("div", _sizes(facts), threshold_figure(facts), class_="drawings"),
            element(
                "div",
                *(_table(key, nested[key]) for key in _in_order(nested, TABLES) if nested[key]),
                class_="drawings",
            ),
            element(
                "dl",
                *(_count(key, value) for key, value in numbers.items() if not meaning(key).share),
                class_="counts",
            ),
        ),
    )


def _in_order(figures: Mapping[str, Any], first: Iterable[str]) -> list[str]:
    """Known ones first, in their order; then the others."""
    return list(dict.fromkeys([key for key in first if key in figures] + list(figures)))


def _card(key: str, value: float) -> Markup:
    return element(
        "div",
        element("h3", meaning(key).title),
        element("b", _write(value), class_="figure"),
        share_bar(value, "kept"),
        element("p", meaning(key).text, class_="small"),
        class_="card",
    )


def _count(key: str, value: float) -> Markup:
    return element(
        "div",
        element("dt", meaning(key).title, element("span", meaning(key).text, class_="small")),
        element("dd", count(value) if isinstance(value, int) else f"{value:,.1f}"),
    )


def _table(key: str, value: Any) -> Markup:
    """Show nested figures as a table: a row an entry, a column a figure."""
    if key in NOTES:
        return join(*(element("p", foreign(str(note.get("note", note)))) for note in value))
    table = TABLES.get(key) or Table(title=headline(key))
    rows = (
        [{"": name, **_flat(item)} for name, item in value.items()]
        if isinstance(value, dict)
        else [_flat(item) for item in value]
    )
    columns = _in_order({name: None for row in rows for name in row}, table.columns)
    whole = table.whole or sum(row.get(table.bars) or 0 for row in rows) or 1.0
    return element(
        "div",
        element("h3", table.title),
        element("p", table.text, class_="small") if table.text else "",
        element(
            "div",
            element(
                "table",
                element("thead", element("tr", *(_head(name, rows) for name in columns))),
                element(
                    "tbody",
                    *(
                        element(
                            "tr",
                            *(
                                _cell(name, row.get(name), whole if name == table.bars else None)
                                for name in columns
                            ),
                        )
                        for row in rows
                    ),
                ),
            ),
            class_="scroll",
        ),
        class_="quality-table",
    )


def _head(name: str, rows: Sequence[Mapping[str, Any]]) -> Markup:
    numeric = all(_is_number(row[name]) for row in rows if row.get(name) is not None)
    return element("th", headline(name), scope="col", class_="number" if numeric else None)


def _cell(column: str, value: Any, whole: float | None) -> Markup:
    if not _is_number(value):
        text = "\u2013" if value is None else str(value)
        mark = element("i", class_=f"swatch {text}") if column == "split" else ""
        return element("td", mark, foreign(CHANGES.get(text, headline(text))))
    bar = share_bar(value / whole, "kept") if whole else ""
    return element("td", _write(value), bar, class_="number")


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
        element("figcaption", element("b", "How large the domains are"), " (number of domains)"),
        size_bars(edges, counts, "tools in a domain"),
        element("p", f"{count(len(sizes), 'domain')} of {low} to {high} tools.", class_="small"),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _write(value: float) -> str:
    return count(value) if isinstance(value, int) else f"{value:.3f}"
