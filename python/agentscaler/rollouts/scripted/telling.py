"""How a user tells what they want: all at once, piece by piece, or with a slip that they correct.

The intent of a task is one text. It is cut into pieces between its sentences, and only where it is
certain which calls belong to which piece; where that is not certain the user tells all at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from agentscaler.environments.checks.values import other
from agentscaler.tasks.checks import is_said
from agentscaler.tasks.language.spoken import Style, day_said, said
from agentscaler.tasks.walk.known import is_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.tasks.dice import Dice
    from agentscaler.tasks.task import Task

Manner: TypeAlias = Literal["at_once", "piece_by_piece", "corrects_at_once", "corrects_later"]

MANNERS: Mapping[Manner, float] = {
    "at_once": 0.5,
    "piece_by_piece": 0.3,
    "corrects_at_once": 0.1,
    "corrects_later": 0.1,
}
"""Share of the tasks that are told so, where they can be."""

_QUOTED = re.compile(r"“[^”]*”")
_BORDER = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")
_HANGS_ON = re.compile(
    r"(If |Otherwise|In any other case|In case|Should |So,? |I might have|It |Can you do that"
    r"|Could you take care|Could you tell me\?|Can you tell me\?|Can you find out|Please (delete"
    r"|create|see to) it\b|Please (delete|remove) (it|them)\b|Thank|Many thanks|Kind regards|Sorry"
    r"|I hope that|I appreciate|That would be|Please don't keep|Would you be able to tell)"
)
_POINTS_BACK = re.compile(r"\b(same|that|those|it|its|them|their|new)\b")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """A value that the user tells wrong first."""

    wrong: str
    """As told."""
    right: str
    value: Any
    """What is right, as gold has it."""
    untrue: Any
    """What was told, as a call would have it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What a user says of their own accord, message by message."""

    manner: Manner = "at_once"
    parts: tuple[str, ...]
    part_of_call: tuple[int, ...]
    """Of each gold call: the part after which it can be made."""
    slip: Slip | None = None


class Tellings:
    """The ways to tell one task; what does not depend on a choice is worked out once.

    Args:
        task: The task.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._whole = Telling(parts=(task.intent,), part_of_call=(0,) * len(task.gold_calls))

    @cached_property
    def _pieces(self) -> Telling | None:
        return _in_pieces(self._task)

    def draw(self, dice: Dice, *, later: bool = True) -> Telling:
        """Choose how the task is told.

        Args:
            dice: The choice.
            later: Whether a slip may be corrected in a later message. An agent that acts on the
                first one cannot know better, so that this is for scripted agents.
        """
        manner = dice.weighted(list(MANNERS.items()))
        if manner == "piece_by_piece":
            return self._pieces or self._whole
        if manner == "at_once" or (manner == "corrects_later" and not later):
            return self._whole
        slip = _slip(self._task, dice)
        if slip is None:
            return self._whole
        text = self._task.intent.replace(slip.right, slip.wrong)
        if manner == "corrects_at_once":
            text += " " + dice.pick(AT_ONCE).format(right=slip.right, wrong=slip.wrong)
        return replace(self._whole, manner=manner, parts=(text,), slip=slip)


AT_ONCE = (
    "Sorry, I got one thing wrong: it should be {right}, not {wrong}.",
    "Wait, I made a mistake there. I mean {right}, not {wrong}.",
    "Correction: {right} instead of {wrong}.",
)


def sentences(text: str) -> list[str]:
    """The sentences of an intent; what stands in quotes is never cut.

    Example:
        >>> sentences("Hello. Add the note “Call. Twice.” to it. Thanks.")
        ['Hello.', 'Add the note “Call. Twice.” to it.', 'Thanks.']
    """
    starts = sentence_starts(text)
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def sentence_starts(text: str) -> list[int]:
    """Where the sentences of an intent begin."""
    masked = _QUOTED.sub(lambda found: "“" + "x" * (len(found[0]) - 2) + "”", text)
    return [0, *(found.end() for found in _BORDER.finditer(masked))]


