"""Questions: about one row, or about all rows of a group (how many, the dearest, the latest)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.json_value import same
from agentscaler.environments.seeding.fillers import is_filler
from agentscaler.environments.seeding.naming import singular, words_of
from agentscaler.tasks.json_paths import leaves
from agentscaler.tasks.walk.fillers import always
from agentscaler.tasks.walk.grouping import grouped
from agentscaler.tasks.walk.known import (
    is_day,
    is_epoch,
    is_id,
    is_money,
    is_opaque,
    is_speakable,
    is_time,
    users_know,
)
from agentscaler.tasks.walk.mention import Group
from agentscaler.tasks.walk.scene import key_of
from agentscaler.tasks.walk.walker import Fixed
from agentscaler.tasks.walk.wish import Ask, Reckon

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Column, Operation, Table
    from agentscaler.tasks.walk.chain import Made
    from agentscaler.tasks.walk.finder import Found
    from agentscaler.tasks.walk.scene import Row
    from agentscaler.tasks.walk.walker import Walk
    from agentscaler.tasks.walk.wish import Kind

_LONGEST = 60
_ROWS_TRIED = 5
_MOST_SUMMED = 8
_MOST_LISTED = 5
"""Names that a user wants to hear in one answer."""
_SMALL = 20
"""Numbers to here are written in lists and said in passing."""
_TELLING = 3
"""Characters from which on a word is not found by accident."""
_COMMON = frozenset(
    (
        *("yes", "no", "true", "false", "none", "null", "other", "new", "all", "default"),
        *("standard", "basic", "success", "failure"),
    )
)
"""Words that an agent may write by accident."""


def answer_value(value: Any) -> Any | None:  # noqa: PLR0911  one for each kind of value
    """What has to be told of a value; ``None`` where telling it would prove nothing.

    Of a time the day is asked for: nobody says seconds. A word in two parts (``in_progress``) can
    be said in too many ways.

    Example:
        >>> answer_value("2026-02-11T14:05:00Z"), answer_value("in_progress"), answer_value(14.5)
        ('2026-02-11', None, 14.5)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return value if abs(value) > 1 else None
    if is_time(value):
        return value[:10]
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or "\n" in value:
        return None
    if is_opaque(value) or value.lower() in _COMMON:
        return None
    if "_" in value and "@" not in value:
        return None
    # CamelCase and the like: people write it with spaces.
    return value if value.lower() == " ".join(words_of(value)) or not value.isalpha() else None


def is_weak(value: Any) -> bool:
    """Whether a value may be told by accident: a small number, as a list of things has them.

    Example:
        >>> is_weak(3), is_weak(412), is_weak("3"), is_weak("Kite")
        (True, False, True, False)
    """
    if isinstance(value, str):
        return len(value) < _TELLING
    return isinstance(value, int) and abs(value) <= _SMALL


_REMARKS = {("description",), ("summary",), ("note",), ("notes",), ("details",)}
_EMPTY = frozenset(("info", "information", "detail", "data", "list", "value", "text"))
"""Words behind what a column is about."""


def _repeats_noun(column: str, noun: str) -> bool:
    """Whether a column is called like its table: the ``laws`` of a ``child custody law``."""
    own, of = ([singular(word) for word in words_of(name)] for name in (column, noun))
    while len(own) > 1 and own[-1] in _EMPTY:
        own.pop()
    least = min(len(own), len(of))
    return own[-least:] == of[-least:]


def can_ask(table: Table, column: Column, value: Any) -> bool:
    """Whether a user would ask for a column."""
    return (
        column.references is None
        and column.made not in {"id", "arn", "updated", "counter"}
        and column.name not in table.key
        and not is_id(column.name)
        and is_speakable(column.name)
        and not _repeats_noun(column.name, table.noun)
        and not is_epoch(column.name, value)
        and not is_filler(value, column.name, table.noun)
        and answer_value(value) is not None
    )


def ask(walk: Walk, operation: Operation, *, row: Row | None = None) -> Ask | None:
    """Ask for one or two columns of a row that a read shows."""
    table = walk.blueprint.table(operation.table)
    rows = [row] if row is not None else walk.near_first(table, walk.chain.scene().rows(table.name))
    asked = {wish.mention.row_id for wish in walk.wishes if isinstance(wish, Ask)}
    for one in rows[: _ROWS_TRIED + len(asked)]:
        if (table.name, key_of(table, one)) in walk.touched | asked:
            continue
        done = walk.attempt(_ask, walk, operation, table, one)
        if done is not None:
            return done
    return None


