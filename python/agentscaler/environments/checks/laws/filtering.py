"""What a list or a count leaves, and in which order: filters, searches, sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.case import Expect
from agentscaler.environments.checks.climbing import UnmadeError, rows_of
from agentscaler.environments.checks.laws.listing import gather, listing, meets, word_of
from agentscaler.environments.checks.matching import contains, plain_name
from agentscaler.environments.checks.values import other
from agentscaler.environments.design.blueprint import Action, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.environments.checks.case import Row
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation, Parameter

FILTERS = "filters_hold"
ORDER = "order_holds"
SORTS = 3
"""Columns to sort by that are tried."""
NOWHERE = "zzqxjkv"
"""A text that no row has."""


def filters_hold(subject: Subject, operation: Operation) -> None:
    """A filter leaves the rows that meet it, all of them and no other."""
    filters = operation.having(Role.FILTER)
    for one in filters:
        subject.attempt(FILTERS, operation, _filtered, (one,))
        subject.attempt(FILTERS, operation, _filtered_away, one)
    if len(filters) > 1:
        subject.attempt(FILTERS, operation, _filtered, filters)
    if operation.action is Action.LIST:
        for one in operation.having(Role.SEARCH):
            subject.attempt(FILTERS, operation, _searched, one)
    elif not filters:
        subject.attempt(FILTERS, operation, _filtered, ())


def _filtered(
    subject: Subject, operation: Operation, script: Script, filters: tuple[Parameter, ...]
) -> None:
    asked = listing(subject, operation, script.state)
    best: tuple[dict[str, Any], list[Row]] | None = None
    for row in asked.rows:
        arguments = dict(asked.arguments)
        inside = asked.rows
        try:
            for one in filters:
                made = subject.maker.make(
                    operation, script.state, optional="none", row=row, only=one
                )
                value = subject.maker.of(operation, made.arguments, one)
                arguments = subject.maker.changed(operation, arguments, one, value)
                inside = [
                    each
                    for each in inside
                    if meets(subject, operation, script.state, each, one=one, value=value)
                ]
        except (UnmadeError, KeyError):
            continue
        if best is None or len(inside) < len(best[1]):
            best = (arguments, inside)
    if best is None:
        raise UnmadeError(f"no row of {operation.table} has what the filters compare with")
    _left(subject, operation, script, best[0], rows=asked.rows, inside=best[1])


def _left(
    subject: Subject,
    operation: Operation,
    script: Script,
    arguments: dict[str, Any],
    *,
    rows: list[Row],
    inside: list[Row],
) -> None:
    """Expect that a call leaves these of all rows."""
    if operation.action is Action.COUNT:
        script.call(operation.tool, arguments, Expect(shows=({"count": len(inside)},)))
        return
    found = gather(subject, operation, script, arguments, rows, limit=len(rows))
    wanted = [at for at, row in enumerate(rows) if any(row is one for one in inside)]
    if sorted(found) != wanted:
        names = [subject.key(operation.table, row) for row in inside]
        script.fail(f"should list {len(inside)} rows that meet the filter: {names[:5]}")


def _filtered_away(subject: Subject, operation: Operation, script: Script, one: Parameter) -> None:
    asked = listing(subject, operation, script.state)
    column = one.column or one.name
    held = [row.get(column) for row in rows_of(script.state, operation.table)]
    value = next((item for item in held if isinstance(item, str | int)), None)
    schema = subject.maker.schema(operation, one)
    schema = schema.get("items", {}) if one.many else schema
    if "enum" in schema:
        free = [item for item in schema["enum"] if not contains(held, item)]
        value = free[0] if free else None
    elif "format" in schema or column == subject.table(operation).status:
        value = None
    else:
        value = other(value, held)
    if value is None:
        raise UnmadeError(f"there is no {column} that no row has")
    arguments = dict(asked.arguments)
    arguments = subject.maker.changed(operation, arguments, one, [value] if one.many else value)
    expect = Expect(kind=("ok", "refusal"), same=True)
    played = script.call(operation.tool, arguments, expect)
    if played.result.kind == "ok" and operation.action is Action.LIST:
        script.then(lists=())
    elif played.result.kind == "ok":
        script.then(shows=({"count": 0},))


def _searched(subject: Subject, operation: Operation, script: Script, one: Parameter) -> None:
    asked = listing(subject, operation, script.state)
    for row in asked.rows:
        try:
            word = word_of(subject, operation, one, row)
        except UnmadeError:
            continue
        break
    else:
        raise UnmadeError(f"no row of {operation.table} has a text to search for")
    arguments = dict(asked.arguments)
    arguments = subject.maker.changed(operation, arguments, one, word)
    found = gather(subject, operation, script, arguments, asked.rows, limit=len(asked.rows))
    for at in found:
        if word.lower() not in str(asked.rows[at]).lower():
            named = subject.key(operation.table, asked.rows[at])
            script.fail(f"should list rows with the text {word!r}, lists {named}")
    if not any(asked.rows[at] is row for at in found):
        script.fail(f"should list {subject.key(operation.table, row)}, which has the text {word!r}")
    arguments = dict(asked.arguments)
    arguments = subject.maker.changed(operation, arguments, one, NOWHERE)
    script.call(operation.tool, arguments, Expect(lists=()))


def order_holds(subject: Subject, operation: Operation) -> None:
    """Rows are sorted by the column that is asked for, in the direction that is asked for."""
    for one in operation.having(Role.SORT)[:1]:
        columns = {
            plain_name(column.name): column.name for column in subject.table(operation).columns
        }
        words = subject.maker.schema(operation, one).get("enum", ())
        pairs = [
            (word, columns[plain_name(str(word))])
            for word in words
            if plain_name(str(word)) in columns
        ]
        for word, column in pairs[:SORTS]:
            for direction in _directions(subject, operation):
                subject.attempt(ORDER, operation, _sorted, (one, word, column), direction)


def _directions(subject: Subject, operation: Operation) -> Iterator[tuple[Parameter, str] | None]:
    orders = operation.having(Role.ORDER)
    words = subject.maker.schema(operation, orders[0]).get("enum", ()) if orders else ()
    known = [word for word in words if isinstance(word, str) and "sc" in word.lower()]
    if not known:
        yield None
    for word in known[:2]:
        yield orders[0], word


def _sorted(
    subject: Subject,
    operation: Operation,
    script: Script,
    wanted: tuple[Parameter, Any, str],
    direction: tuple[Parameter, str] | None,
) -> None:
    by, word, column = wanted
    asked = listing(subject, operation, script.state)
    arguments = dict(asked.arguments)
    arguments = subject.maker.changed(operation, arguments, by, word)
    if direction is not None:
        arguments = subject.maker.changed(operation, arguments, *direction)
    found = gather(subject, operation, script, arguments, asked.rows, limit=len(asked.rows))
    values = [asked.rows[at][column] for at in found if asked.rows[at].get(column) is not None]
    if len({isinstance(value, str) for value in values}) > 1 or not all(
        isinstance(value, str | int | float) for value in values
    ):
        raise UnmadeError(f"the values of {column} have no order")
    descending = direction is not None and "desc" in direction[1].lower()
    if not any(
        order == values
        for key in (lambda value: value, lambda value: str(value).casefold())
        for order in _orders(values, key, both=direction is None, descending=descending)
    ):
        script.fail(f"should be sorted by {column}, has the values {values[:8]}")


def _orders(values: list[Any], key: Any, *, both: bool, descending: bool) -> list[list[Any]]:
    if any(not isinstance(value, str) for value in values):
        key = None
    up = sorted(values, key=key)
    down = sorted(values, key=key, reverse=True)
    return [up, down] if both else [down if descending else up]
