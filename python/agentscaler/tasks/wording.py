"""What a written intent must be: all that the walk needs said, nothing given away, nothing new."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments.json_value import same
from agentscaler.tasks.checks import find_fault, is_said
from agentscaler.tasks.language.writing import Draft, Facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments import State
    from agentscaler.tasks.language.writing import IntentWriter
    from agentscaler.tasks.setting import Setting
    from agentscaler.tasks.task import Task

_LONGER = 3
_ROOM = 200
"""A text may have so many times the characters of that of the patterns, and some more."""
_NUMBERED = re.compile(r"[\w#@./:+€$£%-]*\d[\w#@./:+€$£%,-]*")
_ECHO = 4
"""Characters from which on a value is told once only: shorter ones are words as well."""


def reworded(
    setting: Setting,
    tasks: Sequence[Task],
    said: Sequence[tuple[tuple[Any, ...], State]],
    writer: IntentWriter,
) -> list[Task]:
    """The tasks with the intents that a writer gives them.

    Args:
        setting: Where they play.
        tasks: With the intents of the patterns.
        said: Of each: the values that its intent has to tell, and the state that it begins with.
        writer: Who writes.
    """
    drafts = [
        _draft(setting, task, values, start)
        for task, (values, start) in zip(tasks, said, strict=True)
    ]
    return [
        task.worded(written.text, written.to_plain())
        for task, written in zip(tasks, writer.write(drafts), strict=True)
    ]


def _draft(setting: Setting, task: Task, values: tuple[Any, ...], start: State) -> Draft:
    persona = task.persona
    facts = Facts(
        text=task.intent,
        name=persona.name,
        guide=persona.guide,
        values=values,
        kept_back=tuple(secret.about for secret in persona.tells_when_asked),
    )

    def fault(text: str) -> tuple[str, str] | None:
        found = text_fault(text, facts)
        return found or find_fault(replace(task, intent=text), setting, start)

    return Draft(facts=facts, fault=fault)


def text_fault(text: str, facts: Facts) -> tuple[str, str] | None:
    """What is wrong with a text beside what `find_fault` looks at.

    Example:
        >>> facts = Facts(text="Cancel order W100.", name="Ada", guide="", values=("W100",))
        >>> text_fault("Order W100 can go.", facts)
        >>> text_fault("Order W100 of March 3 can go.", facts)
        ('invented_value', '3')
        >>> text_fault("My order can go.", facts)
        ('missing_value', "'W100'")
    """
    if not text:
        return "empty", "there is no text"
    if len(text) > _LONGER * len(facts.text) + _ROOM:
        return "too_long", f"{len(text)} characters"
    for value in facts.values:
        if is_said(value, [facts.text]) and not is_said(value, [text]):
            return "missing_value", repr(value)
        if isinstance(value, str) and _times(value, text) > max(1, _times(value, facts.text)):
            return "repeated_value", repr(value)
    known = _tokens(facts.text)
    for token in sorted(_tokens(text) - known):
        if not any(same(token, value) for value in facts.values):
            return "invented_value", token
    return None


def _times(value: str, text: str) -> int:
    """How often a value stands in a text; a short one counts as once."""
    return text.casefold().count(value.casefold()) if len(value) >= _ECHO else 1


def _tokens(text: str) -> set[str]:
    """Words of a text that have a digit: numbers, codes, dates, addresses."""
    return {found.strip(".,:-/") for found in _NUMBERED.findall(text)}
