"""The name of a tool as a phrase: a verb, a thing, and where or by what."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.prose import method_told, prose_verb, titled
from agentscaler.environments.design.rules.reading.spelling import spoken_name
from agentscaler.environments.design.rules.reading.verbs import (
    ADJECTIVES,
    AGENTS,
    CHANGES,
    MADE,
    action_of,
    is_verb,
)
from agentscaler.environments.design.rules.reading.words import (
    ends_with,
    is_plural,
    words,
)
from agentscaler.environments.words import singular
from agentscaler.tools.names import beginning_of, is_shortened, split_words, words_of

if TYPE_CHECKING:
    from agentscaler.tools.tool import Tool

_PREPOSITIONS = words_of(
    "by for from to in of with on into onto at per using via within as between and or"
)
_FILLERS = words_of(
    """
    a an all any the my our your this that new existing current given specific particular single
    multiple many one list full own user's available latest recent detailed complete entire
    """
)
_ADVERBS = words_of("now again immediately instantly today currently here there asap sync async")
_TAILS = words_of(
    "detail details info information record records data list by entry result json xml"
)
_OWNERS = words_of("issue record order report file book post release log schedule draft request")
"""Things whose names are verbs as well."""
_PLAIN = words_of("get list create delete edit add remove")
"""Verbs before which a word such as ``issue`` is a thing."""
_CLEAR_FIRST = words_of(
    """
    get list create update delete add remove search find fetch read describe set put patch post
    cancel retrieve query modify edit insert check start stop enable disable send download export
    """
)
_VERSION = re.compile(
    r"v?\d+([._-]\d+)*(alpha|beta|rc)?\d*|api|rest|services?|latest", re.IGNORECASE
)
_METHOD = {"GET": "get", "HEAD": "get", "PUT": "put", "PATCH": "patch", "DELETE": "delete"}
_METHODS = words_of("get head post put patch delete")
_CLASS_AND_METHOD = 2
_TOOLS = words_of("tool system service assistant engine app api endpoint server bot")
"""What a tool calls itself."""
_RESULTS = words_of("forecast estimate score measure plot")
"""Verbs that are as well what comes of them."""
_ENDS = ("in", "out", "up")
_MOST_SAID = 8
"""Words of a description that are read as a name."""
_COMINGS = words_of("join leave kick login logout")
"""Verbs of which nothing is known that a state would hold: who came, went or was sent away."""
_THINGS_AS_OFTEN = words_of(
    """
    record order report log test schedule file request issue draft read assign link like store
    track format score measure post release place book access run view display return start copy
    change move filter count query search
    """
)
"""Words that are things as often as verbs where they stand last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """What the name and the path of a tool say."""

    verb: str
    """In its base form; ``""`` where none is known."""
    noun: tuple[str, ...]
    """The thing, each word in the singular."""
    of: tuple[str, ...] = ()
    """What stands behind a preposition other than ``by``: ``for resource``."""
    by: tuple[str, ...] = ()
    """What stands behind ``by``."""
    status: str = ""
    """The status that rows have to have: ``cancel_pending_order``."""
    plural: bool = False
    """The name speaks of several things."""
    many: bool = False
    """``batch`` or ``bulk`` stands before the verb."""
    path: tuple[tuple[tuple[str, ...], str | None], ...] = ()
    """Collections of the URL path with the argument behind each, if there is one."""
    custom: str = ""
    """Verb at the end of the URL path: ``/orders/{id}/cancel``, ``/jobs/{id}:stop``."""
    is_told: bool = False
    """The verb stands in the description alone."""
    in_item: bool = False
    """The path ends in an argument: it names one row."""


_LONG_NOUN = 3
"""Words of a thing at most; a longer one has the path in it."""
_NEAR_START = 4
"""Among so many first words a verb is one also where it stands last."""


