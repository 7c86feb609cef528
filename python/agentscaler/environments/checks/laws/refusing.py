"""What tools have to refuse: rows that are not there, rows that are there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.case import Expect
from agentscaler.environments.checks.climbing import UnmadeError, rows_of
from agentscaler.environments.checks.laws.writing import NO
from agentscaler.environments.checks.matching import agrees
from agentscaler.environments.checks.placing import spelled
from agentscaler.environments.checks.values import other
from agentscaler.environments.design.blueprint import Action, Role

if TYPE_CHECKING:
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation, Parameter

MISSING = "missing_is_refused"
PARENT = "parent_is_required"
DUPLICATE = "duplicate_is_refused"


def missing_is_refused(subject: Subject, operation: Operation) -> None:
    """A key that no row has is refused; so is one of a row below another row."""
    if operation.having(Role.KEY):
        subject.attempt(MISSING, operation, _missing)
    elif operation.having(Role.SCOPE):
        # One row below each row above: nothing but empty tables lack it.
        subject.attempt(MISSING, operation, _on_empty_tables, empty=True)
    if operation.having(Role.KEY) and operation.having(Role.SCOPE):
        subject.attempt(MISSING, operation, _elsewhere)


def _missing(subject: Subject, operation: Operation, script: Script) -> None:
    made = subject.maker.make(operation, script.state)
    arguments, changed = made.arguments, False
    for one in operation.having(Role.KEY):
        value = _other_value(subject, operation, script, arguments, one)
        if value is not None:
            arguments, changed = subject.maker.changed(operation, arguments, one, value), True
    if not changed:
        raise UnmadeError(f"no key can be made up that no row of {operation.table} has")
    script.call(operation.tool, arguments, Expect(kind=_refused(operation), same=True))


def _on_empty_tables(subject: Subject, operation: Operation, script: Script) -> None:
    made = subject.maker.make(operation, subject.environment.initial_state)
    script.call(operation.tool, made.arguments, Expect(kind=_refused(operation), same=True))


def _refused(operation: Operation) -> Any:
    """Deletions, and calls on many rows at once, may pass over what is not there."""
    many = any(one.many for one in operation.having(Role.KEY))
    if many or (operation.action is Action.DELETE and "missing" not in operation.refuses):
        return ("ok", *NO)
    return NO


def _other_value(
    subject: Subject,
    operation: Operation,
    script: Script,
    arguments: dict[str, Any],
    one: Parameter,
) -> Any:
    """A value of an argument that no row has in its column; ``None`` where there is none."""
    try:
        value = subject.maker.of(operation, arguments, one)
    except KeyError:
        return None
    value = value[0] if one.many and isinstance(value, list) and value else value
    column = one.column or one.name
    taken = [value]
    for table in {operation.table, one.table or operation.table}:
        taken += [row[column] for row in rows_of(script.state, table) if column in row]
    schema = subject.maker.schema(operation, one)
    taken += [spelled(held, schema) for held in taken]
    if "enum" in schema:
        return None
    found = other(value, taken)
    return [found] if one.many and found is not None else found


def _elsewhere(subject: Subject, operation: Operation, script: Script) -> None:
    rows = subject.maker.candidates(operation, script.state)
    scopes = operation.having(Role.SCOPE)
    for row in rows[:1]:
        mine = subject.maker.make(operation, script.state, row=row).arguments
        for far in rows_of(script.state, operation.table):
            try:
                theirs = subject.maker.make(operation, script.state, row=far).arguments
            except UnmadeError:
                continue
            arguments = mine
            for one in scopes:
                try:
                    value = subject.maker.of(operation, theirs, one)
                except KeyError:
                    continue  # It may be left out, and nothing leads to it from this row.
                arguments = subject.maker.changed(operation, arguments, one, value)
            if arguments != mine and not _names_a_row(subject, operation, script, arguments):
                expect = Expect(kind=_refused(operation), same=True)
                script.call(operation.tool, arguments, expect)
                return
    raise UnmadeError(f"{operation.table} has no rows below different rows")


def _names_a_row(
    subject: Subject, operation: Operation, script: Script, arguments: dict[str, Any]
) -> bool:
    named = operation.having(Role.KEY, Role.SCOPE)
    for row in rows_of(script.state, operation.table):
        try:
            if all(
                agrees(
                    subject.maker.of(operation, arguments, one),
                    [found] if one.many else spelled(found, subject.maker.schema(operation, one)),
                )
                for one in named
                for found in [subject.maker.climber.value(script.state, operation.table, row, one)]
            ):
                return True
        except (UnmadeError, KeyError):
            continue
    return False


def parent_is_required(subject: Subject, operation: Operation) -> None:
    """A row above, or a row referred to, that is not there is refused."""
    for one in operation.having(Role.SCOPE, Role.REFERENCE):
        if one.role is Role.REFERENCE and not _is_reference(subject, operation, one):
            continue
        if one.table in {None, operation.table} and one.role is Role.SCOPE:
            continue
        subject.attempt(PARENT, operation, _without_parent, one)


def _is_reference(subject: Subject, operation: Operation, one: Parameter) -> bool:
    table = subject.table(operation)
    column = one.column or one.name
    if not table.has(column):
        return False
    found = table.column(column)
    return found.references is not None and not found.soft


def _without_parent(subject: Subject, operation: Operation, script: Script, one: Parameter) -> None:
    made = subject.accepted(script, operation)
    above = one
    if one.role is Role.REFERENCE:
        table, column = subject.maker.climber.target(operation.table, one)
        taken = [row.get(column) for row in rows_of(script.state, table)]
        try:
            value = subject.maker.of(operation, made.arguments, above)
        except KeyError:
            raise UnmadeError(f"{one.name} was left out") from None
        item = value[0] if isinstance(value, list) and value else value
        found = other(item, taken)
        found = [found] if isinstance(value, list) else found
    else:
        found = _other_value(subject, operation, script, made.arguments, one)
    if found in (None, [None]):
        raise UnmadeError(f"no value of {one.name} can be made up that names no row")
    arguments = subject.maker.changed(operation, made.arguments, one, found)
    loose = operation.action in {Action.LIST, Action.COUNT, Action.CLEAR}
    if loose and "missing_parent" not in operation.refuses:
        played = script.call(operation.tool, arguments, Expect(kind=("ok", *NO), same=True))
        if played.result.kind == "ok" and operation.action is Action.LIST:
            script.then(lists=())
        return
    script.call(operation.tool, arguments, Expect(kind=NO, same=True))


def duplicate_is_refused(subject: Subject, operation: Operation) -> None:
    """A second row with the same key, or with the same value of a unique column, is refused."""
    table = subject.table(operation)
    given = {one.column: one for one in operation.parameters if one.role is not Role.FILTER}
    if operation.action is Action.CREATE and all(name in given for name in table.key):
        subject.attempt(DUPLICATE, operation, _twice)
    for column in table.columns:
        one = given.get(column.name)
        if column.unique and one is not None and one.role is Role.DATA:
            subject.attempt(DUPLICATE, operation, _same_value, one)


def _twice(subject: Subject, operation: Operation, script: Script) -> None:
    made = subject.accepted(script, operation)
    script.call(operation.tool, made.arguments)
    script.call(operation.tool, made.arguments, Expect(kind=NO, same=True))


def _same_value(subject: Subject, operation: Operation, script: Script, one: Parameter) -> None:
    made = subject.accepted(script, operation)
    own = None if made.row is None else subject.key(operation.table, made.row)
    for row in rows_of(script.state, operation.table):
        value = row.get(one.column or one.name)
        if value is not None and subject.key(operation.table, row) != own:
            arguments = subject.maker.changed(operation, made.arguments, one, value)
            script.call(operation.tool, arguments, Expect(kind=NO, same=True))
            return
    raise UnmadeError(f"no other row of {operation.table} has a {one.column}")