def _ask(walk: Walk, operation: Operation, table: Table, row: Row) -> Ask | None:
    found = walk.finder.find(table, row)
    if found is None or found.mention.made_by is not None:
        return None
    said = {fact.column for fact in found.mention.facts}
    told = operation.told or tuple(row)
    columns = [
        column.name
        for column in table.columns
        if column.name in told
        and column.name not in said
        and can_ask(table, column, row.get(column.name))
    ]
    # Who wants to know something seldom wants the description.
    columns = [one for one in columns if words_of(one) not in _REMARKS] or columns
    if not columns:
        return None
    chosen = walk.dice.some(columns, 1 if walk.dice.chance(0.65) else 2)
    values = []
    for name in chosen:
        if look(walk, operation, found, name) is None:
            return None
        values.append(answer_value(row[name]))
    return Ask(mention=found.mention, columns=tuple(chosen), values=tuple(values))


def look(walk: Walk, operation: Operation, found: Found, column: str) -> Made | None:
    """A call that shows a column of a row: one that was made already, or this read."""
    table = walk.blueprint.table(found.mention.table)
    for made in reversed(walk.chain.calls):
        if made.purpose != "write" and _note(walk, table, made, found, column):
            return made
    # A read of the row itself first: a list is for what cannot be read alone.
    actions = (Action.GET, Action.READ, Action.LIST)
    reads = [one for action in actions for one in walk.setting.reads_of(table.name, action)]
    reads.sort(key=lambda read: (read.action is Action.LIST, read is not operation))
    for read in reads:
        shown = walk.attempt(_look, walk, read, found)
        if shown is not None and _note(walk, table, shown, found, column):
            return shown
    return None


def _look(walk: Walk, read: Operation, found: Found) -> Made | None:
    if read.action is Action.LIST:
        listed = walk.finder.filtered(read, found.row, depth=2, found=found)
        return None if listed is None else listed.made
    if read.action not in {Action.GET, Action.READ}:
        return None
    given = always(read)
    for one in read.having(Role.KEY, Role.SCOPE, Role.REFERENCE):
        value = walk.finder.argument(one, read, found)
        if value is None and one.required:
            return None
        if value is not None:
            given[one.name] = value
    if any(one.required and one.name not in given for one in read.parameters):
        return None
    return walk.chain.call(read, given, "answer")


def _note(walk: Walk, table: Table, made: Made, found: Found, column: str) -> bool:
    """Whether a result shows a column of a row; if so the place is kept for the audit."""
    row = found.row
    key = {name: row[name] for name in table.key if name in row}
    place = made.shows(key)
    if place is None and _reads(made, table, key):
        place = ""
    if place is None:
        return False
    told = made.given(row[column], within=place)
    if told is None:
        return False
    walk.fixed.append(Fixed(call=made.at, path=told.origins[0].path))
    arguments = [leaf for _, leaf in leaves(made.arguments)]
    for name in table.key:
        # The row is picked out of a list by what another call told: its number, from its title.
        for origin in found.known[name].origins if name in found.known else ():
            passed = any(same(leaf, origin.value) for leaf in arguments)
            if origin.call is not None and origin.call != made.at and not passed:
                walk.fixed.append(Fixed(call=origin.call, path=origin.path))
    return True


def _reads(made: Made, table: Table, key: Row) -> bool:
    """Whether a call reads this very row, though its result does not repeat the key."""
    read = made.operation
    if read.table != table.name or read.action not in {Action.GET, Action.READ}:
        return False
    given = [leaf for _, leaf in leaves(made.arguments)]
    named = all(any(same(leaf, value) for leaf in given) for value in key.values())
    return named or not read.having(Role.KEY, Role.SCOPE, Role.REFERENCE)


def reckon(walk: Walk, operation: Operation) -> Reckon | None:
    """Ask how many there are, which is the dearest or the latest, or what they come to."""
    table = walk.blueprint.table(operation.table)
    for row in walk.near_first(table, walk.chain.scene().rows(operation.table))[:_ROWS_TRIED]:
        make = _count if operation.action is Action.COUNT else _reckon
        done = walk.attempt(make, walk, operation, row)
        if done is not None:
            return done
    return None


def _count(walk: Walk, operation: Operation, row: Row) -> Reckon | None:
    """A tool that counts."""
    listed = walk.finder.filtered(operation, row, depth=2)
    if listed is None:
        return None
    table = walk.blueprint.table(operation.table)
    above = {owner.column: row.get(owner.column) for owner in listed.owners}
    rows = [
        one
        for one in walk.chain.scene().matching(table.name, listed.facts)
        if all(same(one.get(name), value) for name, value in above.items())
    ]
    path = next((path for path, leaf in leaves(listed.made.result) if same(leaf, len(rows))), None)
    if path is None or len(rows) < 2:  # noqa: PLR2004  none and one are said by accident
        return None
    walk.fixed.append(Fixed(call=listed.made.at, path=path))
    keys = tuple(key_of(table, one) for one in rows)
    group = Group(table=table.name, keys=keys, facts=listed.facts, owners=listed.owners)
    return Reckon(kind="count", group=group, column=None, asked=None, value=len(rows))