def read_phrase(tool: Tool) -> Phrase:
    """Read the name of a tool, its path and its method.

    Example:
        >>> from types import SimpleNamespace as Any
        >>> def read(name, http=None, path=None):
        ...     found = read_phrase(
        ...         Any(name=name, description="", source=Any(http=http, path=path))
        ...     )
        ...     return found.verb, found.noun, found.of
        >>> read("ListTagsForResource"), read("add_user_to_group")
        (('list', ('tag',), ('resource',)), ('add', ('user',), ('group',)))
        >>> read("drive.files.list"), read("Pets_GetById")
        (('list', ('file',), ()), ('get', ('pet',), ()))
        >>> read("post_orders_id_cancel", "POST", "/orders/{id}/cancel")
        ('cancel', ('order',), ())
    """
    collections, custom, in_item = _path(tool.source.path or "", tool.source.http or "")
    spoken_words = split_words(tool.name)
    method = tool.source.http or ""
    named = _named(tool, collections)
    if named is not None and not named.verb:
        named = _said(tool, spoken_words) or named
    if named is None:
        noun = collections[-1][0] if collections else ()
        posted = "post" if in_item else "create"
        verb = custom or _METHOD.get(method, posted if method == "POST" else "get")
        several = not in_item and not custom
        phrase = Phrase(verb=verb, noun=noun, plural=several and method in {"GET", ""})
    else:
        phrase = named
    last = collections[-1][0] if collections else ()
    if method == "GET" and phrase.verb in CHANGES and (phrase.verb, *phrase.noun) == last:
        phrase = replace(phrase, verb="get", noun=last)  # Line_StopPoints, /Line/{id}/StopPoints
    noun = phrase.noun or last
    if custom in {"wait", "batch"} and len(noun) > 1 and noun[-1] == custom:
        noun = noun[:-1]  # operations_wait, /operations/{id}:wait
    if len(noun) > _LONG_NOUN and last and ends_with(noun, last):
        noun = last  # apihub_projects_locations_apis_delete
    spoken = phrase.verb or custom or _METHOD.get(method, "create" if method == "POST" else "")
    verb = spoken or prose_verb(tool.description)
    if verb in _RESULTS and len(spoken_words) > 1 and spoken_words[-1] == verb:
        looked_up = prose_verb(tool.description)
        if action_of(looked_up) in {Action.GET, Action.LIST}:
            verb, noun = looked_up, (*noun, verb)  # weather_forecast, which retrieves one
    status = noun[0] if len(noun) > 1 and noun[0] in ADJECTIVES else ""
    return Phrase(
        verb=verb,
        noun=noun[1:] if status else noun,
        status=status,
        of=phrase.of,
        by=phrase.by,
        plural=phrase.plural,
        many=phrase.many,
        path=collections,
        custom=custom,
        is_told=not spoken,
        in_item=in_item,
    )


def _said(tool: Tool, found: list[str]) -> Phrase | None:
    """A name within which the verb of the description stands: ``acme_clear_alarm``."""
    verb = prose_verb(tool.description)
    at = found.index(verb) if verb in found[1:-1] else 0
    return _phrase(found[at:], ()) if at else None


def _path(
    path: str, method: str
) -> tuple[tuple[tuple[tuple[str, ...], str | None], ...], str, bool]:
    """Collections with their arguments, the verb at the end, whether it ends in an argument."""
    path, _, action = path.partition("?")[0].partition(":")
    segments = [part for part in path.split("/") if part]
    found: list[tuple[tuple[str, ...], str | None]] = []
    custom = split_words(action)[0] if action and "{" not in action and split_words(action) else ""
    for at, segment in enumerate(segments):
        if "{" in segment:
            argument = segment[segment.index("{") + 1 :].partition("}")[0].rstrip("+")
            if found and found[-1][1] is None:
                found[-1] = (found[-1][0], argument)
            else:
                found.append((words(re.sub(r"(?i)[_-]?(id|name)$", "", argument)), argument))
            continue
        parts = words(segment)
        if not parts or (_VERSION.fullmatch(segment) and not found):
            continue
        last = at == len(segments) - 1
        is_looked_at = method == "GET" and parts[0] in CHANGES  # /trip/{id}/stop: a stop
        is_last_verb = parts == ("wait",) or (is_verb(parts[0]) and not is_plural(segment))
        if last and found and is_last_verb and not is_looked_at:
            custom = custom or parts[0]
            continue
        found.append((parts, None))
    in_item = bool(segments) and "{" in segments[-1] and not action
    return tuple(found), custom, in_item


def _named(
    tool: Tool, collections: tuple[tuple[tuple[str, ...], str | None], ...]
) -> Phrase | None:
    """What the name says; ``None`` where it was made from the path."""
    name = method_told(tool.name, tool.description) or spoken_name(tool.name)
    if is_shortened(name):
        said = _titled(tool)
        if said is not None or collections:
            return said
        name = beginning_of(name)
    spoken = words(name)
    from_path = words(tool.source.path or "")
    is_joined = bool(re.search(r"[/_-]", name)) and set(spoken[1:]) <= set(from_path)
    is_spelled = "#" not in (tool.source.path or "") and spoken[1:] == tuple(
        one for one in from_path if not _VERSION.fullmatch(one)
    )
    segments = [part for part in re.split(r"[./:]", name) if split_words(part)]
    if not segments or (collections and spoken[0] in _METHODS and (is_joined or is_spelled)):
        return None  # get_orders_id, PostOrdersOrderCancel
    if name in MADE and not collections:
        return Phrase(verb="create", noun=(MADE[name],))
    return _titled(tool) or _last_part(tool, segments, {one for one, _ in collections})


def _titled(tool: Tool) -> Phrase | None:
    """What a description says behind the title that it shares with the name."""
    said = split_words(titled(tool.name, tool.description))
    return _phrase(said[:_MOST_SAID], ()) if said and is_verb(said[0]) else None


