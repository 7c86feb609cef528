"""Settings of the packing stage."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from agentscaler.errors import ConfigError

MAX_CAPACITY = 2**24
MIN_VOCABULARY = 265
"""The 256 bytes and the control tokens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PackingConfig:
    """Which tokenizer and template, and how large a bin is.

    Example:
        >>> PackingConfig(capacity=4096).validate()
    """

    tokenizer: str = ""
    """Path of a ``tokenizer.json``, or of the folder that holds it; empty: one is trained on the
    kept trajectories."""
    vocab_size: int = 8_192
    """Tokens of a tokenizer that is trained (count)."""
    train_mb: int = 16
    """Text that a tokenizer is trained on at most (MB)."""
    chat_template: str = "compact"
    """Path of a chat template, or ``compact``, the short one of this package."""
    variables: str = "{}"
    """What the template finds beside messages and tools, as a JSON object."""
    now: str | None = None
    """The date that ``strftime_now`` tells to a template, such as ``2025-01-31``; unset: templates
    have no such function."""
    arguments: Literal["raw", "parsed"] = "raw"
    """Arguments of calls as the model emitted them, or as objects, as servers hand them to
    templates."""
    max_tokens: int = 0
    """Tokens of a trajectory at most; 0: as bins hold."""
    over_long: Literal["leave_out", "cut"] = "leave_out"
    """What becomes of longer ones: they are left out, or cut after the last message of the
    assistant that fits. Both are counted."""
    renamed: int = 0
    """Copies of each trajectory in which the words of its domain are others, the same all through
    the copy (count): random weights then learn to read names, not to know them. 0 for models that
    can read."""
    capacity: int = 32_768
    """Tokens of a bin, and the most that a trajectory may have (tokens)."""
    as_transformers: bool = False
    """Take whatever Transformers takes: control tokens in texts become control tokens."""

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range.
        """
        for name, least, most in (
            ("max_tokens", 0, MAX_CAPACITY),
            ("renamed", 0, 1_000),
            ("capacity", 1, MAX_CAPACITY),
            ("vocab_size", MIN_VOCABULARY, 2**20),
            ("train_mb", 1, 2**12),
        ):
            if not least <= getattr(self, name) <= most:
                raise ConfigError(
                    f"packs.{name} is {getattr(self, name)}", mend=f"from {least} to {most}"
                )
        if self.over_long == "cut" and not self.max_tokens:
            raise ConfigError("packs.over_long is cut", mend="say where: packs.max_tokens")
        try:
            is_object = isinstance(json.loads(self.variables), dict)
        except ValueError:
            is_object = False
        if not is_object:
            raise ConfigError(
                f"packs.variables is {self.variables!r}", mend="a JSON object such as {}"
            )
