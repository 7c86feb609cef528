"""Environments: how many tools came alive, why the others did not, and some of them in full."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.report.cards import card, cards
from agentscaler.report.figures import size_bars
from agentscaler.report.losses import loss_list
from agentscaler.report.markup import Markup, count, element, foreign, join
from agentscaler.report.reasons import headline
from agentscaler.report.sections.section import Section
from agentscaler.report.table_picture import table_picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.environments import EnvironmentFacts
    from agentscaler.report.facts import Facts

_TOOL_EDGES = (1, 4, 7, 10, 15, 20, 30, 41, 10_000)
_TABLE_EDGES = (1, 2, 3, 4, 5, 6, 8, 11, 10_000)


def build(facts: Facts, config: ReportConfig) -> Section | None:
    """Build the section; ``None`` where the stage has not run."""
    found = facts.environments
    if found is None:
        return None
    return Section(
        id="environments",
        title="Environments",
        lead="A domain comes alive as tables, programs and a policy: tools can be called, and what "
        "they do can be checked. A tool whose meaning is not understood is left out, never faked.",
        body=join(
            _figures(found),
            element("div", _sizes(found), class_="drawings"),
            _left_out(found),
            _list(found, config),
            _shown(found, config),
        ),
    )


def _figures(found: EnvironmentFacts) -> Markup:
    frame = found.environments.filter(pl.col("problem").is_null())
    kept = int(frame["num_tools"].sum())
    tools = kept + found.dropped.height
    shown = [
        card("Environments", count(frame.height), "Domains with enough tools that work."),
        card(
            "Tools with a program",
            f"{kept / tools:.0%}" if tools else "-",
            f"{count(kept)} of {count(tools, 'tool')} in domains passed every check.",
            kept / tools if tools else 0.0,
        ),
        card(
            "Tables",
            count(int(frame["tables"].list.len().sum())),
            f"joined by {count(int(frame['references'].sum()), 'reference')} (foreign keys).",
        ),
        card(
            "Tools with a precondition",
            count(int(frame["preconditions"].sum())),
            "They are refused unless a status allows them.",
        ),
        card("Rules", count(int(frame["rules"].sum())), "Sentences of policies, one by one."),
    ]
    edited = int(found.environments["edited"].sum())
    if edited:
        refused = found.environments.height - frame.height
        shown.append(
            card("Changed by hand", count(edited), f"{count(refused)} of them do not pass.")
        )
    return cards(*shown)


def _sizes(found: EnvironmentFacts) -> Markup:
    frame = found.environments
    return join(
        _histogram(frame["num_tools"].to_list(), _TOOL_EDGES, "tools of an environment"),
        _histogram(frame["tables"].list.len().to_list(), _TABLE_EDGES, "tables of an environment"),
    )


def _histogram(values: Sequence[int], edges: Sequence[int], unit: str) -> Markup:
    last = max([edges[-2], *values]) + 1
    ends = [*edges[:-1], last]
    counts = [sum(low <= value < high for value in values) for low, high in pairwise(ends)]
    return element(
        "figure", element("figcaption", f"Number of {unit}"), size_bars(ends, counts, unit)
    )


def _left_out(found: EnvironmentFacts) -> Markup:
    counts = Counter(found.dropped["reason"].to_list()).most_common()
    ordered = sorted(counts, key=lambda item: (-item[1], item[0]))
    if not ordered:
        return element("p", "No tool of a domain was left out.", class_="small")
    return element(
        "figure",
        element("figcaption", f"Tools in no environment: {count(found.dropped.height)}"),
        loss_list(ordered),
        class_="environments-reasons",
    )


def _list(found: EnvironmentFacts, config: ReportConfig) -> Markup:
    shown = {one["name"] for one in found.shown}
    rows = found.environments.head(config.environment_rows).to_dicts()
    head = ("Environment", "Split", "Tools", "Left out", "Tables", "References", "Rules", "Rows")
    body = [_row(row, row["name"] in shown) for row in rows]
    more = found.environments.height - len(rows)
    return join(
        element(
            "div",
            element(
                "table",
                element("thead", element("tr", *(_head(at, text) for at, text in enumerate(head)))),
                element("tbody", *body),
            ),
            class_="scroll environments-list",
        ),
        element(
            "p",
            f"and {count(more)} smaller ones; `agentscaler show environments` has all.",
            class_="small",
        )
        if more
        else "",
    )


def _head(at: int, text: str) -> Markup:
    return element("th", text, class_=None if at <= 1 else "number")


def _row(row: Mapping[str, Any], linked: bool) -> Markup:  # noqa: FBT001
    name = foreign(row["name"])
    mark = (
        " changed by hand, refused"
        if row["problem"]
        else " changed by hand"
        if row["edited"]
        else ""
    )
    numbers = ("num_tools", "num_dropped", "tables", "references", "rules", "rows")
    return element(
        "tr",
        element(
            "th",
            element("a", name, href=f"#environment-{row['name']}") if linked else name,
            element("span", mark, class_="small") if mark else "",
            scope="row",
        ),
        element(
            "td",
            element(
                "span",
                element("i", class_=f"swatch {row['split']}"),
                str(row["split"]).replace("_", " "),
                class_="split",
            ),
        ),
        *(
            element(
                "td",
                count(len(row[name]) if isinstance(row[name], list) else row[name]),
                class_="number",
            )
            for name in numbers
        ),
    )


def _shown(found: EnvironmentFacts, config: ReportConfig) -> Markup:
    if not found.shown:
        return Markup("")
    usable = found.environments.filter(pl.col("problem").is_null()).height
    title = (
        "All of them in full"
        if len(found.shown) == usable
        else f"The largest in full: {count(len(found.shown))}"
    )
    return join(
        element("h3", title, class_="environments-title"),
        *(_details(one, found, config) for one in found.shown),
    )


def _details(one: Mapping[str, Any], found: EnvironmentFacts, config: ReportConfig) -> Markup:
    tables = one["blueprint"].get("tables", [])
    dropped = found.dropped.filter(pl.col("environment") == one["name"])
    name = one["name"]
    return element(
        "details",
        element(
            "summary",
            element("b", foreign(name)),
            element(
                "span",
                f" {count(len(one['tools']), 'tool')}, {count(len(tables), 'table')}",
                class_="small",
            ),
        ),
        element("div", table_picture(tables, f"Tables of {name}"), class_="scroll"),
        _tools(one),
        _folded("Policy", element("pre", foreign(one["policy"]))) if one["policy"] else "",
        _folded("Programs", _code(one["source"], config.environment_code_chars)),
        *(
            _folded(
                f"Rows of {table}",
                element("pre", foreign("\n".join(rows)), _more(one["sizes"][table] - len(rows))),
            )
            for table, rows in one["rows"].items()
            if rows
        ),
        _reasons(dropped),
        id=f"environment-{name}",
        class_="environment",
    )


def _folded(title: str, *inner: str) -> Markup:
    return element("details", element("summary", foreign(title)), *inner, class_="part")


def _code(source: str, limit: int) -> Markup:
    return element("pre", foreign(source[:limit]), _more(len(source) - limit, "character"))


def _more(number: int, noun: str = "row") -> str:
    return f"\n\u2026 {count(number, f'more {noun}')}" if number > 0 else ""


def _tools(one: Mapping[str, Any]) -> Markup:
    told = {operation["tool"]: operation for operation in one["blueprint"].get("operations", [])}
    rows = []
    for tool in one["tools"]:
        operation = told.get(tool["name"], {})
        status = operation.get("status")
        does = operation.get("action", "") + ("" if status is None else f" \u2192 {status}")
        rows.append(
            element(
                "tr",
                element("th", foreign(tool["name"], class_="code"), scope="row"),
                element("td", foreign(does)),
                element("td", foreign(operation.get("table", ""))),
                element(
                    "td", foreign(" | ".join(map(_plain_value, operation.get("requires", []))))
                ),
                element("td", foreign(", ".join(operation.get("refuses", [])).replace("_", " "))),
                element("td", foreign(str(tool.get("description", ""))[:_SHORT])),
            )
        )
    head = ("Tool", "Does", "Table", "Requires", "Refuses", "Meaning")
    return element(
        "div",
        element(
            "table",
            element("thead", element("tr", *(element("th", text) for text in head))),
            element("tbody", *rows),
        ),
        class_="scroll",
    )


_SHORT = 160
"""Characters of a description."""


def _plain_value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _reasons(dropped: pl.DataFrame) -> Markup:
    if not dropped.height:
        return Markup("")
    rows = [
        element(
            "li",
            foreign(tool, class_="code"),
            ": ",
            foreign(headline(reason)),
            " ",
            foreign(detail, class_="small") if detail else "",
        )
        for tool, reason, detail in dropped.select("tool", "reason", "detail").iter_rows()
    ]
    return _folded(f"Left out: {count(dropped.height, 'tool')}", element("ul", *rows))
