"""States as columns: one row of a frame for each row of a table, its content as JSON text.

Text, since rows of one table may have other columns and Arrow would merge their shapes; and since
text keeps ``1.0`` and the order of names, so that a state goes out as it came in.
"""

from __future__ import annotations

import json

import polars as pl

from agentscaler.environments.state import Schema, State
from agentscaler.errors import StateError

FORMAT_VERSION = 1
SCHEMA = {
    "format_version": pl.UInt8,
    "table": pl.String,
    "kind": pl.String,
    "key": pl.String,
    "row": pl.String,
}


def state_to_frame(state: State) -> pl.DataFrame:
    """Turn a state into a frame: ``table``, ``kind``, ``key`` and ``row`` (JSON text).

    A table without rows has one line without a row.

    Example:
        >>> state = State.from_json({"users": {"u1": {"age": 36.0}}, "log": []})
        >>> state_to_frame(state).select("table", "key", "row").rows()
        [('users', 'u1', '{"age":36.0}'), ('log', None, None)]
        >>> state_from_frame(state_to_frame(state)) == state
        True
    """
    table, kind, key, row = state.row_texts()
    columns = {
        "format_version": [FORMAT_VERSION] * len(table),
        "table": table,
        "kind": kind,
        "key": key,
        "row": row,
    }
    return pl.DataFrame(columns, schema=SCHEMA)


def state_from_frame(frame: pl.DataFrame, schema: Schema | None = None) -> State:
    """Read a state from a frame that `state_to_frame` made.

    Args:
        frame: Any Arrow table becomes one by ``polars.from_arrow``.
        schema: What the state is meant to hold.

    Raises:
        StateError: A column is missing, a kind is unknown, or a row is not JSON.
    """
    missing = [name for name in SCHEMA if name not in frame.columns]
    if missing:
        raise StateError(f"the frame has no column {', '.join(missing)}")
    if frame.height and set(frame["format_version"].unique()) != {FORMAT_VERSION}:
        raise StateError(f"the frame has another format; this version reads {FORMAT_VERSION}")
    tables: dict[str, tuple[str, list[str]]] = {}
    for table, kind, key, row in frame.select("table", "kind", "key", "row").iter_rows():
        rows = tables.setdefault(table, (kind, []))[1]
        if row is not None:
            name = json.dumps(key, ensure_ascii=False) + ":" if kind == "keyed" else ""
            rows.append(name + row)
    parts = (
        f"{json.dumps(name, ensure_ascii=False)}:{_whole(kind, rows)}"
        for name, (kind, rows) in tables.items()
    )
    return State.from_json("{" + ",".join(parts) + "}", schema)


def _whole(kind: str, rows: list[str]) -> str:
    """The JSON text of one table."""
    match kind:
        case "keyed":
            return "{" + ",".join(rows) + "}"
        case "ordered":
            return "[" + ",".join(rows) + "]"
        case "document" if len(rows) == 1:
            return rows[0]
    raise StateError(f"a table cannot be {kind!r} with {len(rows)} rows")
