"""The columns of a thing: what callers give, what answers show, and what tools make themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.fields import members, type_of
from agentscaler.environments.design.rules.paging import way_of_answer
from agentscaler.environments.design.rules.lexicon import usual_columns
from agentscaler.environments.design.rules.shape import IDENTITIES, WRAPPERS
from agentscaler.environments.design.rules.things import Own, item_fields, names_thing
from agentscaler.environments.design.rules.words import own_words, words
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agentscaler.environments.design.rules.fields import Field
    from agentscaler.environments.design.rules.sense import Sense
    from agentscaler.environments.design.rules.things import Thing

_GIVES = frozenset({Action.CREATE, Action.PUT, Action.UPDATE, Action.CHANGE})
_ORDER = (Action.GET, Action.LIST, Action.CREATE, Action.PUT, Action.UPDATE, Action.READ)
_STATUS = (
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
_CREATED = words_of(
    "create created creation added submitted opened registered placed uploaded upload issued posted joined enrolled"
)
_UPDATED = words_of("update updated modified modification changed edited modify")
_PLACES: frozenset[Own] = frozenset(
    {("city",), ("country",), ("zip",), ("zip", "code"), ("street",)}
)
_FILTERS = frozenset({"string", "integer", "boolean", ""})
_TIME = words_of("at on date time timestamp datetime")
_LABELS = (
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


@dataclass(slots=True)
class ColumnDraft:
    """A column in the making."""

    own: Own
    name: str
    schema: dict[str, Any]
    given: bool = False
    """A caller gives it."""
    required: bool = False
    """A caller has to give it when a row is made, or every answer shows it."""
    shown: bool = False
    """An answer shows it."""
    told_always: bool = False
    """Some answer has to show it."""
    made: str | None = None
    """See `Column.made`."""
    is_settled: bool = False
    """Its schema comes from a source; an empty one then means: anything."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Schemas of the arguments that a made value is handed to."""


Columns = dict["Own", ColumnDraft]


def columns_of(thing: Thing, things: Iterable[tuple[str, ...]]) -> Columns:
    """The columns of a thing by their meaning, in the order in which a row has them.

    Args:
        thing: The thing, its key settled.
        things: All things of the domain.
    """
    noun = thing.noun
    shown_name = _shown_names(thing)
    columns: Columns = {}

    def add(own: Own, name: str, schema: dict[str, Any], **marks: Any) -> ColumnDraft:
        column = columns.get(own)
        if column is None:
            column = columns[own] = ColumnDraft(own=own, name=name, schema=schema)
        if column.given and marks.get("shown") and not marks.get("given"):
            pass  # what a caller gives decides what is stored
        elif not column.is_settled:
            column.schema, column.is_settled = schema, bool(schema)
        else:
            column.schema = merged(column.schema, schema)
        for mark, value in marks.items():
            setattr(column, mark, getattr(column, mark) or value)
        return column

    for one in thing.scope:
        own = own_words("_".join(one.words), noun)
        add(
            own,
            shown_name.get(own) or _name_of(thing, own) or "_".join(one.words),
            _schema_of_words(thing, one.words),
        )
    for own in thing.key:
        name = (
            shown_name.get(own)
            or _name_of(thing, own)
            or "_".join((*noun, *own) if own in {("id",), ()} else own)
        )
        add(own, name, _schema_of(thing, own), required=True)
    for sense in thing.senses:
        if sense.action not in _GIVES:
            continue
        makes = sense.action in {Action.CREATE, Action.PUT}
        named, _ = ([], []) if makes else item_fields(sense, thing, things)
        for one in sense.fields:
            if one in named:
                continue
            if not is_data(one) or (one.whole and one.type == "object"):
                continue
            own = own_words(one.leaf, noun)
            add(
                own,
                shown_name.get(own, one.leaf),
                one.schema,
                given=True,
                required=makes and one.required,
            )
    for action in _ORDER:
        for sense in thing.senses:
            if sense.action is action and sense.shape.kind in {"object", "list"}:
                for name, schema in shown_members(sense, columns, noun):
                    own = own_words(name, noun)
                    always = name in sense.shape.item.get("required", ())
                    column = add(own, name, schema, shown=True, required=always, told_always=always)
                    if own in thing.key and schema not in column.asked:
                        column.asked.append(schema)
    _add_asked_for(thing, things, columns, add)
    if not any(one.shown or one.given for one in columns.values() if one.own not in thing.key):
        for name, schema in usual_columns(noun).items():
            if own_words(name, noun) not in columns:
                add(own_words(name, noun), name, schema, shown=True, required=True)
    for column in columns.values():
        column.made = _made(column, thing)
        column.required = column.required and _is_always_there(column, thing)
    _ask(columns, thing, things)
    return columns


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """One schema for values that meet either of two; the first one leads.

    Example:
        >>> merged({"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]})["enum"]
        ['a', 'b']
        >>> merged({"type": "string"}, {"type": "integer"})
        {}
    """
    first, second = type_of(one), type_of(other)
    if first and second and first != second:
        return {"type": "number"} if {first, second} == {"integer", "number"} else {}
    kept = dict(one)
    if first == second == "object" and (members(one) or members(other)):
        mine, theirs = members(one), members(other)
        kept["properties"] = {
            name: merged(mine[name], theirs[name])
            if name in mine and name in theirs
            else mine.get(name, theirs.get(name, {}))
            for name in [*mine, *(name for name in theirs if name not in mine)]
        }
        needed = dict.fromkeys([*one.get("required", ()), *other.get("required", ())])
        kept["required"] = list(needed)
    elif first == second == "array" and isinstance(other.get("items"), dict):
        inner = one.get("items")
        kept["items"] = merged(inner, other["items"]) if isinstance(inner, dict) else other["items"]
    if "enum" in one and "enum" not in other and second:
        del kept["enum"]
    elif "enum" in one and "enum" in other:
        kept["enum"] = [
            *one["enum"],
            *(value for value in other["enum"] if value not in one["enum"]),
        ]
    return kept


