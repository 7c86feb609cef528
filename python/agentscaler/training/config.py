"""Settings of training: of the stage as a whole, and of one loop."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from agentscaler.errors import ConfigError
from agentscaler.training.attention import BACKENDS

STAGES = ("general", "vertical")
"""The two stages of the paper (section 3.2): all domains first, then the chosen ones."""

PRIMER_TOKENS = 1024
"""Tokens of a pack of exercises."""

Schedule = Literal["cosine", "linear", "constant"]
Precision = Literal["auto", "float32", "bf16", "bf16_weights"]
Optimizer = Literal["adamw", "muon"]
Architecture = Literal["qwen3", "qwen3_moe"]
Weights = Literal["random", "recall"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Loop:
    """One loop of training: what `train` does with some packs.

    Example:
        >>> Loop(steps=100, learning_rate=1e-3).validate("general")
    """

    steps: int | None = None
    """Optimizer steps; unset: as many as ``epochs`` make."""
    epochs: float = 1.0
    """How often every pack is seen, where ``steps`` is unset."""
    packs_per_step: int = 8
    """Packs whose gradients make one step, over all ranks together (count)."""
    learning_rate: float = 1e-3
    """Highest learning rate."""
    schedule: Schedule = "cosine"
    """How it falls after the warm-up."""
    warmup: float = 0.05
    """Share of the steps in which it rises from 0 (0 to 1)."""
    optimizer: Optimizer = "adamw"
    """``adamw``, or ``muon`` for matrices with AdamW for the rest, which learns from random weights
    sooner; what was trained with AdamW goes on best with AdamW."""
    weight_decay: float = 0.1
    """None on norms and biases."""
    beta2: float = 0.95
    """Of AdamW: memory of squared gradients."""
    clip: float = 1.0
    """Norm that gradients are cut to; 0: never."""
    precision: Precision = "auto"
    """``float32``; ``bf16``: 32 bit weights, 16 bit products; ``bf16_weights``: everything in 16
    bit, which halves memory and rounds small updates away. ``auto``: ``bf16`` on CUDA, ``float32``
    elsewhere (16 bit on a processor is 30 times slower)."""
    gradient_checkpointing: bool = False
    """Forget activations and compute them again: less memory, a third more work."""
    compile: bool = False
    """Compile every decoder layer: slow to begin, faster on CUDA."""
    attention: str = "auto"
    """``auto``, or one of ``flash_attention_3``, ``flash_attention_2``, ``flash_attention_4``,
    ``varlen``, ``segments``."""
    save_every: int = 200
    """Steps between checkpoints (count)."""
    keep: int = 2
    """Checkpoints that are kept, the newest (count)."""
    log_every: int = 10
    """Steps between lines of metrics (count)."""

    def validate(self, section: str = "checkpoints") -> None:  # noqa: C901  a list of ranges
        """Refuse what cannot be.

        Args:
            section: Where the settings stand, for messages.

        Raises:
            ConfigError: A setting is outside its range.
        """
        for name in ("packs_per_step", "save_every", "keep", "log_every"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{section}.{name} is {getattr(self, name)}", mend="at least 1")
        if self.steps is not None and self.steps < 1:
            raise ConfigError(f"{section}.steps is {self.steps}", mend="at least 1, or unset")
        for name in ("epochs", "learning_rate"):
            if not getattr(self, name) > 0:
                raise ConfigError(f"{section}.{name} is {getattr(self, name)}", mend="above 0")
        for name in ("weight_decay", "clip"):
            if getattr(self, name) < 0:
                raise ConfigError(f"{section}.{name} is {getattr(self, name)}", mend="at least 0")
        for name in ("warmup", "beta2"):
            if not 0 <= getattr(self, name) < 1:
                raise ConfigError(
                    f"{section}.{name} is {getattr(self, name)}", mend="at least 0, below 1"
                )
        if self.attention != "auto" and self.attention not in BACKENDS:
            raise ConfigError(
                f'{section}.attention is "{self.attention}"',
                mend=f"there are: auto, {', '.join(BACKENDS)}",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A model that begins with random weights; the defaults fit a demonstration on two cores.

    Example:
        >>> Shape(layers=2, width=64).validate()
    """

    architecture: Architecture = "qwen3"
    """``qwen3``, or ``qwen3_moe`` with experts."""
    width: int = 128
    """Size of a hidden state."""
    layers: int = 4
    """Decoder layers (count)."""
    heads: int = 4
    """Attention heads (count)."""
    kv_heads: int = 2
    """Heads of keys and values, a divisor of ``heads`` (count)."""
    head: int = 32
    """Size of a head, even."""
    inner: int = 384
    """Size of the inner layer of the feed-forward part; of one expert."""
    experts: int = 8
    """Experts of ``qwen3_moe`` (count)."""
    experts_per_token: int = 2
    """Experts that a token goes through (count)."""
    positions: int = 32_768
    """Tokens of the longest sequence."""
    rope_theta: float = 10_000.0
    """Base of the rotary position embedding."""
    weights: Weights = "random"
    """``random``; ``recall``: random, but heads begin by looking for the token before and for
    places like the present one, which random ones need most of their tokens to learn."""

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A size is outside its range, or does not divide another.
        """
        names = ("width", "layers", "heads", "kv_heads", "head", "inner", "positions")
        for name in (*names, "experts", "experts_per_token"):
            if getattr(self, name) < 1:
                raise ConfigError(f"checkpoints.{name} is {getattr(self, name)}", mend="at least 1")
        if self.heads % self.kv_heads:
            raise ConfigError(
                f"checkpoints.heads is {self.heads}, checkpoints.kv_heads {self.kv_heads}",
                mend="heads of keys and values divide the heads",
            )
        if self.head % 2:
            raise ConfigError(f"checkpoints.head is {self.head}", mend="an even number")
        if self.weights == "recall" and (self.layers < 2 or not 16 <= self.head <= self.width):  # noqa: PLR2004
            raise ConfigError(
                f"checkpoints.weights is recall, with checkpoints.layers {self.layers}, "
                f"checkpoints.head {self.head} and checkpoints.width {self.width}",
                mend="at least two layers, heads of 16 up to the width; or weights random",
            )
        if self.experts_per_token > self.experts:
            raise ConfigError(
                f"checkpoints.experts_per_token is {self.experts_per_token}, and there are "
                f"{self.experts} experts"
            )
        if not self.rope_theta > 0:
            raise ConfigError(f"checkpoints.rope_theta is {self.rope_theta}", mend="above 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingConfig:
    """Settings of the stage ``checkpoints``: two loops over one model.

    Example:
        >>> TrainingConfig(general_steps=300, vertical_steps=60).loop("vertical").steps
        60
    """

    start: str = ""
    """Folder of a Hugging Face checkpoint to begin with; empty: random weights of the shape below.
    Nothing is ever downloaded."""
    primer_steps: int = 0
    """Steps of exercises before the first stage, for random weights: calls of made-up tools in
    packs of 1,024 tokens, which need no data. 1,000 teach a small model to copy; 0: none."""
    primer_learning_rate: float = 3e-3
    """Highest learning rate of the exercises, which are always trained with ``muon``."""
    primer_replay: float = 0.0
    """Share of exercises among the packs of the first stage (0 to below 1), where there were some
    before: without them small models forget what they were for."""
    general_steps: int | None = None
    """Optimizer steps of the first stage; unset: ``general_epochs``."""
    general_epochs: float = 3.0
    """How often the first stage sees every pack."""
    general_learning_rate: float = 2e-3
    """Highest learning rate of the first stage."""
    vertical_steps: int | None = None
    """Optimizer steps of the second stage; unset: ``vertical_epochs``."""
    vertical_epochs: float = 2.0
    """How often the second stage sees every vertical pack."""
    vertical_learning_rate: float = 5e-4
    """Highest learning rate of the second stage, which begins with a fresh optimizer."""
    replay: float = 0.0
    """Share of general packs among those of the second stage (0 to below 1): against forgetting.
    The paper has none."""
    packs_per_step: int = 8
    """See `Loop`; so for everything that follows."""
    schedule: Schedule = "cosine"
    warmup: float = 0.05
    optimizer: Optimizer = "adamw"
    weight_decay: float = 0.1
    beta2: float = 0.95
    clip: float = 1.0
    precision: Precision = "auto"
    gradient_checkpointing: bool = False
    compile: bool = False
    attention: str = "auto"
    save_every: int = 200
    keep: int = 2
    log_every: int = 10
    architecture: Architecture = "qwen3"
    """See `Shape`; so for everything that follows. Used where ``start`` is empty."""
    width: int = 128
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    head: int = 32
    inner: int = 384
    experts: int = 8
    experts_per_token: int = 2
    positions: int = 32_768
    rope_theta: float = 10_000.0
    weights: Weights = "random"

    def loop(self, stage: str) -> Loop:
        """The loop of ``general`` or ``vertical``."""
        shared = {name: getattr(self, name) for name in _shared(Loop)}
        return Loop(
            steps=getattr(self, f"{stage}_steps"),
            epochs=getattr(self, f"{stage}_epochs"),
            learning_rate=getattr(self, f"{stage}_learning_rate"),
            **shared,
        )

    def primer(self) -> Loop:
        """The loop of the exercises; flat, since what follows goes on from there."""
        shared = {name: getattr(self, name) for name in _shared(Loop)}
        return Loop(
            **{
                **shared,
                "steps": self.primer_steps,
                "learning_rate": self.primer_learning_rate,
                "schedule": "constant",
                "optimizer": "muon",
                "packs_per_step": 1,
                "weight_decay": 0.01,
            }
        )

    def shape(self) -> Shape:
        """The model that training begins with where ``start`` is empty."""
        return Shape(**{name: getattr(self, name) for name in _shared(Shape)})

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range.
        """
        for stage in STAGES:
            for name in ("steps", "epochs", "learning_rate"):
                value = getattr(self, f"{stage}_{name}")
                if value is not None and not value > 0:
                    raise ConfigError(f"checkpoints.{stage}_{name} is {value}", mend="above 0")
            self.loop(stage).validate()
        self.shape().validate()
        if self.primer_steps < 0:
            raise ConfigError(f"checkpoints.primer_steps is {self.primer_steps}", mend="at least 0")
        if self.primer_steps:
            self.primer().validate()
        if self.primer_steps and (self.start or self.positions < PRIMER_TOKENS):
            raise ConfigError(
                f"checkpoints.primer_steps is {self.primer_steps}",
                mend=f"for random weights with at least {PRIMER_TOKENS} positions; else 0",
            )
        for name in ("replay", "primer_replay"):
            if not 0 <= getattr(self, name) < 1:
                raise ConfigError(
                    f"checkpoints.{name} is {getattr(self, name)}", mend="at least 0, below 1"
                )
        if self.primer_replay and not self.primer_steps:
            raise ConfigError(
                f"checkpoints.primer_replay is {self.primer_replay}",
                mend="with checkpoints.primer_steps; else 0",
            )


def _shared(cls: type[Loop | Shape]) -> list[str]:
    """Settings that the stage has under the name that one loop, or a shape, has them."""
    ours = {one.name for one in fields(TrainingConfig)}
    return [one.name for one in fields(cls) if one.name in ours]
