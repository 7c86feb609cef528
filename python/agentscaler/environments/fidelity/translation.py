"""Recorded values -> ours: what one system calls ``7716d18`` the other calls ``app-3f09``.

Learned from answers: a name that the recorded answer made up stands for the value of ours at the
same path. Names that are long enough, or known to be random, mean the same thing wherever they
stand, also inside longer texts; short ones (version ``"1"``) only in members of the same name.
Values of enums are words of the interface and never translated; times are compared as times, and
translated only in arguments. Two recorded names never become one of ours.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from agentscaler.environments.fidelity.alignment import MISSING, leaves, pattern
from agentscaler.environments.fidelity.made import is_distinctive, is_time, looks_made
from agentscaler.environments.json_value import same as equal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from collections.abc import Set as AbstractSet

    from agentscaler.environments.fidelity.alignment import Pair

LossCause = Literal["member", "refused", "fault", "uncovered"]
"""Why we have no value for a recorded name: our answer lacks the member in which it came, was a
refusal or a fault, or there is no program that could have given it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A recorded name for which we have none."""

    cause: LossCause
    operation: str
    """The call whose recorded answer made it up."""
    place: str
    """Path in that answer."""
    member: str
    """Name of the member there."""


class Translation:
    """What is known in one episode.

    Args:
        vocabulary: Values of enums: words that mean the same on both sides.
        literals: Values that stand for themselves: those of calls that are not replayed.

    Example:
        >>> from agentscaler.environments.fidelity.alignment import align
        >>> known = Translation()
        >>> sent, _ = known.arguments({"name": "alpha"})
        >>> answers = {"id": "7716d18", "name": "alpha"}, {"id": "app-3f09", "name": "alpha"}
        >>> known.learn(align(*answers, known), "CreateApp", random=frozenset())
        True
        >>> known.arguments({"of": ["arn:app/7716d18"], "name": "alpha"})[0]
        {'of': ['arn:app/app-3f09'], 'name': 'alpha'}
    """

    def __init__(
        self, vocabulary: AbstractSet[str] = frozenset(), literals: Iterable[str] = ()
    ) -> None:
        self._vocabulary = vocabulary
        self._told: set[str] = set(literals)
        """Texts that are no invention of an answer."""
        self._told_times = {_instant(text) for text in self._told}
        self._of_member: dict[tuple[str, str], str] = {}
        self._anywhere: dict[str, str] = {}
        self._times: dict[str, str] = {}
        self._sent: dict[str, str] = {}
        """What a text was sent as: it stays that, whatever is learned about its parts later."""
        self._images: set[str] = set()
        self._inside: re.Pattern[str] | None = None
        self._lost: dict[str, Loss] = {}

    def arguments(self, value: Any) -> tuple[Any, list[Loss]]:
        """Translate the arguments of a call.

        Returns:
            The arguments to send, and a loss for each name in them that we cannot translate.
        """
        losses: list[Loss] = []
        for _, _, leaf in leaves(value):
            if isinstance(leaf, str):
                self._told.add(leaf)
                self._told_times.add(_instant(leaf))
        return self._argument(value, "", losses), losses

    def _argument(self, value: Any, member: str, losses: list[Loss]) -> Any:
        if isinstance(value, dict):
            return {
                self.key(name): self._argument(cell, name, losses) for name, cell in value.items()
            }
        if isinstance(value, list):
            return [self._argument(item, member, losses) for item in value]
        if not isinstance(value, str):
            return value
        for known in (self._known(value, member), self._times.get(value), self._sent.get(value)):
            if known is not None:
                return known
        sent = self._parts(value)
        lost = self._losses(value, member)
        if not lost:
            self._sent[value] = sent
        losses += lost
        return sent

    def _known(self, value: str, member: str) -> str | None:
        found = self._of_member.get((member.casefold(), value))
        return self._anywhere.get(value) if found is None else found

    def _parts(self, value: str) -> str:
        """The text with all names in it translated, the longest first."""
        if not self._anywhere or len(value) > _LONG_TEXT:
            return value
        if self._inside is None:
            longest = sorted(self._anywhere, key=lambda name: (-len(name), name))
            names = "|".join(map(re.escape, longest))
            self._inside = re.compile(rf"(?<![A-Za-z0-9])(?:{names})(?![A-Za-z0-9])")
        return self._inside.sub(lambda found: self._anywhere[found[0]], value)

    def _losses(self, value: str, member: str) -> list[Loss]:
        if not self._lost:
            return []
        pieces = {value, *_PIECES.findall(value)}
        return [
            loss
            for name, loss in self._lost.items()
            if (name == value and loss.member.casefold() == member.casefold())
            or (name in pieces and is_distinctive(name, random=False))
        ]

    def key(self, name: str) -> str:
        """The member of ours that a recorded one has to be: ids can be names of members."""
        return self._anywhere.get(name, name)

    def expected(self, recorded: Any, member: str) -> Any:
        """What a recorded scalar has to be on our side."""
        if not isinstance(recorded, str):
            return recorded
        known = self._known(recorded, member)
        return self._sent.get(recorded, self._parts(recorded)) if known is None else known

    def same(self, recorded: Any, ours: Any, member: str) -> bool:
        """Whether a recorded scalar and ours are the same; times made by a system always are."""
        if isinstance(recorded, str):
            known = self._known(recorded, member)
            if known is not None:
                return bool(ours == known)
        if recorded == ours and type(recorded) is type(ours):
            return True
        if is_time(recorded, member):
            if not is_time(ours, member):
                return False
            told = _instant(recorded)
            return told is None or told not in self._told_times or told == _instant(ours)
        if isinstance(recorded, str):
            return isinstance(ours, str) and ours == self.expected(recorded, member)
        return equal(recorded, ours)

    def settled(self, recorded: Any, member: str) -> bool:
        """Whether it is known which value of ours a recorded one has to be."""
        if not isinstance(recorded, str):
            return True
        if self._known(recorded, member) is not None:
            return True
        return recorded in self._told and recorded not in self._lost

    def learn(self, pairs: Iterable[Pair], operation: str, *, random: Collection[str]) -> bool:
        """Learn from two answers to the same call.

        Args:
            pairs: From `align`.
            operation: What was called.
            random: Paths of the members whose value is made up anew in every run.

        Returns:
            Whether something was learned that changes comparisons.
        """
        learned = False
        for pair in pairs:
            recorded, ours, member = pair.recorded, pair.ours, pair.member
            if not isinstance(recorded, str) or self._known(recorded, member) is not None:
                continue
            if is_time(recorded, member):
                if isinstance(ours, str) and recorded not in self._told:
                    self._times.setdefault(recorded, ours)
                continue
            is_random = pattern(pair.path) in random
            if not self._is_made(recorded, member, is_random=is_random):
                continue
            if not isinstance(ours, str) or self._is_taken(ours, member):
                if ours is MISSING or ours != recorded:
                    self.lose(recorded, Loss("member", operation, pattern(pair.path), member))
            elif self.same(recorded, ours, member):
                self._lost.pop(recorded, None)
            else:
                self._remember(recorded, ours, member, is_random=is_random)
                learned = True
        return learned

    def lose_all(
        self, result: Any, operation: str, cause: LossCause, *, random: Collection[str]
    ) -> None:
        """Remember what a recorded answer made up and ours cannot tell."""
        for path, member, value in leaves(result):
            if isinstance(value, str) and self._known(value, member) is None:
                place = pattern(path)
                if self._is_made(value, member, is_random=place in random):
                    self.lose(value, Loss(cause, operation, place, member))

    def lose(self, name: str, loss: Loss) -> None:
        """Remember that we have no value for a name; the first reason stays."""
        self._lost.setdefault(name, loss)

    def _is_made(self, recorded: str, member: str, *, is_random: bool) -> bool:
        if is_random:
            return True
        if recorded in self._vocabulary or is_time(recorded, member):
            return False
        if recorded in self._told and recorded not in self._lost:
            return False
        return looks_made(recorded, member)

    def _is_taken(self, ours: str, member: str) -> bool:
        """Whether a value of ours cannot be the name that a recorded one stands for."""
        return ours in self._images or ours in self._vocabulary or is_time(ours, member)

    def _remember(self, recorded: str, ours: str, member: str, *, is_random: bool) -> None:
        self._of_member[member.casefold(), recorded] = ours
        self._images.add(ours)
        self._lost.pop(recorded, None)
        self._sent.pop(recorded, None)
        if is_distinctive(recorded, random=is_random):
            self._anywhere[recorded] = ours
            self._inside = None


_PIECES = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_LONG_TEXT = 4096


def _instant(value: Any) -> float | None:
    """Seconds since 1970 of a time however it is written; ``None`` for what is none."""
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str) or not value[:4].isdigit():
        return None
    try:
        time = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    if time.tzinfo is None:
        time = time.replace(tzinfo=dt.UTC)
    return time.timestamp()
