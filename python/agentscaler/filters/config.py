"""Settings of the filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentscaler.errors import ConfigError

FORGIVABLE = ("unknown_tool", "arguments_not_json", "arguments_not_object", "arguments_do_not_fit")
"""Reasons of single calls, which an agent can mend in the next one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FiltersConfig:
    """Which stages of the funnel judge, and how strictly.

    Example:
        >>> FiltersConfig(alignment=False, exact=False, stuck_calls=5).validate()
    """

    validity: bool = True
    """Turns alternate; calls are answered once, known, and fit."""
    forgiven: tuple[str, ...] = ("arguments_do_not_fit",)
    """What validity forgives of a call where its result says that it failed (`is_error`) and a
    later call of the agent is right: of the same tool, unless the tool was unknown. May hold
    ``unknown_tool``, ``arguments_not_json``, ``arguments_not_object``, ``arguments_do_not_fit``."""
    end_tools: tuple[str, ...] = ("transfer_to_human_agents",)
    """Names of tools whose call ends a conversation, so that a result may be its last message where
    nobody recorded how it ended."""
    repetition: bool = True
    """Texts and calls do not go round."""
    ngram_words: int = 10
    """Words of an n-gram (count)."""
    ngram_share: float = 0.3
    """Share of the n-grams of one text that may have stood in it before, in [0, 1]."""
    ngram_min_words: int = 64
    """Words of a text from which on its n-grams are looked at (count)."""
    stuck_calls: int = 3
    """Times in a row that one call, or a cycle of calls, may not be made with the same result
    (count)."""
    cycle_calls: int = 4
    """Calls of the longest cycle that is looked for (count); 1: single calls only."""
    alignment: bool = True
    """The outcome is the right one: the reward on the recorded final changes is 1."""
    trust_reward: bool = False
    """Whether a recorded reward of 1 stands for the outcome where no final changes are recorded, as
    in data of others."""
    exact: bool = True
    """Tasks that only read: the calls are the gold calls."""
    exact_mode: Literal["ordered", "set", "subset"] = "ordered"
    """``ordered``: the same calls in the same order. ``set``: in any order, however often.
    ``subset``: all gold calls, and any others."""

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range.
        """
        for name, least in (
            ("ngram_words", 1),
            ("ngram_min_words", 1),
            ("stuck_calls", 2),
            ("cycle_calls", 1),
        ):
            if getattr(self, name) < least:
                raise ConfigError(
                    f"filters.{name} is {getattr(self, name)}", mend=f"at least {least}"
                )
        if not 0 <= self.ngram_share <= 1:
            raise ConfigError(f"filters.ngram_share is {self.ngram_share}", mend="from 0 to 1")
        for reason in self.forgiven:
            if reason not in FORGIVABLE:
                raise ConfigError(
                    f"filters.forgiven has {reason!r}", mend=f"there are: {', '.join(FORGIVABLE)}"
                )

    @property
    def needs_tasks(self) -> bool:
        """Whether a stage judges that has to know what was asked for."""
        return self.alignment or self.exact

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that judge, in their order; reading always does."""
        judging = ("validity", "repetition", "alignment", "exact")
        return ("reading", *(name for name in judging if getattr(self, name)))
