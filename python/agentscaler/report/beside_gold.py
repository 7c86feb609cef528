"""What an episode changed beside what gold changes: what both do, what is missing, what is extra.

Rows are told apart by their key, cells by their path, and values are compared as they are. The
reward knows more: it lets differ what a tolerance lets differ, and keys that tools make up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EMPTY: Mapping[str, Any] = {"tables": []}


@dataclass(frozen=True, kw_only=True, slots=True)
class BesideGold:
    """Three differences in the form of ``StateDiff.to_dict``."""

    shared: Mapping[str, Any]
    """What both do."""
    missing: Mapping[str, Any]
    """What gold does and the episode does not."""
    extra: Mapping[str, Any]
    """What the episode does and gold does not."""

    @property
    def equal(self) -> bool:
        """Whether both do the same."""
        return not self.missing["tables"] and not self.extra["tables"]


def beside_gold(final: Mapping[str, Any] | None, gold: Mapping[str, Any] | None) -> BesideGold:
    """Compare two differences from one state.

    Args:
        final: What the episode did, as ``StateDiff.to_dict`` gives it; ``None``: nothing.
        gold: What gold does.

    Example:
        >>> def changed(key, value):
        ...     cells = [{"path": ["status"], "old": "open", "new": value}]
        ...     row = {"op": "changed", "key": key, "cells": cells}
        ...     return {"tables": [{"table": "orders", "rows": [row]}]}
        >>> found = beside_gold(changed("W2", "closed"), changed("W1", "closed"))
        >>> found.equal, found.missing["tables"][0]["rows"][0]["key"]
        (False, 'W1')
        >>> beside_gold(changed("W1", "closed"), changed("W1", "closed")).equal
        True
    """
    final, gold = final or _EMPTY, gold or _EMPTY
    return BesideGold(
        shared={"tables": _tables(gold, final, wanted=True)},
        missing={"tables": _tables(gold, final, wanted=False)},
        extra={"tables": _tables(final, gold, wanted=False)},
    )


def _tables(
    diff: Mapping[str, Any], other: Mapping[str, Any], *, wanted: bool
) -> list[dict[str, Any]]:
    """The parts of a difference that the other has too (or has not)."""
    others = {table["table"]: table for table in other["tables"]}
    found = []
    for table in diff["tables"]:
        kept = _table(table, others.get(table["table"], {}), wanted=wanted)
        if kept is not None:
            found.append(kept)
    return found


def _table(
    table: Mapping[str, Any], other: Mapping[str, Any], *, wanted: bool
) -> dict[str, Any] | None:
    if "rows" in table:
        others: list[Mapping[str, Any]] = list(other.get("rows", ()))
        rows = [
            kept for row in table["rows"] if (kept := _row(row, others, wanted=wanted)) is not None
        ]
        return {"table": table["table"], "rows": rows} if rows else None
    if "cells" in table:
        cells = _cells(table["cells"], other.get("cells", ()), wanted=wanted)
        return {"table": table["table"], "cells": cells} if cells else None
    return dict(table) if (table == other) is wanted else None


def _row(
    row: Mapping[str, Any], others: list[Mapping[str, Any]], *, wanted: bool
) -> dict[str, Any] | None:
    """What is left of a row. A row of the other side stands for one row at most."""
    if row["op"] == "changed" and "key" in row:
        same = [one for one in others if one["op"] == "changed" and one.get("key") == row["key"]]
        cells = _cells(
            row.get("cells", ()), same[0].get("cells", ()) if same else (), wanted=wanted
        )
        return {**row, "cells": cells} if cells else None
    if row in others:
        others.remove(row)
        return dict(row) if wanted else None
    return None if wanted else dict(row)


def _cells(
    cells: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]], *, wanted: bool
) -> list[Mapping[str, Any]]:
    return [cell for cell in cells if (cell in others) is wanted]
