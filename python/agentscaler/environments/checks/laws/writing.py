"""What tools that write have to keep: what was given is stored, shown, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.case import Expect
from agentscaler.environments.checks.climbing import UnmadeError, reference, rows_of
from agentscaler.environments.checks.laws.listing import gather, listing
from agentscaler.environments.checks.matching import agrees, contains
from agentscaler.environments.checks.placing import as_stored
from agentscaler.environments.checks.values import types
from agentscaler.environments.design.blueprint import Action, Role

if TYPE_CHECKING:
    from agentscaler.environments.checks.arguments import Made, Optional
    from agentscaler.environments.checks.case import Row
    from agentscaler.environments.checks.expecting import Played
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation, Parameter
    from agentscaler.environments.state import State
    from agentscaler.environments.toolset import Kind

CREATED = "created_is_read"
UPDATED = "update_is_seen"
DELETED = "deleted_is_gone"
STORED = frozenset({Role.KEY, Role.SCOPE, Role.REFERENCE, Role.DATA})
MOVED = frozenset({"updated", "counter", "total", "created", "arn"})
"""Columns that tools make anew as they like."""
NO: tuple[Kind, ...] = ("refusal", "invalid_call")


def stored(subject: Subject, operation: Operation, arguments: dict[str, Any]) -> Row:
    """Columns that a row has after a call with these arguments."""
    table = subject.table(operation)
    found: Row = {}
    for one in operation.parameters:
        if one.role not in STORED or one.column is None or not table.has(one.column):
            continue
        column = table.column(one.column)
        if column.made in MOVED or not _its_own(operation, one, column.references):
            continue
        try:
            value = subject.maker.of(operation, arguments, one)
        except KeyError:
            continue
        if one.many and "array" not in types(column.schema) and len(value) == 1:
            value = value[0]
        is_key = one.column in table.key
        found[one.column] = as_stored(value, column.schema) if is_key else value
    return found


def _its_own(operation: Operation, one: Parameter, references: str | None) -> bool:
    """Whether a column stores what an argument gives, not what the row above has by that name."""
    if one.role is Role.DATA or one.table in {None, operation.table}:
        return True
    return references is not None and references.partition(".")[0] == one.table


def by_key(subject: Subject, table: str, state: State) -> dict[str, Row]:
    """Rows of a table by their keys, as text."""
    return {str(subject.key(table, row)): row for row in rows_of(state, table)}


def read_back(subject: Subject, operation: Operation, script: Script, row: Row) -> None:
    """Expect that the tools that read show a row as it is now."""
    reader = subject.reader(operation.table)
    if reader is not None:
        try:
            arguments = subject.naming(reader, script.state, row)
        except UnmadeError:
            reader = None
        else:
            script.call(reader.tool, arguments, Expect(shows=(subject.told(reader, row),)))
    lister = subject.lister(operation.table)
    if reader is None and lister is not None:
        rows = rows_of(script.state, operation.table)
        found = gather(
            subject,
            lister,
            script,
            subject.naming(lister, script.state, row),
            rows,
            limit=len(rows),
        )
        if not any(agrees(row, rows[at]) for at in found):
            script.fail(f"should list {subject.key(operation.table, row)}")


# Creation


def created_is_read(subject: Subject, operation: Operation) -> None:
    """What a new row was given is what it has, and what tools that read show."""
    subject.attempt(CREATED, operation, _created, "all")
    subject.attempt(CREATED, operation, _created, "none")
    if operation.action is Action.PUT:
        subject.attempt(CREATED, operation, _replaced)


def _created(subject: Subject, operation: Operation, script: Script, optional: Optional) -> None:
    made = _creatable(subject, operation, script, optional)
    played = script.call(operation.tool, made.arguments)
    wanted = stored(subject, operation, made.arguments)
    before = by_key(subject, operation.table, played.before)
    after = by_key(subject, operation.table, played.after)
    new = [row for key, row in after.items() if key not in before]
    if not new and operation.action is Action.PUT:
        # Where the key leaves no choice, such as that of settings, one is put in place of another.
        new = [row for row in after.values() if agrees(wanted, row)][:1]
    if len(new) != 1:
        script.fail(f"should add one row to {operation.table}, adds {len(new)}")
    row = new[0]
    _others_stay(subject, operation, script, played, row)
    status = operation.status_column or subject.table(operation).status
    if operation.status is not None and status is not None:
        wanted.setdefault(status, operation.status)
    _is_stored(subject, operation, script, row, wanted)
    read_back(subject, operation, script, row)


def _creatable(subject: Subject, operation: Operation, script: Script, optional: Optional) -> Made:
    """Arguments that create a row: below a row that is there, else below a new one."""
    try:
        return subject.accepted(script, operation, optional=optional)
    except UnmadeError:
        parent = subject.table(operation).parent
        if parent is None or parent == operation.table:
            raise
        above = (parent, subject.created(script, parent))
        return subject.accepted(script, operation, optional=optional, above=above)


def _is_stored(
    subject: Subject, operation: Operation, script: Script, row: Row, wanted: Row
) -> None:
    key = subject.key(operation.table, row)
    resolved = {
        name: row[name]
        if _means(subject, operation, script, name, (value, row.get(name)))
        else value
        for name, value in wanted.items()
    }
    script.then(
        rows={operation.table: ({**key, **resolved},)},
        shows=(subject.told(operation, row),) if operation.told else (),
    )


def _means(
    subject: Subject, operation: Operation, script: Script, name: str, values: tuple[Any, Any]
) -> bool:
    """Whether two values name one row above: a tool may take a name and store an ARN."""
    references = subject.table(operation).column(name).references
    if references is None:
        return False
    table, _ = reference(references)
    return any(
        all(contains(list(row.values()), value) for value in values)
        for row in rows_of(script.state, table)
    )


def _others_stay(
    subject: Subject, operation: Operation, script: Script, played: Played, row: Row | None
) -> None:
    """Expect that the other rows of the table are as they were."""
    before = by_key(subject, operation.table, played.before)
    after = by_key(subject, operation.table, played.after)
    own = None if row is None else str(subject.key(operation.table, row))
    for key, other in before.items():
        if key != own and not agrees(after.get(key), other):
            script.fail(f"should leave the row {key} of {operation.table} as it is")


def _replaced(subject: Subject, operation: Operation, script: Script) -> None:
    rows = rows_of(script.state, operation.table)
    if not rows:
        raise UnmadeError(f"{operation.table} has no row to replace")
    made = subject.accepted(script, operation, row=rows[0])
    played = script.call(operation.tool, made.arguments)
    number = len(rows_of(played.after, operation.table))
    if number != len(rows):
        script.fail(f"should replace a row of {operation.table}, there are {number} of {len(rows)}")
    key = subject.key(operation.table, rows[0])
    wanted = {**stored(subject, operation, made.arguments), **key}
    script.then(rows={operation.table: (wanted,)})
    _others_stay(subject, operation, script, played, rows[0])
    row = by_key(subject, operation.table, played.after)[str(key)]
    read_back(subject, operation, script, row)


# Update


def update_is_seen(subject: Subject, operation: Operation) -> None:
    """A row has the columns that it was given, and the others as they were."""
    subject.attempt(UPDATED, operation, _updated, None)
    optional = [one for one in operation.having(Role.DATA, Role.REFERENCE) if not one.required]
    for one in optional[:1] + optional[1:][-1:]:
        subject.attempt(UPDATED, operation, _updated, one)


def _updated(
    subject: Subject, operation: Operation, script: Script, only: Parameter | None
) -> None:
    made = subject.accepted(
        script, operation, optional="all" if only is None else "none", only=only
    )
    assert made.row is not None  # noqa: S101 - an update names a row
    played = script.call(operation.tool, made.arguments)
    _has_changed(subject, operation, script, played, made)


def _has_changed(
    subject: Subject,
    operation: Operation,
    script: Script,
    played: Played,
    made: Made,
) -> None:
    """Expect a row with these columns, and the others as they were."""
    row = made.row or {}
    wanted = stored(subject, operation, made.arguments)
    table = subject.table(operation)
    status = operation.status_column or table.status
    kept = {
        name: value
        for name, value in row.items()
        if name != status and not (table.has(name) and table.column(name).made in MOVED)
    }
    script.then(rows={operation.table: ({**kept, **wanted},)})
    _others_stay(subject, operation, script, played, row)
    key = {**subject.key(operation.table, row), **_renamed(subject, operation, wanted)}
    now = by_key(subject, operation.table, played.after)[str(key)]
    script.then(shows=(subject.told(operation, now),) if operation.told else ())
    read_back(subject, operation, script, now)


def _renamed(subject: Subject, operation: Operation, wanted: Row) -> Row:
    return {name: wanted[name] for name in subject.table(operation).key if name in wanted}


# Deletion


def deleted_is_gone(subject: Subject, operation: Operation) -> None:
    """A deleted row is in no table and no list any more, and cannot be deleted again."""
    if operation.action is Action.CLEAR:
        subject.attempt(DELETED, operation, _cleared)
    else:
        subject.attempt(DELETED, operation, _deleted)


def _deleted(subject: Subject, operation: Operation, script: Script) -> None:
    made = _deletable(subject, operation, script)
    row = made.row or {}
    key = subject.key(operation.table, row)
    reader, lister = subject.reader(operation.table), subject.lister(operation.table)
    naming = None if reader is None else subject.naming(reader, script.state, row)
    beside = None if lister is None else subject.naming(lister, script.state, row)
    played = script.call(operation.tool, made.arguments, Expect(gone={operation.table: (key,)}))
    below = {column.references for column in subject.table(operation).columns}
    if not any(f"{operation.table}.{name}" in below for name in subject.table(operation).key):
        _others_stay(subject, operation, script, played, row)
    if reader is not None and naming is not None:
        script.call(reader.tool, naming, Expect(kind=NO, same=True))
    if lister is not None and beside is not None:
        _not_listed(subject, lister, script, beside, row)
    again: tuple[Kind, ...] = NO if "missing" in operation.refuses else ("ok", *NO)
    script.call(operation.tool, made.arguments, Expect(kind=again, same=True))


def _deletable(subject: Subject, operation: Operation, script: Script) -> Made:
    """A row that the tool deletes: one that is there, else one that a tool creates."""
    try:
        return subject.accepted(script, operation)
    except UnmadeError:
        return subject.accepted(script, operation, row=subject.created(script, operation.table))


def _not_listed(
    subject: Subject, lister: Operation, script: Script, arguments: dict[str, Any], row: Row
) -> None:
    """Expect that no page lists a row. A list below a row that is gone may be refused."""
    tried = script.try_out(lister.tool, arguments)
    if tried.result.kind != "ok":
        script.call(lister.tool, arguments, Expect(kind=NO, same=True))
        return
    rows = [*rows_of(script.state, lister.table), row]
    found = gather(subject, lister, script, arguments, rows, limit=len(rows))
    if any(rows[at] is row for at in found):
        script.fail(f"should not list {subject.key(lister.table, row)} any more")


def _cleared(subject: Subject, operation: Operation, script: Script) -> None:
    asked = listing(subject, operation, script.state)
    keys = tuple(subject.key(operation.table, row) for row in asked.rows)
    made = subject.accepted(script, operation, changed=asked.arguments)
    played = script.call(operation.tool, made.arguments, Expect(gone={operation.table: keys}))
    after = by_key(subject, operation.table, played.after)
    for key in by_key(subject, operation.table, played.before):
        if key not in after and key not in {str(one) for one in keys}:
            script.fail(f"should leave the row {key} of {operation.table}")
