"""Scores: how good each agent is on tasks that nobody was trained on, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.report.cards import grid, number_cell
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.plots import interval_bar
from agentscaler.report.scores import GROUPS, bounds, interval_words, share_words
from agentscaler.report.sections.section import Section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts
    from agentscaler.report.scores import ScoreFacts

_OPEN = ("split", "calls")
"""Groups that are unfolded from the start."""


def build(facts: Facts, config: ReportConfig) -> Section | None:
    """Build the section; ``None`` where the stage has not run."""
    found = facts.scores
    if found is None:
        return None
    return Section(
        id="scores",
        title="Scores",
        lead="pass@1 is the share of episodes with the full reward, the mean over tasks with its "
        "95% interval; pass^k the share where k episodes of a task all have it.",
        body=join(
            _agents(found),
            *(_group(found, name, config.score_rows) for name in GROUPS),
        )
        if found.agents
        else element("p", "Nobody has played: there are no tasks of this split.", class_="empty"),
    )


def _agents(found: ScoreFacts) -> Markup:
    heads = [
        ("Agent", False),
        ("pass@1", False),
        *((f"pass^{k}", True) for k in found.ks),
        ("First call", False),
        *(
            (text, True)
            for text in ("No call", "Bad JSON", "Turns", "Tasks", "Episodes", "No reward")
        ),
    ]
    return element(
        "figure",
        element(
            "figcaption",
            "By agent. First call: the share of episodes whose first call is that of gold",
        ),
        grid(heads, (_agent(found, found.whole[name]) for name in found.agents), "played-table"),
    )


def _agent(found: ScoreFacts, row: Mapping[str, Any]) -> Markup:
    turns = row["mean_turns"]
    return element(
        "tr",
        element("th", foreign(row["agent"]), scope="row"),
        _bar(row),
        *(number_cell(share_words(row[f"pass_hat_{k}"])) for k in found.ks),
        _words(row, "first_call_exact"),
        number_cell(share_words(row["no_call"])),
        number_cell(share_words(row["invalid_json"])),
        number_cell("-" if turns is None else f"{turns:.1f}"),
        *(number_cell(count(row[name])) for name in ("tasks", "episodes", "lost")),
    )


def _bar(row: Mapping[str, Any]) -> Markup:
    return element(
        "td",
        interval_bar(row["pass_at_1"], *bounds(row)),
        interval_words(row),
        class_="interval-words",
    )


def _words(row: Mapping[str, Any], name: str) -> Markup:
    return element("td", interval_words(row, name), class_="interval-words")


def _group(found: ScoreFacts, name: str, limit: int) -> Markup:
    values = found.groups[name]
    if not values:
        return Markup("")
    order = list(values)
    shown = sorted(order, key=lambda value: -_episodes(values[value]))[:limit]
    rows = [
        row
        for value in order
        if value in shown
        for row in _rows(value, values[value], found.agents)
    ]
    more = len(order) - len(shown)
    heads = [(GROUPS[name], False), ("Agent", False), ("pass@1", False)]
    return element(
        "details",
        element("summary", f"By {GROUPS[name].lower()}"),
        grid([*heads, ("Tasks", True), ("Episodes", True)], rows, "scores-table"),
        element("p", f"and {count(more)} with fewer episodes.", class_="small") if more else "",
        class_="scores-group",
        open=name in _OPEN,
    )


def _episodes(rows: Mapping[str, Mapping[str, Any]]) -> int:
    return sum(int(row["episodes"]) for row in rows.values())


def _rows(value: str, rows: Mapping[str, Mapping[str, Any]], agents: Sequence[str]) -> list[Markup]:
    """A row for each agent; the value stands at the first."""
    there = [rows[agent] for agent in agents if agent in rows]
    told = value.replace("_", " ")
    return [
        element(
            "tr",
            element("th", foreign(told), scope="rowgroup", rowspan=len(there)) if not at else "",
            element("td", foreign(row["agent"])),
            _bar(row),
            number_cell(count(row["tasks"])),
            number_cell(count(row["episodes"])),
        )
        for at, row in enumerate(there)
    ]
