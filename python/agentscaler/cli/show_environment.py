"""Environments: all of them in a table, or one with its tables, tools, policy and rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.find import the_one
from agentscaler.cli.show_tool import type_of
from agentscaler.cli.table_picture import picture
from agentscaler.cli.terminal import dim, show_all, strong, table
from agentscaler.cli.text import count, document, lines, one_line, visible
from agentscaler.environments.folder import further_states, read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rich.console import Console, RenderableType

    from agentscaler.environments.folder import Folder
    from agentscaler.world import World

SAMPLE = 3
"""Rows of each table that are shown."""


def gather(world: World, wanted: str) -> dict[str, Any]:
    """What ``--json`` prints.

    Raises:
        NotFoundError: No environment is called so.
        EnvironmentFileError: A file of it is broken.
    """
    import polars as pl

    environments = world.scan("environments", "environments")
    row = the_one(
        environments,
        wanted,
        kind="environment",
        describe=lambda r: f"{r['split']} {r['num_tools']} tools",
    )
    dropped = (
        world.scan("environments", "dropped")
        .filter(pl.col("domain_id") == row["domain_id"])
        .select("tool", "reason", "detail", "tool_id")
        .sort("tool", "tool_id")
        .collect()
    )
    row["operations"] = json.loads(row["operations"])
    folder = world.root / "environments" / row["name"]
    return {**row, "dropped": dropped.to_dicts(), **gather_folder(folder)}


def gather_folder(path: Path) -> dict[str, Any]:
    """What stands in the folder of an environment.

    Raises:
        EnvironmentFileError: A file of it is broken.
    """
    folder = read_folder(path)
    header = folder.header
    plain = header.blueprint.to_plain() if header.blueprint else {}
    return {
        "folder": str(path),
        "domain": header.domain,
        "split": header.split,
        "clock": header.clock,
        "tables": [_table(folder, table) for table in plain.get("tables", _plain_tables(folder))],
        "tools": _tools(folder, plain.get("operations", [])),
        "rules": header.to_plain().get("rules", []),
        "policy": folder.policy,
        "states": [1, *further_states(path)],
        "lineage": dict(header.lineage),
    }


def _plain_tables(folder: Folder) -> list[dict[str, Any]]:
    """The tables of a folder without a blueprint."""
    return [
        {"name": name, "noun": name, "key": folder.state.key_columns(name) or [], "columns": []}
        for name, kind in folder.state.tables()
        if kind != "document"
    ]


def _table(folder: Folder, told: Mapping[str, Any]) -> dict[str, Any]:
    there = dict(folder.state.tables())
    rows = (
        folder.state.rows(told["name"]) if there.get(told["name"], "document") != "document" else []
    )
    return {**told, "rows": len(rows), "sample": [row for _, row in rows[:SAMPLE]]}


def _tools(folder: Folder, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    told = {operation["tool"]: operation for operation in operations}
    return [
        {
            "name": tool["name"],
            "description": tool.get("description", ""),
            **{
                name: told.get(tool["name"], {}).get(name)
                for name in ("action", "table", "status", "requires", "refuses", "rules")
            },
        }
        for tool in folder.header.tools or ()
    ]


def gather_all(world: World) -> dict[str, Any]:
    """What ``--json`` prints: environments, the largest first."""
    columns = ["id", "name", "domain", "split", "num_tools", "num_dropped", "tables", "rows"]
    columns += ["references", "preconditions", "rules", "edited", "problem"]
    frame = world.scan("environments", "environments").select(columns)
    ordered = frame.sort(["num_tools", "name"], descending=[True, False]).collect()
    return {"environments": ordered.to_dicts()}


def draw(to: Console, found: Mapping[str, Any]) -> None:
    """For people."""
    tools = found["tools"]
    head = f"   {count(len(tools), 'tool')}   {count(len(found['tables']), 'table')}"
    parts: list[RenderableType] = [
        Text.assemble((visible(found.get("name") or found["domain"]), "bold"), head),
        dim(f"{visible(found['folder'])}   {visible(found['split'])}".rstrip()),
    ]
    if found.get("problem"):
        parts.append(Text("changed by hand, and not to be used as it is:", style="bold red"))
        parts.extend(Text(f"  {line}", style="red") for line in lines(found["problem"]))
    elif found.get("edited"):
        parts.append(dim("changed by hand; its checks hold"))
    parts.append(Text(""))
    parts.extend(Text(visible(line)) for line in picture(found["tables"]))
    parts.extend(_table_parts(found["tables"]))
    parts.extend(_tool_parts(found))
    if found["policy"]:
        parts += [strong("policy"), *map(Text, document(found["policy"], indent="  "))]
        parts.extend(_rule_parts(found["rules"]))
    parts.extend(_dropped_parts(found.get("dropped", [])))
    show_all(to, parts)


def _table_parts(tables: list[dict[str, Any]]) -> Iterator[RenderableType]:
    for one in tables:
        keys = set(one["key"])
        rows = table("column", "type", "", "meaning*", title=_title(one))
        for column in one["columns"]:
            rows.add_row(
                strong(visible(column["name"]))
                if column["name"] in keys
                else visible(column["name"]),
                dim(one_line(type_of(column.get("schema", {})), limit=26)),
                one_line(_marks(column, keys), limit=34),
                Text(one_line(str(column.get("schema", {}).get("description", "")))),
            )
        if one["columns"]:
            yield rows
        else:
            yield strong(_title(one))
        if one.get("statuses"):
            yield Text(visible(f"  {one['status']}: {' | '.join(map(str, one['statuses']))}"))
        for row in one["sample"]:
            yield dim(f"  {one_line(json.dumps(row, ensure_ascii=False), limit=76)}")
        yield Text("")


def _title(one: Mapping[str, Any]) -> str:
    inside = f", inside {one['parent']}" if one.get("parent") else ""
    return visible(f"{one['name']} ({count(one['rows'], 'row')}{inside})")


def _marks(column: Mapping[str, Any], keys: set[str]) -> str:
    marks = ["key"] if column["name"] in keys else []
    if column.get("references"):
        marks.append(f"→ {column['references']}")
    if column.get("made"):
        marks.append(f"made: {column['made']}")
    if column.get("unique"):
        marks.append("unique")
    if column.get("required") and not marks:
        marks.append("required")
    return ", ".join(marks)


def _tool_parts(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    names = [one["name"] for one in found["tables"]]
    by_table: dict[Any, list[dict[str, Any]]] = {name: [] for name in [*names, None]}
    for tool in found["tools"]:
        by_table.setdefault(tool["table"], []).append(tool)
    for name, tools in by_table.items():
        if not tools:
            continue
        rows = table(
            "tool", "does", "requires", "refuses+", title=f"tools of {visible(name or '-')}"
        )
        for tool in tools:
            to = "" if tool["status"] is None else f" → {tool['status']}"
            rows.add_row(
                one_line(tool["name"], limit=36),
                visible(f"{tool['action'] or '-'}{to}"),
                visible(" | ".join(map(str, tool["requires"] or ()))),
                dim(visible(", ".join(tool["refuses"] or ()))),
            )
        yield rows


def _rule_parts(rules: list[dict[str, Any]]) -> Iterator[RenderableType]:
    held = sum(bool(rule["enforced"]) for rule in rules)
    if rules:
        yield dim(f"  {count(len(rules), 'rule')}: the tools enforce {held}, the agent has to hold "
                  f"{len(rules) - held}")  # fmt: skip


def _dropped_parts(dropped: list[dict[str, Any]]) -> Iterator[RenderableType]:
    if not dropped:
        return
    rows = table("left out", "reason", "detail+")
    for one in dropped:
        rows.add_row(
            one_line(one["tool"], limit=36), visible(one["reason"]), dim(one_line(one["detail"]))
        )
    yield rows


def draw_all(to: Console, found: Mapping[str, Any], limit: int) -> None:
    """For people."""
    every = found["environments"]
    shown = every[:limit] if limit > 0 else every
    rows = table(
        "environment*", "split", "tools", "left out", "tables", "rows",
        right=["tools", "left out", "tables", "rows"],
    )  # fmt: skip
    for one in shown:
        name = one_line(one["name"])
        mark = " (changed, refused)" if one["problem"] else " (changed)" if one["edited"] else ""
        rows.add_row(
            Text(name + mark),
            one["split"],
            f"{one['num_tools']:,}",
            f"{one['num_dropped']:,}",
            f"{len(one['tables']):,}",
            f"{one['rows']:,}",
        )
    to.print(rows)
    tools = sum(one["num_tools"] for one in every)
    left_out = sum(one["num_dropped"] for one in every)
    to.print(
        Text(f"{count(len(every), 'environment')}, {count(tools, 'tool')}; {left_out:,} left out")
    )
    if len(shown) < len(every):
        to.print(dim(f"the largest {len(shown):,}; --limit 0 shows all"))
