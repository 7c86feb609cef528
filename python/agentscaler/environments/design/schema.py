"""``schema.json`` of an environment: what its state holds, and what counts as the same outcome.

The marks for an `Equivalence`:

- every table is a set of rows (``unordered``): nobody promised where a new row stands;
- made ids and the names that hold them are ``generated``, so that two agents who made the same
  rows under other ids did the same; what refers to them follows (``references``);
- made times are ``timestamps: ignored``. ``ordered`` would tell apart two agents who did the same
  independent things one after the other in another order;
- lists that are sets (tags, members, scopes) are ``unordered``;
- made totals have a ``tolerance`` of half a cent, for sums that were added in another order.

>>> from agentscaler.environments.design.blueprint import Blueprint, Column, Table
>>> orders = Table(
...     name="orders",
...     noun="order",
...     key=("order_id",),
...     columns=(Column(name="order_id", made="id"), Column(name="created_at", made="created")),
... )
>>> schema_of(Blueprint(tables=(orders,)))["tables"]["orders"]["columns"]["created_at"]
{'timestamps': 'ignored'}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import singular, words_of
from agentscaler.environments.seeding.schemas import branches, kinds_of

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Blueprint, Column, Table

CENT = 0.005
"""How far made totals may lie apart."""
_TYPES = frozenset(["null", "boolean", "integer", "number", "string", "array", "object"])
_SETS = word_set(
    """tag label scope permission role member category genre skill topic keyword interest
    amenity allergy language group subscriber follower participant assignee reviewer watcher
    attendee collaborator owner admin favorite id arn feature capability recipient"""
)
"""Lists of these, in the plural, are sets."""


def schema_of(blueprint: Blueprint) -> dict[str, Any]:
    """The schema of the states of a blueprint, as `Schema.from_json` takes it.

    Columns whose names hold a dot or end in ``[]`` cannot be written as a place and are left out;
    so is what stands inside objects, except lists that are sets.

    Args:
        blueprint: Of the environment.
    """
    known = {table.name: table for table in blueprint.tables}
    return {"tables": {table.name: _table(table, known) for table in blueprint.tables}}


def _table(table: Table, known: dict[str, Table]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for column in table.columns:
        if not _is_place(column.name):
            continue
        marks = _marks(table, column, known)
        inner = _inner(column, known)
        columns[column.name] = marks
        columns.update(inner)
    key: str | list[str] = table.key[0] if len(table.key) == 1 else list(table.key)
    return {"key": key, "unordered": True, "columns": columns}


def _is_place(name: str) -> bool:
    return bool(name) and "." not in name and not name.endswith("[]")


def _target(column: Column, known: dict[str, Table]) -> Column | None:
    """The column that this one refers to."""
    if column.references is None:
        return None
    table, _, name = column.references.partition(".")
    if table not in known or not known[table].has(name) or not _is_place(name):
        return None
    return known[table].column(name)


def _marks(table: Table, column: Column, known: dict[str, Table]) -> dict[str, Any]:
    marks = _form(table, column, known)
    types = _types(column)
    target = _target(column, known)
    many = types[:1] == ["array"]
    if target is not None and not many:
        marks["references"] = column.references
    match column.made:
        case "id" | "arn" if target is None:
            marks["generated"] = True
        case "created" | "updated":
            marks["timestamps"] = "ignored"
        case "total" if set(types) & {"number", "integer"} or not types:
            marks["tolerance"] = CENT
    if many and is_set(column.name, column.schema):
        marks["unordered"] = True
    if isinstance(text := column.schema.get("description"), str):
        marks["description"] = text
    return marks


def _form(table: Table, column: Column, known: dict[str, Table]) -> dict[str, Any]:
    """What the values look like: type, enum, format, and whether every row has one."""
    form: dict[str, Any] = {}
    types = _types(column)
    target = _target(column, known)
    if target is not None and types and types[0] != "array":
        # What is repeated has the type of what it repeats, whatever the source says of it.
        types = list(dict.fromkeys([*types, *_types(target)])) if _types(target) else []
    if types:
        form["type"] = types[0] if len(types) == 1 else types
    enum = _enum(column)
    if enum and target is None:
        form["enum"] = enum
    if isinstance(told := column.schema.get("format"), str):
        form["format"] = told
    if column.required or column.name in table.key:
        form["required"] = True
    return form


def _types(column: Column) -> list[str]:
    """All JSON types that a column may have; empty: any."""
    found: list[str] = []
    for branch in branches(column.schema):
        kinds = kinds_of(branch) if "type" in branch else ()
        if not kinds:
            return []
        found.extend(kinds)
    return [kind for kind in dict.fromkeys(found) if kind in _TYPES]


def _enum(column: Column) -> list[Any]:
    schema = column.schema
    if "const" in schema:
        return [schema["const"]]
    enum = schema.get("enum")
    if not isinstance(enum, list) or not enum:
        return []
    return [*enum, None] if schema.get("nullable") is True and None not in enum else enum


def _inner(column: Column, known: dict[str, Table]) -> dict[str, Any]:
    """Marks inside a column: the items of a list that refers, and sets inside objects."""
    found: dict[str, Any] = {}
    if _types(column)[:1] == ["array"] and _target(column, known) is not None:
        found[f"{column.name}[]"] = {"references": column.references}
    properties = column.schema.get("properties")
    if isinstance(properties, dict):
        for name, schema in properties.items():
            if _is_place(name) and isinstance(schema, dict) and is_set(name, schema):
                found[f"{column.name}.{name}"] = {"unordered": True}
    return found


def is_set(name: str, schema: dict[str, Any]) -> bool:
    """Whether the order of a list means nothing: unique items, or things that are had or not.

    >>> is_set("tags", {"type": "array", "items": {"type": "string"}})
    True
    >>> is_set("steps", {"type": "array", "items": {"type": "string"}})
    False
    """
    if kinds_of(schema)[:1] != ("array",):
        return False
    words = words_of(name)
    return schema.get("uniqueItems") is True or (bool(words) and singular(words[-1]) in _SETS)
