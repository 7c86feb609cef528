"""Making the values of rows agree: totals with their parts, counters with what they count."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.figures import fitted_number
from agentscaler.environments.seeding.naming import plural, singular, words_of
from agentscaler.environments.seeding.schemas import allows, kinds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Column, Table
    from agentscaler.environments.seeding.links import Made

_EACH = ("unitprice", "price", "unitamount", "unitcost", "rate", "itemprice", "priceperunit")
_HOW_MANY = ("quantity", "qty", "units", "count", "orderedquantity")
_PART = ("linetotal", "subtotal", "total", "totalprice", "amount", "totalamount", "extendedprice")
_SUM = (
    "total",
    "subtotal",
    "totalamount",
    "grandtotal",
    "totalprice",
    "amount",
    "ordertotal",
    "carttotal",
    "amountdue",
)
_SUMMED = frozenset(_SUM)
_ADDED = ("tax", "taxamount", "shipping", "shippingcost", "shippingfee", "deliveryfee", "tip")
_TAKEN = ("discount", "discountamount")
_SMALLER = (
    ("min", "max"),
    ("minimum", "maximum"),
    ("low", "high"),
    ("lowest", "highest"),
    ("start", "end"),
    ("available", "total"),
    ("remaining", "total"),
    ("used", "total"),
    ("used", "max"),
    ("sold", "total"),
    ("booked", "total"),
    ("current", "max"),
    ("desired", "max"),
    ("min", "desired"),
)


def _joined(row: dict[str, Any]) -> dict[str, str]:
    return {"".join(words_of(name)): name for name in row}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _like(old: Any, new: float) -> Any:
    """A number of the type that stood there."""
    if isinstance(old, str):
        return f"{new:.2f}"
    return round(new) if isinstance(old, int) else round(new, 2)


def settle_line(row: dict[str, Any], own: frozenset[str] = frozenset()) -> float | None:
    """What one line comes to: price times quantity; its own total is brought in line.

    Args:
        row: A row, or an item of a list in a row; changed.
        own: Columns that stay as they are.

    >>> line = {"unit_price": 2.5, "quantity": 4, "line_total": 3.0}
    >>> settle_line(line), line["line_total"]
    (10.0, 10.0)
    """
    names = _joined(row)
    each = next((names[one] for one in _EACH if one in names), None)
    many = next((names[one] for one in _HOW_MANY if one in names), None)
    if each is None or many is None:
        return None
    price, count = _number(row[each]), _number(row[many])
    if price is None or count is None:
        return None
    total = round(price * count, 2)
    for part in _PART:
        name = names.get(part)
        if name is not None and name not in own and name != each and _number(row[name]) is not None:
            row[name] = _like(row[name], total)
    return total


def settle_sum(row: dict[str, Any], lines: Sequence[float], own: frozenset[str]) -> None:
    """Bring the totals of a row in line with the sum of its lines, tax and shipping."""
    names = _joined(row)
    total = round(sum(lines), 2)
    above = sum(_number(row[names[one]]) or 0 for one in _ADDED if one in names)
    below = sum(_number(row[names[one]]) or 0 for one in _TAKEN if one in names)
    whole = round(max(total + above - below, 0), 2)
    for one in _SUM:
        name = names.get(one)
        if name is not None and name not in own and _number(row[name]) is not None:
            row[name] = _like(row[name], total if one == "subtotal" else whole)


class Agreement:
    """What has to agree inside the rows of a table, known once.

    Args:
        table: The table.
    """

    __slots__ = ("_columns", "_lines", "_lists", "_ranges", "_schemas", "_stays")

    def __init__(self, table: Table) -> None:
        self._columns = {column.name: column for column in table.columns}
        self._schemas = {column.name: column.schema for column in table.columns}
        joined = {"".join(words_of(name)) for name in self._columns}
        self._lines = not joined.isdisjoint(_EACH) and not joined.isdisjoint(_HOW_MANY)
        self._stays = not joined.isdisjoint(_FIRST) and not joined.isdisjoint(_SUM)
        self._lists = [
            (column.name, _counters(column.name, table))
            for column in table.columns
            if kinds_of(column.schema)[:1] == ("array",)
        ]
        parts = {word for name in self._columns for word in words_of(name)}
        self._ranges = any(small in parts and great in parts for small, great in _SMALLER)

    def settle(
        self, row: dict[str, Any], own: frozenset[str], above: Sequence[dict[str, Any]]
    ) -> None:
        """Make the values inside one row agree.

        Args:
            row: Changed.
            own: Columns that stay as they are: keys and references.
            above: Rows that it belongs to.
        """
        if self._lines:
            settle_line(row, own)
        for name, counters in self._lists:
            value = row.get(name)
            if not isinstance(value, list):
                continue
            if value and all(isinstance(item, dict) for item in value):
                lines = [settle_line(item) for item in value]
                if all(line is not None for line in lines):
                    settle_sum(row, [line for line in lines if line is not None], own)
            for counter in counters:
                if counter in row:
                    set_number(row, self._columns[counter], len(value))
        if self._stays:
            settle_stay(row, above)
        if self._ranges:
            settle_object(row, self._schemas)


def _counters(name: str, table: Table) -> list[str]:
    """Columns that count the items of a list: ``item_count`` of ``items``."""
    words = words_of(name)
    thing = singular(words[-1]) if words else ""
    told = {(thing, "count"), ("num", plural(thing)), ("total", plural(thing))} if thing else set()
    return [column.name for column in table.columns if words_of(column.name) in told]


def settle_object(row: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put the smaller number where the smaller one belongs: ``minSize`` below ``maxSize``.

    >>> sizes = {"minSize": 9, "maxSize": 4}
    >>> settle_object(sizes, {})
    >>> sizes
    {'minSize': 4, 'maxSize': 9}
    """
    numbers = {
        words_of(name): name
        for name, value in row.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    if len(numbers) < 2:  # noqa: PLR2004 - nothing to compare
        return
    for words, name in numbers.items():
        for small, great in _SMALLER:
            if small not in words:
                continue
            other = numbers.get(tuple(great if word == small else word for word in words))
            if other is None or row[name] <= row[other]:
                continue
            one, two = row[name], row[other]
            if allows(schemas.get(name) or {}, two) and allows(schemas.get(other) or {}, one):
                row[name], row[other] = two, one


def set_number(row: dict[str, Any], column: Column, number: float) -> None:
    """Set a number where the schema has room for it."""
    if kinds_of(column.schema)[:1] == ("string",):
        if allows(column.schema, str(int(number))):
            row[column.name] = str(int(number))
        return
    if allows(column.schema, number):
        row[column.name] = number


_PER_NIGHT = frozenset(
    [
        "pricepernight",
        "nightlyrate",
        "ratepernight",
        "priceperday",
        "dailyrate",
        "rateperday",
        "nightlyprice",
    ]
)
_FIRST = ("checkin", "checkindate", "startdate", "arrivaldate", "pickupdate", "start", "from")
_LAST = ("checkout", "checkoutdate", "enddate", "departuredate", "returndate", "end", "to")


def settle_stay(row: dict[str, Any], above: Sequence[dict[str, Any]]) -> None:
    """Make the total of a stay what its nights cost.

    Args:
        row: Of a reservation; changed.
        above: Rows that it belongs to, one of which tells the price of a night.

    >>> stay = {"check_in": "2026-03-05", "check_out": "2026-03-08", "total_price": 1.0}
    >>> settle_stay(stay, [{"price_per_night": 120.5}])
    >>> stay["total_price"]
    361.5
    """
    price = next(
        (one[name] for one in above for key, name in _joined(one).items() if key in _PER_NIGHT),
        None,
    )
    names = _joined(row)
    first = next((row[names[one]] for one in _FIRST if one in names), None)
    last = next((row[names[one]] for one in _LAST if one in names), None)
    if not (isinstance(price, int | float) and isinstance(first, str) and isinstance(last, str)):
        return
    try:
        nights = (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days
    except ValueError:
        return
    for one in _SUM:
        name = names.get(one)
        if name is not None and _number(row[name]) is not None:
            row[name] = _like(row[name], price * max(nights, 1))


def settle_state(tables: Sequence[Table], made: dict[str, list[Made]]) -> None:
    """Bring what rows say of other rows in line with them: sums and counters.

    Args:
        tables: All of them.
        made: Their rows; changed.
    """
    for table in tables:
        below = [
            (child, pairs)
            for child in tables
            if (pairs := _ties(child, table)) and child.name != table.name
        ]
        for child, pairs in below:
            groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
            for one in made[child.name]:
                groups.setdefault(tuple(one.row.get(own) for own, _ in pairs), []).append(one.row)
            counted = [
                (column, status)
                for column in table.columns
                if (status := counts(column, child)) is not None
            ]
            sums = child.parent == table.name and not _SUMMED.isdisjoint(
                "".join(words_of(column.name)) for column in table.columns
            )
            for one in made[table.name]:
                rows = groups.get(tuple(one.row.get(other) for _, other in pairs), [])
                if sums and rows:
                    _sum_up(one.row, rows, frozenset(table.key))
                for column, status in counted:
                    _count_rows(one.row, column, status, rows, child.status)


def _ties(child: Table, table: Table) -> list[tuple[str, str]]:
    """The columns by which the rows of ``child`` say to which row of ``table`` they belong."""
    place = f"{table.name}."
    pairs: dict[str, str] = {}
    for column in child.columns:
        many = kinds_of(column.schema)[:1] == ("array",)
        if column.references and column.references.startswith(place) and not many:
            pairs.setdefault(column.references[len(place) :], column.name)
    return [(own, other) for other, own in pairs.items()] if set(table.key) <= set(pairs) else []


def _sum_up(row: dict[str, Any], rows: list[dict[str, Any]], own: frozenset[str]) -> None:
    lines = [settle_line(dict(one)) for one in rows]
    if all(line is not None for line in lines):
        settle_sum(row, [line for line in lines if line is not None], own)


def _count_rows(
    row: dict[str, Any],
    column: Column,
    status: str,
    rows: list[dict[str, Any]],
    status_column: str | None,
) -> None:
    if column.name not in row or isinstance(row[column.name], list | dict):
        return
    if status:
        rows = [one for one in rows if str(one.get(status_column or "")).lower() == status]
    set_number(row, column, len(rows))


def counts(column: Column, child: Table) -> str | None:
    """Whether a column counts the rows of a table: ``""`` all, ``"open"`` those of a status.

    Args:
        column: Of the table above.
        child: The table whose rows may be counted.
    """
    name = words_of(child.name)
    names = {name, name[-1:], words_of(child.noun)[-1:]}
    words = words_of(column.name)
    things = {(*name[:-1], singular(name[-1])) for name in names if name}
    rest: tuple[str, ...] = ()
    if words[-1:] == ("count",):
        rest = words[:-1]
    elif words[:1] in {("num",), ("total",)}:
        rest = words[1:]
    elif words[:2] == ("number", "of"):
        rest = words[2:]
    elif words in names and "integer" in kinds_of(column.schema):
        rest = words
    for begin in range(min(len(rest), 2)):
        part = rest[begin:]
        if (*part[:-1], singular(part[-1])) in things:
            return " ".join(rest[:begin])
    return None


def at_least(row: dict[str, Any], column: Column, seed: int) -> None:
    """Set a required column to a plain value of its type, where no better one was found."""
    kinds = kinds_of(column.schema)
    kind = kinds[0] if kinds else "string"
    draw = Draw(seed, column.name, "plain")
    if kind in {"integer", "number"}:
        row[column.name] = fitted_number(1, column.schema, draw, whole=kind == "integer") or 0
        return
    plain = {"string": "", "boolean": False, "array": [], "object": {}, "null": None}
    row[column.name] = plain[kind]
