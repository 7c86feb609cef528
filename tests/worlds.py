"""Small worlds for tests: tools that were never in a file."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.tools.tool import TOOL_SCHEMA, canonical_json
from agentscaler.world import World

if TYPE_CHECKING:
    from pathlib import Path

THINGS = {
    "shop": ("order", "customer", "invoice"),
    "zoo": ("animal", "keeper", "enclosure"),
    "school": ("pupil", "lesson", "teacher"),
    "clinic": ("patient", "appointment", "prescription"),
}
VERBS = ("get", "list", "create", "delete")


def tool(name: str, description: str, parameters: dict[str, str], provider: str) -> dict[str, Any]:
    """Return a row of ``TOOL_SCHEMA``; parameters are name -> description."""
    properties = {k: {"type": "string", "description": v} for k, v in parameters.items()}
    row = {
        "format_version": 1,
        "name": name,
        "description": description,
        "parameters": canonical_json({"type": "object", "properties": properties}),
        "effect": "UNKNOWN",
        "format": "openai",
        "provider": provider,
        "group": provider,
        "file": f"{provider}.json",
        "place": "",
    }
    return {**row, "id": blake2b(canonical_json(row).encode(), digest_size=16).hexdigest()}


def catalogue(*providers: str) -> list[dict[str, Any]]:
    """Return twelve tools a provider: four verbs on three things."""
    rows = []
    for provider in providers:
        for thing in THINGS[provider]:
            for verb in VERBS:
                said = f"{verb} the {thing} of a {provider}"
                given = {f"{thing}_id": f"Number of the {thing} in the {provider}"}
                rows.append(tool(f"{verb}_{thing}", said, given, provider))
    return rows


def world_of(root: Path, rows: list[dict[str, Any]], *, seed: int = 0) -> World:
    """Return a world whose stage ``tools`` has these rows, in the order that the stage gives."""
    world = World.create(root, seed=seed, config={})
    ordered = sorted(rows, key=lambda row: row["id"])
    with world.stage("tools", config={}, inputs={}) as writer:
        writer.write_table("tools-00000.parquet", pl.DataFrame(ordered, schema=TOOL_SCHEMA))
        writer.finish({"counts": {}, "figures": {}})
    return world
