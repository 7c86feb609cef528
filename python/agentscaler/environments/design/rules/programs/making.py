"""Values that tools make: ids, addresses, moments, and what has to be there and nobody gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.rules.programs.text import embedded, literal, text
from agentscaler.environments.design.rules.programs.views import filling
from agentscaler.environments.design.rules.reading.fields import type_of
from agentscaler.environments.design.rules.reading.patterns import fits
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.programs.frame import Frame
    from agentscaler.environments.design.rules.things.column import ColumnDraft

_SECRETS = words_of("secret token key hash fingerprint checksum code etag revision version id")


def made_value(frame: Frame, column: ColumnDraft, path: list[str]) -> str | None:
    """The expression of a value that nobody gives; ``None`` where there is none.

    Args:
        frame: The function.
        column: The column.
        path: Expressions of the key of the row: addresses hold them.
    """
    plan = frame.plan
    if column.name == plan.status:
        return literal(plan.statuses[0]) if plan.statuses else None
    match column.made:
        case "created" | "updated":
            return now(frame, column)
        case "arn":
            return _arn(frame, column, path)
        case "id":
            return new_id(frame, column)
        case "url":
            start = f"https://{plan.service}.example.com/{plan.name}"
            return _address(frame, f"{start}/", path)
    return _stand_in(frame, column)


def _arn(frame: Frame, column: ColumnDraft, path: list[str]) -> str:
    kind = "-".join(frame.plan.thing.noun)
    start = f"arn:aws:{frame.plan.service}:us-east-1:123456789012:{kind}/"
    if not fits(f"{start}abc-0123456789", column.schema):
        return new_id(frame, column)
    return _address(frame, start, path)


def _address(frame: Frame, start: str, path: list[str]) -> str:
    """A name that holds the key of its row."""
    shown = []
    for value in path:
        code = embedded(value)
        if code is None:
            name = frame.variable("part")
            frame.add(f"{name} = {value}")
            shown.append(f"{{{name}}}")
        else:
            shown.append(f"{{{code.code}}}")
    return f'f"{start}{"/".join(shown)}"'


def _stand_in(frame: Frame, column: ColumnDraft) -> str | None:
    """What stands for a value that has to be told, and that nobody gives."""
    if not column.told_always and (column.given or not column.shown):
        return None
    if type_of(column.schema) == "boolean" and "enum" not in column.schema:
        return "False" if column.required else None
    if not column.required and not column.told_always:
        return None
    found = filling(column.name, column.schema)
    if found is None and type_of(column.schema) == "string":
        return _text(frame, column)
    return None if found is None else literal(found)


def _text(frame: Frame, column: ColumnDraft) -> str:
    """A text that has to be there and nobody gives: a secret, a fingerprint, or nothing yet."""
    if _SECRETS & set(column.own):
        return f'db.new_id({text(frame.plan.name)}, "{"*" * 32}")'
    return "db.now()" if column.schema.get("format") in {"date-time", "date"} else '""'


def now(frame: Frame, column: ColumnDraft) -> str:
    """The present moment in the form of a column."""
    if type_of(column.schema) in {"integer", "number"}:
        return f"{frame.module.shared('_seconds')}(db.now())"
    return "db.now()[:10]" if column.schema.get("format") == "date" else "db.now()"


def new_id(frame: Frame, column: ColumnDraft) -> str:
    """An id that no row has had: as its pattern says, or one more than the highest number."""
    table, pattern = text(frame.plan.name), frame.plan.pattern(column)
    if pattern is None:
        return f"{frame.module.shared('_next_number')}(db, {table}, {text(column.name)})"
    return f"db.new_id({table}, {text(pattern)})"
