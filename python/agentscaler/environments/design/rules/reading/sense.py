"""What one tool says of itself, before it is held against others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.fields import (
    Field,
    fields_of,
    members,
    says_id_of,
)
from agentscaler.environments.design.rules.reading.phrase import Phrase, read_phrase
from agentscaler.environments.design.rules.reading.prose import first_verb
from agentscaler.environments.design.rules.reading.shape import IDENTITIES, Shape, shape_of
from agentscaler.environments.design.rules.reading.verbs import (
    ASKS,
    CHANGES,
    COMPUTED,
    COMPUTES,
    LINKS,
    LOOKS,
    UNTIES,
    action_of,
)
from agentscaler.environments.design.rules.reading.words import is_plural
from agentscaler.tools.names import words_of
from agentscaler.tools.tool import Effect

if TYPE_CHECKING:
    from agentscaler.tools.tool import Tool

_TIES = frozenset({"add", "append", *LINKS}) - UNTIES
_MESSAGES = words_of(
    "message msg error err errors status code statuscode detail info stack success"
)
_LOOKS = frozenset({Action.GET, Action.LIST, Action.COUNT})
_A_PAIR = 2
_LETS_GO = frozenset({"release", "withdraw"})
"""Verbs after which a row is gone where the method says so, and another one's where not."""
_STATUS = frozenset({"status", "state"})
_UPDATES = re.compile(r"(updates?|modif(y|ies)|changes?)\b", re.IGNORECASE)
_RETURNS = re.compile(
    r"(returns?|gets?|retrieves?|fetch(es)?|lists?|shows?|looks? up)\b", re.IGNORECASE
)
"""Resolve a rate: *Return effective hourly rate*."""
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
    def paths(self) -> dict[str, tuple[str, ...]]:
        """Name of an argument -> the argument that has it, and the members on the way to it."""
        return {one.name: one.path for one in self.fields}

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
    if _says_nothing(tool.returns):
        tool = replace(tool, returns=None)
    phrase = read_phrase(tool)
    noun = _noun(phrase)
    fields = fields_of(tool, noun)
    action = None if _adds_up(phrase, fields) else _action(tool, phrase)
    if action in {Action.UPDATE, Action.CHANGE} and _is_status_of_named(noun, fields):
        noun = noun[:-1]
    if action is Action.UPDATE and phrase.verb == "transfer" and _is_from_one_to_another(fields):
        action, noun = Action.CREATE, ("transfer",)
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
        and not _names_one(tool, phrase, noun, fields)
    ):
        action = Action.LIST
    if action is Action.LIST:
        fields = tuple(_as_parent(one) for one in fields)
    return Sense(
        tool=tool,
        phrase=phrase,
        noun=noun,
        action=action,
        fields=fields,
        shape=shape,
        tags=_is_about_tags(phrase, fields),
        computes=(_computes(phrase) and tool.effect is not Effect.WRITE)
        or (action is None and _adds_up(phrase, fields)),
    )


def _is_status_of_named(noun: tuple[str, ...], fields: tuple[Field, ...]) -> bool:
    """Whether a thing is the status of a row that an argument names.

    ``update_task_status(task_id, status)`` changes a task; a status has no table of its own.
    """
    owner = noun[:-1]
    return (
        noun[-1:] != ()
        and noun[-1] in _STATUS
        and any(
            one.words == owner or (one.words[:-1] == owner and one.words[-1] in IDENTITIES)
            for one in fields
            if owner
        )
    )


def _as_parent(one: Field) -> Field:
    """The path above what is listed, which some interfaces call ``name``: ``projects/p``."""
    is_path = one.words == ("name",) and one.required and "/" in str(one.schema.get("pattern", ""))
    return replace(one, meant="parent", words=("parent",)) if is_path else one


def _is_from_one_to_another(fields: tuple[Field, ...]) -> bool:
    """Whether something goes from one row to another: ``from_account_id``, ``to_account_id``.

    ``transfer_funds`` changes no fund; it is itself what is written down.
    """
    named = {one.words for one in fields}
    return any(one[:1] == ("from",) and ("to", *one[1:]) in named for one in named if len(one) > 1)


def _says_nothing(returns: dict[str, Any] | None) -> bool:
    """Whether a result is described by what came when something went wrong: a message alone."""
    found = members(returns or {})
    return (
        bool(found)
        and _MESSAGES.issuperset(name.lower() for name in found)
        and not (returns or {}).get("required")
        and (returns or {}).get("additionalProperties") is not False
    )


