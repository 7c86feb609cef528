"""What a column is for: made by tools, a status, a name that people use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.rules.reading.fields import members, type_of
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.things.column import ColumnDraft, Columns
    from agentscaler.environments.design.rules.things.thing import Own, Thing

_STATUS: tuple[Own, ...] = (
    ("status",),
    ("state",),
    ("current", "state"),
    ("lifecycle", "state"),
    ("lifecycle", "status"),
    ("current", "status"),
    ("status", "code"),
    ("provisioning", "state"),
    ("phase",),
    ("stage",),
)
_ADDRESSES: dict[Own, str] = {
    ("arn",): "arn",
    ("resource", "arn"): "arn",
    ("id",): "id",
    ("uuid",): "id",
    ("guid",): "id",
    ("url",): "url",
    ("uri",): "url",
    ("href",): "url",
    ("self", "link"): "url",
    ("html", "url"): "url",
    ("self",): "url",
}
"""Columns that name a row for machines, and what is made of them."""
_CREATED = words_of(
    """
    create created creation added submitted opened registered placed uploaded upload issued posted
    joined enrolled
    """
)
_UPDATED = words_of("update updated modified modification changed edited modify")
_PLACES: frozenset[Own] = frozenset(
    {("city",), ("country",), ("zip",), ("zip", "code"), ("street",)}
)
_TIME = words_of("at on date time timestamp datetime")
_LABELS: tuple[Own, ...] = (
    ("name",),
    ("title",),
    ("display", "name"),
    ("full", "name"),
    ("subject",),
    ("email",),
    ("label",),
    ("alias",),
    ("username",),
    ("description",),
)


def made_by_tools(column: ColumnDraft, thing: Thing) -> str | None:
    """What tools make of a column (see `Column.made`); ``None`` where they do not make it."""
    own, kind = column.own, type_of(column.schema)
    if own in thing.key and thing.made:
        return "arn" if own == ("arn",) else "id"
    if column.given or own in thing.key or kind not in {"string", "integer", "number", ""}:
        return None
    return _ADDRESSES.get(own) or _moment(own, str(column.schema.get("format", "")))


def _moment(own: Own, form: str) -> str | None:
    """Whether a column holds when a row was made, or changed last."""
    marks, is_time = set(own), "date" in form
    if not own or not (is_time or own[-1] in _TIME or len(own) == 1):
        return None
    if marks & _UPDATED and (marks & _TIME or is_time or "last" in marks):
        return "updated"
    if marks & _CREATED and (marks & _TIME or is_time or len(own) == 1):
        return "created"
    return None


def status_of(columns: Columns) -> ColumnDraft | None:
    """The column of the status, where there is one that tools set."""
    for own in _STATUS:
        column = columns.get(own)
        if column is None or status_values(column.schema)[1] is None:
            continue
        if own == ("state",) and not column.schema.get("enum") and _PLACES & set(columns):
            continue  # that of an address
        return column
    return None


def status_values(schema: dict[str, Any]) -> tuple[str | None, list[Any] | None]:
    """Member that holds the status (``None``: the value itself), and its values.

    The values are empty where the schema names none; ``None`` where this is no status.
    """
    if type_of(schema) == "string":
        return None, list(schema.get("enum", ()))
    inner = {name: one for name, one in members(schema).items() if one.get("enum")}
    if len(inner) == 1:
        [(name, one)] = inner.items()
        if type_of(one) == "string":
            return name, list(one["enum"])
    return None, None


def label_of(columns: Columns) -> str | None:
    """The column by which people name a row."""
    texts = {own: one for own, one in columns.items() if type_of(one.schema) in {"string", ""}}
    for usual in _LABELS:
        if usual in texts:
            return texts[usual].name
    for own, column in texts.items():
        if own[-1:] in {("name",), ("title",)}:
            return column.name
    return columns[()].name if () in columns else None
