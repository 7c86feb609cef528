"""Where each value of an answer stands, so that it can be told with its name and its row.

Answers come in the order of the questions. A value may stand in many rows; the one that was asked
for is the one whose column and row the intent names at that place. Where none is, nothing is
guessed: the value is told by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from agentscaler.environments.json_value import same
from agentscaler.rollouts.scripted.telling import sentence_starts
from agentscaler.rollouts.scripted.wording import last_name, value_of
from agentscaler.tasks.json_paths import leaves, parent, value_at
from agentscaler.tasks.language.words import column_words, noun_of

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Blueprint, Table
    from agentscaler.rollouts.scripted.plan import Step
    from agentscaler.tasks.task import Task

_HOW_MANY = re.compile(
    r"[Hh]ow many ([^?.]+?) (?:there are|are there|do I have)( [^?.]*?)?[?.]"
    r"|[Tt]he number of ((?!the )[^?.]+?)[?.]|[Cc]ount all ([^?.]+?) and tell"
)
_SHORTEST = 3
"""Characters of a text by which a row is known again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Where a value of the answer stands in the results of gold."""

    value: Any
    step: int | None = None
    """``None``: nowhere as it is; it was counted or added up."""
    path: str = ""
    counted: str = ""
    """What was counted, in the words of the question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    at: int
    """Where its column is named in the intent."""
    known: bool
    """Whether the sentence names its row."""
    step: int
    path: str


def find_answers(task: Task, steps: tuple[Step, ...], blueprint: Blueprint) -> tuple[Found, ...]:
    """Where each value of an answer stands."""
    if not task.answer:
        return ()
    reader = _Reader(task, blueprint)
    indexes = [(step, _index(step.content)) for step in steps]
    found: list[Found] = []
    for value in task.answer:
        candidates = [
            candidate
            for step, index in indexes
            for path in index.get(_key(value), ())
            if (candidate := reader.candidate(step, path, value)) is not None
        ]
        best = min(candidates, key=lambda one: (not one.known, one.at, one.step), default=None)
        found.append(reader.taken(value, best))
    return tuple(found)


class _Reader:
    """Goes through the questions of an intent, one after the other."""

    def __init__(self, task: Task, blueprint: Blueprint) -> None:
        self._intent = task.intent
        self._blueprint = blueprint
        self._starts = sentence_starts(task.intent)
        self._pointer = 0
        """Where the next question is looked for."""

    def candidate(self, step: Step, path: str, value: Any) -> _Candidate | None:
        """A place of a value, where the intent still asks for its column."""
        if step.operation is None:
            return None
        table = self._blueprint.table(step.operation.table)
        at = self._asked_at(_names(last_name(path), table))
        if at is None:
            return None
        known = _names_row(step, path, value, self._sentence(at))
        return _Candidate(at=at, known=known, step=step.at, path=path)

    def taken(self, value: Any, best: _Candidate | None) -> Found:
        """The place that a value is told from; the next question stands behind it."""
        if isinstance(value, int) and not isinstance(value, bool):
            asked = _HOW_MANY.search(self._intent, self._pointer)
            if asked is not None and (best is None or asked.start() < best.at):
                self._pointer = asked.start() + 1
                head, tail, *others = asked.groups()
                what = next((one for one in (head, *others) if one), "") + (tail or "")
                return Found(value=value, counted=what)
        if best is None:
            return Found(value=value)
        self._pointer = best.at + 1
        return Found(value=value, step=best.step, path=best.path)

    def _asked_at(self, names: list[str]) -> int | None:
        places = [
            found.start()
            for name in names
            if (found := _word(name).search(self._intent, self._pointer)) is not None
        ]
        return min(places, default=None)

    def _sentence(self, at: int) -> str:
        number = bisect_right(self._starts, at) - 1
        rest = self._starts[number + 1 : number + 2] or [len(self._intent)]
        return self._intent[self._starts[number] : rest[0]]


@cache
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _index(content: Any) -> dict[Any, list[str]]:
    index: dict[Any, list[str]] = {}
    for path, leaf in leaves(content):
        if path and not isinstance(leaf, list | dict):
            index.setdefault(_key(leaf), []).append(path)
    return index


def _key(value: Any) -> Any:
    """Equal for values that are the same; true is not 1."""
    return (bool, value) if isinstance(value, bool) else value


def _names(column: str, table: Table) -> list[str]:
    """What users call a column."""
    words = [column_words(column, table.noun)] if column else []
    if column in table.key:
        words += ["number", "ID", noun_of(table)]
    if table.has(column) and table.column(column).made == "created":
        words.append("was created")
    return words


def _names_row(step: Step, path: str, value: Any, text: str) -> bool:
    """Whether a text tells something of the row that a value stands in."""
    try:
        row = value_at(step.content, parent(path)) if parent(path) else step.content
    except KeyError:
        return False
    cells = [leaf for _, leaf in leaves(row)] if isinstance(row, dict) else []
    given = [value_of(step.arguments, one.argument) for one in step.origins]
    return any(
        str(cell) in text
        for cell in [*cells, *given]
        if isinstance(cell, str | int)
        and not isinstance(cell, bool)
        and len(str(cell)) >= _SHORTEST
        and not same(cell, value)
    )
