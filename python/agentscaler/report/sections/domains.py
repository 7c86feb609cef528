"""The domains: a list that can be read without a script, and what the domain panel shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.report.links import domain_links, with_domains
from agentscaler.report.markup import Markup, count, element, foreign, visible
from agentscaler.report.meanings import meaning
from agentscaler.report.sections.section import Section
from agentscaler.report.tools import tool_cards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.report.config import ReportConfig
    from agentscaler.report.facts import Facts

TOOLS_PER_BLOCK = 400
"""A block is opened whole, so it must be small; and a smaller one compresses worse."""

_FIGURES_LEFT_OUT = frozenset(
    {"format_version", "id", "name", "split", "num_tools", "tools", "entities", "providers"}
)


def build(facts: Facts, config: ReportConfig) -> Section:
    """Build the list and the blocks that the panel opens on demand."""
    blocks = _blocks(facts.domains["num_tools"].to_list())
    index = {
        "id": facts.domains["id"].to_list(),
        "name": _texts(facts.domains["name"]),
        "split": facts.domains["split"].to_list(),
        "tools": facts.domains["num_tools"].to_list(),
        "providers": [_texts(row) for row in facts.domains["providers"]],
        "entities": [_texts(row) for row in facts.domains["entities"]],
        "cohesion": _figures(facts.domains, "cohesion"),
        "block": [block for block, rows in enumerate(blocks) for _ in rows],
        "meanings": {
            key: [meaning(key).title, meaning(key).text]
            for key, kind in facts.domains.schema.items()
            if kind.is_float()
        },
        "limits": {
            "edges": config.domain_edges,
            "description": config.description_chars,
            "parameters": config.tool_parameters,
        },
    }
    cards = _cards(facts, config)
    data: dict[str, Any] = {"domains": index}
    for block, rows in enumerate(blocks):
        data[f"block-{block}"] = {str(row): cards[row] for row in rows}
    return Section(
        id="domains",
        title="Domains",
        lead="Every domain of this world. Choose a row to see its tools and edges.",
        body=element(
            "div",
            element("noscript", _static_list(facts)),
            id="domains-table",
            class_="table-host",
        ),
        data=data,
    )


def _blocks(sizes: Sequence[int]) -> list[list[int]]:
    blocks: list[list[int]] = []
    room = 0
    for row, size in enumerate(sizes):
        if room <= 0:
            blocks.append([])
            room = TOOLS_PER_BLOCK
        blocks[-1].append(row)
        room -= size
    return blocks


def _cards(facts: Facts, config: ReportConfig) -> list[dict[str, Any]]:
    """Build one record a domain: its tools, its edges by position in the tools, its origin."""
    placed = facts.domain_of.to_frame("domain").with_row_index("node").drop_nulls("domain")
    nodes: list[list[int]] = [[] for _ in range(facts.domains.height)]
    for node, domain in placed.iter_rows():
        nodes[domain].append(node)
    position = {node: place for rows in nodes for place, node in enumerate(rows)}
    similar, feeds = with_domains(facts, facts.similar), with_domains(facts, facts.feeds)
    neighbours = _neighbours(domain_links(similar, feeds), facts.domains.height)
    inner_similar = _inner(similar, ["src", "dst", "weight"])
    inner_feeds = _inner(feeds, ["src", "dst", "output", "parameter", "weight", "evidence"])
    tools = tool_cards(facts.tools, config)
    cards = []
    for domain, record in enumerate(facts.domains.iter_rows(named=True)):
        alike = _strongest(inner_similar.get(domain, []), 2, config.domain_edges)
        flows = _strongest(inner_feeds.get(domain, []), 4, config.domain_edges)
        cards.append(
            {
                "tools": [tools[node] for node in nodes[domain]],
                "similar": [[position[a], position[b], round(w, 3)] for a, b, w in alike],
                "feeds": [
                    [position[a], position[b], visible(out), visible(par), round(w, 3), ev]
                    for a, b, out, par, w, ev in flows
                ],
                "totals": [
                    len(inner_similar.get(domain, [])),
                    len(inner_feeds.get(domain, [])),
                ],
                "neighbours": neighbours[domain],
                "figures": {
                    key: round(value, 4)
                    for key, value in record.items()
                    if key not in _FIGURES_LEFT_OUT and isinstance(value, float)
                },
                "provenance": _provenance(record.get("provenance")),
            }
        )
    return cards


def _inner(edges: pl.DataFrame, columns: list[str]) -> dict[int, list[tuple[Any, ...]]]:
    inside = edges.filter(pl.col("src_domain") == pl.col("dst_domain"))
    grouped: dict[int, list[tuple[Any, ...]]] = {}
    for row in inside.select("src_domain", *columns).iter_rows():
        grouped.setdefault(row[0], []).append(row[1:])
    return grouped


def _strongest(edges: Sequence[tuple[Any, ...]], weight: int, limit: int) -> list[tuple[Any, ...]]:
    kept = sorted(range(len(edges)), key=lambda row: (-edges[row][weight], row))[:limit]
    return [edges[row] for row in sorted(kept)]


def _neighbours(links: pl.DataFrame, domains: int, limit: int = 8) -> list[list[list[int]]]:
    found: list[list[list[int]]] = [[] for _ in range(domains)]
    for a, b, similar, feeds in links.select("a", "b", "similar", "feeds").iter_rows():
        for here, there in ((a, b), (b, a)):
            if len(found[here]) < limit:
                found[here].append([there, similar, feeds])
    return found


def _provenance(text: str | None) -> Any:
    return _visible_json(json.loads(text)) if text else []


def _visible_json(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {visible(str(key)): _visible_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_visible_json(item) for item in value]
    return value


def _texts(values: pl.Series | None) -> list[str]:
    return [visible(str(value)) for value in values] if values is not None else []


def _figures(frame: pl.DataFrame, column: str) -> list[float | None]:
    if column not in frame.columns:
        return [None] * frame.height
    return [None if value is None else round(float(value), 4) for value in frame[column]]


def _static_list(facts: Facts) -> Markup:
    head = ("Domain", "Split", "Tools", "Providers", "Entities")
    return element(
        "table",
        element("thead", element("tr", *(element("th", text) for text in head))),
        element("tbody", *(_static_row(row) for row in facts.domains.iter_rows(named=True))),
    )


def _static_row(row: Mapping[str, Any]) -> Markup:
    providers = [foreign(name) for name in row["providers"][:3]]
    more = len(row["providers"]) - len(providers)
    return element(
        "tr",
        element("th", foreign(row["name"]), scope="row", id=f"domain={row['id']}"),
        element("td", str(row["split"]).replace("_", " ")),
        element("td", count(row["num_tools"]), class_="number"),
        element("td", *_commas(providers), f" and {more:,} more" if more else ""),
        element("td", *_commas([foreign(name) for name in row["entities"][:6]])),
    )


def _commas(parts: Sequence[Markup]) -> list[str]:
    return [piece for part in parts for piece in (", ", part)][1:]
