"""Real databases with recorded outcomes, as they lie in the reference data."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import zstandard

if TYPE_CHECKING:
    from pathlib import Path

    from agentscaler.environments import State


def read(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".zst":
        return zstandard.ZstdDecompressor().stream_reader(data).read()
    return data


def folders(shared: Path) -> list[Path]:
    """Folders of environments that have one database."""
    root = shared / "data" / "envs"
    found = [*root.iterdir(), *(root / "apollo").iterdir()]
    return sorted(folder for folder in found if any(folder.glob("db.json*")))


def database(folder: Path) -> bytes:
    return read(next(folder.glob("db.json*")))


def expected(folder: Path) -> list[dict[str, Any]]:
    path = folder / "expected.jsonl.zst"
    return [json.loads(line) for line in read(path).splitlines()] if path.exists() else []


def sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_sha256(state: State) -> str:
    return sha256(json.loads(state.to_json()))


def in_order(operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds and replaces first, then removes from the end."""
    removes = [op for op in operations if op["op"] == "remove"]
    return [op for op in operations if op["op"] != "remove"] + removes[::-1]


def replay(state: State, operations: list[dict[str, Any]]) -> None:
    """Make recorded changes by writing rows."""
    kinds = dict(state.tables())
    for operation in in_order(operations):
        table, *path = operation["path"]
        if not path:
            if operation["op"] == "remove":
                state.remove_table(table)
            else:
                state.set_table(table, operation["new"])
            kinds = dict(state.tables())
        elif kinds[table] == "document":
            value = {table: state.table(table)}
            edit(value, operation["path"], operation)
            state.set_table(table, value[table])
        elif len(path) == 1:
            _edit_row(state, table, path[0], operation)
        else:
            listed = kinds[table] == "ordered"
            row = state.get_at(table, path[0]) if listed else state.get(table, path[0])
            edit(row, path[1:], operation)
            (state.put_at if listed else state.put)(table, path[0], row)


def rewind(state: State, operations: list[dict[str, Any]]) -> None:
    """Put the old values of recorded replacements back."""
    old = [{**op, "new": op["old"]} for op in operations if op["op"] == "replace"]
    replay(state, old)


def _edit_row(state: State, table: str, key: Any, operation: dict[str, Any]) -> None:
    listed = isinstance(key, int)
    match operation["op"]:
        case "add":
            (state.insert_at if listed else state.insert)(table, key, operation["new"])
        case "replace":
            (state.put_at if listed else state.put)(table, key, operation["new"])
        case "remove":
            (state.delete_at if listed else state.delete)(table, key)


def edit(value: Any, path: list[Any], operation: dict[str, Any]) -> None:
    for step in path[:-1]:
        value = value[step]
    match operation["op"], value:
        case "remove", _:
            del value[path[-1]]
        case "add", list():
            value.insert(path[-1], operation["new"])
        case _:
            value[path[-1]] = operation["new"]
