"""Keys: made ids as tools make them, and natural keys out of names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.draw import Draw
from agentscaler.environments.seeding.figures import fitted_number
from agentscaler.environments.seeding.naming import slug, words_of
from agentscaler.environments.seeding.schemas import allows, kinds_of, pattern_of
from agentscaler.environments.seeding.senses.machines import SERVICE_OF, account, uuid
from agentscaler.environments.seeding.texts import fitted

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Column, Table

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def filled(pattern: str, draw: Draw) -> str:
    """A pattern of ``db.new_id``: ``#`` digit, ``?`` upper-case letter, ``*`` hex digit."""
    out = []
    for mark in pattern:
        match mark:
            case "#":
                # Never 0, so that a key of digits alone keeps its length as a number.
                out.append(str(draw.between(1, 9)))
            case "?":
                out.append(draw.pick(_LETTERS))
            case "*":
                out.append(draw.hex(1))
            case _:
                out.append(mark)
    return "".join(out)


def path_below(column: Column, parent: Any, draw: Draw) -> str | None:
    """An id that is a path below the parent of its row; ``None`` where its pattern is none.

    >>> from types import SimpleNamespace as Any
    >>> from agentscaler.environments.seeding.draw import Draw
    >>> path_below(Any(pattern="projects/****/jobs/new"), "projects/shop", Draw(1, "jobs"))
    'projects/shop/jobs/new'
    """
    steps = (column.pattern or "").split("/")
    if not isinstance(parent, str) or parent.count("/") + 3 != len(steps) or "*" in steps[-2]:
        return None
    return f"{parent}/{steps[-2]}/{filled(steps[-1], draw)}"


def below(path: str, parent: Any, schema: dict[str, Any]) -> str:
    """A path, made that of something below the parent of its row where the schema allows it.

    >>> below("projects/a/locations/b", "projects/shop", {"type": "string"})
    'projects/shop/locations/b'
    """
    own = path.rsplit("/", 2)
    if not isinstance(parent, str) or len(own) < 3 or own[0].count("/") != parent.count("/"):  # noqa: PLR2004
        return path
    found = "/".join((parent, *own[1:]))
    return found if allows(schema, found) else path


def made_id(  # noqa: PLR0911  one for each form of an id
    table: Table, column: Column, draw: Draw
) -> str | int:
    """An id as ``db.new_id`` makes them: by its pattern, nine digits, or ``orders_3f09c1aa``."""
    schema = column.schema
    whole = kinds_of(schema)[:1] in {("integer",), ("number",)}
    if column.pattern is not None:
        text = filled(column.pattern, draw)
        return int(text) if whole and text.isdecimal() else text
    if whole:
        number = fitted_number(draw.between(10**8, 10**9 - 1), schema, draw, whole=True)
        return int(number) if number is not None else draw.between(10**8, 10**9 - 1)
    if schema.get("format") in {"uuid", "guid"} or "uuid" in column.name.lower():
        return uuid(draw)
    text = f"{table.name}_{draw.hex(8)}"
    if allows(schema, text):
        return text
    source = schema.get("pattern")
    if isinstance(source, str):
        high = schema.get("maxLength", 0)
        found = pattern_of(source).text(draw, (draw.hex(8),), high=high)
        if found is not None:
            return found
    for form in (draw.hex(schema.get("maxLength", 8)), uuid(draw)):
        if allows(schema, form):
            return form
    return fitted(text, schema) or text


def natural_key(label: str, column: Column, attempt: int) -> str | None:
    """A key out of the name of a row: ``Riverside Clinic`` -> ``riverside-clinic``."""
    text = slug(label)
    if attempt:
        text = f"{text}-{attempt + 1}"
    return fitted(text, column.schema) if text else None


def _name_in(table: Table, row: dict[str, Any], seed: int) -> str:
    """What a row is called whose key is its address."""
    names = [table.label, *(column.name for column in table.columns)]
    told = (row.get(name) for name in names if name and words_of(name)[-1:] == ("name",))
    found = next((slug(one) for one in told if isinstance(one, str) and one), "")
    return found or Draw(seed, table.name, json.dumps(row, sort_keys=True)).hex(8)


def arn_of(table: Table, row: dict[str, Any], seed: int) -> str:
    """A name that holds others: the key of the row, below the account and the kind."""
    kind = slug(table.noun)
    key = "/".join(str(row[name]) for name in table.key if name in row) or _name_in(
        table, row, seed
    )
    service = next((SERVICE_OF[one] for one in kind.split("-") if one in SERVICE_OF), kind)
    region = row.get("region")
    place = region if isinstance(region, str) and "-" in region else "us-east-1"
    return f"arn:aws:{service}:{place}:{account(seed)}:{kind}/{key}"
