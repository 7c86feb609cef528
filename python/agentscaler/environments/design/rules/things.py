"""The things of a domain: tools that speak of the same one, and what tells its rows apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.design.rules.fields import Field
from agentscaler.environments.design.rules.paging import way_of_answer
from agentscaler.environments.design.rules.shape import IDENTITIES
from agentscaler.environments.design.rules.verbs import CHANGES
from agentscaler.environments.design.rules.words import ends_with, own_words, starts_with, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentscaler.environments.design.rules.sense import Sense

Own = tuple[str, ...]
"""A column by its meaning: its words without those of the thing."""

_READS = frozenset({Action.GET, Action.LIST, Action.READ, Action.COUNT})
_SCALARS = frozenset({"string", "integer", "number", ""})
_SOLID = frozenset({Action.CREATE, Action.PUT, Action.DELETE})
_ITEM = frozenset(
    {Action.GET, Action.UPDATE, Action.DELETE, Action.CHANGE, Action.PUT, Action.READ}
)
_NAMED = frozenset({Action.GET, Action.DELETE, Action.CHANGE, Action.READ})
_SETTINGS = frozenset(
    """
    setting configuration preference option mode limit theme language volume brightness policy
    profile schedule temperature speed level layout threshold quota
    """.split()
)
_SWITCH_ON = frozenset({"enable", "activate", "start", "authorize", "opt", "register", "deploy"})
_SWITCH_OFF = frozenset({"disable", "deactivate", "stop", "deauthorize", "undeploy"})
_SAID_OF_IT = frozenset(
    """
    summary detail info information status statistic metadata state configuration attribute
    setting property description overview content value limit option preference profile
    """.split()
)


@dataclass(slots=True)
class Thing:
    """One kind of thing, with the tools that speak of it."""

    noun: tuple[str, ...]
    senses: list[Sense] = field(default_factory=list)
    key: tuple[Own, ...] = ()
    """Columns that tell its rows apart within the scope; none: there is one row a scope."""
    made: bool = False
    """Tools make the key."""
    scope: tuple[ScopeColumn, ...] = ()
    """Columns that name the rows above it, outermost first."""
    also: set[Own] = field(default_factory=set)
    """Other columns by which tools name a row."""

    @property
    def is_looked_up(self) -> bool:
        """Its rows are only ever read: a forecast, a price, a route."""
        return all(sense.action in _READS for sense in self.senses)

    always: bool = False
    """The one row is there from the start, empty until it is updated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeColumn:
    """A column that names a row above."""

    words: tuple[str, ...]
    """Words of the argument."""
    above: tuple[str, ...] | None
    """The thing that it names, where the domain has it."""


def gather(senses: Sequence[Sense]) -> dict[tuple[str, ...], Thing]:
    """Bring tools together by the thing that they speak of.

    Tools whose thing nobody creates, deletes or lists speak of a part of another thing
    (``GetQueueAttributes``), or of some of its rows (``list_available_flights``).
    """
    solid = {sense.noun for sense in senses if sense.action in _SOLID and not sense.tags}
    listed = {sense.noun for sense in senses if sense.action is Action.LIST and not sense.tags}
    told = {sense.noun for sense in senses if sense.action is Action.GET and not sense.tags}
    kinds = _kinds(senses)
    things: dict[tuple[str, ...], Thing] = {}
    for sense in senses:
        if sense.action is None or sense.tags or sense.computes or not sense.noun:
            continue
        noun = kinds.get(sense.noun) or _home(sense, solid, listed, told)
        if noun != sense.noun and starts_with(sense.noun, noun) and not sense.writes:
            sense = replace(sense, action=Action.READ)  # noqa: PLW2901  it speaks of a part
        things.setdefault(noun, Thing(noun=noun)).senses.append(sense)
    _bring_parts_home(things, solid)
    return things


def _bring_parts_home(things: dict[tuple[str, ...], Thing], solid: set[tuple[str, ...]]) -> None:
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


