"""One tool, with its domain and its neighbours in the graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from agentscaler.cli.find import NotFoundError, the_one
from agentscaler.cli.show_dropped import gather as gather_dropped
from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import lines, one_line, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from agentscaler.world import World

NEIGHBOURS = 5
"""Edges of each kind that are shown, the heaviest first."""


def gather(world: World, wanted: str) -> dict[str, Any]:
    """What ``--json`` prints.

    Raises:
        NotFoundError: No tool is called so; if it was left out, the message says why.
    """
    tools = world.scan("tools", "tools").with_row_index("node")
    try:
        row = the_one(tools, wanted, kind="tool", describe=lambda r: f"{r['group']} {r['file']}")
    except NotFoundError as error:
        left_out = gather_dropped(world, name=wanted, reason=None)["rows"]
        exact = [row for row in left_out if wanted in (row["name"], row["id"])]
        if not exact:
            raise
        first = exact[0]
        raise NotFoundError(
            f"the tool {visible(wanted)} was left out: {first['reason']}",
            where=f"{visible(first['file'] or '')} {visible(first['place'] or '')}".strip(),
            mend=f"{one_line(first['detail'] or '')}; agentscaler show dropped {visible(wanted)}",
        ) from error
    node = row.pop("node")
    row["parameters"] = json.loads(row["parameters"])
    row["returns"] = json.loads(row["returns"]) if row["returns"] else None
    stages = world.stages()
    return {
        "tool": row,
        "domain": _domain(world, row["id"]) if "domains" in stages else None,
        **(
            _edges(world, node) if "graph" in stages else {"similar": [], "feeds": [], "fed_by": []}
        ),
    }


def _domain(world: World, tool: str) -> dict[str, Any] | None:
    import polars as pl

    members = world.scan("domains", "members").filter(pl.col("tool_id") == tool).collect()
    if members.height == 0:
        return None
    member = members.row(0, named=True)
    found = {"id": member["domain_id"], "reason": member["reason"], "name": None, "split": None}
    if member["domain_id"] is not None:
        domains = world.scan("domains", "domains").filter(pl.col("id") == member["domain_id"])
        for row in domains.select("name", "split").collect().to_dicts():
            found.update(row)
    return found


def _edges(world: World, node: int) -> dict[str, list[dict[str, Any]]]:
    import polars as pl

    names = world.scan("tools", "tools").select("id", "name", "group").with_row_index("other")

    def named(edges: pl.LazyFrame) -> list[dict[str, Any]]:
        return (
            edges.join(names, on="other", how="left")
            .sort(["weight", "other"], descending=[True, False])
            .drop("other")
            .collect()
            .to_dicts()
        )

    other = pl.when(pl.col("src") == node).then("dst").otherwise("src").alias("other")
    similar = world.scan("graph", "similar").filter(
        (pl.col("src") == node) | (pl.col("dst") == node)
    )
    feeds = world.scan("graph", "feeds")
    columns = ["weight", "output", "parameter", "evidence"]
    return {
        "similar": named(similar.select(other, "weight")),
        "feeds": named(
            feeds.filter(pl.col("src") == node).select(pl.col("dst").alias("other"), *columns)
        ),
        "fed_by": named(
            feeds.filter(pl.col("dst") == node).select(pl.col("src").alias("other"), *columns)
        ),
    }


def draw(to: Console, found: dict[str, Any]) -> None:
    """For people."""
    tool = found["tool"]
    parts: list[RenderableType] = [
        Text.assemble((visible(tool["name"]), "bold"), f"   {tool['effect']}"),
        dim(f"{tool['id'][:12]}   {visible(tool['group'])}   {_http(tool)}".rstrip()),
        Text(""),
        *(Padding(Text(line), (0, 0, 0, 2)) for line in lines(tool["description"])),
        Text(""),
        Text(f"from {visible(tool['file'])} {visible(tool['place'])}"),
        Text(_domain_line(found["domain"])),
        _parameters(tool["parameters"]),
    ]
    if tool["returns"] is not None:
        parts.append(Text(f"gives {type_of(tool['returns'])}"))
    parts.extend(_neighbours(found))
    show_all(to, parts)


def _http(tool: dict[str, Any]) -> str:
    return visible(f"{tool['http']} {tool['path']}") if tool["http"] and tool["path"] else ""


def _domain_line(domain: dict[str, Any] | None) -> str:
    if domain is None:
        return "domain: the stage has not run"
    if domain["id"] is None:
        return f"domain: none ({visible(domain['reason'] or 'no reason')})"
    return f"domain: {visible(domain['name'] or domain['id'])} ({domain['split']})"


def _parameters(schema: dict[str, Any]) -> RenderableType:
    properties = schema.get("properties") or {}
    if not properties:
        return Text("takes nothing")
    required = set(schema.get("required") or ())
    rows = table("takes", "type", "", "meaning*")
    for name, property_ in properties.items():
        known = property_ if isinstance(property_, dict) else {}
        rows.add_row(
            one_line(name, limit=28),
            dim(one_line(type_of(known), limit=22)),
            "required" if name in required else "",
            Text(one_line(str(known.get("description", "")))),
        )
    return rows


def type_of(schema: Any) -> str:
    """A schema in a few words.

    Example:
        >>> type_of({"type": "array", "items": {"type": "string"}})
        'list of string'
    """
    if not isinstance(schema, dict):
        return "anything"
    kind = schema.get("type")
    if kind == "array":
        return f"list of {type_of(schema.get('items'))}"
    if kind == "object" and schema.get("properties"):
        return visible("{" + ", ".join(map(str, schema["properties"])) + "}")
    if "enum" in schema:
        return visible(" | ".join(str(option) for option in schema["enum"]))
    if isinstance(kind, list):
        return " | ".join(map(str, kind))
    return visible(str(kind)) if kind else "anything"


def _neighbours(found: dict[str, Any]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for title, edges in (
        ("its results feed", found["feeds"]),
        ("fed by", found["fed_by"]),
        ("similar", found["similar"]),
    ):
        if not edges:
            continue
        parts.append(_edge_table(title, edges[:NEIGHBOURS]))
        if len(edges) > NEIGHBOURS:
            parts.append(dim(f"and {len(edges) - NEIGHBOURS:,} more"))
    return parts


def _edge_table(title: str, edges: list[dict[str, Any]]) -> RenderableType:
    with_values = "output" in edges[0]
    rows = table(title, *(["of", "by*"] if with_values else ["of*"]), "weight", right=["weight"])
    for edge in edges:
        of = one_line(edge["group"], limit=20 if with_values else None)
        rows.add_row(
            strong(one_line(edge["name"], limit=28)),
            *([of, _values(edge)] if with_values else [of]),
            f"{edge['weight']:.2f}",
        )
    return rows


def _values(edge: dict[str, Any]) -> Text:
    guessed = "" if edge["evidence"] == "declared" else f" ({edge['evidence']})"
    return Text(one_line(f"{edge['output']} → {edge['parameter']}{guessed}"))
