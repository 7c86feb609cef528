"""What tells the rows of a thing apart, and whether tools make it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.reading.fields import type_of
from agentscaler.environments.design.rules.reading.paging import way_of_answer
from agentscaler.environments.design.rules.reading.words import own_words, words
from agentscaler.environments.design.rules.things.arguments import item_fields
from agentscaler.environments.design.rules.things.makers import (
    makers_of,
    settle_makers,
    settle_settings,
    settle_started,
)
from agentscaler.environments.design.rules.things.thing import (
    SCALARS,
    Own,
    ScopeColumn,
    Thing,
    is_identity,
    names_thing,
)

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.reading.fields import Field

_VAGUE: frozenset[Own] = frozenset({(), ("identifier",), ("id", "or", "name")})
"""What says that an argument names a row, but not by which column."""
_USUAL_KEYS: tuple[Own, ...] = (
    ("id",),
    ("arn",),
    ("identifier",),
    ("uuid",),
    ("sid",),
    ("name",),
    ("key",),
    ("code",),
    ("slug",),
    ("number",),
)
"""What tells rows apart where no tool names one, the most telling first."""
_SHARED: frozenset[tuple[Own, ...]] = frozenset({(("status",),), (("state",),)})
"""What many rows have alike: *get product by status* is a search."""
_ITEM = frozenset(
    {Action.GET, Action.UPDATE, Action.DELETE, Action.CHANGE, Action.PUT, Action.READ}
)


def settle_keys(things: dict[tuple[str, ...], Thing]) -> None:
    """Find what tells the rows of each thing apart, and who makes them."""
    for thing in things.values():
        settle_makers(thing)
    for thing in things.values():
        _settle(thing, things)
        settle_settings(thing)
        settle_started(thing)
        _settle_searches(thing, things)


def _settle(thing: Thing, things: dict[tuple[str, ...], Thing]) -> None:
    """Find key and scope of a thing by what its tools ask for."""
    votes, scopes = _votes(thing, things)
    given, shown = _given(thing), _shown(thing)
    scope = scopes.most_common(1)[0][0] if scopes else ()
    has_create = any(sense.action in {Action.CREATE, Action.PUT} for sense in thing.senses)
    makes_many = any(sense.action is Action.CREATE for sense in thing.senses)
    makes_id = makes_many and bool({("id",), ("arn",)} & (shown - given))
    key = _best(votes)
    if key is None:
        shown |= _asked_elsewhere(thing, things)
    if key is None or (not key and makes_many and (makes_id or not scope)):
        key = _key_without_items(given, shown)
    thing.also = {one for found in votes for one in found if len(found) == 1} - set(key)
    if key == ((),) and _has_number_for_machines(thing):
        shown -= {("id",)}
    thing.key, thing.made = _column_of_key(key, given, shown, has_create=has_create)
    if len(thing.key) == 1 and not thing.made and _is_made_below(thing):
        thing.made = True
    if not thing.made and has_create:
        scope = tuple(one for one in scope if _is_given(one, thing))
    above = set(things) - {thing.noun}
    thing.scope = tuple(ScopeColumn(words=one, above=names_thing(one, above)) for one in scope)


def _is_made_below(thing: Thing) -> bool:
    """Whether a key is a path that the parent begins: ``projects/p/locations/l/jobs/j``."""
    makers = [one for sense in makers_of(thing) for one in sense.fields]
    if not any(one.words == ("parent",) for one in makers):
        return False
    return any(
        "/" in str(one.schema.get("pattern", ""))
        for sense in thing.senses
        if sense.action in _ITEM
        for one in sense.fields
        if own_words(one.leaf, thing.noun) == thing.key[0]
    )


def _votes(
    thing: Thing, things: dict[tuple[str, ...], Thing]
) -> tuple[Counter[tuple[Own, ...]], Counter[tuple[tuple[str, ...], ...]]]:
    """By what tools name a row, and the rows above it; those that show or delete one count most."""
    keys: Counter[tuple[Own, ...]] = Counter()
    scopes: Counter[tuple[tuple[str, ...], ...]] = Counter()
    for sense in thing.senses:
        if sense.action not in _ITEM:
            continue
        own, scope = item_fields(sense, thing, things)
        if not own and any(_names_many(one, thing) for one in sense.fields):
            continue
        key = tuple(_meant(one, thing) for one in own)
        if key in _SHARED:
            continue
        weight = 3 if sense.action in {Action.GET, Action.DELETE} else 2
        # Some sources never say that an argument has to be given.
        is_sure = all(one.required for one in own) or not any(one.required for one in sense.fields)
        keys[key] += weight if is_sure else 1
        scopes[tuple(one.words for one in scope)] += weight
    return keys, scopes


def _has_number_for_machines(thing: Thing) -> bool:
    """Whether answers show a number as id where tools take a text: ``/repos/{owner}/{repo}``."""
    taken = {one.type for sense in thing.senses for one in sense.fields if one.words == thing.noun}
    shown = {
        type_of(schema)
        for sense in thing.senses
        for name, schema in sense.shape.columns.items()
        if own_words(name, thing.noun) == ("id",)
    }
    return taken == {"string"} and bool(shown) and shown <= {"integer", "number"}


def _meant(one: Field, thing: Thing) -> Own:
    """The column that an argument names a row by: ``repo``, *the name of the repository*."""
    own = own_words(one.leaf, thing.noun)
    said = str(one.schema.get("description", "")).lower().removeprefix("the ")
    return ("name",) if own == () and said.startswith("name of") else own


def _settle_searches(thing: Thing, things: dict[tuple[str, ...], Thing]) -> None:
    """Tools that give one row by something else than its key search for it."""
    named = {one for one in thing.also if is_identity(one)}
    known: set[Own] = {*thing.key, *named, (), ("id",), ("arn",), ("name",), ("identifier",)}
    for at, sense in enumerate(thing.senses):
        if sense.action not in {Action.GET, Action.READ} or sense.phrase.in_item:
            continue
        own, scope = item_fields(sense, thing, things)
        meanings = {own_words(one.leaf, thing.noun) for one in own}
        asked = [
            one
            for one in sense.fields
            if one.required and one.type in SCALARS and way_of_answer(one, several=True) is None
        ]
        above = set(things) - {thing.noun}
        is_of_other = bool(scope) and all(names_thing(one.words, above) for one in scope)
        is_by_other = is_of_other if not own else not scope and not meanings & known
        if asked and (is_by_other or not (own or scope)) and thing.key:
            thing.senses[at] = replace(sense, action=Action.LIST)


def _names_many(one: Field, thing: Thing) -> bool:
    """Whether an argument lists rows: ``RuleNames``, ``ids``."""
    own = own_words(one.leaf, thing.noun)
    return one.type == "array" and is_identity(own)


def _best(votes: Counter[tuple[Own, ...]]) -> tuple[Own, ...] | None:
    named = {key: count for key, count in votes.items() if key}
    if not named:
        return () if votes else None
    if votes[()] > 2 * sum(named.values()):
        return ()
    return min(named, key=lambda key: (-named[key], len(key), key))


def _key_without_items(given: set[Own], shown: set[Own]) -> tuple[Own, ...]:
    """The key where no tool names a row: what usually tells rows apart."""
    for own in _USUAL_KEYS:
        if own in shown or own in given:
            return (own,)
    return (("id",),)


def _column_of_key(
    key: tuple[Own, ...], given: set[Own], shown: set[Own], *, has_create: bool
) -> tuple[tuple[Own, ...], bool]:
    """The columns of a key, and whether tools make it."""
    if not has_create:
        better = [one for one in (("id",), ("name",), ("arn",)) if one in shown]
        return ((better[0],) if better and len(key) == 1 and key[0] in _VAGUE else key), False
    made = [own for own in key if own not in given]
    if not made:
        return key, False
    if len(key) > 1:
        # The caller gives the others again, beside the id that is enough.
        return (min(made, key=lambda own: own[-1:] != ("id",)),), True
    if key[0] not in shown and ("id",) in shown - given:
        return (("id",),), True
    if key[0] in _VAGUE | {("ref",), ("uri",), ("url",)}:
        return _column_of_vague_key(key[0], given, shown)
    return key, True


def _column_of_vague_key(
    own: Own, given: set[Own], shown: set[Own]
) -> tuple[tuple[Own, ...], bool]:
    """The column behind an argument that is called after the thing alone: ``cluster``."""
    for better in (("id",), ("identifier",), ("name",), ("arn",)):
        if better in given and better != ("arn",) and better not in shown - given:
            if better == ("name",) and ({("id",), ("arn",)} & shown):
                continue
            return (better,), False
        if better in shown and better not in given:
            return (better,), True
    return (own,), True


def _asked_elsewhere(thing: Thing, things: dict[tuple[str, ...], Thing]) -> set[Own]:
    """The id of a thing, where tools of other things ask for it: a ``payeeId`` of payments."""
    named = (*thing.noun, "id")
    is_asked = any(
        one.words == named
        for other in things.values()
        if other is not thing
        for sense in other.senses
        for one in sense.fields
    )
    return {("id",)} if is_asked else set()


def _given(thing: Thing) -> set[Own]:
    """What a caller gives when a row is made."""
    return {
        own_words(one.leaf, thing.noun)
        for sense in makers_of(thing)
        for one in sense.fields
        if one.type in SCALARS
        or own_words(one.leaf, thing.noun) not in {("key",), ("id",), ("name",)}
        if way_of_answer(one, several=False) is not Role.IGNORED
    }


def _is_given(found: tuple[str, ...], thing: Thing) -> bool:
    return any(one.words == found for sense in makers_of(thing) for one in sense.fields)


def _shown(thing: Thing) -> set[Own]:
    return {
        own_words(name, thing.noun)
        for sense in thing.senses
        if sense.shape.kind in {"object", "list"}
        for name in sense.shape.columns
        if words(name)
    }
