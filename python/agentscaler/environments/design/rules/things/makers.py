"""Who makes the rows of a thing, where names alone do not tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.fields import says_id_of
from agentscaler.environments.design.rules.reading.prose import first_verb
from agentscaler.environments.design.rules.reading.verbs import CHANGES, action_of
from agentscaler.environments.design.rules.reading.words import own_words
from agentscaler.environments.design.rules.things.thing import MAKES_OR_ENDS, is_identity
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.reading.sense import Sense
    from agentscaler.environments.design.rules.things.thing import Thing

_SETTINGS = words_of(
    """
    setting configuration preference option mode limit theme language volume brightness policy
    profile schedule temperature speed level layout threshold quota
    """
)
_SWITCH_ON = frozenset({"enable", "activate", "start", "authorize", "opt", "register", "deploy"})
_SWITCH_OFF = frozenset({"disable", "deactivate", "stop", "deauthorize", "undeploy"})


def settle_makers(thing: Thing) -> None:
    """Who makes rows: ``StartFlow`` changes a flow where ``CreateFlow`` makes it, else it makes it.

    Where nobody creates a thing that is switched on and off, switching it on makes it.
    """
    creates = [sense for sense in thing.senses if sense.action is Action.CREATE]
    if any(sense.verb not in CHANGES for sense in creates):
        thing.senses = [
            replace(sense, action=Action.CHANGE)
            if sense.action is Action.CREATE and sense.verb in CHANGES and _may_name(sense, thing)
            else sense
            for sense in thing.senses
        ]
    _settle_assigned(thing)
    _settle_named(thing)
    _settle_posted(thing)
    if any(sense.action in MAKES_OR_ENDS for sense in thing.senses):
        return
    for at, sense in enumerate(thing.senses):
        if sense.action is not Action.CHANGE:
            continue
        if sense.verb in _SWITCH_ON:
            thing.senses[at] = replace(sense, action=Action.PUT)
        elif sense.verb in _SWITCH_OFF:
            thing.senses[at] = replace(sense, action=Action.DELETE)
    if not any(sense.action is Action.PUT for sense in thing.senses):
        # Nothing makes a row that could be taken away.
        thing.senses = [
            replace(sense, action=Action.CHANGE) if sense.action is Action.DELETE else sense
            for sense in thing.senses
        ]


def _may_name(sense: Sense, thing: Thing) -> bool:
    """Whether an argument may name a row: ``submit_ticket(category)`` makes one where none does."""
    return any(
        one.in_path or is_identity(own_words(one.leaf, thing.noun))
        for one in sense.fields
        if one.words
    )


def _settle_named(thing: Thing) -> None:
    """``invite(users, channel)`` changes a channel, where ``create`` makes it."""
    if not any(sense.verb == "create" for sense in thing.senses):
        return
    named = {
        one.words for sense in thing.senses for one in sense.fields if says_id_of(one, thing.noun)
    }
    for at, sense in enumerate(thing.senses):
        is_named = any(one.words in named for one in sense.fields)
        if sense.action is Action.CREATE and sense.verb != "create" and is_named:
            thing.senses[at] = replace(sense, action=Action.UPDATE)


def _settle_posted(thing: Thing) -> None:
    """``POST /orders/{id}`` changes an order where ``POST /orders`` makes one."""
    if not any(
        sense.action is Action.CREATE and not sense.phrase.in_item for sense in thing.senses
    ):
        return
    for at, sense in enumerate(thing.senses):
        is_posted = sense.action is Action.CREATE and sense.verb == "post" and sense.phrase.in_item
        if is_posted and action_of(first_verb(sense.tool.description)) is not Action.CREATE:
            thing.senses[at] = replace(sense, action=Action.UPDATE)


def _settle_assigned(thing: Thing) -> None:
    """``AssignTicket`` writes down whose a ticket is, where others make or show tickets."""
    if all(sense.verb == "assign" for sense in thing.senses):
        return
    own = {("id",), ("key",), ("number",), ("code",)}
    for at, sense in enumerate(thing.senses):
        is_named = any(
            one.required and own_words(one.leaf, thing.noun) in own for one in sense.fields
        )
        if sense.verb == "assign" and sense.action is Action.PUT and is_named:
            thing.senses[at] = replace(sense, action=Action.UPDATE)


def settle_started(thing: Thing) -> None:
    """What there is once below a row may be started again: ``StartEncryption`` of a stream."""
    if thing.key or not thing.scope:
        return
    for at, sense in enumerate(thing.senses):
        if sense.action is Action.CREATE and sense.verb in _SWITCH_ON:
            thing.senses[at] = replace(sense, action=Action.PUT)


def settle_settings(thing: Thing) -> None:
    """Settings that are only updated are there from the start: the first update makes the row."""
    actions = {sense.action for sense in thing.senses}
    if thing.key or actions & MAKES_OR_ENDS or Action.UPDATE not in actions:
        return
    if any(one.above is None for one in thing.scope):
        return
    if not thing.scope and Action.GET not in actions and thing.noun[-1] not in _SETTINGS:
        return
    thing.always = True
    for at, sense in enumerate(thing.senses):
        if sense.action is Action.UPDATE:
            thing.senses[at] = replace(sense, action=Action.PUT)


def makers_of(thing: Thing) -> list[Sense]:
    """Tools that make rows: those that create, or where there are none, those that put."""
    creates = [sense for sense in thing.senses if sense.action is Action.CREATE]
    return creates or [sense for sense in thing.senses if sense.action is Action.PUT]
