"""Small and large worlds with the tables that the report reads, written by the world itself."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.tools.tool import DROPPED_SCHEMA, TOOL_SCHEMA
from agentscaler.world import World

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "{{script}} ]]> --> &lt;b&gt; \u2028 \u2029 \x00 \x1b[31m",
    "right\u202eto left\u202c \u2066isolate\u2069 שלום مرحبا",
    "👩‍👩‍👧 🇪🇺 ẛ̣ é \ufeff",
    "javascript:alert(1)",
    "word" * 2_500,
)
"""Texts that strangers may write into a name or a description."""

SIMILAR = {"src": pl.UInt32, "dst": pl.UInt32, "weight": pl.Float32}
FEEDS = {
    "src": pl.UInt32,
    "dst": pl.UInt32,
    "output": pl.String,
    "parameter": pl.String,
    "weight": pl.Float32,
    "evidence": pl.String,
}
DOMAINS = {
    "format_version": pl.UInt16,
    "id": pl.String,
    "name": pl.String,
    "split": pl.String,
    "num_tools": pl.UInt32,
    "tools": pl.List(pl.String),
    "entities": pl.List(pl.String),
    "providers": pl.List(pl.String),
    "cohesion": pl.Float64,
    "provenance": pl.String,
}
MEMBERS = {
    "format_version": pl.UInt16,
    "tool_id": pl.String,
    "domain_id": pl.String,
    "reason": pl.String,
    "detail": pl.String,
}


class OneWorker:
    """An executor that is never asked: the report is made in one piece."""

    workers = 1

    def map(self, function: Any, items: Any) -> Any:
        return ((index, function(item)) for index, item in enumerate(items))


def write_world(root: Path, *, domains: int, size: int = 6, texts: tuple[str, ...] = ()) -> World:
    """A world of ``domains`` domains of ``size`` tools, one tool outside and one dropped."""
    world = World.create(root, seed=7, config={})
    draw = random.Random(domains)
    num = domains * size + 1
    tools = [_tool(node, size, texts) for node in range(num)]
    similar, feeds = _edges(draw, num, size)
    name = (lambda at: texts[at % len(texts)]) if texts else (lambda at: f"shop {at}")
    rows = [
        {
            "format_version": 1,
            "id": f"d{at:05d}",
            "name": name(at),
            "split": ("general", "vertical", "held_out")[at % 3],
            "num_tools": size,
            "tools": [tool["id"] for tool in tools[at * size : (at + 1) * size]],
            "entities": [name(at), "order"],
            "providers": [name(at)],
            "cohesion": 0.5,
            "provenance": json.dumps([{"step": "cut", "why": name(at)}]),
        }
        for at in range(domains)
    ]
    inside = domains * size
    members = [
        {
            "format_version": 1,
            "tool_id": tool["id"],
            "domain_id": f"d{node // size:05d}" if node < inside else None,
            "reason": None if node < inside else "no_edge",
            "detail": None if node < inside else name(node),
        }
        for node, tool in enumerate(tools)
    ]
    dropped = dict.fromkeys(DROPPED_SCHEMA) | {
        "format_version": 1,
        "reason": "exact_duplicate",
        "detail": name(0),
        "name": name(1),
        "file": "a.json",
        "place": "/0",
    }
    edges = [at / 10 for at in range(11)]
    files: dict[str, dict[str, Any]] = {
        "tools": {
            "tools": pl.DataFrame(tools, schema=TOOL_SCHEMA),
            "dropped": pl.DataFrame([dropped], schema=DROPPED_SCHEMA),
        },
        "graph": {
            "similar": pl.DataFrame(similar, schema=SIMILAR, orient="row"),
            "feeds": pl.DataFrame(feeds, schema=FEEDS, orient="row"),
            "tau.json": {"edges": edges, "null": [5, 3, 1, 0, 0, 0, 0, 0, 0, 0]},
        },
        "domains": {
            "domains": pl.DataFrame(rows, schema=DOMAINS),
            "members": pl.DataFrame(members, schema=MEMBERS),
            "quality.json": {
                "ami": 0.8,
                "domains": domains,
                "sensitivity": [
                    {"agreement": 0.9, "changed": "tau", "coverage": 1, "domains": 3, "value": 0.4}
                ],
            },
        },
    }
    figures = {
        "graph": {
            "tau": 0.312,
            "tau_rule": "middle",
            "tau_median": 0.02,
            "tau_spread": 0.03,
            "tau_ceiling": 0.5,
        }
    }
    for stage, tables in files.items():
        with world.stage(stage, config={}, inputs={}) as writer:
            for table, value in tables.items():
                if isinstance(value, pl.DataFrame):
                    writer.write_table(f"{table}-00000.parquet", value)
                else:
                    writer.write_bytes(table, json.dumps(value).encode())
            writer.finish({"counts": {}, "dropped": {}, "figures": figures.get(stage, {})})
    return world


def _tool(node: int, size: int, texts: tuple[str, ...]) -> dict[str, Any]:
    text = texts[node % len(texts)] if texts else f"Gets thing {node} of a shop, with its price."
    properties = {
        f"{text[:40]} field {at}": {"type": "string", "description": text} for at in range(4)
    }
    return {
        "format_version": 1,
        "id": f"t{node:06d}",
        "name": text if texts else f"get_thing_{node}",
        "description": text,
        "parameters": json.dumps({"type": "object", "properties": properties, "required": []}),
        "returns": None if node % 2 else "{}",
        "effect": ("READ", "WRITE", "UNKNOWN")[node % 3],
        "format": "openai",
        "provider": f"provider {node // size % 50}",
        "group": f"api {node // size}",
        "file": "a.json",
        "place": f"/{node}",
        "path": text[:60] if texts else f"/things/{node}",
        "http": "GET",
        "licence": None,
    }


def _edges(draw: random.Random, num: int, size: int) -> tuple[list[Any], list[Any]]:
    similar, feeds = set(), set()
    for node in range(num - 1):
        first = node // size * size
        for other in draw.sample(range(first, first + size), min(size, 4)):
            if other != node:
                similar.add((min(node, other), max(node, other)))
                feeds.add((node, other))
        far = draw.randrange(num - 1)
        if far != node:
            similar.add((min(node, far), max(node, far)))
    return (
        [(a, b, draw.uniform(0.3, 1.0)) for a, b in sorted(similar)],
        [(a, b, "items[].id", "thing_id", draw.random(), "declared") for a, b in sorted(feeds)],
    )
