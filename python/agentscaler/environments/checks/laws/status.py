"""What depends on a status: a change leaves its own, and is refused from one that forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.arguments import ON_ROW
from agentscaler.environments.checks.case import Expect
from agentscaler.environments.checks.climbing import UnmadeError, rows_of
from agentscaler.environments.checks.laws.writing import NO, read_back, stored
from agentscaler.environments.checks.matching import agrees, contains
from agentscaler.environments.design.blueprint import Action

if TYPE_CHECKING:
    from agentscaler.environments.checks.case import Row, Rows
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation

STATUS = "status_changes"
ALLOWED = 3
FORBIDDEN = 4
"""Statuses that a tool is tried from, at most."""


def status_changes(subject: Subject, operation: Operation) -> None:
    """From each status that allows it a call succeeds; from the others it is refused."""
    if operation.action in {Action.LIST, Action.COUNT}:
        return  # It lists rows of these statuses alone, which pages and filters are held against.
    if operation.action is Action.CHANGE and not operation.requires:
        subject.attempt(STATUS, operation, _changes, None)
    place = subject.status_of(operation)
    if place is None or not operation.requires:
        return
    table, column = place
    for status in operation.requires[:ALLOWED]:
        row, given = _row_with(subject, table, column, status)
        if row is not None:
            subject.attempt(STATUS, operation, _changes, (table, row), given=given)
    statuses = subject.blueprint.table(table).statuses or tuple(
        subject.blueprint.table(table).column(column).schema.get("enum", ())
    )
    for status in [one for one in statuses if not contains(operation.requires, one)][:FORBIDDEN]:
        row, given = _row_with(subject, table, column, status)
        if row is not None:
            subject.attempt(STATUS, operation, _is_refused, (table, row), given=given)


def _row_with(subject: Subject, table: str, column: str, status: Any) -> tuple[Row | None, Rows]:
    """A row with a status, and what the initial state has to be given for it."""
    rows = rows_of(subject.environment.initial_state, table)
    for row in rows:
        if agrees(status, row.get(column)):
            return row, {}
    if not rows:
        return None, {}
    given = {**subject.key(table, rows[0]), column: status}
    return {**rows[0], column: status}, {table: (given,)}


def _changes(
    subject: Subject, operation: Operation, script: Script, place: tuple[str, Row] | None
) -> None:
    if operation.action in ON_ROW:
        made = subject.accepted(script, operation, row=None if place is None else place[1])
    else:
        made = subject.accepted(script, operation, above=place)
    script.call(operation.tool, made.arguments)
    if operation.action is not Action.CHANGE or made.row is None:
        return
    column = operation.status_column or subject.table(operation).status
    key = subject.key(operation.table, made.row)
    wanted = {**key, **stored(subject, operation, made.arguments)}
    if column is not None and operation.status is not None:
        wanted[column] = operation.status
    script.then(rows={operation.table: (wanted,)})
    row = next(
        row
        for row in rows_of(script.state, operation.table)
        if subject.key(operation.table, row) == key
    )
    script.then(shows=(subject.told(operation, row),) if operation.told else ())
    read_back(subject, operation, script, row)


def _is_refused(
    subject: Subject, operation: Operation, script: Script, place: tuple[str, Row]
) -> None:
    if operation.action in ON_ROW:
        made = subject.maker.make(operation, script.state, row=place[1])
    elif operation.action is Action.CREATE:
        made = subject.maker.make(operation, script.state, above=place)
    else:
        raise UnmadeError("the tool names no row with a status")
    script.call(operation.tool, made.arguments, Expect(kind=NO, same=True))
