"""Wishes that cannot be granted: what exists stands in the way, is missing, or no tool does it."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  a field of a dataclass
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Operation, Parameter, Role
from agentscaler.environments.json_value import same
from agentscaler.environments.seeding.naming import words_of
from agentscaler.environments.words import listing
from agentscaler.tasks.json_paths import leaves
from agentscaler.tasks.walk.acting import plan, status_column, subject
from agentscaler.tasks.walk.asking import answer_value, can_ask, look
from agentscaler.tasks.walk.known import users_know
from agentscaler.tasks.walk.mention import Fact, Mention
from agentscaler.tasks.walk.missing import no_such_name, no_such_number
from agentscaler.tasks.walk.refusing import ROWS_TRIED, ask_of, call_of, refusal, refused, shown
from agentscaler.tasks.walk.scene import key_of
from agentscaler.tasks.walk.values import types_of
from agentscaler.tasks.walk.wish import Act, Datum, Reason, Refused

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Column, Table
    from agentscaler.tasks.walk.scene import Row
    from agentscaler.tasks.walk.walker import Walk

_TRIED = 3
"""Operations that a way is tried with."""
_ENDED = 0.3
"""Share of the wishes that no tool grants which are deletions, where no tool deletes."""


def impossible(walk: Walk, operation: Operation) -> Refused | None:
    """Something that cannot be done, with an operation or another one that it is like."""
    ways: list[tuple[Way, float]] = [
        (Way(make=wrong_status, fits=_needs_status), 4.0),
        (Way(make=no_such_number, fits=_on_row), 2.0),
        (Way(make=no_such_name, fits=_on_row), 2.5),
        (Way(make=duplicate, fits=_may_be_there), 2.0),
        (Way(make=in_use, fits=_may_be_needed), 3.0),
        (Way(make=no_tool, fits=_any), 0.8),
    ]
    others = walk.dice.shuffled(walk.setting.wanted)
    for way in walk.dice.by_weight(ways):
        first = [operation] if way.fits(operation) else []
        more = [one for one in others if way.fits(one) and one is not operation]
        for one in [*first, *more][:_TRIED]:
            done = walk.attempt(way.make, walk, one)
            if done is not None:
                return done
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A way in which something is impossible, and the operations that it is tried with."""

    make: Callable[[Walk, Operation], Refused | None]
    fits: Callable[[Operation], bool]


def _needs_status(operation: Operation) -> bool:
    return operation.writes and bool(operation.requires)


def _on_row(operation: Operation) -> bool:
    return operation.writes and operation.action not in {Action.CREATE, Action.CLEAR}


def _may_be_there(operation: Operation) -> bool:
    return operation.action is Action.CREATE and "duplicate" in operation.refuses


def _may_be_needed(operation: Operation) -> bool:
    return operation.action is Action.DELETE and "in_use" in operation.refuses


def _any(_: Operation) -> bool:
    return True


def _free_rows(walk: Walk, table: Table) -> list[Row]:
    """Rows that no wish has changed, in the order of a walk."""
    rows = [
        row
        for row in walk.chain.scene().rows(table.name)
        if (table.name, key_of(table, row)) not in walk.touched
    ]
    return walk.near_first(table, rows)


def wrong_status(walk: Walk, operation: Operation) -> Refused | None:
    """A change of a row whose status does not allow it."""
    table = subject(walk, operation)
    column = status_column(walk, operation)
    if table is None or column is None or not _needs_status(operation):
        return None
    if table.name != operation.table:
        return None
    rows = [
        row
        for row in _free_rows(walk, table)
        if not any(same(row.get(column), one) for one in operation.requires)
        and answer_value(row.get(column)) is not None
    ]
    for row in rows[:ROWS_TRIED]:
        done = walk.attempt(_wrong_status, walk, operation, table, row, column)
        if done is not None:
            return done
    return None


def _wrong_status(
    walk: Walk, operation: Operation, table: Table, row: Row, column: str
) -> Refused | None:
    found = walk.finder.find_without(table, row, column)
    planned = None if found is None else plan(walk, operation, found)
    said = None if planned is None else refused(walk, planned)
    if found is None or planned is None or said is None:
        return None
    if not shown(walk, operation, found, column, said):
        return None
    status = answer_value(row[column])
    allowed = listing([str(one) for one in operation.requires], last="or")
    text = f"The {column} of this {table.noun} is {status}; it would have to be {allowed}."
    walk.touched.add((table.name, key_of(table, row)))
    return Refused(
        act=planned.act,
        reason=Reason(code="status", text=text),
        values=(status,),
        label=column,
        call=call_of(planned),
    )


def duplicate(walk: Walk, operation: Operation) -> Refused | None:
    """A new row under a key that somebody chose, and that is taken."""
    table = walk.blueprint.table(operation.table)
    keys = [one for one in operation.having(Role.KEY) if one.column in table.key]
    if not _may_be_there(operation):
        return None
    if len(table.key) != 1 or len(keys) != 1 or table.column(table.key[0]).made is not None:
        return None
    for row in _free_rows(walk, table)[:ROWS_TRIED]:
        if users_know(table, table.key[0], row.get(table.key[0])):
            done = walk.attempt(_duplicate, walk, operation, table, keys[0], row)
            if done is not None:
                return done
    return None


