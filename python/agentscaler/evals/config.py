"""Settings of the scores stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentscaler.errors import ConfigError

SCRIPTED = ("oracle", "scripted", "random")
"""Agents that need no model."""
CHECKPOINTS = ("untrained", "general", "vertical")
"""What training began with, and what each of its stages left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EvalsConfig:
    """Who is measured on what.

    Example:
        >>> EvalsConfig(agents=("oracle", "random"), trials=4).validate()
    """

    agents: tuple[str, ...] = ("oracle", "random", *CHECKPOINTS)
    """``oracle`` (follows gold), ``scripted`` (errs), ``random`` (calls tools at random);
    ``untrained``, ``general``, ``vertical``: checkpoints of this world; any other name is the
    folder of a checkpoint."""
    split: Literal["held_out", "vertical", "general"] = "held_out"
    """Tasks of these domains; ``held_out`` ones were never trained on."""
    trials: int = 1
    """Episodes of each task (count); pass^k needs k of them."""
    max_tasks: int | None = None
    """Tasks at most, the first by id, which is as good as at random; unset: all."""
    max_gold_calls: int | None = None
    """Only tasks with at most so many gold calls; unset: all."""
    user: Literal["scripted", "none"] = "scripted"
    """Who plays the user; ``none``: the intent is all that is said."""
    tools_shown: int | None = None
    """Tools of an episode at most (count), the needed ones among them, for every agent alike;
    unset: all of the environment."""
    temperature: float = 0.0
    """Of checkpoints: 0: the likeliest token; above: drawn. Trials of a checkpoint differ only
    above 0."""
    max_new_tokens: int = 256
    """Tokens of one reply of a checkpoint at most (count)."""
    strict: bool = False
    """Calls of checkpoints are held to the shown tools while they are written, as servers do with
    guided decoding and strict function calling."""
    batch: int = 32
    """Replies of a checkpoint that are made together (count)."""
    max_turns: int = 30
    """Messages of agent and user in an episode (count)."""
    max_errors: int = 10
    """Calls that are not answered in an episode (count)."""

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range.
        """
        if not self.agents or len(set(self.agents)) < len(self.agents):
            raise ConfigError(
                f"scores.agents is {list(self.agents)}", mend="name at least one, each once"
            )
        for name in ("trials", "max_new_tokens", "batch", "max_turns", "max_errors"):
            if getattr(self, name) < 1:
                raise ConfigError(f"scores.{name} is {getattr(self, name)}", mend="at least 1")
        for name in ("max_tasks", "max_gold_calls", "tools_shown"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ConfigError(f"scores.{name} is {value}", mend="at least 1, or unset")
        if self.temperature < 0:
            raise ConfigError(f"scores.temperature is {self.temperature}", mend="at least 0")