def _reckon(walk: Walk, operation: Operation, row: Row) -> Reckon | None:
    """What follows from a list that shows all rows of a group."""
    found = grouped(walk, operation, row)
    if found is None:
        return None
    group, made, shown = found
    table = walk.blueprint.table(operation.table)
    ids = {(table.name, key) for key in group.keys}
    if ids & walk.touched:
        return None
    walk.fixed.append(Fixed(call=made.at, path=None))
    ways = [(_extreme, 3.0), (_sum, 1.2), (_number, 1.5), (_list, 2.0)]
    for make in walk.dice.by_weight(ways):
        done = make(walk, table, group, [one for _, one in shown], made)
        if done is not None:
            return done
    return None


def _number(walk: Walk, table: Table, group: Group, rows: list[Row], made: Made) -> Reckon | None:
    del walk, table, made
    return Reckon(kind="count", group=group, column=None, asked=None, value=len(rows))


def _list(walk: Walk, table: Table, group: Group, rows: list[Row], made: Made) -> Reckon | None:
    """What all of them are called."""
    del walk
    columns = [table.label or "", *(table.key if len(table.key) == 1 else ())]
    for column in columns:
        if column in {fact.column for fact in group.facts} or len(rows) > _MOST_LISTED:
            continue
        known = column != table.key[0] or all(
            users_know(table, column, row.get(column)) for row in rows
        )
        told = [row.get(column) for row in rows]
        known = known and not any(is_filler(value, column, table.noun) for value in told)
        values = tuple(answer_value(value) for value in told)
        if known and None not in values and len(set(values)) == len(values):
            shown = _shown(made, rows, column)
            return (
                Reckon(kind="list", group=group, column=column, asked=None, value=values)
                if shown
                else None
            )
    return None


def _sum(walk: Walk, table: Table, group: Group, rows: list[Row], made: Made) -> Reckon | None:
    columns = [
        column.name
        for column in table.columns
        if _compared(column, rows) and is_money(column.name) and _shown(made, rows, column.name)
    ]
    if not columns or len(rows) > _MOST_SUMMED:
        return None
    column = walk.dice.pick(columns)
    value = round(sum(row[column] for row in rows), 2)
    return Reckon(kind="sum", group=group, column=column, asked=None, value=value)


def _extreme(walk: Walk, table: Table, group: Group, rows: list[Row], made: Made) -> Reckon | None:
    """The row with the most or the least, the first or the last, where there is only one."""
    columns = [
        column
        for column in table.columns
        if _compared(column, rows) and _shown(made, rows, column.name)
    ]
    for column in walk.dice.shuffled(columns):
        low = walk.dice.chance(0.5)
        ordered = sorted(rows, key=lambda row: row[column.name], reverse=not low)
        if ordered[0][column.name] == ordered[1][column.name]:
            continue
        asked, value = _asked(walk, table, ordered[0], column.name, group)
        if asked is None or any(same(row.get(asked), ordered[0][asked]) for row in ordered[1:]):
            continue
        times = is_day(ordered[0][column.name]) or is_time(ordered[0][column.name])
        kind: Kind = (
            ("earliest" if low else "latest") if times else ("lowest" if low else "highest")
        )
        return Reckon(kind=kind, group=group, column=column.name, asked=asked, value=value)
    return None


def _asked(
    walk: Walk, table: Table, row: Row, compared: str, group: Group
) -> tuple[str | None, Any]:
    """What of the found row the user wants to know, and its value."""
    said = {fact.column for fact in group.facts}
    names = [compared]
    label = row.get(table.label or "")
    if answer_value(label) is not None and not is_filler(label, table.label or "", table.noun):
        names += [table.label or ""] * 3
    if len(table.key) == 1 and users_know(table, table.key[0], row.get(table.key[0])):
        names += [table.key[0]] * 3
    chosen = walk.dice.pick([name for name in names if name not in said] or [compared])
    value = answer_value(row[chosen])
    return (chosen, value) if value is not None else (None, None)


def _compared(column: Column, rows: list[Row]) -> bool:
    """Whether rows can be put in order by a column, in a way that people ask for."""
    values = [row.get(column.name) for row in rows]
    if (
        column.references is not None
        or column.made in {"id", "arn", "updated"}
        or is_id(column.name)
        or not is_speakable(column.name)
        or any(is_epoch(column.name, value) for value in values)
    ):
        return False
    numbers = all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )
    if numbers and column.name.lower() not in {"id", "version", "year"}:
        return True
    return all(is_day(value) for value in values) or all(is_time(value) for value in values)


def _shown(made: Made, rows: list[Row], column: str) -> bool:
    """Whether the result tells the column of each of the rows."""
    return all(made.tells(row[column]) for row in rows)
