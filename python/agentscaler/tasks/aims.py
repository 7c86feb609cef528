"""What the next task of an environment is to be: shares of kinds and lengths that are kept to.

Drawing kind and length anew for each walk would give what is easy to find: a walk that fails is
replaced by one of another kind, and short walks are found where long ones are not. So the next aim
is drawn by what is still missing. A kind that was aimed at in vain some times in a row is given up,
and its share goes to the others; so does, from the start, a kind that an environment cannot have.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Role
from agentscaler.tasks.dice import Dice
from agentscaler.tasks.walk.building import Aim

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agentscaler.environments.design.blueprint import Operation
    from agentscaler.tasks.config import TasksConfig
    from agentscaler.tasks.setting import Setting
    from agentscaler.tasks.task import Task

_SEEDS = 1 << 32
_PATIENCE = 6
"""Walks in vain in a row after which a kind is given up, or twice as many as it has beginnings
where those are more."""
_MOST_PATIENT = 14
_FAILED = 2
"""A walk in vain weighs as much as so many tasks that began with the operation."""

_RARE = 2
"""A beginning among keys that nobody would know is so many times as rare."""


class Aims:
    """Draws what tasks are to be, by what is missing.

    Args:
        setting: Where they play.
        config: How many, how long, of which kinds.
        seed: Of the world.
    """

    __slots__ = ("_beginnings", "_begun", "_config", "_failed", "_seed", "_setting", "_vain")

    def __init__(self, setting: Setting, config: TasksConfig, *, seed: int) -> None:
        self._setting = setting
        self._config = config
        self._seed = seed
        order = Dice(seed, "tasks", setting.name, "order").shuffled(setting.wanted)
        kinds = (kind for kind, weight in sorted(config.kinds.items()) if weight > 0)
        found = {kind: [one for one in order if may_begin(setting, kind, one)] for kind in kinds}
        self._beginnings = {kind: tools for kind, tools in found.items() if tools}
        self._begun: Counter[str] = Counter()
        self._failed: Counter[tuple[str, str]] = Counter()
        self._vain: Counter[str] = Counter()

    def next(self, attempt: int, tasks: Iterable[Task], dice: Dice) -> Aim | None:
        """The next aim; ``None`` where every kind was given up.

        Args:
            attempt: Its number.
            tasks: What there is so far.
            dice: Choices of this attempt.
        """
        kinds = {
            kind: self._config.kinds[kind]
            for kind in self._beginnings
            if self._vain[kind]
            < min(max(_PATIENCE, 2 * len(self._beginnings[kind])), _MOST_PATIENT)
        }
        if not kinds:
            return None
        total, done = self._config.per_environment, list(tasks)
        kind = drawn(kinds, Counter(task.kind for task in done), total, dice)
        lengths = self._config.lengths
        made = Counter(nearest(lengths, task.difficulty.calls) for task in done)
        length = drawn(lengths, made, total, dice)
        # Every operation is a beginning as often as any other, as far as walks are found there.
        operation = min(self._beginnings[kind], key=lambda one: self._load(kind, one))
        self._begun[operation.tool] += 1
        starts = self._setting.starts
        turn = Dice(self._seed, "tasks", self._setting.name, "starts").below(len(starts))
        # In turn, but not in step with operations: each is met in every state.
        lap = attempt // len(starts)
        return Aim(
            kind=kind,
            length=int(length),
            operation=operation,
            seed=dice.below(_SEEDS),
            start=starts[(attempt + turn + lap) % len(starts)],
        )

    def note(self, aim: Aim, *, found: bool) -> None:
        """Remember whether an aim led to a task."""
        self._vain[aim.kind] = 0 if found else self._vain[aim.kind] + 1
        if not found:
            self._failed[aim.kind, aim.operation.tool] += 1

    def _load(self, kind: str, operation: Operation) -> int:
        rare = _RARE if operation.table in self._setting.opaque else 1
        return rare * self._begun[operation.tool] + _FAILED * self._failed[kind, operation.tool]


def drawn(weights: Mapping[str, float], done: Counter[str], total: int, dice: Dice) -> str:
    """One of the names, by how many of a total it still lacks.

    Example:
        >>> drawn({"a": 1, "b": 1}, Counter(a=2), 4, Dice(1))
        'b'
    """
    whole = sum(weights.values())
    lacking = [
        (name, max(0.0, weight / whole * total - done[name]))
        for name, weight in sorted(weights.items())
    ]
    return dice.weighted(lacking if any(lack for _, lack in lacking) else sorted(weights.items()))


def nearest(lengths: Iterable[str], calls: int) -> str:
    """The length of these that a number of calls is nearest to, the shorter of two.

    Example:
        >>> nearest(["1", "4", "8"], 6), nearest(["1", "4", "8"], 0)
        ('4', '1')
    """
    return min(lengths, key=lambda one: (abs(int(one) - calls), int(one)))


def may_begin(setting: Setting, kind: str, operation: Operation) -> bool:
    """Whether a task of a kind can begin with an operation at all."""
    match kind:
        case "write" | "mixed":
            return operation.writes
        case "missing_information":
            said = operation.having(Role.DATA, Role.KEY, Role.SCOPE)
            return operation.writes and bool(said)
        case "read":
            return not operation.writes
        case "forbidden":
            return any(rule.forbids for rule in setting.rules_of(operation.tool))
        case _:
            return True
