"""Settings of the environments stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentscaler.errors import ConfigError

MOST_STATES = 100
"""More databases of one environment would be files that nobody reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentsConfig:
    """How environments are made of domains.

    Example:
        >>> EnvironmentsConfig(min_rows=4, max_rows=8).validate()
    """

    designer: Literal["rules", "model"] = "rules"
    """Who designs tables, programs and policy: ``rules`` needs no model; ``model`` is the one that
    the section ``llm`` names."""
    min_rows: int = 8
    """Fewest rows of a table (count)."""
    max_rows: int = 24
    """Most rows of a table (count)."""
    states: int = 1
    """Databases of each environment, which differ in their seed (count)."""
    repairs: int = 2
    """Rounds in which failed checks go back to the designer (count); what fails after them is left
    out."""
    min_tools: int = 3
    """Fewest tools of an environment (count): one with fewer has nothing to do in it."""

    @property
    def asks(self) -> tuple[str, ...]:
        """The steps for which a model is asked."""
        return ("designer",) if self.designer == "model" else ()

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range, or two contradict each other.
        """
        if not 1 <= self.min_rows <= self.max_rows:
            raise ConfigError(
                f"environments.min_rows is {self.min_rows}, environments.max_rows {self.max_rows}",
                mend="1 or more, and max_rows not below min_rows",
            )
        if not 1 <= self.states <= MOST_STATES:
            raise ConfigError(
                f"environments.states is {self.states}", mend=f"from 1 to {MOST_STATES}"
            )
        if self.repairs < 0:
            raise ConfigError(f"environments.repairs is {self.repairs}", mend="0 or more")
        if self.min_tools < 1:
            raise ConfigError(f"environments.min_tools is {self.min_tools}", mend="1 or more")
