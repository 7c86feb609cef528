"""The reward: one function for rollouts, filter, audit and evals, which explains itself.

1 when the final state is equivalent to the gold state, every value of the answer was told, and, for
a read-only task without an answer, the gold reads were made; 0 otherwise. What telling a value
means stands in ``docs/verification.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.engines import score_outcome, untold_values
from agentscaler.environments.state import Comparison

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentscaler.environments.state import Equivalence, State


@dataclass(frozen=True, kw_only=True, slots=True)
class Untold:
    """A value of the answer that no text tells."""

    place: str
    """Where it stands: ``answer``, ``answer[1]``, ``answer.total``."""
    value: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A gold read that was not made."""

    at: int
    """Its number among the gold calls, from 0."""
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """A reward and its reasons; true when the reward was earned."""

    reward: float
    """1.0 or 0.0."""
    comparison: Comparison
    """The final state beside the gold state."""
    untold: tuple[Untold, ...]
    """What the user had to be told and was not."""
    unread: tuple[Unread, ...]
    """Gold reads that were not made; only a read-only task without an answer asks for them."""

    def __bool__(self) -> bool:
        return self.reward > 0


def untold(answer: Any, texts: Iterable[str]) -> tuple[Untold, ...]:
    """The values of an answer that no text tells.

    Numbers count by their value, words as whole words, dates and times in their usual spellings; a
    list stands for all its values, ``None`` for nothing.

    Args:
        answer: JSON value: what the user has to be told.
        texts: What the assistant wrote, message by message; one message has to tell a value whole.

    Example:
        >>> untold([1234.5, "2024-05-15"], ["You paid **$1,234.50** on May 15th, 2024."])
        ()
        >>> untold(12, ["It is 12.5.", "Item 312, 10-12 days."])
        (Untold(place='answer', value=12),)
    """
    found = untold_values(answer, list(texts))
    return tuple(Untold(place=place, value=value) for place, value in found)


def score(
    *,
    initial: State,
    gold: State,
    final: State,
    equivalence: Equivalence,
    answer: Any = None,
    texts: Iterable[str] = (),
    read_only: bool = False,
    gold_calls: Sequence[tuple[str, Mapping[str, Any]]] = (),
    calls: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Outcome:
    """The reward of a trajectory.

    Args:
        initial: The state that both sides grew out of.
        gold: The state that the gold calls left.
        final: The state that the trajectory left.
        equivalence: What counts as the same outcome. ``undecided`` earns nothing.
        answer: What the user has to be told; ``None`` and empty lists ask for nothing.
        texts: What the assistant wrote, message by message.
        read_only: Whether the task changes nothing; without an answer its gold calls have to be
            made then: same name, every argument that gold names equal by value.
        gold_calls: Names and arguments of the gold calls.
        calls: Names and arguments of the calls that were answered, without those that were refused.

    Example:
        >>> from agentscaler.environments import Equivalence, State
        >>> shop = State.from_json({"orders": {"#1": {"status": "pending"}}})
        >>> gold, final = shop.fork(), shop.fork()
        >>> gold.update("orders", "#1", {"status": "cancelled"})
        >>> outcome = score(
        ...     initial=shop,
        ...     gold=gold,
        ...     final=final,
        ...     equivalence=Equivalence(),
        ...     answer=[9.5],
        ...     texts=["You get $9.50 back."],
        ... )
        >>> outcome.reward, outcome.comparison.reason
        (0.0, 'orders["#1"].status: "cancelled" -> "pending"')
    """
    reward, (verdict, renaming, reason), missing, unread = score_outcome(
        initial,
        gold,
        final,
        equivalence.rules,
        answer=answer,
        texts=list(texts),
        read_only=read_only,
        gold_calls=[(name, dict(arguments)) for name, arguments in gold_calls],
        calls=[(name, dict(arguments)) for name, arguments in calls],
    )
    return Outcome(
        reward=reward,
        comparison=Comparison(verdict=verdict, renaming=tuple(renaming), reason=reason),
        untold=tuple(Untold(place=place, value=value) for place, value in missing),
        unread=tuple(
            Unread(at=at, name=name, arguments=arguments) for at, name, arguments in unread
        ),
    )
