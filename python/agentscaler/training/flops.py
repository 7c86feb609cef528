"""How much work a step is: what MFU (model FLOPs utilisation) is a share of.

A multiplication with its addition counts 2, backward twice forward, nothing that is computed a
second time. Two figures are honest where common ones are not: attention counts the pairs inside
sequences, not those of the whole pack, and the projection to the vocabulary counts for trained
rows only, because only they are projected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_TRAIN = 3 * 2
"""Forward and twice backward, two operations each."""

PEAKS = {
    "H200": 989e12,
    "H100 PCIe": 756e12,
    "H100": 989e12,
    "B200": 2250e12,
    "A100": 312e12,
    "L40S": 362e12,
    "L4": 121e12,
    "RTX 4090": 165e12,
}
"""Dense 16 bit FLOP/s that makers print, by a part of the name of a device; the first that fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """FLOPs of a model, by what they depend on.

    Example:
        >>> work = Work(per_token=6e6, per_pair=1e3, per_trained=6e5)
        >>> work.of(tokens=100, pairs=2_000, trained=10)
        608000000.0
    """

    per_token: float
    """Of every token: all matrices but the vocabulary's; of experts those that it goes through."""
    per_pair: float
    """Of every (query, key) pair inside a sequence."""
    per_trained: float
    """Of every trained position: the projection to the vocabulary."""

    def of(self, *, tokens: int, pairs: int, trained: int) -> float:
        """FLOPs of a step, forward and backward.

        Args:
            tokens: All of them.
            pairs: Sum of n (n + 1) / 2 over the sequences.
            trained: Positions with a label.
        """
        return self.per_token * tokens + self.per_pair * pairs + self.per_trained * trained


def work_of(model: Any) -> Work:
    """The work of a causal language model of transformers."""
    config = model.config
    head = model.get_output_embeddings().weight
    outside = {id(head), id(model.get_input_embeddings().weight)}
    experts = getattr(config, "num_experts", None) or 1
    active = getattr(config, "num_experts_per_tok", None) or 1
    matrices = 0.0
    for name, weight in model.named_parameters():
        if id(weight) in outside or weight.ndim < 2:  # noqa: PLR2004  norms and biases
            continue
        matrices += weight.numel() * (active / experts if ".experts." in name else 1)
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    # Scores and the mix of values: two products of the size of a head for each pair and head.
    pair = _TRAIN * 2 * config.num_hidden_layers * config.num_attention_heads * size
    return Work(per_token=_TRAIN * matrices, per_pair=pair, per_trained=_TRAIN * head.numel())


def peak(device: str) -> float | None:
    """FLOP/s of a device in 16 bit as its maker prints them; ``None`` for an unknown one.

    Example:
        >>> peak("NVIDIA H200") == peak("NVIDIA H100 80GB HBM3") == 989e12, peak("abacus")
        (True, None)
    """
    return next((flops for part, flops in PEAKS.items() if part in device), None)
