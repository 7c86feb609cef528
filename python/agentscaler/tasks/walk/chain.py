"""A chain of calls in the making: each is made on a fork, and taken back where it leads nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from agentscaler.environments.json_value import same
from agentscaler.environments.seeding.naming import words_of
from agentscaler.tasks.json_paths import items, joined, leaves, parent, put
from agentscaler.tasks.walk.scene import Row, Scene

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments import State, StateDiff
    from agentscaler.environments.design.blueprint import Operation
    from agentscaler.tasks.setting import Setting

Source: TypeAlias = Literal["user", "result", "tool", "free"]
"""Whence an argument is known. ``user``: told in the intent or, when asked, by the persona.
``result``: an earlier call gave it. ``tool``: the specification of the tool allows nothing else
that would do (a status to filter by, a confirmation). ``free``: whatever the agent takes, the
outcome is the same (a request token, a size of pages)."""
_PARSED = 256
"""Results that are kept as they were read."""
Purpose: TypeAlias = Literal["lookup", "write", "answer", "condition"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Whence a value is known."""

    argument: str
    """Path in the arguments: ``order_id``, ``items[0].sku``; in a `Given` below the argument."""
    source: Source
    value: Any
    call: int | None = None
    """Number of the earlier call, from 0."""
    path: str | None = None
    """Path in its result."""

    def below(self, argument: str) -> Origin:
        """The same for an argument that holds the value."""
        rest = self.argument
        if not rest:
            return replace(self, argument=argument)
        return replace(self, argument=argument + (rest if rest[0] == "[" else f".{rest}"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A value for an argument, with the origins of its parts."""

    value: Any
    origins: tuple[Origin, ...]

    @classmethod
    def by(cls, source: Source, value: Any) -> Given:
        """A value whose parts all come from one source."""
        origins = tuple(
            Origin(argument=place, source=source, value=leaf) for place, leaf in leaves(value)
        )
        return cls(value=value, origins=origins)

    @classmethod
    def listed(cls, parts: list[Given]) -> Given:
        """A list of given values."""
        origins = tuple(
            origin.below(joined("", at)) for at, part in enumerate(parts) for origin in part.origins
        )
        return cls(value=[part.value for part in parts], origins=origins)


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A call that was made and answered."""

    at: int
    operation: Operation
    arguments: dict[str, Any]
    origins: tuple[Origin, ...]
    purpose: Purpose
    content: str
    result: Any
    """The content as JSON, or the text where it is none."""
    told: dict[Any, list[tuple[str, Any]]]
    """Hash of a value -> where it stands in the result, with the value."""
    objects: dict[str, Row]
    """Every object in the result, by its path, from the outside in."""

    def given(self, value: Any, *, within: str = "") -> Given | None:
        """A value that its result tells, where it stands first below a place."""
        for path, leaf in self.told.get(_hashed(value), ()):
            if path.startswith(within) and same(leaf, value) and not isinstance(leaf, bool):
                origin = Origin(argument="", source="result", value=leaf, call=self.at, path=path)
                return Given(value=leaf, origins=(origin,))
        return None

    def shows(self, wanted: Row) -> str | None:
        """Path of the first object in its result that has these values, or ``None``."""
        first = next(iter(wanted.values()), None)
        for place, _ in self.told.get(_hashed(first), ()):
            path = parent(place)
            item = self.objects.get(path)
            if item is not None and all(_has_cell(item, *cell) for cell in wanted.items()):
                return path
        return None

    def tells(self, value: Any) -> bool:
        """Whether the result has a value."""
        return any(same(leaf, value) for _, leaf in self.told.get(_hashed(value), ()))


def _hashed(value: Any) -> Any:
    """A key that equal values share."""
    return value if isinstance(value, str | int | float) else None


def _has_cell(item: Row, column: str, value: Any) -> bool:
    """Whether an object has a value; a number counts only under a name like that of its column."""
    return any(
        same(cell, value)
        and (isinstance(value, str) or words_of(name)[-1:] == words_of(column)[-1:])
        for name, cell in item.items()
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a chain was."""

    calls: int
    state: State


@dataclass(slots=True)
class Chain:
    """Calls that were made one after the other on a fork of the initial state."""

    setting: Setting
    seed: int
    most: int
    """Calls that it may have."""
    start: StateDiff | None = None
    """What turns the initial state of the environment into that of the task."""
    calls: list[Made] = field(default_factory=list)
    state: State = field(init=False)
    _scene: Scene | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.state = self.setting.environment.fresh(seed=self.seed, changes=self.start)

    def scene(self) -> Scene:
        """The rows as they are now."""
        if self._scene is None:
            self._scene = Scene(self.state, self.setting.blueprint)
        return self._scene

    def mark(self) -> Mark:
        """Remember where it is."""
        return Mark(len(self.calls), self.state.savepoint())

    def back(self, mark: Mark) -> None:
        """Take back what came after a mark."""
        if any(made.operation.writes for made in self.calls[mark.calls :]):
            self._scene = None
        del self.calls[mark.calls :]
        self.state.restore(mark.state)

    def call(
        self, operation: Operation, given: Mapping[str, Given], purpose: Purpose
    ) -> Made | None:
        """Make a call.

        Returns:
            ``None`` where the chain is full, the call is not answered, or writes what an equal one
            has written; then nothing has changed.
        """
        if len(self.calls) >= self.most:
            return None
        arguments: dict[str, Any] = {}
        for name, one in given.items():
            put(arguments, name, one.value)
        for done in self.calls:
            if done.operation is not operation or not same(done.arguments, arguments):
                continue
            # A read that was made already has told what it tells; whether an answer may rest on it
            # is looked at in the end. Nobody asks twice for the same write in the same words.
            return None if operation.writes else done
        before = self.state.savepoint()
        answer = self.setting.environment.toolset.call(self.state, operation.tool, arguments)
        if answer.kind != "ok":
            self.state.restore(before)
            return None
        if operation.writes:
            self._scene = None
        result, told, objects = _parsed(answer.content)
        made = Made(
            at=len(self.calls),
            operation=operation,
            arguments=arguments,
            origins=tuple(
                origin.below(name) for name, one in given.items() for origin in one.origins
            ),
            purpose=purpose,
            content=answer.content,
            result=result,
            told=told,
            objects=objects,
        )
        self.calls.append(made)
        return made


@lru_cache(maxsize=_PARSED)
def _parsed(content: str) -> tuple[Any, dict[Any, list[tuple[str, Any]]], dict[str, Row]]:
    """What a result says, where each of its values stands, and its objects; nobody changes them.

    Walks read the same lists again and again.
    """
    try:
        result = json.loads(content)
    except ValueError:
        result = content
    told: dict[Any, list[tuple[str, Any]]] = {}
    for path, leaf in leaves(result):
        told.setdefault(_hashed(leaf), []).append((path, leaf))
    return result, told, dict(items(result))
