"""The columns of a thing: what callers give, what answers show, and what tools make themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.fields import type_of
from agentscaler.environments.design.rules.reading.lexicon import usual_columns
from agentscaler.environments.design.rules.reading.paging import way_of_answer
from agentscaler.environments.design.rules.reading.shape import IDENTITIES, WRAPPERS
from agentscaler.environments.design.rules.reading.told import told_columns
from agentscaler.environments.design.rules.reading.verbs import action_of
from agentscaler.environments.design.rules.reading.words import own_words
from agentscaler.environments.design.rules.things.answers import (
    answers_of,
    shown_members,
    shown_names,
)
from agentscaler.environments.design.rules.things.arguments import item_fields
from agentscaler.environments.design.rules.things.column import ColumnDraft, merged, narrowed
from agentscaler.environments.design.rules.things.meanings import made_by_tools
from agentscaler.environments.design.rules.things.thing import names_thing
from agentscaler.environments.words import singular
from agentscaler.tools.names import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentscaler.environments.design.rules.reading.fields import Field
    from agentscaler.environments.design.rules.reading.sense import Sense
    from agentscaler.environments.design.rules.things.column import Columns
    from agentscaler.environments.design.rules.things.thing import Own, Thing

_GIVES = frozenset({Action.CREATE, Action.PUT, Action.UPDATE, Action.CHANGE})
_FILTERS = frozenset({"string", "integer", "boolean", ""})
_KEYS = frozenset({"string", "integer", "number"})
_COMPANY = {("adult",), ("child",), ("guest",), ("passenger",), ("night",), ("radius",)}
"""Last words of what whoever asks brings along."""
_OF_ANY = {"name": {"type": "string"}, "description": {"type": "string"}}
"""What everything has that is listed or has an id."""


def columns_of(thing: Thing, things: Iterable[tuple[str, ...]]) -> Columns:
    """The columns of a thing by their meaning, in the order in which a row has them.

    Args:
        thing: The thing, its key settled.
        things: All things of the domain.
    """
    gathered = _Gathered(thing, set(things))
    gathered.take_keys()
    gathered.take_given()
    gathered.take_shown()
    gathered.take_asked_for()
    gathered.take_usual()
    gathered.settle()
    return gathered.columns


def is_data(field: Field) -> bool:
    """Whether a value may be stored."""
    return bool(field.words) and way_of_answer(field, several=False) is None


class _Gathered:
    """The columns of a thing while they are gathered."""

    def __init__(self, thing: Thing, things: set[tuple[str, ...]]) -> None:
        self.thing = thing
        self.things = things
        self.columns: Columns = {}
        self._shown_names = shown_names(thing)
        self._only_asked: set[Own] = set()
        """Columns of which only the arguments of lists tell."""

    def _add(
        self, own: Own, name: str, schema: dict[str, Any], *, given: bool = False
    ) -> ColumnDraft:
        """Add a column, or another schema to it; what a caller gives decides what is stored."""
        column = self.columns.get(own)
        if column is None:
            column = self.columns[own] = ColumnDraft(own=own, name=name, schema=schema)
        if not column.is_settled:
            column.schema, column.is_settled = schema, bool(schema)
        elif own not in self.thing.key or type_of(column.schema) == type_of(schema):
            column.schema = merged(column.schema, schema)
        column.given = column.given or given
        return column

    def _add_shown(self, own: Own, name: str, schema: dict[str, Any]) -> ColumnDraft:
        """Add a column that an answer shows."""
        column = self.columns.get(own)
        is_alike = column is not None and type_of(column.schema) == type_of(schema) == "string"
        if column is not None and own in self.thing.key and is_alike:
            column.schema = {**schema, **column.schema}  # what shows a key says how keys look
        elif column is None or not column.given:
            before = column.schema if column is not None and column.is_settled else None
            column = self._add(own, name, schema)
            if before is not None and own not in self.thing.key:
                column.schema = narrowed(before, schema)
        column.shown = True
        return column

    def take_keys(self) -> None:
        """Take the columns of the scope, then those of the key."""
        noun = self.thing.noun
        for one in self.thing.scope:
            joined = "_".join(one.words)
            own = own_words(joined, noun)
            self._add(own, self._name_of(own) or joined, _schema_of_words(self.thing, one.words))
        for own in self.thing.key:
            plain = "_".join((*noun, *own) if own in {("id",), ()} else own)
            name = self._name_of(own) or plain
            self._add(own, name, _schema_of(self.thing, own)).required = True

    def _name_of(self, own: Own) -> str | None:
        """What answers call a column, or else arguments."""
        if own in self._shown_names:
            return self._shown_names[own]
        found = [
            one
            for sense in self.thing.senses
            for one in sense.fields
            if own in (own_words(one.leaf, self.thing.noun), one.words)
        ]
        # A list of ids is no name for one of them.
        return min(found, key=lambda one: one.type == "array").leaf if found else None

    def take_given(self) -> None:
        """Take what callers give to make or change rows."""
        for sense in self.thing.senses:
            if sense.action not in _GIVES:
                continue
            makes = sense.action in {Action.CREATE, Action.PUT}
            named = [] if makes else item_fields(sense, self.thing, self.things)[0]
            for one in sense.fields:
                if one in named or not is_data(one) or (one.whole and one.type == "object"):
                    continue
                own = own_words(one.leaf, self.thing.noun)
                name = self._shown_names.get(own, _without_new(one.leaf, own))
                column = self._add(own, name, one.schema, given=True)
                column.required = column.required or (makes and one.required)

    def take_shown(self) -> None:
        """Take what answers show, those about one row first."""
        noun = self.thing.noun
        for sense in answers_of(self.thing):
            for name, schema, is_needed in shown_members(sense, self.columns, noun):
                own = own_words(name, noun)
                column = self._add_shown(own, name, schema)
                column.required = column.required or is_needed
                column.told_always = column.told_always or is_needed
                if own in self.thing.key and schema not in column.asked:
                    column.asked.append(schema)

    def take_asked_for(self) -> None:
        """Take what lists are filtered by.

        That is what names another thing, and where no result tells what there is, everything that
        may be asked for.
        """
        is_told = any(sense.shape.columns for sense in answers_of(self.thing))
        for sense in self.thing.senses:
            if sense.action not in {Action.LIST, Action.COUNT, Action.GET}:
                continue
            for one in sense.fields:
                own = own_words(one.leaf, self.thing.noun)
                if not own or own in self.columns or not _is_filter(one):
                    continue
                if not is_told:
                    column = self._add_shown(own, one.leaf, _of_column(one.schema))
                    self._only_asked.add(own)
                elif one.meant or (
                    one.required and own[-1] in IDENTITIES and self._names_other(one)
                ):
                    column = self._add(own, one.leaf, _of_column(one.schema))
                else:
                    continue
                column.required = one.required

    def _names_other(self, one: Field) -> bool:
        return names_thing(one.words, self.things - {self.thing.noun}) is not None

    def take_usual(self) -> None:
        """Take what such things usually have, where nobody says what this one has."""
        told = [one for one in self.columns.values() if one.own not in self._only_asked]
        if any(one.shown or one.given for one in told if one.own not in self.thing.key):
            return
        for name, schema in self._usual().items():
            own = own_words(name, self.thing.noun)
            if own not in self.columns:
                self._add_shown(own, name, schema).required = True

    def _usual(self) -> dict[str, dict[str, Any]]:
        """What such things usually have, and what descriptions say that answers tell."""
        told: dict[str, dict[str, Any]] = {}
        for sense in self.thing.senses:
            if sense.action in {Action.GET, Action.LIST, Action.READ}:
                told |= told_columns(sense.tool.description)
        usual = usual_columns(self.thing.noun)
        if {(), ("name",), ("title",)} & set(self.thing.key) and not self.thing.made:
            # The song by which a song is looked up is its title.
            usual = {name: one for name, one in usual.items() if name not in {"name", "title"}}
        if usual or not _is_told_apart(self.thing):
            return usual | told
        return {"name": _OF_ANY["name"], **told} if told else _OF_ANY

    def settle(self) -> None:
        """Settle what tools make, what every row has, and what is asked of made values."""
        for column in self.columns.values():
            column.made = made_by_tools(column, self.thing)
            column.required = column.required and _is_always_there(column, self.thing)
        for sense in self.thing.senses:
            if sense.action is Action.CREATE:
                continue
            for one in item_fields(sense, self.thing, self.things)[0]:
                schema = one.schema.get("items", {}) if one.type == "array" else one.schema
                if {"pattern", "format", "minLength", "maxLength"} & set(schema):
                    self._ask(own_words(one.leaf, self.thing.noun), schema)

    def _ask(self, own: Own, schema: dict[str, Any]) -> None:
        """Note what an argument asks of the values that tools make for the key."""
        exact = self.columns.get(own)
        targets = [exact] if exact is not None and exact.made else list(self.columns.values())
        for column in targets:
            is_made_key = column.made in {"id", "arn"} and column.own in self.thing.key
            if is_made_key and schema not in column.asked:
                column.asked.append(schema)


def _without_new(name: str, own: Own) -> str:
    """What a column is called that an argument changes: ``new_status``, ``newStatus``."""
    found = re.fullmatch(r"(?:new|updated)(?:[_-]+(\w+)|([A-Z]\w*))", name)
    if found is None or own[:1] in {("new",), ("updated",)}:
        return name
    plain = found.group(1) or found.group(2)
    return plain if found.group(1) else plain[0].lower() + plain[1:]


def _is_told_apart(thing: Thing) -> bool:
    """Whether there are several of a thing: tools list them, or an id names one."""
    if thing.noun[-1] in WRAPPERS | IDENTITIES | {"date", "time"}:
        return False
    return any(
        sense.action in {Action.LIST, Action.GET}
        and action_of(sense.verb) in {Action.LIST, Action.GET}
        and (_speaks_of_several(sense, thing.noun[-1]) or any(map(_is_id, sense.fields)))
        for sense in thing.senses
    )


def _speaks_of_several(sense: Sense, noun: str) -> bool:
    return any(singular(word) == noun != word for word in split_words(sense.tool.name))


def _is_id(one: Field) -> bool:
    return one.required and one.words[-1:] in {("id",), ("slug",)}


def _is_filter(one: Field) -> bool:
    return (
        type_of(one.schema) in _FILTERS
        and way_of_answer(one, several=True) is None
        and not _is_of_the_stay(one.words)
    )


def _is_of_the_stay(words: tuple[str, ...]) -> bool:
    """Whether an argument says when, or with how many, somebody comes: no hotel has a check-in."""
    joined = "".join(words)
    return joined.startswith(("checkin", "checkout")) or words[-1:] in _COMPANY


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


def _of_column(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a column that an argument is compared with."""
    return {key: value for key, value in schema.items() if key != "default"}


