"""Domains: all of them in a table, or one with its tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.find import the_one
from agentscaler.cli.terminal import dim, show_all, table
from agentscaler.cli.text import count, one_line, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from agentscaler.world import World

_PLAIN = frozenset(
    {"format_version", "id", "name", "split", "num_tools", "tools", "entities", "providers"}
)
"""Columns that are shown in words; the others are figures."""


def gather(world: World, wanted: str) -> dict[str, Any]:
    """What ``--json`` prints.

    Raises:
        NotFoundError: No domain is called so.
    """
    import polars as pl

    domains = world.scan("domains", "domains")
    row = the_one(
        domains, wanted, kind="domain", describe=lambda r: f"{r['split']} {r['num_tools']} tools"
    )
    row["provenance"] = json.loads(row["provenance"]) if row.get("provenance") else None
    tools = (
        world.scan("tools", "tools")
        .filter(pl.col("id").is_in(row["tools"]))
        .select("id", "name", "description", "effect", "provider", "group")
        .sort("name", "id")
        .collect()
    )
    row["tools"] = tools.to_dicts()
    return row


def gather_all(world: World) -> dict[str, Any]:
    """What ``--json`` prints: domains, the largest first."""
    import polars as pl

    columns = ["id", "name", "split", "num_tools", "entities", "providers"]
    frame = world.scan("domains", "domains").select(columns)
    ordered = frame.sort(["num_tools", "name", "id"], descending=[True, False, False]).collect()
    splits = ordered.group_by("split").agg(pl.len()).sort("split").rows()
    return {"domains": ordered.to_dicts(), "splits": dict(splits)}


def draw(to: Console, found: dict[str, Any]) -> None:
    """For people."""
    figures = ", ".join(
        f"{name.replace('_', ' ')} {value:.3f}"
        for name, value in found.items()
        if isinstance(value, float) and name not in _PLAIN
    )
    parts: list[RenderableType] = [
        Text.assemble(
            (visible(found["name"]), "bold"),
            f"   {count(found['num_tools'], 'tool')}   {found['split']}",
        ),
        dim(f"{found['id'][:12]}   {figures}"),
        Text(f"providers: {_listed(found['providers'])}"),
        Text(f"entities:  {_listed(found['entities'])}"),
    ]
    rows = table("tool", "of", "effect", "what it does*")
    for tool in found["tools"]:
        rows.add_row(
            one_line(tool["name"], limit=30),
            dim(one_line(tool["group"], limit=16)),
            tool["effect"],
            Text(one_line(tool["description"])),
        )
    show_all(to, [*parts, rows])


def draw_all(to: Console, found: dict[str, Any], limit: int) -> None:
    """For people."""
    domains = found["domains"]
    shown = domains[:limit] if limit > 0 else domains
    rows = table("domain", "tools", "split", "providers*", right=["tools"])
    for domain in shown:
        rows.add_row(
            one_line(domain["name"], limit=34),
            f"{domain['num_tools']:,}",
            domain["split"],
            Text(one_line(_listed(domain["providers"]))),
        )
    to.print(rows)
    splits = ", ".join(f"{number:,} {split}" for split, number in found["splits"].items())
    to.print(Text(f"{count(len(domains), 'domain')}: {splits}"))
    if len(shown) < len(domains):
        to.print(dim(f"the largest {len(shown):,}; --limit 0 shows all"))


def _listed(values: list[str] | None) -> str:
    return visible(", ".join(values or ())) or "-"
