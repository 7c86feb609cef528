from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentscaler.errors import ConfigError


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsConfig:
    """Which words to keep."""

    min_letters: int = 3
    """Fewest letters
    of a word."""
    share: float = 0.5
    """A share in [0, 1]."""
    stop_words: tuple[str, ...] = ()
    """Words that are left out."""
    weights: dict[str, float] | None = None
    """Weight of a word."""
    order: Literal["up", "down"] = "up"
    """Order of the words."""
    strict: bool = False
    """Whether an empty file is an error."""
    sleep_s: float = 0.0
    """Time that a shard takes, in seconds."""

    def validate(self) -> None:
        if not 0 <= self.share <= 1:
            raise ConfigError(f"words.share is {self.share}, but must be in [0, 1]", mend="use 0.5")
