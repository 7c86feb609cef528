"""Columns that answers show, and members of answers that only group them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.reading.fields import member_field, members
from agentscaler.environments.design.rules.reading.paging import way_of_answer
from agentscaler.environments.design.rules.reading.shape import WRAPPERS
from agentscaler.environments.design.rules.reading.words import own_words, words

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.reading.sense import Sense
    from agentscaler.environments.design.rules.things.column import Columns
    from agentscaler.environments.design.rules.things.thing import Own, Thing

_ORDER = (Action.GET, Action.LIST, Action.CREATE, Action.PUT, Action.UPDATE, Action.READ)


_DEEPEST = 2
"""Groups within groups that are opened."""
_FEW = 2
"""Members of a group of which one known column is enough."""


def answers_of(thing: Thing) -> list[Sense]:
    """Tools whose answers show rows, those about one row first."""
    return [
        sense
        for action in _ORDER
        for sense in thing.senses
        if sense.action is action and sense.shape.kind in {"object", "list"}
    ]


def shown_members(
    sense: Sense, columns: Columns, noun: tuple[str, ...]
) -> list[tuple[str, dict[str, Any], bool]]:
    """Members of an answer that are columns; those that only group columns are opened.

    Returns:
        Name, schema, and whether the answer has to have it.
    """
    found: list[tuple[str, dict[str, Any], bool]] = []

    def open_(schema: dict[str, Any], depth: int) -> None:
        needed = schema.get("required", ())
        for name, one in members(schema).items():
            if not words(name) or _is_page(name, one):
                continue
            if depth < _DEEPEST and is_group(name, one, columns, noun):
                open_(one, depth + 1)
            else:
                found.append((name, one, name in needed))

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
    if own[-1:] and own[-1] in WRAPPERS and known:
        return True
    if len(known) == 1:
        return len(inner) <= _FEW and bool(own_words(known[0], noun))
    return len(known) > 1


def _is_page(name: str, schema: dict[str, Any]) -> bool:
    return way_of_answer(member_field(name, schema), several=True) is Role.CURSOR


def shown_names(thing: Thing) -> dict[Own, str]:
    """What answers call each column; the answer that tells most of one row decides."""
    found: dict[Own, str] = {}
    for sense in answers_of(thing):
        for name in sense.shape.columns:
            if words(name):
                found.setdefault(own_words(name, thing.noun), name)
    return found
