"""What is measured: an environment that answers the calls of an episode."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from agentscaler.environments.design.forge import forge
from agentscaler.environments.state import Schema, State
from agentscaler.environments.toolset import ToolSet
from agentscaler.errors import ToolError
from agentscaler.tools.names import clean_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agentscaler.environments.design.blueprint import LeftOut
    from agentscaler.environments.design.draft import (
        DesignTask,
        EnvironmentDesigner,
        EnvironmentDraft,
    )
    from agentscaler.environments.fidelity.traces import Episode
    from agentscaler.environments.toolset import Kind

CLOCK_US = 1_714_564_800_000_000
"""2024-05-01T12:00:00Z, when the recorded episodes begin: a date to come is one on both sides."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a call gave."""

    kind: Kind
    value: Any = None
    """JSON value, where it is ``ok``."""
    text: str = ""
    """Message of what is not ``ok``."""


class Session(Protocol):
    """An episode that runs."""

    def call(self, operation: str, arguments: Mapping[str, Any]) -> Answer:
        """Call a tool."""


class Subject(Protocol):
    """An environment under measurement."""

    def covers(self, operation: str) -> bool:
        """Whether it has a program for it."""

    def why_not(self, operation: str) -> str:
        """Why it has none."""

    def begin(self, episode: Episode) -> Session:
        """Begin an episode: nothing is there yet."""


if TYPE_CHECKING:
    SubjectFactory = Callable[[DesignTask], Subject]
    """Makes what is measured of the tools of a service; it is pickled."""


class Designed:
    """An environment that a designer made, in memory, without a row in it.

    Args:
        draft: Tables, programs and list of tools.
        dropped: Tools that it had before.
        broken: Why no environment came of it; then it covers nothing.

    A draft whose programs do not compile covers nothing, and `why_not` tells what is wrong.
    """

    def __init__(
        self,
        draft: EnvironmentDraft,
        *,
        dropped: Sequence[LeftOut] = (),
        broken: str = "",
    ) -> None:
        self._reasons = {
            one.tool: f"{one.reason} {one.detail}".strip()
            for one in (*draft.blueprint.left_out, *dropped)
        }
        self._tools: ToolSet | None = None
        self._broken = broken
        if not broken:
            try:
                self._tools = ToolSet(draft.source, list(draft.tools))
            except ToolError as error:
                self._broken = str(error)
        listed = () if self._tools is None else self._tools.tools
        self._covered = frozenset(tool["name"] for tool in listed)
        self._empty = empty_state(draft)

    def covers(self, operation: str) -> bool:
        """Whether it has a program for it."""
        return clean_name(operation) in self._covered

    def why_not(self, operation: str) -> str:
        """Why it has none."""
        return self._broken or self._reasons.get(clean_name(operation), "there is no such tool")

    def begin(self, episode: Episode) -> Session:
        """Begin an episode; its number is the seed."""
        state = self._empty.fork()
        state.side = state.side.replace(
            clock_us=CLOCK_US, seed=episode.number, drawn=0, counters={}
        )
        return _Run(self._tools, state)


class _Run:
    def __init__(self, tools: ToolSet | None, state: State) -> None:
        self._tools = tools
        self._state = state

    def call(self, operation: str, arguments: Mapping[str, Any]) -> Answer:
        if self._tools is None:
            return Answer(kind="fault", text="there are no programs")
        result = self._tools.call(self._state, clean_name(operation), arguments)
        if result.is_error:
            detail = result.detail or ""
            return Answer(kind=result.kind, text=f"{result.content}\n{detail}".strip())
        try:
            return Answer(kind="ok", value=json.loads(result.content))
        except json.JSONDecodeError:
            return Answer(kind="ok", value=result.content)


def empty_state(draft: EnvironmentDraft) -> State:
    """All tables of a draft, no rows."""
    tables = draft.schema.get("tables", {})
    names = dict.fromkeys([*tables, *draft.state])
    rows: dict[str, Any] = {
        name: {} if _is_object(tables.get(name, {}), draft.state.get(name)) else []
        for name in names
    }
    return State.from_json(rows, Schema.from_json(json.dumps(draft.schema).encode()))


def _is_object(table: Mapping[str, Any], rows: Any) -> bool:
    return isinstance(rows, dict) or table.get("kind") in {"keyed", "document"}


def designed_by(designer: EnvironmentDesigner, *, checked: bool = False) -> SubjectFactory:
    """What is measured when a designer makes the environments.

    Args:
        designer: Is pickled where the measurement has processes.
        checked: Measure what passes all checks, as a world would hold it: tools that fail are
            left out. Else the draft as the designer made it.
    """
    return functools.partial(_forge if checked else _design, designer)


def _design(designer: EnvironmentDesigner, task: DesignTask) -> Subject:
    # Episodes begin with no rows, so none are made up.
    return Designed(designer.design(replace(task, rows=(0, 0))))


def _forge(designer: EnvironmentDesigner, task: DesignTask) -> Subject:
    forged = forge(designer, task)
    broken = "" if forged.reason is None else f"{forged.reason}: {forged.detail}"
    return Designed(forged.draft, dropped=forged.dropped, broken=broken)
