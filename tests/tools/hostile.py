"""Hostile inputs that are too large to keep as files: name -> how to make them."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 2**20


def _tool(**changes: Any) -> bytes:
    tool = {"name": "get_pet", "description": "Get a pet.", "parameters": {"type": "object"}}
    return json.dumps([tool | changes]).encode()


def _nested_schema(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"next": schema}}
    return schema


def _exploding_references(names: int) -> bytes:
    """Each schema names all others: without limits the expansion has names ** depth nodes."""
    schemas = {
        f"S{i}": {
            "type": "object",
            "properties": {f"p{j}": {"$ref": f"#/$defs/S{j}"} for j in range(names)},
        }
        for i in range(names)
    }
    return _tool(parameters={"type": "object", "properties": {"x": {"$ref": "#/$defs/S0"}},
                             "$defs": schemas})  # fmt: skip


def _reference_chain(length: int) -> bytes:
    definitions: dict[str, Any] = {f"S{i}": {"$ref": f"#/$defs/S{i + 1}"} for i in range(length)}
    definitions[f"S{length}"] = {"type": "string"}
    properties = {"x": {"$ref": "#/$defs/S0"}}
    return _tool(parameters={"type": "object", "properties": properties, "$defs": definitions})


HOSTILE: dict[str, Callable[[], bytes]] = {
    "deep_list.json": lambda: b"[" * 100_000 + b"]" * 100_000,
    "deep_list_open.json": lambda: b"[" * 100_000,
    "deep_object.json": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep_in_tool.json": lambda: (
        b'[{"name": "a", "description": "b", "parameters": ' + b'{"a":' * 1000 + b"1" + b"}" * 1002
    ),
    "deep_flow.yaml": lambda: b"openapi: 3.0.0\npaths: " + b"[" * 100_000,
    "deep_block.yaml": lambda: (
        b"openapi: 3.0.0\n" + b"".join(b" " * i + b"a:\n" for i in range(400))
    ),
    "deep_line.jsonl": lambda: (
        b'{"name": "a", "description": "Adds.", "parameters": {}}\n' + b"[" * 100_000 + b"\n"
    ),
    "brackets_in_text.json": lambda: _tool(
        description="Get a pet." + "[" * 1000 + '\\"' + "{" * 1000
    ),
    "description_10_mb.json": lambda: _tool(description="x" * 10_000_000),
    "schema_wide.json": lambda: _tool(
        parameters={"properties": {"x": {"enum": [f"value {i}" for i in range(20_000)]}}}
    ),
    "schema_deep.json": lambda: _tool(parameters=_nested_schema(60)),
    "parameters_many.json": lambda: _tool(
        parameters={"properties": {f"p{i}": {"type": "string"} for i in range(1000)}}
    ),
    "references_exploding.json": lambda: _exploding_references(30),
    "reference_chain.json": lambda: _reference_chain(50_000),
    "repeated_key_of_many.json": lambda: (
        b"{" + b"".join(b'"k%d": 1, ' % i for i in range(200_000)) + b'"k199999": 2}'
    ),
    "enums_that_differ.json": lambda: _tool(
        parameters={
            "properties": {
                "x": {
                    "allOf": [
                        {"enum": [f"{side} {i}" for i in range(50_000)]}
                        for side in ("left", "right")
                    ]
                }
            }
        }
    ),
    "paths_without_operations.json": lambda: (
        b'{"openapi": "3.0.0", "paths": {"/pets": {"summary": "Pets"}, "x-note": 1}}'
    ),
    "bomb.json.gz": lambda: gzip.compress(b"[" + b" " * (80 * MIB) + b"]", mtime=0),
    "bomb.json.zst": lambda: zstandard.compress(b"[" + b" " * (80 * MIB) + b"]"),
    "bomb_line.jsonl.zst": lambda: zstandard.compress(
        b'{"name": "a", "description": "b", "parameters": {}}\n{"name": "' + b"a" * (80 * MIB)
    ),
    "digits.json": lambda: b'[{"name": "a", "parameters": {"minimum": ' + b"1" * 1_000_000 + b"}}]",
    "many_keys.yaml": lambda: b"".join(b"k%d: [1]\n" % i for i in range(20_000)),
}