def _last_part(tool: Tool, segments: list[str], collections: set[tuple[str, ...]]) -> Phrase:
    """What the last part of a name says, with the thing that stands before it."""
    last = segments[-1]
    halves = [half for half in re.split(r"_", last) if split_words(half)]
    before: tuple[str, ...] = words(segments[-2]) if len(segments) > 1 else ()
    if len(halves) > 1 and _verb_at(split_words(halves[-1])) == 0:
        above = words(halves[-2])
        of_class = split_words(halves[0])
        is_thing = len(of_class) > 1 and of_class[0] in _THINGS_AS_OFTEN
        begins_with_verb = _verb_at(of_class) == 0 and not is_thing
        is_class = not begins_with_verb and of_class[-1] not in _CLEAR_FIRST
        if len(halves) == _CLASS_AND_METHOD and (is_class or is_plural(halves[0])):
            # Pets_GetById, VirtualMachines_ListByResourceGroup, SyncGroups_Delete
            before, last = above, halves[-1]
        elif above in collections:
            # run_projects_jobs_list has the path of projects and their jobs.
            before, last = above, halves[-1]
    found = _phrase(split_words(last), before)
    is_part = found.verb == "set" and found.noun in {
        words(one) for one in tool.parameters["properties"]
    }
    # conversations_setTopic(topic) sets a part of a conversation.
    return replace(found, noun=before) if before and is_part else found


def _verb_at(found: list[str]) -> int | None:
    """Where the verb of a phrase stands."""
    if not found:
        return None
    is_owned = found[0] in _OWNERS and found[1:2] != [] and found[1] in _PLAIN
    if is_owned or (found[0] in {"batch", "bulk"} and len(found) > 1):
        return 1  # issueCreateMilestone, of issues
    if is_verb(found[0]):
        return 0
    for at, word in enumerate(found):
        if word in _CLEAR_FIRST and (at < _NEAR_START or at < len(found) - 1):
            return at
    if len(found) > 1 and _ends_in_verb(found):
        return len(found) - 1
    return None


def _ends_in_verb(found: list[str]) -> bool:
    """Whether the last word is what is done; ``leave`` is a thing as well: ``annual_leave``."""
    last = found[-1]
    if last == "leave":
        return is_plural(found[-2])  # conversations_leave
    return last in _COMINGS or (is_verb(last) and last not in _THINGS_AS_OFTEN)


def _phrase(found: list[str], before: tuple[str, ...]) -> Phrase:
    at = _verb_at(found)
    many = found[0] in {"batch", "bulk"}
    if at is None:
        return _without_verb(found, before)
    verb = found[at]
    rest = found[at + 1 :]
    verb, rest = _joined(verb, rest)
    if not rest and at > 0 and not many:
        rest = found[:at]
    main: list[str] = []
    of: list[str] = []
    by: list[str] = []
    part = main
    while len(rest) > 1 and rest[0] in _PREPOSITIONS - {"by"} and not before:
        rest = rest[1:]
    for word in rest:
        if word in _PREPOSITIONS and (main or before or word == "by"):
            part = by if word == "by" else of
        else:
            part.append(word)
    thing = _thing(main)
    if before and thing and set(thing) <= _ADVERBS:
        thing = ()  # of devices: claimAsync
    last = next((word for word in reversed(main) if singular(word) in thing), "")
    plural = singular(last) != last or main[-1:] == ["list"] or "all" in main
    if not thing:
        plural = plural or verb in {"list", "search", "find", "query"} or "all" in main
        thing = before
    return Phrase(
        verb=verb,
        noun=thing,
        of=_thing(of),
        by=tuple(singular(word) for word in by),
        plural=plural or verb in {"list", "search", "query"},
        many=many,
    )


def _joined(verb: str, rest: list[str]) -> tuple[str, list[str]]:
    """A verb of several words as one: ``create or update``, ``check out``, ``sign in``."""
    if verb == "create" and rest[:2] == ["or", "update"]:
        return "put", rest[2:]
    ends = {"check": ("in", "out"), "sign": _ENDS, "log": _ENDS, "opt": _ENDS}.get(verb, ())
    return (f"{verb}{rest[0]}", rest[1:]) if rest[:1] and rest[0] in ends else (verb, rest)


def _without_verb(found: list[str], before: tuple[str, ...]) -> Phrase:
    """A name that is only a thing, or one that does something: ``WeatherDataFinder``."""
    while len(found) > 1 and found[-1] in _TOOLS:
        found = found[:-1]
    verb = AGENTS.get(found[-1], "") if len(found) > 1 else ""
    if verb:
        found = found[:-1]
    splits = _PREPOSITIONS - {"to"}
    at = next((at for at, word in enumerate(found) if at and word in splits), len(found))
    thing, joint, rest = found[:at], found[at : at + 1], found[at + 1 :]
    by = tuple(singular(word) for word in rest) if joint == ["by"] else ()
    several = bool(thing) and singular(thing[-1]) != thing[-1]
    several = several or action_of(verb) is Action.LIST
    return Phrase(verb=verb, noun=_thing(thing) or before, by=by, plural=several)


def _thing(found: list[str]) -> tuple[str, ...]:
    """A thing without fillers, and without words such as ``details`` behind it."""
    kept = [word for word in found if word not in _FILLERS]
    while len(kept) > 1 and re.fullmatch(r"v?\d*", kept[-1]):
        kept.pop()  # CreateClusterV2
    while len(kept) > 1 and (kept[-1] in _TAILS or kept[-1] in _ADVERBS):
        kept.pop()
    return tuple(singular(word) for word in kept if not word.isdigit())
