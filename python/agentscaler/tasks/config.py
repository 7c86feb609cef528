"""Settings of the tasks stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from agentscaler.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_CALLS = 12
KINDS = ("write", "read", "mixed", "impossible", "forbidden", "missing_information")
"""What a task may be: see `agentscaler.tasks.task.Task.kind`."""


def _lengths() -> dict[str, float]:
    return {"1": 2, "2": 4, "3": 5, "4": 5, "5": 4, "6": 3, "7": 2, "8": 2, "10": 1.5, "12": 1}


def _kinds() -> dict[str, float]:
    return {
        "write": 0.36,
        "read": 0.18,
        "mixed": 0.14,
        "impossible": 0.10,
        "forbidden": 0.12,
        "missing_information": 0.10,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class TasksConfig:
    """How many tasks of which kind and length.

    Example:
        >>> TasksConfig(per_environment=5, lengths={"3": 1}).validate()
    """

    per_environment: int = 24
    """Tasks of an environment at most (count)."""
    attempts: int = 4
    """Walks that are tried for each task that is wanted (count); what fails has a reason."""
    lengths: dict[str, float] = field(default_factory=_lengths)
    """Number of gold calls (1 to 12) -> weight. A walk stops at the number that it aims at, or
    where nothing fits any more; lengths that are missing are aimed at more often."""
    kinds: dict[str, float] = field(default_factory=_kinds)
    """Kind -> weight: its share of the tasks of an environment that can have it. What an
    environment cannot have goes to the other kinds."""
    plan_calls: int = 1_000
    """Calls that the audit may make to look for a shorter plan, and again to count orders, for
    each task, a fifth as far: enough for five writes in any order, and for most of six;
    beyond it the audit says ``bound``."""
    environments_per_shard: int = 8
    """Environments whose tasks stand in one file (count)."""
    writer: Literal["rules", "model"] = "rules"
    """Who writes the intents: ``rules``, the patterns alone; ``model``: the one that the section
    ``llm`` names says each of them in other words, behind the same checks."""

    @property
    def asks(self) -> tuple[str, ...]:
        """The steps for which a model is asked."""
        return ("intents",) if self.writer == "model" else ()

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range.
        """
        for name in ("per_environment", "attempts", "environments_per_shard", "plan_calls"):
            if getattr(self, name) < 1:
                raise ConfigError(f"tasks.{name} is {getattr(self, name)}", mend="at least 1")
        _check_weights("lengths", self.lengths)
        for length in self.lengths:
            if not (length.isdecimal() and 1 <= int(length) <= MAX_CALLS):
                raise ConfigError(
                    f"tasks.lengths has the length {length}", mend=f"a number from 1 to {MAX_CALLS}"
                )
        _check_weights("kinds", self.kinds)
        for kind in self.kinds:
            if kind not in KINDS:
                raise ConfigError(
                    f"tasks.kinds has the kind {kind}", mend=f"there are: {', '.join(KINDS)}"
                )


def _check_weights(name: str, weights: Mapping[str, float]) -> None:
    if not any(weight > 0 for weight in weights.values()):
        raise ConfigError(f"tasks.{name} has no weight above 0", mend="give one")
    for key, weight in weights.items():
        if weight < 0:
            raise ConfigError(f"tasks.{name}.{key} is {weight}", mend="at least 0")