def _named_by(sense: Sense, solid: set[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The one thing whose row an argument that has to be given names."""
    found = [
        home
        for one in sense.fields
        if one.required
        and one.type in _SCALARS
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


def _home(
    sense: Sense,
    solid: set[tuple[str, ...]],
    listed: set[tuple[str, ...]],
    told: set[tuple[str, ...]],
) -> tuple[str, ...]:
    noun = sense.noun
    if noun in solid:
        return noun
    by_size = sorted(solid, key=lambda one: (-len(one), one))
    known = sorted(solid | listed | told, key=lambda one: (-len(one), one))
    for other in known:
        rest = set(noun[len(other) :])
        if noun != other and starts_with(noun, other) and rest <= _SAID_OF_IT | IDENTITIES:
            return other
    if sense.action in {Action.CHANGE, Action.UPDATE} and noun not in listed | told:
        for other in known:
            if starts_with(noun, other) or ends_with(noun, other):
                return other
    for other in by_size:
        if ends_with(noun, other) and len(noun) - len(other) <= 2:
            return other
    longer = [other for other in by_size if ends_with(other, noun)]
    if len(longer) == 1 and noun not in listed:
        return longer[0]
    if noun in listed:
        return noun
    for other in sorted(listed, key=lambda one: (-len(one), one)):
        if ends_with(noun, other) or (
            starts_with(noun, other) and set(noun[len(other) :]) <= _SAID_OF_IT
        ):
            return other
    return noun


def names_thing(
    found: tuple[str, ...], things: Iterable[tuple[str, ...]]
) -> tuple[str, ...] | None:
    """The thing that an argument names: ``workspaceId`` a workspace, ``orderNumber`` an order.

    Example:
        >>> names_thing(("source", "db", "cluster", "arn"), [("db", "cluster"), ("cluster",)])
        ('db', 'cluster')
        >>> names_thing(("colour",), [("cluster",)]) is None
        True
    """
    stem = found[:-1] if len(found) > 1 and found[-1] in IDENTITIES else found
    best: tuple[str, ...] | None = None
    for noun in things:
        if ends_with(stem, noun) and (best is None or len(noun) > len(best)):
            best = noun
    if best is None and stem != found:
        tails = [noun for noun in things if ends_with(noun, stem)]
        best = tails[0] if len(tails) == 1 else None
    return best


def is_identity(own: Own) -> bool:
    """Whether a column of this meaning may tell rows apart: ``()``, ``id``, ``name``, ``arn``.

    Example:
        >>> is_identity(()), is_identity(("id",)), is_identity(("owner", "id"))
        (True, True, False)
    """
    return not own or (len(own) == 1 and own[0] in IDENTITIES) or own == ("id", "or", "name")


def settle_keys(things: dict[tuple[str, ...], Thing]) -> None:
    """Find what tells the rows of each thing apart, and who makes them."""
    for thing in things.values():
        _settle_makers(thing)
    for thing in things.values():
        _settle(thing, things)
        _settle_settings(thing)
        _settle_searches(thing, things)


def _settle_makers(thing: Thing) -> None:
    """Who makes rows: ``StartFlow`` changes a flow where ``CreateFlow`` makes it, else it makes it.

    Where nobody creates a thing that is switched on and off, switching it on makes it.
    """
    creates = [sense for sense in thing.senses if sense.action is Action.CREATE]
    if any(sense.verb not in CHANGES for sense in creates):
        thing.senses = [
            replace(sense, action=Action.CHANGE)
            if sense.action is Action.CREATE and sense.verb in CHANGES
            else sense
            for sense in thing.senses
        ]
    if any(sense.action in _SOLID for sense in thing.senses):
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


def _settle_settings(thing: Thing) -> None:
    """Settings that are only updated are there from the start: the first update makes the row."""
    actions = {sense.action for sense in thing.senses}
    if thing.key or actions & _SOLID or Action.UPDATE not in actions:
        return
    if any(one.above is None for one in thing.scope):
        return
    if not thing.scope and Action.GET not in actions and thing.noun[-1] not in _SETTINGS:
        return
    thing.always = True
    for at, sense in enumerate(thing.senses):
        if sense.action is Action.UPDATE:
            thing.senses[at] = replace(sense, action=Action.PUT)


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
        if one.type in _SCALARS
        and (way_of_answer(one, several=sense.action in {Action.LIST, Action.COUNT}) is None)
    ]
    own = [one for one in plain if _names_row(one, thing, nouns)]
    if sense.action in {Action.LIST, Action.COUNT}:
        own = [one for one in own if is_identity(own_words(one.leaf, thing.noun))]
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
        own = left
    if not own and not scope:
        scope = above[:1]
    return own, scope


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
    ends_in_own = phrase.in_item or (phrase.custom and phrase.path[-1][1] is not None)
    if ends_in_own:
        return [last], in_path[:-1]
    required = [
        one
        for one in sense.fields
        if one.required
        and not one.in_path
        and one.type in _SCALARS
        and _names_row(one, thing, nouns)
    ]
    return required, in_path


def _is_called_after(one: Field, thing: Thing) -> bool:
    own = own_words(one.leaf, thing.noun)
    return own != one.words and is_identity(own)


def _names_row(one: Field, thing: Thing, nouns: set[tuple[str, ...]]) -> bool:
    own = own_words(one.leaf, thing.noun)
    if own[-1:] and own[-1] in IDENTITIES and 0 < len(own) - 1 and set(own[:-1]) <= set(thing.noun):
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


def _settle(thing: Thing, things: dict[tuple[str, ...], Thing]) -> None:
    votes: Counter[tuple[Own, ...]] = Counter()
    scopes: Counter[tuple[tuple[str, ...], ...]] = Counter()
    for sense in thing.senses:
        if sense.action not in _ITEM:
            continue
        own, scope = item_fields(sense, thing, things)
        if not own and any(_names_many(one, thing) for one in sense.fields):
            continue
        key = tuple(own_words(one.leaf, thing.noun) for one in own)
        weight = 3 if sense.action in {Action.GET, Action.DELETE} else 2
        votes[key] += weight if all(one.required for one in own) else 1
        scopes[tuple(one.words for one in scope)] += weight
    given = _given(thing)
    shown = _shown(thing)
    key = _best(votes)
    has_create = any(sense.action in {Action.CREATE, Action.PUT} for sense in thing.senses)
    makes_many = any(sense.action is Action.CREATE for sense in thing.senses)
    has_scope = bool(scopes and scopes.most_common(1)[0][0])
    makes_id = makes_many and bool({("id",), ("arn",)} & (shown - given))
    if key is None or (not key and makes_many and (makes_id or not has_scope)):
        key = _key_without_items(given, shown)
    thing.also = {one for found in votes for one in found if len(found) == 1} - set(key)
    scope = scopes.most_common(1)[0][0] if scopes else ()
    key, made = _column_of_key(key, given, shown, has_create=has_create)
    if not made and has_create:
        scope = tuple(one for one in scope if _is_given(one, thing))
    thing.key, thing.made = key, made
    above = set(things) - {thing.noun}
    thing.scope = tuple(ScopeColumn(words=one, above=names_thing(one, above)) for one in scope)


def _settle_searches(thing: Thing, things: dict[tuple[str, ...], Thing]) -> None:
    """Tools that give one row by something else than its key search for it."""
    named = {one for one in thing.also if is_identity(one)}
    known = {*thing.key, *named, (), ("id",), ("arn",), ("name",), ("identifier",)}
    for at, sense in enumerate(thing.senses):
        if sense.action not in {Action.GET, Action.READ} or sense.phrase.in_item:
            continue
        own, scope = item_fields(sense, thing, things)
        meanings = {own_words(one.leaf, thing.noun) for one in own}
        asked = [
            one
            for one in sense.fields
            if one.required and one.type in _SCALARS and way_of_answer(one, several=True) is None
        ]
        if asked and not scope and (not own or not meanings & known) and thing.key:
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
    for own in (
        ("id",),
        ("arn",),
        ("identifier",),
        ("uuid",),
        ("name",),
        ("key",),
        ("code",),
        ("slug",),
        ("number",),
    ):
        if own in shown or own in given:
            return (own,)
    return (("id",),)


def _column_of_key(
    key: tuple[Own, ...], given: set[Own], shown: set[Own], *, has_create: bool
) -> tuple[tuple[Own, ...], bool]:
    """The columns of a key, and whether tools make it."""
    if not key:
        return (), False
    if len(key) > 1:
        made = [own for own in key if own not in given] if has_create else []
        if made:
            # The caller gives the others again, beside the id that is enough.
            return (min(made, key=lambda own: own[-1:] != ("id",)),), True
        return key, False
    [own] = key
    if not has_create:
        vague = own in {(), ("identifier",), ("id", "or", "name")}
        for better in (("id",), ("name",), ("arn",)) if vague else ():
            if better in shown:
                return (better,), False
        return key, False
    if own in given:
        return key, False
    if own not in shown and ("id",) in shown - given:
        return (("id",),), True
    if own in {(), ("identifier",), ("id", "or", "name"), ("ref",), ("uri",), ("url",)}:
        for better in (("id",), ("identifier",), ("name",), ("arn",)):
            if better in given and better not in {("arn",)} and better not in shown - given:
                if better == ("name",) and ({("id",), ("arn",)} & shown):
                    continue
                return (better,), False
            if better in shown and better not in given:
                return (better,), True
    return key, True


def _makers(thing: Thing) -> list[Sense]:
    """Tools that make rows: those that create, or where there are none, those that put."""
    creates = [sense for sense in thing.senses if sense.action is Action.CREATE]
    return creates or [sense for sense in thing.senses if sense.action is Action.PUT]


def _given(thing: Thing) -> set[Own]:
    """What a caller gives when a row is made."""
    return {
        own_words(one.leaf, thing.noun)
        for sense in _makers(thing)
        for one in sense.fields
        if one.type in _SCALARS
        or own_words(one.leaf, thing.noun) not in {("key",), ("id",), ("name",)}
        if way_of_answer(one, several=False) is not Role.IGNORED
    }


def _is_given(found: tuple[str, ...], thing: Thing) -> bool:
    return any(one.words == found for sense in _makers(thing) for one in sense.fields)


def _shown(thing: Thing) -> set[Own]:
    return {
        own_words(name, thing.noun)
        for sense in thing.senses
        if sense.shape.kind in {"object", "list"}
        for name in sense.shape.columns
        if words(name)
    }
