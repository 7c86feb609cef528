"""Tools that speak of the same thing, brought together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.shape import IDENTITIES
from agentscaler.environments.design.rules.reading.words import ends_with, starts_with
from agentscaler.environments.design.rules.things.thing import (
    MAKES_OR_ENDS,
    SCALARS,
    Thing,
    names_thing,
)
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agentscaler.environments.design.rules.reading.sense import Sense

_SAID_OF_IT = words_of(
    """
    summary detail info information status statistic metadata state configuration attribute
    setting property description overview content value limit option preference profile
    """
)
_MOST_WORDS_BEFORE = 2
"""Words before the name of a thing that still speak of it: ``available international flights``."""

Nouns = set[tuple[str, ...]]


def gather(senses: Sequence[Sense]) -> dict[tuple[str, ...], Thing]:
    """Bring tools together by the thing that they speak of.

    Tools whose thing nobody creates, deletes or lists speak of a part of another thing
    (``GetQueueAttributes``), or of some of its rows (``list_available_flights``).
    """
    senses = [sense for sense in senses if not sense.computes]
    solid = {sense.noun for sense in senses if sense.action in MAKES_OR_ENDS and not sense.tags}
    listed = {sense.noun for sense in senses if sense.action is Action.LIST and not sense.tags}
    told = {sense.noun for sense in senses if sense.action is Action.GET and not sense.tags}
    # A status that is updated is that of the thing that has it: so is one that is shown.
    told |= {sense.noun for sense in senses if _updates_status(sense)}
    kinds = _kinds(senses)
    things: dict[tuple[str, ...], Thing] = {}
    for sense in senses:
        if sense.action is None or sense.tags or not sense.noun:
            continue
        noun = kinds.get(sense.noun) or _home(sense, solid, listed, told)
        is_part = noun != sense.noun and starts_with(sense.noun, noun) and not sense.writes
        things.setdefault(noun, Thing(noun=noun)).senses.append(
            replace(sense, action=Action.READ) if is_part else sense
        )
    _bring_parts_home(things, solid)
    return things


def _updates_status(sense: Sense) -> bool:
    return sense.action in {Action.UPDATE, Action.CHANGE} and sense.phrase.noun == (
        *sense.noun,
        *sense.phrase.noun[-1:],
    )


def _bring_parts_home(things: dict[tuple[str, ...], Thing], solid: Nouns) -> None:
    """Tools of a thing that only ever changes, or is only ever told, speak of the row they name.

    ``IncreaseReplicationFactor(ClusterName)`` changes a cluster; ``GetQueueUrl(QueueName)`` tells
    of a queue.
    """
    for noun in [noun for noun in things if noun not in solid]:
        senses = things[noun].senses
        actions = {sense.action for sense in senses}
        if not (actions <= {Action.UPDATE, Action.CHANGE} or actions <= {Action.GET, Action.READ}):
            continue
        left = []
        for sense in senses:
            home = _named_by(sense, solid)
            if home is None:
                left.append(sense)
                continue
            action = Action.READ if sense.action is Action.GET else sense.action
            things[home].senses.append(replace(sense, action=action))
        things[noun].senses = left
        if not left:
            del things[noun]


def _named_by(sense: Sense, solid: Nouns) -> tuple[str, ...] | None:
    """The one thing whose row an argument that has to be given names."""
    found = [
        home
        for one in sense.fields
        if one.required
        and one.type in SCALARS
        and one.words[-1:]
        and (one.words[-1] in IDENTITIES or one.words in solid)
        and (home := names_thing(one.words, solid)) is not None
    ]
    return found[-1] if found else None


def _kinds(senses: Sequence[Sense]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Things that are only made, and read as another: an ``api task`` is a kind of ``task``."""
    made = {sense.noun for sense in senses if sense.action is Action.CREATE and not sense.tags}
    read = {
        sense.noun
        for sense in senses
        if sense.action is not None and sense.action is not Action.CREATE and not sense.tags
    }
    taking = {
        (sense.noun, names_thing(one.words, read))
        for sense in senses
        for one in sense.fields
        if one.required and one.words[-1:] and one.words[-1] in IDENTITIES
    }
    found = {}
    for noun in made - read:
        wider = [other for other in read if len(other) < len(noun) and ends_with(noun, other)]
        if wider and (noun, max(wider, key=len)) not in taking:
            found[noun] = max(wider, key=len)
    return found


def _home(sense: Sense, solid: Nouns, listed: Nouns, told: Nouns) -> tuple[str, ...]:
    """The thing whose table a tool is about."""
    noun = sense.noun
    if noun in solid:
        return noun
    known = solid | listed | told
    of_it = [one for one in _within(noun, known) if _says_of(noun, one, _SAID_OF_IT | IDENTITIES)]
    if of_it:
        return of_it[0]
    if sense.action in {Action.CHANGE, Action.UPDATE} and noun not in listed | told:
        part = next(_within(noun, known), None)
        if part is not None:
            return part
    return _kind_of(noun, solid, listed)


def _kind_of(noun: tuple[str, ...], solid: Nouns, listed: Nouns) -> tuple[str, ...]:
    """The thing that has a wider name, or a name that is longer at its front."""
    for other in _within(noun, solid):
        if ends_with(noun, other) and len(noun) - len(other) <= _MOST_WORDS_BEFORE:
            return other
    if noun in listed:
        return noun
    longer = [other for other in solid if ends_with(other, noun)]
    if len(longer) == 1:
        return longer[0]
    for other in _within(noun, listed):
        if ends_with(noun, other) or _says_of(noun, other, _SAID_OF_IT):
            return other
    return noun


def _within(noun: tuple[str, ...], known: Nouns) -> Iterator[tuple[str, ...]]:
    """Known things that a longer name begins or ends with, the longest first."""
    for length in range(len(noun) - 1, 0, -1):
        yield from sorted({noun[:length], noun[-length:]} & known)


def _says_of(noun: tuple[str, ...], thing: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether a name is that of a thing with some words behind it."""
    return starts_with(noun, thing) and words.issuperset(noun[len(thing) :])
