"""The wishes of one task: where a walk begins, what it goes on with, and when it stops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, cast

from agentscaler.environments import untold
from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.environments.json_value import same
from agentscaler.tasks.walk.acting import act
from agentscaler.tasks.walk.asking import ask, is_weak, reckon
from agentscaler.tasks.walk.choosing import choose
from agentscaler.tasks.walk.forbidding import forbidden
from agentscaler.tasks.walk.grouping import act_on_all
from agentscaler.tasks.walk.impossible import impossible
from agentscaler.tasks.walk.known import is_opaque
from agentscaler.tasks.walk.walker import Walk
from agentscaler.tasks.walk.wish import (
    Act,
    Ask,
    Reckon,
    Refused,
    Wish,
    answers,
    hidden_values,
    row_ids,
    said_values,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.environments import StateDiff
    from agentscaler.environments.design.blueprint import Operation
    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.reasons import Reason
    from agentscaler.tasks.setting import Setting

_TRIES = 7
"""Operations that are tried before a walk stops, and one more for each call that is aimed at."""
_FEWEST_WISHES = 2
_CALLS_PER_WISH = 2
"""A user wants two things at once, and one more for every two calls."""
_SHORTEST_PAIR = 2
"""Calls from which on a refused wish may have others beside it."""
_MOST_ALIKE = 3
"""Wishes of one sort: nobody orders seven courses one by one."""
_BEGUN = 2
"""Times that a first wish is tried."""
_BESIDE = 0.8
"""Share of refused wishes that do."""
_MORE_TRIED = 4
"""Questions that are tried where an answer proves nothing yet."""
_LONG = 8
"""Calls."""
_NEAR = 3.0
_FED = 4.0
_OPAQUE = 0.4
"""Weights of an operation on the same table, of one that takes what the last one gives, and of one
among keys that nobody would know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Aim:
    """What a task is to be."""

    kind: str
    length: int
    """Calls; a walk stops there."""
    operation: Operation
    """Where it begins."""
    seed: int
    start: StateDiff | None = None


Maker: TypeAlias = "Callable[[Walk, Operation], Wish | None]"


def build(setting: Setting, aim: Aim, dice: Dice) -> Walk | Reason:
    """Walk towards an aim.

    Returns:
        The walk, or the reason why there is none.
    """
    walk = Walk(setting, dice, seed=aim.seed, most=aim.length, start=aim.start)
    makers = _MAKERS[aim.kind]
    if not any(walk.attempt(_add, walk, makers, aim.operation) for _ in range(_BEGUN)):
        return "no_walk"
    first = walk.wishes[0]
    if aim.kind == "missing_information":
        hidden = _hide(walk, first)
        if hidden is None:
            return "no_walk"
        walk.wishes[0] = hidden
    if not isinstance(first, Refused):
        _go_on(walk, aim, makers)
    elif aim.length >= _SHORTEST_PAIR and dice.chance(_BESIDE):
        # What cannot be done stands among what can.
        _go_on(walk, aim, makers)
        walk.wishes.remove(first)
        walk.wishes.insert(dice.below(len(walk.wishes) + 1), first)
    if aim.kind == "mixed" and not _is_mixed(walk.wishes):
        return "no_walk"
    return walk if _proves(walk, aim) else "weak_answer"


def _go_on(walk: Walk, aim: Aim, makers: Sequence[tuple[Maker, float]]) -> None:
    """Further wishes, until there are as many calls as aimed at, or nothing fits any more."""
    other, last = _OTHERS.get(aim.kind, makers), aim.operation
    most = _FEWEST_WISHES + aim.length // _CALLS_PER_WISH
    for tried in range(_TRIES + aim.length):
        # One list may answer many questions; nobody asks them all.
        full = len(walk.wishes) >= min(most, len(walk.chain.calls) + 2)
        if full or len(walk.chain.calls) >= aim.length:
            break
        operation = _next(walk, last)
        makers_now = other if tried % 2 == 0 or aim.kind in _REFUSED else makers
        if aim.length >= _LONG and makers_now is _WRITES:
            makers_now = _LONG_WRITES
        if walk.attempt(_add, walk, makers_now, operation):
            last = operation


def _add(walk: Walk, makers: Sequence[tuple[Maker, float]], operation: Operation) -> bool | None:
    """One more wish, where it is one of its own and tells no answer."""
    wish = _first(walk, makers, operation)
    if wish is None or _repeats(walk, wish) or _gives_away(walk, wish):
        return None
    walk.wishes.append(wish)
    return True


def _gives_away(walk: Walk, wish: Wish) -> bool:
    """Whether what the user says with one wish tells the answer to another, or to itself."""
    wishes = [*walk.wishes, wish]
    told = [value for one in wishes for value in (*answers(one), *hidden_values(one))]
    if not told:
        return False
    text = " ; ".join(str(value) for one in wishes for value in said_values(one)).lower()
    if not any(str(value).lower() in text for value in told):
        return False  # most are told by nothing like them; numbers in other dress are met later
    return len({one.place for one in untold(told, [text])}) < len(told)


def _proves(walk: Walk, aim: Aim) -> bool:
    """Whether an answer could not be told by accident; if it could, one more thing is asked."""
    if any(made.operation.writes for made in walk.chain.calls):
        return True
    for _ in range(_MORE_TRIED):
        told = [value for wish in walk.wishes for value in answers(wish)]
        if not told or not all(is_weak(value) for value in told):
            return True
        walk.attempt(_add, walk, _READS, _next(walk, aim.operation))
    return False


