"""What tools that list have to keep: whole pages, filters that hold, the order asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.climbing import UnmadeError, rows_of
from agentscaler.environments.checks.laws.paging import next_page, tells_next
from agentscaler.environments.checks.matching import contains, recognised
from agentscaler.environments.checks.placing import number_for
from agentscaler.environments.design.blueprint import Role
from agentscaler.environments.json_value import same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.checks.case import Row
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation, Parameter
    from agentscaler.environments.state import State

WHOLE = "pages_are_whole"
READ = "state_is_read"
_NARROW = (Role.KEY, Role.SCOPE, Role.FILTER)
"""Roles of arguments that say which rows are listed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """The rows that a call has to list."""

    arguments: dict[str, Any]
    """What the call needs, without filters."""
    rows: list[Row]
    """Rows in its scope."""


def identity(subject: Subject, operation: Operation) -> tuple[str, ...]:
    """Columns by which a row is recognised in the result of a tool."""
    key = subject.table(operation).key
    shown = tuple(name for name in key if name in operation.told)
    return shown or operation.told or key


def listing(subject: Subject, operation: Operation, state: State) -> Listing:
    """The scope with the most rows.

    Raises:
        UnmadeError: The tool cannot be called.
    """
    best: Listing | None = None
    rows = rows_of(state, operation.table)
    narrow = operation.having(*_NARROW)
    tried: list[dict[str, Any]] = []
    searches = [one for one in operation.having(Role.SEARCH) if one.required]
    for row in rows if searches or any(one.required for one in narrow) else rows[:1]:
        try:
            arguments = subject.naming(operation, state, row)
            for one in searches:
                word = word_of(subject, operation, one, row)
                arguments = subject.maker.changed(operation, arguments, one, word)
        except UnmadeError:
            continue
        if arguments in tried:
            continue
        tried.append(arguments)
        inside = [one for one in rows if _inside(subject, operation, state, one, arguments)]
        if best is None or len(inside) > len(best.rows):
            best = Listing(arguments=arguments, rows=inside)
    if best is None:
        raise UnmadeError(f"{operation.table} has no rows to list")
    return best


def _inside(
    subject: Subject, operation: Operation, state: State, row: Row, arguments: dict[str, Any]
) -> bool:
    status = subject.table(operation).status
    if operation.requires and not contains(operation.requires, row.get(status or "")):
        return False
    for one in operation.having(Role.SEARCH):
        try:
            word = str(subject.maker.of(operation, arguments, one))
        except KeyError:
            continue
        if word.lower() not in str(row).lower():
            return False
    for one in operation.having(*_NARROW):
        try:
            value = subject.maker.of(operation, arguments, one)
        except KeyError:
            continue
        if not meets(subject, operation, state, row, one=one, value=value):
            return False
    return True


def word_of(subject: Subject, operation: Operation, one: Parameter, row: Row) -> str:
    """A word that a row has and that a search for it may use: the longest of its label or texts.

    Raises:
        UnmadeError: It has no text.
    """
    table = subject.table(operation)
    if one.column and table.has(one.column):
        columns = [one.column]
    else:
        names = [each.name for each in table.columns if each.schema.get("type") == "string"]
        columns = sorted(names, key=lambda name: name != table.label)
    words = [word for name in columns for word in str(row.get(name, "")).split()]
    word = max((word.strip(".,;:'\"()") for word in words), key=len, default="")
    if not word:
        raise UnmadeError(f"a row of {operation.table} has no text to search for")
    return word


def meets(
    subject: Subject,
    operation: Operation,
    state: State,
    row: Row,
    *,
    one: Parameter,
    value: Any,
) -> bool:
    """Whether a row has the value of a key, a scope or a filter."""
    try:
        held = subject.maker.held(operation, state, row, one)
    except UnmadeError:
        return False
    wanted = value if one.many and isinstance(value, list) else [value]
    if isinstance(held, list):
        return any(contains(held, item) for item in wanted) or same(held, value)
    return contains(wanted, held)


