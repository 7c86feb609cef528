"""Every tool that was kept, and those that were not: two tables that can be searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.report.markup import Markup, count, element, foreign, visible
from agentscaler.report.reasons import headline, plain
from agentscaler.report.sections.section import Section

if TYPE_CHECKING:
    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts


def build_tools(facts: Facts, config: ReportConfig) -> Section:
    """Build the table of the tools that were kept: each with its domain, or why it has none."""
    del config
    placed = facts.tools.select("id", "name", "provider", "effect").join(
        facts.members.select(pl.col("tool_id").alias("id"), "reason", "detail"),
        on="id",
        how="left",
        maintain_order="left",
    )
    outside = facts.members.filter(pl.col("domain_id").is_null()).height
    return Section(
        id="tools",
        title="Tools",
        lead=f"All {count(facts.tools.height, 'tool')} that were kept; "
        f"{count(outside)} of them stay outside the domains, with the reason.",
        body=_host("tools", _by_reason(facts.members.drop_nulls("reason"), "reason")),
        data={
            "tools": {
                "name": _visible(placed["name"]),
                "provider": _coded(placed["provider"]),
                "effect": _coded(placed["effect"]),
                "domain": facts.domain_of.to_list(),
                "reason": _coded(placed["reason"]),
                "detail": _coded(placed["detail"]),
            },
        },
    )


def build_dropped(facts: Facts, config: ReportConfig) -> Section:
    """Build the table of what was read and left out."""
    rows = facts.dropped.head(config.dropped_rows)
    shown = (
        "Each with its reason and where it stands."
        if rows.height == facts.dropped.height
        else f"The table has the first {rows.height:,}; `agentscaler show dropped` has all."
    )
    columns = ("name", "provider", "file", "place", "detail")
    return Section(
        id="dropped",
        title="Dropped",
        lead=f"{count(facts.dropped.height, 'tool or file', 'tools and files')} that were read "
        f"and left out. {shown}"
        if facts.dropped.height
        else "Nothing that was read was left out.",
        body=_host("dropped", _by_reason(facts.dropped, "reason")),
        data={
            "dropped": {
                "reason": _coded(rows["reason"]),
                **{column: _coded(rows[column]) for column in columns},
                "plain": {code: plain(code) for code in rows["reason"].unique().sort()},
            },
        },
    )


def _host(name: str, fallback: Markup) -> Markup:
    return element("div", element("noscript", fallback), id=f"{name}-table", class_="table-host")


def _by_reason(frame: pl.DataFrame, column: str) -> Markup:
    counts = frame.group_by(column).len().sort(["len", column], descending=[True, False])
    return element(
        "ul",
        *(
            element("li", f"{count(number)}: ", foreign(headline(code)), " ", plain(code))
            for code, number in counts.iter_rows()
        ),
    )


def _visible(values: pl.Series) -> list[str]:
    return [visible(value or "") for value in values]


def _coded(values: pl.Series) -> dict[str, Any]:
    """Write repeated texts once: distinct values in order, and a row's index (-1: none)."""
    known: dict[str, int] = {}
    rows = [
        -1 if value is None else known.setdefault(visible(value), len(known)) for value in values
    ]
    return {"values": list(known), "rows": rows}