def _computes(phrase: Phrase) -> bool:
    """Whether an answer is worked out; ``currency_conversion`` says so with its thing."""
    is_result = phrase.is_told and bool(COMPUTED.intersection(phrase.noun[-1:]))
    return phrase.verb in COMPUTES or is_result


def _adds_up(phrase: Phrase, fields: tuple[Field, ...]) -> bool:
    """Whether numbers are added to each other, and nothing to anything: ``add(a, b)``."""
    numbers = [one for one in fields if one.type in {"number", "integer"}]
    return (
        phrase.verb == "add"
        and len(numbers) == len(fields) >= _A_PAIR
        and not any(one.words[-1:] == ("id",) or one.in_path for one in fields)
    )


def _noun(phrase: Phrase) -> tuple[str, ...]:
    noun = phrase.noun
    if phrase.verb in LINKS and phrase.verb != "assign" and len(noun) + len(phrase.of) > 1:
        return (LINKS[phrase.verb], *phrase.of, *noun)
    if phrase.verb in {"add", "remove"} and phrase.of and noun:
        return (*phrase.of, *noun)
    return noun


def _action(tool: Tool, phrase: Phrase) -> Action | None:
    """What a tool does, by its verb, and by its method where the verb does not tell."""
    verb, is_get = phrase.verb, tool.source.http == "GET"
    if phrase.custom and phrase.custom in CHANGES and verb not in {"get", "list"} and not is_get:
        return Action.CHANGE
    # What is waited for is shown when it is done.
    tie = Action.GET if phrase.custom == "wait" else _tie(phrase)
    if tie is not None:
        return tie
    found = _of_verb(tool, verb)
    if found is None:
        return Action.GET if tool.source.http in {"GET", "HEAD"} else None
    if is_get and found not in _LOOKS:
        # GET /export: a method that promises to change nothing holds.
        ends = verb in CHANGES or found is Action.DELETE or verb == "reset"
        return None if ends else Action.GET
    # "Return the items of an order" says what return_items does, and gives nothing back.
    gives = _RETURNS.match(tool.description) and not tool.description.lower().startswith(verb)
    if tool.effect is Effect.READ and (
        found is Action.CREATE or (found is Action.CHANGE and gives)
    ):
        return Action.GET
    return found


def _stores(tool: Tool) -> bool:
    """Whether a description begins with a verb that writes."""
    said = action_of(first_verb(tool.description))
    return said in {Action.CREATE, Action.PUT, Action.UPDATE, Action.DELETE, Action.ADD}


def _tie(phrase: Phrase) -> Action | None:
    """Whether two things are tied or untied: ``attach``, ``unassign``, ``add to``."""
    if phrase.verb == "add" and not phrase.of:
        return Action.CREATE
    if phrase.verb in _TIES:
        return Action.PUT
    return Action.DELETE if phrase.verb in UNTIES else None


def _of_verb(tool: Tool, verb: str) -> Action | None:
    found = action_of(verb)
    if verb in _LETS_GO and tool.source.http == "DELETE":
        return Action.DELETE
    if found in _LOOKS and tool.effect is Effect.WRITE and _stores(tool):
        return None  # receive_webhook, which "stores a work item": the name says another thing
    if found is Action.PUT and _UPDATES.match(tool.description):
        return Action.UPDATE
    if found is None and (verb in ASKS or (verb in LOOKS and tool.effect is Effect.READ)):
        return Action.GET
    if found is None and verb in COMPUTES and tool.effect is Effect.WRITE:
        return Action.CREATE
    return found


def _lists(tool: Tool, phrase: Phrase, noun: tuple[str, ...], fields: tuple[Field, ...]) -> bool:
    if phrase.in_item or phrase.verb in ASKS:
        return False
    if _names_one(tool, phrase, noun, fields):
        return False
    if phrase.plural:
        return True
    shape = shape_of(tool.returns, phrase.noun, several=True)
    return (
        shape.kind in {"list", "ids"} and bool(phrase.path) and not any(f.in_path for f in fields)
    )


def _names_one(
    tool: Tool, phrase: Phrase, noun: tuple[str, ...], fields: tuple[Field, ...]
) -> bool:
    """Whether an argument that has to be given names one thing."""
    if phrase.in_item:
        return True
    is_told = any(says_id_of(one, noun) for one in fields if one.type == "string")
    if is_told and not is_plural(tool.name):
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