def _is_always_there(column: ColumnDraft, thing: Thing) -> bool:
    """Whether every row has a column, however it was made."""
    makers = [sense for sense in thing.senses if sense.action in {Action.CREATE, Action.PUT}]
    if column.own in thing.key or not makers:
        return True
    if column.told_always and type_of(column.schema):
        return True
    return all(
        any(one.required and own_words(one.leaf, thing.noun) == column.own for one in sense.fields)
        for sense in makers
    )


def _add_asked_for(
    thing: Thing,
    things: Iterable[tuple[str, ...]],
    columns: Columns,
    add: Callable[..., ColumnDraft],
) -> None:
    """Columns that lists are filtered by: what names another thing, and where no result tells what
    there is, everything that may be asked for."""
    nouns = set(things) - {thing.noun}
    is_told = any(
        sense.shape.kind in {"object", "list"} and sense.shape.columns for sense in thing.senses
    )
    for sense in thing.senses:
        if sense.action not in {Action.LIST, Action.COUNT, Action.GET}:
            continue
        for one in sense.fields:
            own = own_words(one.leaf, thing.noun)
            if not own or own in columns or type_of(one.schema) not in _FILTERS:
                continue
            if way_of_answer(one, several=True) is not None:
                continue
            names_other = names_thing(one.words, nouns) is not None and own[-1] in IDENTITIES
            if (names_other and one.required) or not is_told:
                column = add(own, one.leaf, _of_column(one.schema), shown=not is_told)
                column.required = one.required