def _duplicate(
    walk: Walk, operation: Operation, table: Table, key: Parameter, row: Row
) -> Refused | None:
    taken = row[table.key[0]]
    mention = Mention(
        table=table.name,
        key=key_of(table, row),
        facts=(Fact(column=table.key[0], value=taken),),
    )
    arguments = {key.name: taken}
    data = [Datum(argument=key.name, column=table.key[0], value=taken, required=True)]
    walk.values.next_thing()
    for one in operation.parameters:
        if not one.required or one is key:
            continue
        if one.role is not Role.DATA or walk.finder.target(one, operation):
            return None
        value = walk.values.new(operation, one, {})
        if value is None:
            return None
        arguments[one.name] = value
        column = one.column or one.name
        data.append(Datum(argument=one.name, column=column, value=value, required=True))
    if refusal(walk, operation.tool, arguments) is None:
        return None
    instead = ask_of(walk, table, row)
    if instead is None or instead.mention.row_id != mention.row_id:
        return None
    walk.touched.add((table.name, key_of(table, row)))
    return Refused(
        act=Act(operation=operation, data=tuple(data)),
        reason=Reason(code="duplicate", text=f"The {table.noun} {taken} exists already."),
        instead=instead,
        call={"name": operation.tool, "arguments": arguments},
    )


def in_use(walk: Walk, operation: Operation) -> Refused | None:
    """A deletion of a row that others need."""
    table = subject(walk, operation)
    if table is None or not _may_be_needed(operation):
        return None
    for row in _free_rows(walk, table)[:ROWS_TRIED]:
        done = walk.attempt(_in_use, walk, operation, table, row)
        if done is not None:
            return done
    return None


def _in_use(walk: Walk, operation: Operation, table: Table, row: Row) -> Refused | None:
    found = walk.finder.find(table, row)
    planned = None if found is None else plan(walk, operation, found)
    if planned is None or refused(walk, planned) is None:
        return None
    instead = ask_of(walk, table, row)
    if instead is None:
        return None
    walk.touched |= {(table.name, key_of(table, row)), *_referring(walk, table, row)}
    return Refused(
        act=planned.act,
        reason=Reason(code="in_use", text=f"This {table.noun} is still needed by others."),
        instead=instead,
        call=call_of(planned),
    )


def _referring(walk: Walk, table: Table, row: Row) -> set[tuple[str, tuple[object, ...]]]:
    """Rows that refer to a row: no other wish may take them out of the way."""
    return {
        (other.name, key_of(other, one))
        for other in walk.blueprint.tables
        for column in other.columns
        if column.references is not None and column.references.partition(".")[0] == table.name
        for one in walk.chain.scene().where(
            other.name, column.name, row.get(column.references.partition(".")[2])
        )
    }


def no_tool(walk: Walk, operation: Operation) -> Refused | None:
    """A change that no tool makes: of a column that none writes, a deletion where none deletes."""
    table = walk.blueprint.table(operation.table)
    writing = [one for one in walk.setting.operations if one.table == table.name and one.writes]
    # What an object without named members may hold is not known.
    if any(_is_open(parameter) for one in writing for parameter in one.parameters):
        return None
    ends = not any(one.action in {Action.DELETE, Action.CLEAR} for one in writing)
    for row in _free_rows(walk, table)[:ROWS_TRIED]:
        way = _undeletable if ends and walk.dice.chance(_ENDED) else _unchangeable
        done = walk.attempt(way, walk, table, row, writing)
        if done is not None:
            walk.touched.add((table.name, key_of(table, row)))
            return done
    return None


def _is_open(parameter: Parameter) -> bool:
    schema = parameter.schema
    return "object" in types_of(schema) and not schema.get("properties")


def _undeletable(walk: Walk, table: Table, row: Row, writing: list[Operation]) -> Refused | None:
    del writing
    found = walk.finder.find(table, row)
    instead = None if found is None else ask_of(walk, table, row)
    if found is None or instead is None or found.mention.made_by is not None:
        return None
    wanted = Operation(tool="", action=Action.DELETE, table=table.name)
    return Refused(
        act=Act(operation=wanted, target=found.mention),
        reason=Reason(code="no_tool", text=f"No tool deletes this {table.noun}."),
        instead=instead,
    )


def _unchangeable(walk: Walk, table: Table, row: Row, writing: list[Operation]) -> Refused | None:
    found = walk.finder.find(table, row)
    if found is None or found.mention.made_by is not None:
        return None
    written = {name for one in writing for name in _columns(walk, one)}
    said = {fact.column for mention in found.mention.within() for fact in mention.facts}
    columns = [
        column
        for column in table.columns
        if column.name not in written | said and _is_changed(table, column, row)
    ]
    for column in walk.dice.shuffled(columns)[:2]:
        one = Parameter(name=column.name, role=Role.DATA, column=column.name, schema=column.schema)
        wanted = Operation(tool="", action=Action.UPDATE, table=table.name, parameters=(one,))
        walk.values.next_thing()
        value = walk.values.new(wanted, one, row)
        if answer_value(value) is None or look(walk, wanted, found, column.name) is None:
            continue
        datum = Datum(argument=one.name, column=column.name, value=value)
        words = " ".join(words_of(column.name))
        text = f"No tool changes the {words} of this {table.noun}."
        return Refused(
            act=Act(operation=wanted, target=found.mention, data=(datum,)),
            reason=Reason(code="no_tool", text=text),
            values=(answer_value(row[column.name]),),
            label=column.name,
        )
    return None


def _columns(walk: Walk, operation: Operation) -> set[str]:
    """Columns that an operation may write."""
    names = {operation.column, status_column(walk, operation)}
    for one in operation.parameters:
        names |= {one.column, one.name, one.name.rpartition(".")[2]}
        names |= {place.partition(".")[0] for place, _ in leaves(one.schema.get("properties", {}))}
    return {name for name in names if name}


def _is_changed(table: Table, column: Column, row: Row) -> bool:
    """Whether a person would ask to change a column."""
    value = row.get(column.name)
    return column.made is None and not column.unique and can_ask(table, column, value)
