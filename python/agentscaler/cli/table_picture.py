"""Tables and what refers to what, drawn with lines of text.

    >>> orders = {"name": "orders", "key": ["id"], "columns": [{"name": "id"}]}
    >>> items = {
    ...     "name": "items",
    ...     "key": ["order_id", "sku"],
    ...     "columns": [{"name": "order_id", "references": "orders.id"}],
    ... }
    >>> for line in picture([orders, items]):
    ...     print(line)
    orders [id]
    └─ items [order_id, sku]
         order_id → orders

A table hangs under the one that it cannot be without, or else under the first that it refers to;
what it refers to besides stands below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def picture(tables: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of the picture.

    Args:
        tables: As a blueprint has them in JSON.
    """
    by_name = {table["name"]: table for table in tables}
    above = {table["name"]: _above(table, by_name) for table in tables}
    for name in by_name:
        _cut_circle(name, above)
    for name, over in above.items():
        if over is None:
            yield from _drawn(name, by_name, above, lead="", first="")


def _drawn(
    name: str,
    tables: Mapping[str, Mapping[str, Any]],
    above: Mapping[str, str | None],
    *,
    lead: str,
    first: str,
) -> Iterator[str]:
    table = tables[name]
    yield f"{lead}{first}{name} [{', '.join(table['key'])}]"
    inner = lead + {"": "", "├─ ": "│  ", "└─ ": "   "}[first]
    below = [other for other, over in above.items() if over == name]
    bar = "│ " if below else "  "
    for column in table["columns"]:
        if column.get("references"):
            yield f"{inner}{bar}{column['name']} → {column['references'].split('.')[0]}"
    for other in below:
        corner = "└─ " if other == below[-1] else "├─ "
        yield from _drawn(other, tables, above, lead=inner, first=corner)


def _above(table: Mapping[str, Any], tables: Mapping[str, Any]) -> str | None:
    if table.get("parent") in tables:
        return str(table["parent"])
    for column in table["columns"]:
        other = (column.get("references") or "").split(".")[0]
        if other in tables and other != table["name"]:
            return str(other)
    return None


def _cut_circle(name: str, above: dict[str, str | None]) -> None:
    """A table that hangs under itself, by whatever way, stands on its own."""
    seen = set()
    at: str | None = name
    while at is not None and at not in seen:
        seen.add(at)
        at = above[at]
    if at is not None:
        above[at] = None
