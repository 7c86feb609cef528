"""What one tool says of itself: verb, thing, arguments and result, before it is held against others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.fields import Field, fields_of
from agentscaler.environments.design.rules.phrase import Phrase, read_phrase
from agentscaler.environments.design.rules.shape import Shape, shape_of
from agentscaler.environments.design.rules.verbs import (
    ASKS,
    CHANGES,
    COMPUTES,
    LINKS,
    UNTIES,
    action_of,
)
from agentscaler.environments.design.rules.words import words
from agentscaler.tools.tool import Effect

if TYPE_CHECKING:
    from agentscaler.tools.tool import Tool

_TIES = frozenset({"add", "append", *LINKS}) - UNTIES
_TAGS = {("tag",), ("label",), ("tag", "key"), ("resource", "tag")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sense:
    """A tool as its name, arguments and result show it."""

    tool: Tool
    phrase: Phrase
    noun: tuple[str, ...]
    """The thing; two things with a tie have the name of the tie: ``attached role policy``."""
    action: Action | None
    """``None``: not known, or nothing that a state can answer."""
    fields: tuple[Field, ...]
    shape: Shape
    tags: bool = False
    """It is about the tags of any thing."""
    computes: bool = False
    """Its answer is worked out."""

    @property
    def verb(self) -> str:
        """The verb of its name."""
        return self.phrase.verb

    @property
    def writes(self) -> bool:
        """Whether it may write."""
        return self.action not in {None, Action.GET, Action.LIST, Action.COUNT, Action.READ}


def read_sense(tool: Tool) -> Sense:
    """Read a tool by itself."""
    phrase = read_phrase(tool)
    noun = _noun(phrase)
    action = _action(tool, phrase)
    fields = fields_of(tool, noun)
    if action is Action.GET and _lists(tool, phrase, noun, fields):
        action = Action.LIST
    several = action in {Action.LIST, Action.COUNT}
    shape = shape_of(tool.returns, phrase.noun or noun, several=several)
    if action is Action.LIST and shape.kind == "object" and phrase.verb not in {"list", "search"}:
        # The source says that one comes.
        action = Action.GET
        shape = shape_of(tool.returns, phrase.noun or noun, several=False)
    if (
        action is Action.GET
        and shape.kind in {"list", "ids"}
        and not _names_one(phrase, noun, fields)
    ):
        action = Action.LIST
    return Sense(
        tool=tool,
        phrase=phrase,
        noun=noun,
        action=action,
        fields=fields,
        shape=shape,
        tags=_is_about_tags(phrase, fields),
        computes=phrase.verb in COMPUTES and tool.effect is not Effect.WRITE,
    )


def _noun(phrase: Phrase) -> tuple[str, ...]:
    noun = phrase.noun
    if phrase.verb in LINKS and phrase.verb not in {"assign"} and len(noun) + len(phrase.of) > 1:
        return (LINKS[phrase.verb], *phrase.of, *noun)
    if phrase.verb in {"add", "remove"} and phrase.of and noun:
        return (*phrase.of, *noun)
    return noun


def _action(tool: Tool, phrase: Phrase) -> Action | None:
    verb = phrase.verb
    if phrase.custom and phrase.custom in CHANGES and verb not in {"get", "list"}:
        return Action.CHANGE
    if verb == "add" and not phrase.of:
        return Action.CREATE
    if verb in _TIES:
        return Action.PUT
    if verb in UNTIES:
        return Action.DELETE
    found = action_of(verb)
    if found is Action.PUT and re.match(
        r"(updates?|modif(y|ies)|changes?)\b", tool.description, re.IGNORECASE
    ):
        found = Action.UPDATE
    if found is None and verb in ASKS:
        found = Action.GET
    if found is None and verb in COMPUTES and tool.effect is Effect.WRITE:
        found = Action.CREATE
    method = tool.source.http
    if found is None and method in {"GET", "HEAD"}:
        found = Action.GET
    if found is Action.UPDATE and verb == "reset" and method == "GET":
        return None
    if found not in {None, Action.GET, Action.LIST, Action.COUNT} and method == "GET":
        # GET /export: a method that promises to change nothing holds.
        return Action.GET if verb not in CHANGES and action_of(verb) is not Action.DELETE else None
    if found is Action.CREATE and tool.effect is Effect.READ:
        return Action.GET
    return found


def _lists(tool: Tool, phrase: Phrase, noun: tuple[str, ...], fields: tuple[Field, ...]) -> bool:
    if phrase.in_item or phrase.verb in ASKS:
        return False
    if _names_one(phrase, noun, fields):
        return False
    if phrase.plural:
        return True
    shape = shape_of(tool.returns, phrase.noun, several=True)
    return (
        shape.kind in {"list", "ids"} and bool(phrase.path) and not any(f.in_path for f in fields)
    )


def _names_one(phrase: Phrase, noun: tuple[str, ...], fields: tuple[Field, ...]) -> bool:
    """Whether an argument that has to be given names one thing."""
    if phrase.in_item:
        return True
    own = {(*noun, "id"), (*noun, "name"), (*noun, "arn"), (*noun, "identifier"), noun, ("id",)}
    if phrase.plural:
        own = {("id",), (*noun, "id")}
    return any(
        field.required and field.type in {"string", "integer", "number", ""} and field.words in own
        for field in fields
    )


def _is_about_tags(phrase: Phrase, fields: tuple[Field, ...]) -> bool:
    """``TagResource``, ``UntagQueue``, ``ListTagsForResource``, ``AddTagsToResource``."""
    if phrase.verb in {"tag", "untag"}:
        return True
    if phrase.noun[-1:] in {("tag",), ("label",)} and phrase.verb in {
        "add",
        "remove",
        "list",
        "describe",
        "get",
        "change",
    }:
        given = {field.words for field in fields if field.required}
        names = {word for found in given for word in found}
        return bool(phrase.of or len(phrase.noun) > 1) and bool(
            names & {"resource", "arn", "id", "name", "url"}
        )
    return False


def thing_of_path(sense: Sense) -> tuple[str, ...]:
    """The last collection of its URL path."""
    return sense.phrase.path[-1][0] if sense.phrase.path else ()


def argument_of_path(sense: Sense) -> tuple[str, ...]:
    """Words of the argument that its URL path ends with."""
    last = sense.phrase.path[-1][1] if sense.phrase.path else None
    return words(last) if last and sense.phrase.in_item else ()
