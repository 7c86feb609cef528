"""Which arguments of a tool name the row that it is about, and which name rows above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.fields import says_id_of
from agentscaler.environments.design.rules.reading.paging import way_of_answer
from agentscaler.environments.design.rules.reading.shape import IDENTITIES
from agentscaler.environments.design.rules.reading.words import ends_with, own_words, starts_with
from agentscaler.environments.design.rules.things.thing import SCALARS, is_identity, names_thing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentscaler.environments.design.rules.reading.fields import Field
    from agentscaler.environments.design.rules.reading.sense import Sense
    from agentscaler.environments.design.rules.things.thing import Thing

_NAMED = frozenset({Action.GET, Action.DELETE, Action.CHANGE, Action.READ})


def item_fields(
    sense: Sense, thing: Thing, things: Iterable[tuple[str, ...]]
) -> tuple[list[Field], list[Field]]:
    """Arguments that name the row, and those that name rows above it.

    Returns:
        Own ones and those of the scope, in the order of the path or of the arguments.
    """
    nouns = set(things)
    in_path = [one for one in sense.fields if one.in_path]
    if in_path:
        ordered = [argument for _, argument in sense.phrase.path if argument]
        in_path.sort(key=lambda one: ordered.index(one.name) if one.name in ordered else 99)
        return _of_path(sense, thing, in_path, nouns)
    plain = [
        one
        for one in sense.fields
        if one.type in SCALARS
        and (
            one.words == (*thing.noun, "id")  # transaction_id names a transaction
            or way_of_answer(one, several=sense.action in {Action.LIST, Action.COUNT}) is None
        )
    ]
    own = [one for one in plain if _names_row(one, thing, nouns)]
    if sense.action is Action.UPDATE:
        own = [one for one in own if not _is_new_value(one, thing, alone=len(plain) == 1)]
    if sense.action in {Action.LIST, Action.COUNT}:
        own = [one for one in own if is_identity(own_words(one.leaf, thing.noun))]
    told = [
        one
        for one in plain
        if says_id_of(one, thing.noun) and names_thing(one.words, nouns - {thing.noun}) is None
    ]
    if sense.action is not Action.CREATE and any(one not in own for one in told):
        own = told
    must = [one for one in own if one.required]
    above = [one for one in plain if one not in own and _names_other(one, thing, nouns)]
    scope = [one for one in above if one.required]
    own = must or ([] if scope else own[:1])
    if not own:
        left = [one for one in plain if one.required and one not in scope]
        if sense.action not in _NAMED:
            left = []
        elif len(left) > 1:
            # Only what is looked up, and never made, is named by several things that are not ids.
            left = [one for one in left if _may_be_key(one)] if thing.is_looked_up else []
        # What may be a fraction is an amount, unless it is called an id.
        own = [one for one in left if one.type != "number"]
    if not own and not scope:
        scope = above[:1]
    return own, scope


def _is_new_value(one: Field, thing: Thing, *, alone: bool) -> bool:
    """Whether an argument is what is set: ``set_budget_limit(budget_limit)``."""
    is_number = one.type == "number" or (one.type == "integer" and alone)
    return is_number and own_words(one.leaf, thing.noun) in {(), ("new",)}


def _may_be_key(one: Field) -> bool:
    return one.type in {"string", "integer", ""} and "enum" not in one.schema


def _names_other(one: Field, thing: Thing, nouns: set[tuple[str, ...]]) -> bool:
    above = names_thing(one.words, nouns - {thing.noun})
    return above is not None and _is_reference(one, above)


def _of_path(
    sense: Sense, thing: Thing, in_path: list[Field], nouns: set[tuple[str, ...]]
) -> tuple[list[Field], list[Field]]:
    named = [one for one in in_path if _is_called_after(one, thing)]
    last = in_path[-1]
    phrase = sense.phrase
    if named:
        at = in_path.index(named[-1])
        return in_path[at:], in_path[:at]
    above = names_thing(last.words, nouns - {thing.noun})
    if phrase.in_item and above and starts_with(thing.noun, above) and _is_reference(last, above):
        return [], in_path  # /buckets/{bucket}?cors: a setting of what the path names
    # The path may have a name for it that no argument has: /jobs/{jobId} of an ``id``.
    is_told = bool(phrase.path) and phrase.path[-1][1] == last.name
    if is_told and (phrase.in_item or phrase.custom):
        return [last], in_path[:-1]
    required = [
        one
        for one in sense.fields
        if one.required
        and not one.in_path
        and one.type in SCALARS
        and _names_row(one, thing, nouns)
    ]
    return required, in_path


def _is_called_after(one: Field, thing: Thing) -> bool:
    own = own_words(one.leaf, thing.noun)
    return own != one.words and is_identity(own)


def _names_row(one: Field, thing: Thing, nouns: set[tuple[str, ...]]) -> bool:
    if not one.words:
        return False  # a name without a Latin letter
    own = own_words(one.leaf, thing.noun)
    if own[-1:] and own[-1] in IDENTITIES and len(own) > 1 and set(own[:-1]) <= set(thing.noun):
        return names_thing(one.words, nouns - {thing.noun}) is None
    if not is_identity(own):
        return False
    if own == one.words:
        # ``id`` alone: it may be that of anything, so it is that of the thing.
        return own[0] not in {"url", "number", "code", "value"} or one.required
    other = names_thing(one.words, nouns)
    return other is None or other == thing.noun or len(other) <= len(one.words) - len(own)


def _is_reference(one: Field, above: tuple[str, ...]) -> bool:
    return one.words[-1] in IDENTITIES or one.words == above or ends_with(above, one.words)