def _schema_of(thing: Thing, own: Own) -> dict[str, Any]:
    """The schema of a column of the key: as arguments have it, or else answers.

    A key that is a number anywhere is one; programs read it from a text as well. Where tools take
    it in several forms (``projects/p``, ``projects/p/jobs/j``), rows have each of them.
    """
    shown = [
        _as_key(schema)
        for sense in thing.senses
        for name, schema in sense.shape.columns.items()
        if own_words(name, thing.noun) == own and type_of(schema) in _KEYS
    ]
    if thing.made and any(type_of(schema) == "integer" for schema in shown):
        return next(schema for schema in shown if type_of(schema) == "integer")
    asked = [
        _as_key(one.schema)
        for sense in thing.senses
        for one in sense.fields
        if own_words(one.leaf, thing.noun) == own and type_of(one.schema) in _KEYS
    ]
    for schema in asked:
        if type_of(schema) == "integer":
            return schema
    if asked:
        return asked[0] if thing.made else _in_each_form(asked)
    return shown[0] if shown else {"type": "string"}


def _as_key(schema: dict[str, Any]) -> dict[str, Any]:
    """A key that is a number is a whole one: a year."""
    return {**schema, "type": "integer"} if type_of(schema) == "number" else schema


def _in_each_form(asked: list[dict[str, Any]]) -> dict[str, Any]:
    """One schema of texts that have one of several patterns."""
    forms = dict.fromkeys(one["pattern"] for one in asked if isinstance(one.get("pattern"), str))
    if len(forms) < 2:  # noqa: PLR2004 - several
        return asked[0]
    plain = {name: value for name, value in asked[0].items() if name != "pattern"}
    return {**plain, "anyOf": [{"pattern": form} for form in forms]}


def _schema_of_words(thing: Thing, found: tuple[str, ...]) -> dict[str, Any]:
    for sense in thing.senses:
        for one in sense.fields:
            if one.words == found and type_of(one.schema) in {"string", "integer", "number"}:
                return one.schema
    return {"type": "string"}
