"""What a user wants, one thing at a time, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from agentscaler.tasks.json_paths import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.environments.design.blueprint import Operation
    from agentscaler.tasks.walk.mention import Fact, Group, Mention, Owner
    from agentscaler.tasks.walk.scene import Key


@dataclass(frozen=True, kw_only=True, slots=True)
class Datum:
    """A value that the user gives."""

    argument: str
    """Name of the parameter."""
    column: str
    """The column that it is for, or the name of the parameter."""
    value: Any
    required: bool = False
    hidden: bool = False
    """It is told only when asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """A change: of one row, of all rows of a group, or a new row."""

    operation: Operation
    target: Mention | None = None
    """The row that changes; of a new row: nothing, it has no name yet."""
    group: Group | None = None
    """The rows that change, each with the same call."""
    owners: tuple[Owner, ...] = ()
    """Rows that a new row belongs to or speaks of, or that the change speaks of."""
    data: tuple[Datum, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """A question about one row."""

    mention: Mention
    columns: tuple[str, ...]
    values: tuple[Any, ...]
    """What the answers are, in the order of the columns."""


Kind: TypeAlias = Literal["count", "list", "sum", "highest", "lowest", "latest", "earliest"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reckon:
    """A question about all rows of a group."""

    kind: Kind
    group: Group
    column: str | None
    """What is summed up or compared."""
    asked: str | None
    """The column of the found row that the user wants to know."""
    value: Any
    """What the answer is; of a list: a tuple."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One thing if something is true of a row, else another."""

    mention: Mention
    fact: Fact
    over: bool | None
    """``None``: the column equals the value of the fact; else it is above or below it."""
    holds: bool
    then: Act | Ask
    otherwise: Act | Ask

    @property
    def chosen(self) -> Act | Ask:
        """What the state decides for."""
        return self.then if self.holds else self.otherwise


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why something cannot be done."""

    code: Literal["missing", "status", "duplicate", "in_use", "no_tool", "forbidden"]
    text: str
    """One sentence, for people and for scripted agents."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """Something that cannot or must not be done, with what the user wants to know then."""

    act: Act
    reason: Reason
    values: tuple[Any, ...] = ()
    """What the reason tells: the status, the limit, the allowed values."""
    instead: Ask | Reckon | None = None
    """What the user asks instead, where the reason has no value."""
    label: str = ""
    """Column or argument that the values are of."""
    call: dict[str, Any] | None = None
    """``name`` and ``arguments`` of the call that would do it; ``None`` where there is none, or not
    all that it needs can be known."""
    lookups: tuple[dict[str, Any], ...] = ()
    """Calls before it that tell what it needs, where gold does not make them."""


Wish: TypeAlias = Act | Ask | Reckon | Choice | Refused


def answers(wish: Wish) -> tuple[Any, ...]:
    """The values that the user has to be told."""
    match wish:
        case Ask():
            return wish.values
        case Reckon():
            return wish.value if wish.kind == "list" else (wish.value,)
        case Choice():
            return answers(wish.chosen)
        case Refused():
            return (*wish.values, *(answers(wish.instead) if wish.instead else ()))
        case _:
            return ()


def mentions(wish: Wish) -> Iterator[Mention]:
    """Every row that a wish names, in the order of its parts."""
    match wish:
        case Act():
            if wish.target is not None:
                yield from wish.target.within()
            for owner in wish.owners:
                yield from owner.mention.within()
            if wish.group is not None:
                yield from wish.group.within()
        case Ask():
            yield from wish.mention.within()
        case Reckon():
            yield from wish.group.within()
        case Choice():
            yield from wish.mention.within()
            yield from mentions(wish.then)
            yield from mentions(wish.otherwise)
        case Refused():
            yield from mentions(wish.act)
            if wish.instead is not None:
                yield from mentions(wish.instead)


def said_values(wish: Wish) -> Iterator[Any]:
    """Every value that a user tells with a wish, lists and objects part by part."""
    for mention in mentions(wish):
        yield from () if mention.vague else (fact.value for fact in mention.facts)
    match wish:
        case Act():
            for datum in wish.data:
                if not datum.hidden:
                    yield from (leaf for _, leaf in leaves(datum.value))
            if wish.group is not None:
                yield from (fact.value for fact in wish.group.facts)
        case Reckon():
            yield from (fact.value for fact in wish.group.facts)
        case Choice():
            yield wish.fact.value
            yield from said_values(wish.then)
            yield from said_values(wish.otherwise)
        case Refused():
            yield from said_values(wish.act)
            if wish.instead is not None:
                yield from said_values(wish.instead)


def hidden_values(wish: Wish) -> Iterator[Any]:
    """Every value that a user keeps until they are asked, part by part."""
    if isinstance(wish, Act):
        for datum in wish.data:
            if datum.hidden:
                yield from (leaf for _, leaf in leaves(datum.value))
        if wish.target is not None and wish.target.vague:
            yield from (fact.value for fact in wish.target.facts)


def row_ids(wish: Wish) -> set[tuple[str, Key]]:
    """Every row that it names."""
    found = {mention.row_id for mention in mentions(wish)}
    groups = [one for one in (getattr(wish, "group", None),) if one is not None]
    return found | {(group.table, key) for group in groups for key in group.keys}
