"""Settings of the rollouts stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from agentscaler.errors import ConfigError
from agentscaler.rollouts.scripted.mistakes import MISTAKES

if TYPE_CHECKING:
    from collections.abc import Mapping

AGENTS = ("oracle", "scripted", "random", "model")
"""``oracle`` follows gold without a mistake, ``scripted`` with named ones; ``random`` calls tools
at random; ``model`` is the one that the section ``llm`` names."""


def _agents() -> dict[str, float]:
    return {"oracle": 0.5, "scripted": 0.45, "random": 0.05}


def _mistakes() -> dict[str, float]:
    return dict.fromkeys(MISTAKES, 1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class RolloutsConfig:
    """Who plays, how often, and for how long.

    Example:
        >>> RolloutsConfig(trials=1, agents={"oracle": 1}).validate()
    """

    trials: int = 4
    """Episodes of each task (count); the k of pass^k."""
    agents: dict[str, float] = field(default_factory=_agents)
    """Agent -> weight: ``oracle``, ``scripted`` (errs), ``random``, ``model``. Each episode draws
    one."""
    user: Literal["scripted", "model", "none"] = "scripted"
    """Who plays the user; ``none``: the intent is all that is said."""
    mistakes: dict[str, float] = field(default_factory=_mistakes)
    """Mistake of the scripted agent -> weight; their names are in docs/rollouts.md."""
    recovery: float = 0.6
    """Share of the mistakes that it puts right, where they can be seen (0 to 1)."""
    tools_shown: int | None = None
    """Tools of an episode at most (count): those that its task takes, and others drawn from its
    environment. Fewer make the choice easier and the prompt shorter; unset: all."""
    max_turns: int = 60
    """Messages of agent and user in an episode (count)."""
    max_calls: int = 120
    """Calls in an episode (count)."""
    max_errors: int = 10
    """Calls that are not answered in an episode (count)."""
    max_characters: int = 400_000
    """Characters of the messages of an episode: about 100,000 tokens."""
    environments_per_shard: int = 4
    """Environments whose rollouts stand in one file (count)."""

    @property
    def asks(self) -> tuple[str, ...]:
        """The steps for which a model is asked."""
        agent = ("agent",) if self.agents.get("model", 0) > 0 else ()
        return (*agent, "user") if self.user == "model" else agent

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range.
        """
        counts = ("trials", "max_turns", "max_calls", "max_errors", "max_characters")
        for name in (*counts, "environments_per_shard"):
            if getattr(self, name) < 1:
                raise ConfigError(f"rollouts.{name} is {getattr(self, name)}", mend="at least 1")
        if self.tools_shown is not None and self.tools_shown < 1:
            raise ConfigError(
                f"rollouts.tools_shown is {self.tools_shown}", mend="at least 1, or unset"
            )
        if not 0 <= self.recovery <= 1:
            raise ConfigError(f"rollouts.recovery is {self.recovery}", mend="from 0 to 1")
        _check_weights("agents", self.agents, AGENTS)
        _check_weights("mistakes", self.mistakes, tuple(MISTAKES))


def _check_weights(name: str, weights: Mapping[str, float], known: tuple[str, ...]) -> None:
    if not any(weight > 0 for weight in weights.values()):
        raise ConfigError(f"rollouts.{name} has no weight above 0", mend="give one")
    for key, weight in weights.items():
        if key not in known:
            raise ConfigError(
                f"rollouts.{name} has no {key}", mend=f"there are: {', '.join(known)}"
            )
        if weight < 0:
            raise ConfigError(f"rollouts.{name}.{key} is {weight}", mend="at least 0")
