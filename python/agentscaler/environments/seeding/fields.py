"""What is known of the columns of a table before its rows are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import singular, words_of
from agentscaler.environments.seeding.order import target_of
from agentscaler.environments.seeding.schemas import kinds_of
from agentscaler.environments.seeding.stages import stage_of

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Column, Table
    from agentscaler.environments.seeding.links import Links

_REPEATED = word_set(
    """currency currency_code region country country_code timezone time_zone language locale
    location zone availability_zone account_id project_id project tenant_id organization
    organization_id"""
)
"""Columns that a row has as its parent has them."""
_COPIED = frozenset({("price",), ("unit", "price"), ("currency",), ("sku",)})
_CENTRAL = frozenset(
    (word,)
    for word in [
        "name",
        "title",
        "email",
        "amount",
        "price",
        "quantity",
        "type",
        "category",
        "date",
        "value",
        "city",
        "country",
        "content",
        "body",
        "text",
        "message",
        "subject",
        "unit",
        "metric",
        "currency",
        "role",
        "latitude",
        "longitude",
    ]
) | {("full", "name"), ("unit", "price"), ("temp", "max"), ("temp", "min")}
_BOUNDS = frozenset({"start", "end", "departure", "arrival", "check", "begin"})
_PLACES = frozenset(
    (*one.split(),)
    for one in [
        "track number",
        "line number",
        "position",
        "sequence",
        "sequence number",
        "step number",
        "episode number",
        "sort order",
        "display order",
        "chapter number",
        "order index",
        "line no",
        "item number",
    ]
)
"""Columns that number the rows below one parent."""


class Field(NamedTuple):
    """A column, and what follows from it."""

    column: Column
    words: tuple[str, ...]
    in_key: bool
    must: bool
    """Every row has it: it is required, names the row, or is its status."""
    central: bool
    """A row would look unfinished without it, though its source says that it is optional."""
    whole: bool
    """Its values are numbers."""
    text: bool
    refers: bool
    stage: str | None
    numbers: bool
    """It numbers the rows below one parent."""
    copies: tuple[tuple[str, str], ...]
    """Reference, and the column of the row that it names, which is repeated here."""


def fields_of(table: Table, links: Links) -> tuple[Field, ...]:
    """The columns of a table in the order of making: what others depend on first."""
    ordered = sorted(table.columns, key=lambda column: _rank(table, column))
    return tuple(_field(table, column, links) for column in ordered)


_TOLD_FIRST = word_set("merchant medication drug engine aircraft metric vendor exercise product")


def _rank(table: Table, column: Column) -> int:
    words = words_of(column.name)
    rank = 4
    if column.name == table.status:
        rank = 0
    elif isinstance(column.schema.get("enum"), list):
        # The category of an article follows from what it is.
        rank = 4 if words[-1:] in {("category",), ("type",), ("kind",)} else 1
    elif column.name == "parent":
        rank = 1  # keys below it are paths that it begins
    elif column.name == table.label or words in {("name",), ("title",)}:
        rank = 2
    elif (
        words[-2:] in {("first", "name"), ("last", "name")}
        or words[-1:] == ("city",)
        or (words and words[0] in _TOLD_FIRST)
    ):
        rank = 3
    elif column.name in table.key:
        rank = 5
    elif column.made == "arn":
        rank = 6
    return rank


def _field(table: Table, column: Column, links: Links) -> Field:
    words = words_of(column.name)
    kinds = kinds_of(column.schema)
    in_key = column.name in table.key
    central = bool(words) and (
        words in _CENTRAL
        or words[0] in _BOUNDS
        or words[-2:] in {("first", "name"), ("last", "name")}
    )
    return Field(
        column=column,
        words=words,
        in_key=in_key,
        must=column.required or in_key or column.name in {table.label, table.status},
        central=central or column.made is not None or column.unique,
        whole=kinds[:1] in {("integer",), ("number",)},
        text=kinds[:1] in {(), ("string",)},
        refers=target_of(column, links.known) is not None,
        stage=stage_of(column.name),
        numbers=table.parent is not None and words in _PLACES,
        copies=tuple(_copies(table, column, words, links)),
    )


def _copies(
    table: Table, column: Column, words: tuple[str, ...], links: Links
) -> list[tuple[str, str]]:
    """What a column repeats of the rows that its row belongs to: the name of its customer."""
    found = []
    for tie in links.ties:
        own = next(iter(tie.columns))
        other = links.known[tie.table]
        above = other.name == table.parent
        # Its own ``id`` is not that of its parent, which a reference repeats already.
        keyed = column.name in other.key and column.name not in tie.columns.values()
        shared = above and (column.name in _REPEATED or keyed)
        if other.has(column.name) and (words in _COPIED or shared):
            found.append((own, column.name))
        elif (told := _told(words, own, other)) is not None:
            found.append((own, told))
    return found


def _told(words: tuple[str, ...], own: str, other: Table) -> str | None:
    role = words_of(own)
    role = role[:-1] if role[-1:] in {("id",), ("key",), ("name",)} else role
    noun = words_of(other.noun)
    for lead in (role, (singular(noun[-1]),) if noun else ()):
        if not lead or words[: len(lead)] != lead or len(words) == len(lead):
            continue
        rest = words[len(lead) :]
        if rest in {("name",), ("title",)} and other.label is not None:
            return other.label
        if rest == ("status",):
            return None
        for column in other.columns:
            if words_of(column.name) == rest:
                return column.name
    return None
