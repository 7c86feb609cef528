"""Carries the changes of a call on nested dicts into a `State`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.state import State


def apply_changes(state: State, changes: Sequence[Sequence[Any]]) -> None:
    """Write the changes that a worker told, all or none.

    Raises:
        StateError: They are malformed, or the state refuses one of them: its schema does not allow
            it, or JSON has no word for a value.
    """
    if not changes:
        return
    before = state.savepoint()
    try:
        for change in changes:
            _apply(state, change)
    except StateError:
        state.restore(before)
        raise
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as fault:
        state.restore(before)
        what = f"a change that is no change: {type(fault).__name__}: {fault}"
        raise StateError(what) from None
    except BaseException:
        state.restore(before)
        raise


def _apply(state: State, change: Sequence[Any]) -> None:
    match change:
        case ["row", str(table), str(key), str() | None as old, str() | None as new]:
            _apply_row(state, table, key, old, new)
        case ["slice", str(table), int(at), list(old), list(new)]:
            _apply_slice(state, table, at, old, new)
        case ["table", str(table), str(), None]:
            state.remove_table(table)
        case ["table", str(table), str() | None, str(new)]:
            state.set_table(table, json.loads(new))
        case ["order" | "tables", *_]:
            pass  # The order follows from what was removed and added.
        case _:
            raise StateError(f"a change that is no change: {str(change)[:120]}")


def _apply_row(state: State, table: str, key: str, old: str | None, new: str | None) -> None:
    if new is None:
        state.delete(table, key)
    elif old is None:
        state.insert(table, key, json.loads(new))
    else:
        state.put(table, key, json.loads(new))


def _apply_slice(state: State, table: str, at: int, old: list[str], new: list[str]) -> None:
    if len(old) == len(new):
        for i, row in enumerate(new):
            state.put_at(table, at + i, json.loads(row))
        return
    for _ in old:
        state.delete_at(table, at)
    for i, row in enumerate(new):
        state.insert_at(table, at + i, json.loads(row))
