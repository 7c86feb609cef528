"""A small pet shop of a world, with what strangers may write into it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.tools.tool import DROPPED_SCHEMA, TOOL_SCHEMA
from agentscaler.world import StageReport, World

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "evil\x1b[31m\x07[bold]red[/bold]\u202eesrever\u2028:bug:\x9b2J"

_PET = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
_NONE: dict[str, Any] = {"type": "object", "properties": {}}
_HOSTILE = {
    "type": "object",
    "properties": {HOSTILE: {"type": HOSTILE, "description": HOSTILE}},
}
_CITY = {"type": "object", "properties": {"city": {"type": ["string", "null"]}}}
_TOOLS: list[tuple[str, str, str, str, str, dict[str, Any], dict[str, Any] | None]] = [
    (
        "a1b2c3d4e5f6",
        "get_pet",
        "Gets a pet by its id.\n\nReturns 404 for a pet that was never in the shop.",
        "READ",
        "GET /pets/{petId}",
        {
            "type": "object",
            "properties": {
                "petId": {"type": "integer", "description": "Number of the pet."},
                "fields": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Which fields of the pet the answer holds; all when left out.",
                },
                "units": {"enum": ["metric", "imperial"], "description": "Of the weight."},
            },
            "required": ["petId"],
        },
        _PET,
    ),
    (
        "b1b2c3d4e5f6",
        "add_pet",
        "Adds a pet to the shop.",
        "WRITE",
        "POST /pets",
        {"type": "object", "properties": {"pet": _PET}, "required": ["pet"]},
        _PET,
    ),
    (
        "c1b2c3d4e5f6",
        "list_pets",
        "Lists the pets of the shop, the newest first, with their ids, names, tags and prices.",
        "READ",
        "GET /pets",
        {"type": "object", "properties": {}},
        {"type": "array", "items": _PET},
    ),
    ("d1b2c3d4e5f6", HOSTILE, HOSTILE, "UNKNOWN", "", _HOSTILE, None),
    ("d1b2ffffffff", "get_pet", "Another tool of the same name.", "READ", "", _NONE, None),
    ("f1b2c3d4e5f6", "tell_weather", "Tells the weather.", "READ", "", _CITY, None),
]


def _tool(row: tuple[Any, ...]) -> dict[str, Any]:
    id_, name, description, effect, request, parameters, returns = row
    http, _, path = request.partition(" ")
    other = name not in {"add_pet", "list_pets"} and request == ""
    return {
        "format_version": 1,
        "id": id_,
        "name": name,
        "description": description,
        "parameters": json.dumps(parameters),
        "returns": json.dumps(returns) if returns else None,
        "effect": effect,
        "format": "openai" if other else "openapi-3",
        "provider": "misc" if other else "petshop.example",
        "group": "misc/tools" if other else "petshop.example/v1",
        "file": "misc.json" if other else "petshop.yaml",
        "place": "/3" if other else f"/paths/{path.replace('/', '~1')}/{http.lower()}",
        "path": path or None,
        "http": http or None,
        "licence": "MIT",
    }


_DROPPED = [
    ("exact_duplicate", "the same as get_pet", "a1b2c3d4e5f6", "get_pet", "copy.yaml"),
    ("no_description", "fewer than 3 words", "e0e0e0e0e0e0", "poke", "misc.json"),
    ("no_description", "fewer than 3 words", "e1e1e1e1e1e1", HOSTILE, "misc.json"),
    ("not_utf8", "byte 17 is no UTF-8", None, None, "broken.json"),
]


def _dropped(row: tuple[Any, ...]) -> dict[str, Any]:
    reason, detail, id_, name, file = row
    return {
        "format_version": 1,
        "reason": reason,
        "detail": detail,
        "id": id_,
        "name": name,
        "provider": "misc",
        "group": "misc/tools",
        "file": file,
        "place": "/0" if id_ else None,
    }


def write_sample(root: Path) -> World:
    """All stages, finished."""
    world = World.create(root, seed=7, config={"tools": {}, "graph": {}})
    tools = sorted((_tool(row) for row in _TOOLS), key=lambda tool: tool["id"])
    with world.stage("tools", config={}, inputs={"specifications": "s"}) as writer:
        writer.write_table("tools-00000.parquet", pl.DataFrame(tools, schema=TOOL_SCHEMA))
        dropped = [_dropped(row) for row in _DROPPED]
        writer.write_table("dropped-00000.parquet", pl.DataFrame(dropped, schema=DROPPED_SCHEMA))
        report = StageReport(
            stage="tools",
            made="6 tools of 2 providers",
            counts={"files": 4, "kept": 6},
            dropped={"exact_duplicate": 1, "no_description": 2, "not_utf8": 1},
            figures={"providers": 2, "share_read": 0.66667, "rule": HOSTILE},
        )
        writer.finish(report.summary())
    inputs = {"tools": world.manifest("tools").digest}
    with world.stage("graph", config={}, inputs=inputs) as writer:
        similar = [(0, 1, 0.5), (0, 2, 0.9), (1, 2, 0.4), *((0, node, 0.3) for node in (3, 4, 5))]
        writer.write_table(
            "similar-00000.parquet",
            pl.DataFrame(
                similar,
                schema={"src": pl.UInt32, "dst": pl.UInt32, "weight": pl.Float32},
                orient="row",
            ),
        )
        feeds = [
            (1, 0, "id", "petId", 0.95, "declared"),
            (2, 0, "items[].id", "petId", 0.8, "inferred"),
            (0, 1, "name", "pet.name", 0.25, "declared"),
        ]
        writer.write_table(
            "feeds-00000.parquet",
            pl.DataFrame(
                feeds,
                schema={
                    "src": pl.UInt32,
                    "dst": pl.UInt32,
                    "output": pl.String,
                    "parameter": pl.String,
                    "weight": pl.Float32,
                    "evidence": pl.String,
                },
                orient="row",
            ),
        )
        report = StageReport(
            stage="graph",
            made="6 similar and 3 feeds edges",
            counts={"tools": 6, "similar": 6, "feeds": 3},
            figures={"tau": 0.3, "modularity": 0.512345},
        )
        writer.finish(report.summary())
    _write_domains(world, [tool["id"] for tool in tools])
    with world.stage("report", config={}, inputs={}) as writer:
        writer.write_bytes("/report.html", b"<p>page")
        writer.finish(StageReport(stage="report", made="one page", counts={"domains": 2}).summary())
    return world


def _write_domains(world: World, ids: list[str]) -> None:
    rows = [
        {
            "format_version": 1,
            "id": "0d0d0d0d0d0d0d0d",
            "name": "petshop pets",
            "split": "general",
            "num_tools": 3,
            "tools": ids[:3],
            "entities": ["pet", "shop"],
            "providers": ["petshop.example"],
            "cohesion": 0.61234,
            "provenance": json.dumps([{"step": "community", "tools": 3}]),
        },
        {
            "format_version": 1,
            "id": "1d1d1d1d1d1d1d1d",
            "name": HOSTILE,
            "split": "held_out",
            "num_tools": 1,
            "tools": ids[3:4],
            "entities": [],
            "providers": ["misc"],
            "cohesion": 1.0,
            "provenance": "[]",
        },
    ]
    members = [
        {
            "format_version": 1,
            "tool_id": tool,
            "domain_id": rows[0]["id"] if at < 3 else rows[1]["id"] if at == 3 else None,
            "reason": None if at < 4 else "isolated",
            "detail": None if at < 4 else "no edge above tau",
        }
        for at, tool in enumerate(ids)
    ]
    inputs = {stage: world.manifest(stage).digest for stage in ("tools", "graph")}
    with world.stage("domains", config={}, inputs=inputs) as writer:
        schema = {
            "format_version": pl.UInt16,
            "num_tools": pl.UInt32,
            "entities": pl.List(pl.String),
        }
        frame = pl.DataFrame(rows, schema_overrides=schema)
        writer.write_table("domains-00000.parquet", frame)
        writer.write_table(
            "members-00000.parquet",
            pl.DataFrame(members, schema_overrides={"format_version": pl.UInt16}),
        )
        writer.write_bytes("quality.json", b'{"ami": 0.8}')
        report = StageReport(
            stage="domains",
            made="2 domains of 4 tools",
            counts={"tools": 6, "domains": 2},
            dropped={"isolated": 2},
            figures={"ami": 0.8, "ari": None},
        )
        writer.finish(report.summary())