def _of_column(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a column that an argument is compared with."""
    return {key: value for key, value in schema.items() if key != "default"}


def _ask(columns: Columns, thing: Thing, things: Iterable[tuple[str, ...]]) -> None:
    """Note what arguments ask of the values that tools make."""
    for sense in thing.senses:
        if sense.action in {Action.CREATE}:
            continue
        for one in item_fields(sense, thing, things)[0]:
            own = own_words(one.leaf, thing.noun)
            schema = one.schema.get("items", {}) if one.type == "array" else one.schema
            if not {"pattern", "format", "minLength", "maxLength"} & set(schema):
                continue
            exact = columns.get(own)
            targets = [exact] if exact is not None and exact.made else list(columns.values())
            for column in targets:
                if (
                    column.made in {"id", "arn"}
                    and column.own in thing.key
                    and schema not in column.asked
                ):
                    column.asked.append(schema)


def is_data(field: Field) -> bool:
    """Whether a value may be stored."""
    return bool(field.words) and way_of_answer(field, several=False) is None


def shown_members(
    sense: Sense, columns: Columns, noun: tuple[str, ...]
) -> list[tuple[str, dict[str, Any]]]:
    """Members of an answer that are columns; those that only group columns are opened."""
    found: list[tuple[str, dict[str, Any]]] = []

    def open_(schema: dict[str, Any], depth: int) -> None:
        for name, one in members(schema).items():
            if not words(name) or _is_page(name, one):
                continue
            if depth < 2 and is_group(name, one, columns, noun):
                open_(one, depth + 1)
            else:
                found.append((name, one))

    open_(sense.shape.item, 0)
    return found


def is_group(name: str, schema: dict[str, Any], columns: Columns, noun: tuple[str, ...]) -> bool:
    """Whether a member of an answer is no column, but holds some."""
    inner = members(schema)
    own = own_words(name, noun)
    if not inner or own in columns:
        return False
    known = [
        one
        for one in inner
        if own_words(one, noun) in columns and columns[own_words(one, noun)].given
    ]
    if own and own[-1] in WRAPPERS and known:
        return True
    return len(known) >= 2 or (
        len(known) == 1 and len(inner) <= 2 and columns[own_words(known[0], noun)].own != ()
    )


def _is_page(name: str, schema: dict[str, Any]) -> bool:
    from agentscaler.environments.design.rules.fields import Field

    one = Field(
        name=name, leaf=name, words=words(name), schema=schema, required=False, in_path=False
    )
    return way_of_answer(one, several=True) in {Role.CURSOR}


def _shown_names(thing: Thing) -> dict[Own, str]:
    found: dict[Own, str] = {}
    for action in _ORDER:
        for sense in thing.senses:
            if sense.action is action and sense.shape.kind in {"object", "list"}:
                for name in sense.shape.columns:
                    if words(name):
                        found.setdefault(own_words(name, thing.noun), name)
    return found


def _name_of(thing: Thing, own: Own) -> str | None:
    for sense in thing.senses:
        for one in sense.fields:
            if own_words(one.leaf, thing.noun) == own or one.words == own:
                return one.leaf
    return None


def _schema_of(thing: Thing, own: Own) -> dict[str, Any]:
    if thing.made:
        for sense in thing.senses:
            for name, schema in sense.shape.columns.items():
                if own_words(name, thing.noun) == own and type_of(schema) == "integer":
                    return schema
    for sense in thing.senses:
        for one in sense.fields:
            if own_words(one.leaf, thing.noun) == own and type_of(one.schema) in {
                "string",
                "integer",
            }:
                return one.schema
    return {"type": "string"}


def _schema_of_words(thing: Thing, found: tuple[str, ...]) -> dict[str, Any]:
    for sense in thing.senses:
        for one in sense.fields:
            if one.words == found and type_of(one.schema) in {"string", "integer", "number"}:
                return one.schema
    return {"type": "string"}


def _made(column: ColumnDraft, thing: Thing) -> str | None:
    own, kind = column.own, type_of(column.schema)
    if own in thing.key and thing.made:
        return "arn" if own == ("arn",) else "id"
    if column.given or own in thing.key or kind not in {"string", "integer", "number", ""}:
        return None
    if own in {("arn",), ("resource", "arn")}:
        return "arn"
    if own in {("id",), ("uuid",), ("guid",)}:
        return "id"
    if own in {("url",), ("uri",), ("href",), ("self", "link"), ("html", "url"), ("self",)}:
        return "url"
    marks = set(own)
    is_time = "format" in column.schema and "date" in str(column.schema["format"])
    if own and (is_time or own[-1] in _TIME or len(own) == 1):
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
    for own in _LABELS:
        column = columns.get(own)
        if column is not None and type_of(column.schema) in {"string", ""}:
            return column.name
    for own, column in columns.items():
        if own and own[-1] in {"name", "title"} and type_of(column.schema) in {"string", ""}:
            return column.name
    return columns[()].name if () in columns else None
