"""What a call came to, held against what it should have come to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.matching import agrees, lists, missing_columns, shows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments.checks.case import Call, Expect
    from agentscaler.environments.state import State
    from agentscaler.environments.toolset import ToolResult

CLIP = 400
"""Longest piece of a result, of arguments or of changes in a text about them, in characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """A call that was made."""

    call: Call
    result: ToolResult
    value: Any
    """The content as JSON where it is some, else the text."""
    before: State
    after: State


def parsed(content: str) -> Any:
    """The content of a result as a value: tools give texts as they are, all else as JSON.

    >>> parsed('{"n": 1}'), parsed("done")
    ({'n': 1}, 'done')
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content


def unmet(expect: Expect, played: Played) -> str | None:
    """The first thing that a call should have come to, and has not; in words."""
    kind = played.result.kind
    if kind not in expect.kind:
        return f"should be {' or '.join(expect.kind)}, is {kind}"
    if expect.same and played.after.digest() != played.before.digest():
        return f"should change nothing, changed {changes(played)}"
    return _unmet_result(expect, played.value) or _unmet_state(expect, played.after)


def _unmet_result(expect: Expect, value: Any) -> str | None:
    for row in expect.shows:
        if not shows(value, row):
            missing = missing_columns(value, row) or row
            return f"the result should show {clipped(missing)}"
    for row in expect.hides:
        if shows(value, row):
            return f"the result should not show {clipped(row)}"
    if expect.lists is not None and not lists(value, expect.lists, ordered=expect.ordered):
        how = "in this order" if expect.ordered else "and no others"
        return f"the result should list {clipped(list(expect.lists))} {how}"
    return None


def _unmet_state(expect: Expect, state: State) -> str | None:
    for table, rows in expect.rows.items():
        for row in rows:
            found = find(state, table, row)
            if found is None or not agrees(row, found):
                is_ = "there is none" if found is None else f"it is {clipped(found)}"
                return f"{table} should have the row {clipped(row)}; {is_}"
    for table, rows in expect.gone.items():
        for row in rows:
            if find(state, table, row) is not None:
                return f"{table} should not have the row {clipped(row)} any more"
    return None


def find(state: State, table: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The row of a table with the key that stands in another, or the first that agrees with it."""
    if not any(name == table for name, _ in state.tables()):
        return None
    columns = state.key_columns(table)
    if columns and all(isinstance(row.get(name), str | int) for name in columns):
        key = tuple(row[name] for name in columns)
        found = state.get(table, key[0] if len(key) == 1 else key)
        return found if isinstance(found, dict) else None
    return next(
        (one for _, one in state.rows(table) if isinstance(one, dict) and agrees(dict(row), one)),
        None,
    )


def changes(played: Played) -> str:
    """What a call changed, on one line."""
    return clip(" ".join(str(played.before.diff(played.after)).split())) or "nothing"


def told(played: Played) -> str:
    """A call and what came, on one line."""
    came = f"{played.result.kind}: {clip(played.result.content)}"
    return f"{played.call.tool}({clipped(played.call.arguments)}) -> {came}"


def clipped(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    return clip(json.dumps(value, ensure_ascii=False, default=str))


def clip(text: str) -> str:
    """A text, cut where it is long."""
    return text if len(text) <= CLIP else text[: CLIP - 1] + "…"