def _in_pieces(task: Task) -> Telling | None:
    """The intent in two pieces or more, or ``None`` where it is not certain what belongs where."""
    groups: list[str] = []
    for one in sentences(task.intent):
        greeting = bool(groups) and not _asks(groups[-1])
        if groups and (greeting or _HANGS_ON.match(one)):
            groups[-1] += f" {one}"
        else:
            groups.append(one)
    if len(groups) > 1 and not _asks(groups[-1]):
        last = groups.pop()
        groups[-1] += f" {last}"
    if len(groups) < 2:  # noqa: PLR2004
        return None
    found = _parts(task, groups)
    if found is None:
        return None
    return Telling(manner="piece_by_piece", parts=tuple(groups), part_of_call=found)


def _asks(text: str) -> bool:
    """Whether a text holds a wish: a greeting and a name do not."""
    return len(text.split()) > 6 or "?" in text  # noqa: PLR2004


def _parts(task: Task, groups: list[str]) -> tuple[int, ...] | None:
    """Of each call the group that asks for it, or ``None`` where that is not certain."""
    found: list[int] = []
    least = 0
    for at in range(len(task.gold_calls)):
        part = _part(task, at, groups, least)
        if part is None:
            return None
        if task.purposes[at] == "write":
            least = part
        found.append(part)
    for at, origins in reversed(list(enumerate(task.provenance))):
        for origin in origins:
            if origin.call is not None and task.purposes[origin.call] != "answer":
                found[origin.call] = min(found[origin.call], found[at])
            elif origin.call is not None and found[origin.call] > found[at]:
                return None
    return tuple(found) if set(found) >= set(range(len(groups) - 1)) else None


def _part(task: Task, at: int, groups: list[str], least: int) -> int | None:
    """The group that asks for a call; writes come in the order of the groups."""
    values = [one.value for one in task.provenance[at] if one.source == "user"]
    if any(not is_said(value, groups) for value in values):
        return None  # it is told only when asked for: who knows at which time
    holding = [at for at, text in enumerate(groups) if all(is_said(v, [text]) for v in values)]
    if task.purposes[at] == "write":
        if len(holding) != 1 or not values or holding[0] < least:
            return None
        points_back = any(_POINTS_BACK.search(text) for text in groups[holding[0] + 1 :])
        return None if points_back else holding[0]
    if not values or not holding:
        return len(groups) - 1
    return holding[-1] if task.purposes[at] == "answer" else holding[0]


def _slip(task: Task, dice: Dice) -> Slip | None:
    """A value of a write that stands once in the intent, and one that looks like it."""
    candidates = []
    for purpose, origins in zip(task.purposes, task.provenance, strict=True):
        for origin in origins:
            if purpose == "write" and origin.source == "user":
                candidates.extend(_slips_of(origin.value, task.intent))
    others = [one.value for origins in task.provenance for one in origins]
    sound = [one for one in candidates if others.count(one.value) == 1]
    return dice.pick(sound) if sound else None


def _slips_of(value: Any, intent: str) -> list[Slip]:
    """Ways to tell a value wrong, where it stands once in the intent in a known form."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return []
    return [
        Slip(right=right, wrong=wrong, value=value, untrue=untrue)
        for right, wrong, untrue in _wrong_forms(value)
        if _stands_once(right, intent) and wrong not in intent
    ][:1]


def _wrong_forms(value: str | float) -> list[tuple[str, str, Any]]:
    """A value as it is told, one that is not so as it is told, and that one itself."""
    if not isinstance(value, str):
        more = value + 2
        return [
            (said(value, name, {}, Style()), said(more, name, {}, Style()), more)
            for name in ("price", "count", "number")
        ]
    if is_day(value):
        day = int(value[8:])
        untrue = f"{value[:8]}{day - 1 if day > 1 else day + 1:02}"
        return [(day_said(value, one), day_said(untrue, one), untrue) for one in _STYLES]
    if _EMAIL.fullmatch(value):
        local, _, domain = value.partition("@")
        untrue = f"{other(local, [local]) or local + '2'}@{domain}"
        return [(value, untrue, untrue)]
    return []


_STYLES = (Style(), Style(day_first=True))


def _stands_once(text: str, intent: str) -> bool:
    """Whether a text stands once in an intent, and not inside of another word."""
    found = re.findall(rf"(?<![\w.,@$€£-]){re.escape(text)}(?![\w@-]|[.,]\w)", intent)
    return len(found) == 1 and intent.count(text) == 1
