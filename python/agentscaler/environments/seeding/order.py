"""In which order tables are filled: what is referred to before what refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentscaler.environments.seeding.naming import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.blueprint import Column, Table


class Order(NamedTuple):
    """Tables in the order of filling.

    Attributes:
        tables: Those that are referred to first.
        later: ``(table, column)`` of references that can be filled at the end only.
        depth: How many tables each stands below.
    """

    tables: tuple[Table, ...]
    later: frozenset[tuple[str, str]]
    depth: dict[str, int]


def target_of(column: Column, known: dict[str, Table]) -> tuple[str, str] | None:
    """The table and column that a column refers to; ``None``: none that is there."""
    if column.references is None:
        return None
    table, _, name = column.references.partition(".")
    return (table, name) if table in known and known[table].has(name) else None


def in_order(tables: Sequence[Table]) -> Order:
    """Sort tables by what they refer to; circles are cut where it costs least.

    An optional reference is cut before a required one, that before the tie to a parent; what the
    objects of a row only mention is cut first of all.

    >>> from agentscaler.environments.design.blueprint import Column, Table
    >>> users = Table(
    ...     name="users",
    ...     noun="user",
    ...     key=("id",),
    ...     columns=(Column(name="id"), Column(name="team", references="teams.id")),
    ... )
    >>> teams = Table(
    ...     name="teams",
    ...     noun="team",
    ...     key=("id",),
    ...     columns=(Column(name="id"), Column(name="lead", references="users.id", required=True)),
    ... )
    >>> found = in_order([users, teams])
    >>> [table.name for table in found.tables], sorted(found.later)
    (['users', 'teams'], [('users', 'team')])
    """
    known = {table.name: table for table in tables}
    needs = {table.name: _needs(table, known) for table in tables}
    placed: list[Table] = []
    done: set[str] = set()
    later: set[tuple[str, str]] = set()
    waiting = [table.name for table in tables]
    while waiting:
        free = [name for name in waiting if not set(needs[name]) - done]
        if not free:
            # The table whose open needs are the weakest is filled without them.
            first = min(waiting, key=lambda name: (_weight(needs[name], done), waiting.index(name)))
            for target in set(needs[first]) - done:
                later.update((first, column) for column in needs[first][target][1])
            free = [first]
        for name in free:
            placed.append(known[name])
            done.add(name)
            waiting.remove(name)
    depth: dict[str, int] = {}
    for table in placed:
        above = [depth[target] + 1 for target in needs[table.name] if target in depth]
        depth[table.name] = max(above, default=0)
    return Order(tuple(placed), frozenset(later), depth)


def _weight(needs: dict[str, tuple[int, list[str]]], done: set[str]) -> int:
    return sum(weight for target, (weight, _) in needs.items() if target not in done)


def _needs(table: Table, known: dict[str, Table]) -> dict[str, tuple[int, list[str]]]:
    """Tables that come first: how much each weighs, and the columns that refer to it."""
    needs: dict[str, tuple[int, list[str]]] = {}

    def note(target: str, weight: int, column: str | None) -> None:
        if target == table.name:
            return
        before, columns = needs.get(target, (0, []))
        needs[target] = (max(before, weight), [*columns, column] if column else columns)

    if table.parent is not None and table.parent in known:
        note(table.parent, 1000, None)
    for column in table.columns:
        if (target := target_of(column, known)) is not None:
            in_key = column.name in table.key
            note(target[0], 1000 if in_key else 100 if column.required else 10, column.name)
    for mentioned in _mentioned(table, known):
        note(mentioned, 1, None)
    return needs


def _mentioned(table: Table, known: dict[str, Table]) -> list[str]:
    """Tables whose key is a member of an object or of a list of objects in a row."""
    members: set[tuple[str, ...]] = set()
    for column in table.columns:
        for schema in (column.schema, column.schema.get("items")):
            properties = schema.get("properties") if isinstance(schema, dict) else None
            if isinstance(properties, dict):
                members.update(map(words_of, properties))
    return [
        name for name, other in known.items() if len(other.key) == 1 and key_words(other) in members
    ]


def key_words(table: Table) -> tuple[str, ...]:
    """What others call the key of a table: ``order id``; a key ``id`` after what it is of."""
    words = words_of(table.key[0])
    return (*words_of(table.noun)[-1:], *words) if words in {("id",), ("key",)} else words
