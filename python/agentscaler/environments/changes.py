"""A difference of states in lines for people: what came, what went, what has another value.

``str`` of a `StateDiff` has a line for each row. Here a row that fits on no line is spread over
several, a column each, so that it can be read in a terminal and on a page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Mark: TypeAlias = Literal["", "+", "-", "~"]

WIDTH = 78
_LEAST = 12
"""Characters of a value that stand on its line, however little room there is."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of a difference."""

    mark: Mark
    """``+`` of a new row, ``-`` of one that is gone, ``~`` of a changed one, nothing of a table."""
    text: str
    """With its indent and its mark; text of strangers, not yet escaped."""


def change_lines(changes: Mapping[str, Any], *, width: int = WIDTH) -> list[ChangeLine]:
    """The lines of a `StateDiff` as ``to_dict`` gives it.

    Args:
        changes: Its tables, as JSON has them.
        width: Characters of a line; a value that needs more is cut, and ends in ``…``.

    Example:
        >>> row = {"order_id": "W1", "status": "pending"}
        >>> cells = [{"path": ["stock"], "old": 3, "new": 2}]
        >>> changes = {
        ...     "tables": [
        ...         {"table": "orders", "rows": [{"op": "added", "key": "W1", "row": row}]},
        ...         {"table": "products", "rows": [{"op": "changed", "key": "p7", "cells": cells}]},
        ...     ]
        ... }
        >>> for line in change_lines(changes, width=40):
        ...     print(line.text)
        orders
          + "W1"
              order_id: "W1"
              status: "pending"
        products
          ~ "p7"
              stock: 3 -> 2
    """
    found: list[ChangeLine] = []
    for table in changes["tables"]:
        found.append(ChangeLine("", str(table["table"])))
        if "rows" in table:
            for row in table["rows"]:
                found.extend(_row_lines(row, width))
        elif "cells" in table:
            found.extend(_cell_lines(table["cells"], width))
        else:
            if "old" in table:
                found.append(ChangeLine("-", _fit(f"  - {_text(table['old'])}", width)))
            if "new" in table:
                found.append(ChangeLine("+", _fit(f"  + {_text(table['new'])}", width)))
    return found


def _row_lines(row: Mapping[str, Any], width: int) -> Iterator[ChangeLine]:
    place = row.get("from", row.get("to", 0))
    name = _text(row["key"]) if "key" in row else f"[{place}]"
    if row["op"] == "changed":
        moved = f" (moved from {row['from']} to {row['to']})" if row.get("moved") else ""
        yield ChangeLine("~", _fit(f"  ~ {name}{moved}", width))
        yield from _cell_lines(row.get("cells", ()), width)
        return
    mark: Mark = "+" if row["op"] == "added" else "-"
    flat = f"  {mark} {name}: {_text(row['row'])}"
    if len(flat) <= width or not isinstance(row["row"], dict):
        yield ChangeLine(mark, _fit(flat, width))
        return
    yield ChangeLine(mark, _fit(f"  {mark} {name}", width))
    for column, value in row["row"].items():
        yield ChangeLine(mark, _fit(f"      {column}: {_text(value)}", width))


def _cell_lines(cells: Sequence[Mapping[str, Any]], width: int) -> Iterator[ChangeLine]:
    for cell in cells:
        path = _path(cell["path"])
        old, new = (_text(cell[side]) if side in cell else "(nothing)" for side in ("old", "new"))
        head = f"      {path}: "
        room = max(_LEAST, (width - len(head) - len(" -> ")) // 2)
        # What one side leaves over is the other's.
        left = max(room, 2 * room - len(new))
        right = max(room, 2 * room - len(old))
        yield ChangeLine("~", f"{head}{_fit(old, left)} -> {_fit(new, right)}")


def _path(steps: Sequence[str | int]) -> str:
    """A place in a row: ``items[0].sku``."""
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return told.removeprefix(".")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _fit(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
