"""Members of a list or an object in a row: what was added is there, what was removed is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.case import Expect
from agentscaler.environments.checks.climbing import UnmadeError, rows_of
from agentscaler.environments.checks.laws.writing import read_back
from agentscaler.environments.checks.matching import agrees, contains
from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.json_value import same

if TYPE_CHECKING:
    from agentscaler.environments.checks.case import Row
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation

MEMBERS = "members_are_kept"
READ = "state_is_read"


def members_are_kept(subject: Subject, operation: Operation) -> None:
    """Added members are in the row beside the old ones; removed ones alone are gone."""
    subject.attempt(MEMBERS, operation, _kept)


def _column(operation: Operation) -> str:
    given = operation.having(Role.MEMBERS)
    column = operation.column or (given[0].column if given else None)
    if column is None or not given:
        raise UnmadeError("the blueprint does not tell the members and their column")
    return column


def _kept(subject: Subject, operation: Operation, script: Script) -> None:
    column = _column(operation)
    one = operation.having(Role.MEMBERS)[0]
    row = None
    if operation.action is Action.REMOVE:
        row = _row_with_members(subject, operation, script, column)
    made = subject.accepted(script, operation, row=row)
    before = (made.row or {}).get(column)
    given = subject.maker.of(operation, made.arguments, one)
    script.call(operation.tool, made.arguments)
    key = subject.key(operation.table, made.row or {})
    now = next(
        row
        for row in rows_of(script.state, operation.table)
        if subject.key(operation.table, row) == key
    )
    items = given if isinstance(given, list) else [given]
    if operation.action is Action.ADD:
        _added(script, column, before, items, now.get(column))
    else:
        _removed(script, column, before, items, now.get(column))
    script.then(rows={operation.table: ({**key, column: now.get(column)},)})
    read_back(subject, operation, script, now)


def _row_with_members(subject: Subject, operation: Operation, script: Script, column: str) -> Row:
    """A row that has members: one that is there, else one that a tool adds some to."""
    rows = subject.maker.candidates(operation, script.state)
    for row in sorted(rows, key=lambda row: -_size(row.get(column))):
        if _size(row.get(column)):
            return row
        break
    for one in subject.operations:
        if one.action is Action.ADD and one.table == operation.table and _column(one) == column:
            made = subject.accepted(script, one)
            script.call(one.tool, made.arguments)
            key = subject.key(operation.table, made.row or {})
            for row in rows_of(script.state, operation.table):
                if subject.key(operation.table, row) == key and row.get(column):
                    return row
    raise UnmadeError(f"no row of {operation.table} has members in {column}")


def _size(held: Any) -> int:
    return len(held) if isinstance(held, list | dict) else 0


def _added(script: Script, column: str, before: Any, items: list[Any], now: Any) -> None:
    for item in items:
        if not _is_member(now, item):
            script.fail(f"{column} should have {item!r} afterwards, it is {now!r:.200}")
    if isinstance(before, list):
        lost = [one for one in before if not contains(now, one) and not _replaced(one, items)]
    else:
        lost = [name for name in before or () if name not in now]
    if lost:
        script.fail(f"{column} should still have {lost!r:.200}, it is {now!r:.200}")


def _is_member(held: Any, item: Any) -> bool:
    """Whether a list or an object has a member, in whatever form it was given."""
    if isinstance(held, list):
        return any(agrees(item, one) for one in held) or (
            not isinstance(item, dict)
            and any(isinstance(one, dict) and contains(list(one.values()), item) for one in held)
        )
    if not isinstance(held, dict):
        return False
    if not isinstance(item, dict):
        return item in held
    if all(name in held and agrees(value, held[name]) for name, value in item.items()):
        return True
    # A pair: {"Key": "owner", "Value": "ada"}.
    parts = list(item.values())
    return any(
        isinstance(name, str) and name in held and contains([*parts, None], held[name])
        for name in parts
    )


def _replaced(one: Any, items: list[Any]) -> bool:
    """Whether a member was overwritten by one of the same name."""
    return isinstance(one, dict) and any(
        isinstance(item, dict) and any(same(item.get(name), value) for name, value in one.items())
        for item in items
    )


def _removed(script: Script, column: str, before: Any, items: list[Any], now: Any) -> None:
    for item in items:
        if _is_member(now, item):
            script.fail(f"{column} should not have {item!r} any more, it is {now!r:.200}")
    for one in before or ():
        gone = contains(items, one) or _is_member([one], items[0] if items else None)
        if not gone and not _is_member(now, one):
            script.fail(f"{column} should still have {one!r}, it is {now!r:.200}")


def rows_are_read(subject: Subject, operation: Operation) -> None:
    """A row is shown as it is."""
    rows = rows_of(subject.environment.initial_state, operation.table)
    for row in rows[:1] + rows[1:][-1:]:
        subject.attempt(READ, operation, _row_is_shown, row)


def _row_is_shown(subject: Subject, operation: Operation, script: Script, row: Row) -> None:
    arguments = subject.maker.make(operation, script.state, optional="none", row=row).arguments
    told = subject.told(operation, row)
    if operation.action is Action.READ and operation.column is not None:
        told = {operation.column: row[operation.column]} if operation.column in row else {}
    script.call(operation.tool, arguments, Expect(shows=(told,) if told else ()))