def gather(
    subject: Subject,
    operation: Operation,
    script: Script,
    arguments: dict[str, Any],
    rows: Sequence[Row],
    *,
    limit: int | None = None,
) -> list[int]:
    """Walk all pages of a list.

    Args:
        subject: The draft.
        operation: A tool that lists.
        script: Where the calls are made.
        arguments: Of the first page.
        rows: Rows that may be listed.
        limit: Rows of a page, where the tool takes such a number.

    Returns:
        Places in ``rows`` as they were listed.

    Raises:
        BrokenError: A page is too long, or has something that is none of the rows.
    """
    columns = identity(subject, operation)
    found: list[int] = []
    told = False
    arguments = dict(arguments)
    limits = operation.having(Role.LIMIT)
    if limits and limit is not None:
        asked = number_for(subject.maker.schema(operation, limits[0]), limit)
        arguments = subject.maker.changed(operation, arguments, limits[0], asked)
        limit = int(asked)
    for _ in range(len(rows) + 2):
        played = script.call(operation.tool, arguments)
        page, strange = recognised(played.value, rows, columns)
        if strange:
            script.fail(f"should list rows of {operation.table} that are asked for, and no others")
        if limits and limit is not None and len(page) > limit:
            script.fail(f"should list at most {limit}, lists {len(page)}")
        listed = tuple(
            {name: rows[at][name] for name in columns if name in rows[at]} for at in page
        )
        script.then(lists=listed, ordered=bool(listed))
        found += page
        told = told or tells_next(operation, played.value)
        following = next_page(
            subject,
            operation,
            arguments,
            played.value,
            page=[rows[at] for at in page],
            limit=limit,
            by_row=not told,
        )
        if following is None:
            return found
        arguments = following
    script.fail(f"should end after {len(rows)} rows, goes on with another page")
    return found


# Whole pages


def pages_are_whole(subject: Subject, operation: Operation) -> None:
    """Walking the pages gives every row once, in an order that the length of a page leaves be."""
    subject.attempt(WHOLE, operation, _whole)


def _whole(subject: Subject, operation: Operation, script: Script) -> None:
    asked = listing(subject, operation, script.state)
    number = len(asked.rows)
    walks = [number // 4 + 1, number // 2 + 1] if operation.having(Role.LIMIT) else [None]
    steers = operation.having(Role.CURSOR, Role.OFFSET, Role.PAGE)
    if not steers and operation.having(Role.LIMIT):
        walks = [number]
    orders = []
    for limit in walks:
        found = gather(subject, operation, script, asked.arguments, asked.rows, limit=limit)
        for at, row in enumerate(asked.rows):
            if found.count(at) != 1:
                named = subject.key(operation.table, row)
                script.fail(f"all pages should list {named} once, they list it {found.count(at)} x")
        orders.append(found)
    if any(order != orders[0] for order in orders):
        script.fail(f"pages of {walks} rows should have one order, they have {orders}")
    if not steers and operation.having(Role.LIMIT) and number > 1:
        gather(subject, operation, script, asked.arguments, asked.rows, limit=1)


def rows_are_shown(subject: Subject, operation: Operation) -> None:
    """A list shows of its rows what it is said to show."""
    subject.attempt(READ, operation, _shown)


def _shown(subject: Subject, operation: Operation, script: Script) -> None:
    asked = listing(subject, operation, script.state)
    if not asked.rows:
        raise UnmadeError(f"no row of {operation.table} is in the scope of a call")
    played = script.call(operation.tool, asked.arguments)
    places, _ = recognised(played.value, asked.rows, identity(subject, operation))
    if not places:
        named = subject.key(operation.table, asked.rows[0])
        script.fail(f"should list rows of {operation.table} such as {named}")
    rows = [asked.rows[at] for at in places[:3]]
    script.then(shows=tuple(subject.told(operation, row) for row in rows))