def _first(
    walk: Walk,
    makers: Sequence[tuple[Maker, float]],
    operation: Operation,
) -> Wish | None:
    """What one of the ways to make a wish gives for an operation."""
    for make in walk.dice.by_weight(makers):
        wish = cast("Wish | None", walk.attempt(make, walk, operation))
        if wish is not None:
            return wish
    return None


def _next(walk: Walk, last: Operation) -> Operation:
    """The operation to go on with: rather one that is near to the last one."""
    operations = walk.setting.wanted
    weights = []
    for one in operations:
        weight = 1.0 + (_NEAR if one.table == last.table else 0.0)
        weight += _FED if feeds(walk.setting, last, one) else 0.0
        weight *= _OPAQUE if one.table in walk.setting.opaque else 1.0
        weights.append((one, weight + _FED * walk.setting.feeds.get((last.tool, one.tool), 0.0)))
    return walk.dice.weighted(weights)


def feeds(setting: Setting, first: Operation, second: Operation) -> bool:
    """Whether an operation makes or shows keys that another one asks for."""
    if first is second:
        return False
    asked = {
        one.table or second.table for one in second.having(Role.KEY, Role.SCOPE, Role.REFERENCE)
    }
    made = {first.table} if first.action is not Action.DELETE else set()
    table = setting.blueprint.table(first.table)
    made |= {
        column.references.partition(".")[0]
        for column in table.columns
        if column.references is not None and column.name in first.told
    }
    return bool(asked & made)


def _act(walk: Walk, operation: Operation) -> Act | None:
    return act(walk, operation) if operation.writes else None


def _act_on_all(walk: Walk, operation: Operation) -> Act | None:
    changes = {Action.UPDATE, Action.CHANGE, Action.DELETE, Action.ADD, Action.REMOVE}
    return act_on_all(walk, operation) if operation.action in changes else None


def _ask(walk: Walk, operation: Operation) -> Ask | None:
    return ask(walk, operation)


def _reckon(walk: Walk, operation: Operation) -> Wish | None:
    return reckon(walk, operation) if operation.action in {Action.LIST, Action.COUNT} else None


def _impossible(walk: Walk, operation: Operation) -> Wish | None:
    return impossible(walk, operation)


_WRITES: tuple[tuple[Maker, float], ...] = (
    (_act, 5.0),
    (_act_on_all, 2.0),
    (choose, 1.6),
)
_LONG_WRITES: tuple[tuple[Maker, float], ...] = (
    (_act_on_all, 5.0),
    (_act, 3.0),
    (choose, 2.0),
)
"""A long chain is rather one thing done to many than many things."""
_READS: tuple[tuple[Maker, float], ...] = (
    (_ask, 2.0),
    (_reckon, 3.0),
)
_MAKERS: dict[str, tuple[tuple[Maker, float], ...]] = {
    "write": _WRITES,
    "read": _READS,
    "mixed": _WRITES,
    "impossible": ((_impossible, 1.0),),
    "forbidden": ((forbidden, 1.0),),
    "missing_information": ((_act, 1.0),),
}
_OTHERS = {
    "mixed": _READS,
    "missing_information": _WRITES,
    "impossible": (*_WRITES, (_ask, 2.0)),
    "forbidden": (*_WRITES, (_ask, 2.0)),
}
"""What comes second, fourth, ... in a task of two kinds; beside a refused wish all that follows."""
_REFUSED = frozenset({"impossible", "forbidden"})


def _is_mixed(wishes: Sequence[Wish]) -> bool:
    return any(isinstance(one, Act) for one in wishes) and not all(
        isinstance(one, Act) for one in wishes
    )


def _repeats(walk: Walk, wish: Wish) -> bool:
    """Whether a question comes twice, or the same is done too often or with nothing to say."""
    alike = sum(_is_alike(one, wish) for one in walk.wishes)
    if alike >= _MOST_ALIKE:
        return True
    if isinstance(wish, Act) and not (wish.data or wish.owners or wish.target or wish.group):
        return alike > 0
    asked = [part for one in walk.wishes for part in _questions(one)]
    return any(part in asked for part in _questions(wish))


def _is_alike(one: Wish, other: Wish) -> bool:
    """Whether two wishes do the same to two rows, or ask about two rows of one table."""
    if isinstance(one, Act) and isinstance(other, Act):
        return one.operation is other.operation
    return (
        isinstance(one, Ask) and isinstance(other, Ask) and one.mention.table == other.mention.table
    )


def _questions(wish: Wish) -> list[Wish]:
    match wish:
        case Ask() | Reckon():
            return [wish]
        case Refused() if wish.instead is not None:
            return [wish.instead]
        case _:
            return []


def _hide(walk: Walk, wish: Wish) -> Act | None:
    """Leave something out that only the user knows: a needed value, or which row is meant."""
    if not isinstance(wish, Act):
        return None
    # One value that cannot be guessed: what is left out of a list of many looks like a slip.
    needed = [
        one
        for one in wish.data
        if one.required
        and not isinstance(one.value, bool | dict)
        and not any(other is not one and same(other.value, one.value) for other in wish.data)
    ]
    target = wish.target
    may_be_vague = (
        target is not None
        and target.made_by is None
        and target.member is None
        and not any(isinstance(f.value, str) and is_opaque(f.value) for f in target.facts)
        and len(walk.finder.start.rows(target.table)) > 1
        and len(row_ids(wish)) == 1
    )
    if needed and (not may_be_vague or walk.dice.chance(0.6)):
        chosen = walk.dice.pick(needed)
        data = tuple(replace(one, hidden=one is chosen) for one in wish.data)
        return replace(wish, data=data)
    if may_be_vague and target is not None:
        return replace(wish, target=replace(target, vague=True))
    return None
