"""What training reads: a pack of whole sequences. `agentscaler.packing` makes them; so may others.

Shape legend: T = tokens of the pack, N = sequences in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

IGNORED = -100
"""Label of a position that is not trained."""


class Batch(Protocol):
    """One pack. `agentscaler.packing.Batch` is one."""

    @property
    def input_ids(self) -> Any:
        """int64[T]: token ids."""

    @property
    def labels(self) -> Any:
        """int64[T]: the id where the token is trained, -100 elsewhere and at every first token."""

    @property
    def position_ids(self) -> Any:
        """int64[T]: 0, 1, 2, ... in every sequence."""

    @property
    def cu_seqlens(self) -> Any:
        """int32[N+1]: where sequences begin and end, from 0 to T."""

    @property
    def max_seqlen(self) -> int:
        """Tokens of the longest sequence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a model can take."""

    vocabulary: int
    """Number of token ids."""
    positions: int
    """Tokens of the longest sequence."""


def checked(batch: Batch, limits: Limits, *, where: str) -> dict[str, np.ndarray[Any, Any]]:
    """The arrays of a pack, after everything that would train silently wrong was looked at.

    Args:
        batch: The pack.
        limits: Of the model.
        where: Which pack it is, for messages.

    Returns:
        ``input_ids``, ``labels``, ``position_ids`` (int64[T]) and ``cu_seqlens`` (int32[N+1]).

    Raises:
        ArgumentError: A shape does not fit, a sequence is empty or longer than the model's
            positions, an id is outside the vocabulary, or a label crosses into a sequence.
    """
    ids, labels, positions = (
        np.asarray(part, dtype=np.int64)
        for part in (batch.input_ids, batch.labels, batch.position_ids)
    )
    bounds = np.asarray(batch.cu_seqlens, dtype=np.int32)
    if ids.ndim != 1 or ids.size == 0 or not ids.shape == labels.shape == positions.shape:
        raise ArgumentError(
            f"ids, labels and positions have shapes {ids.shape}, {labels.shape}, {positions.shape}",
            where=where,
            mend="three arrays of one length, at least 1 token",
        )
    lengths = np.diff(bounds)
    if bounds.size < 2 or bounds[0] != 0 or bounds[-1] != ids.size or lengths.min() < 1:  # noqa: PLR2004
        raise ArgumentError(
            "cu_seqlens do not cut the pack into sequences",
            where=where,
            mend=f"rising from 0 to {ids.size}, the number of tokens",
        )
    if int(batch.max_seqlen) != lengths.max():
        raise ArgumentError(
            f"max_seqlen is {batch.max_seqlen}, the longest sequence has {lengths.max()} tokens",
            where=where,
        )
    if lengths.max() > limits.positions:
        raise ArgumentError(
            f"a sequence has {lengths.max():,} tokens, the model {limits.positions:,} positions",
            where=where,
            mend="pack with a smaller capacity, or train a model with more positions",
        )
    if ids.min() < 0 or ids.max() >= limits.vocabulary:
        bad = int(ids.min()) if ids.min() < 0 else int(ids.max())
        raise ArgumentError(
            f"token id {bad} is outside the model's vocabulary of {limits.vocabulary:,}",
            where=where,
            mend="pack with the tokenizer of this model",
        )
    if (labels[bounds[:-1]] != IGNORED).any():
        raise ArgumentError(
            "the first label of a sequence is not -100: the end of another one would predict it",
            where=where,
        )
    expected = np.arange(ids.size) - np.repeat(bounds[:-1], lengths)
    if not np.array_equal(positions, expected):
        raise ArgumentError("position_ids do not begin at 0 in every sequence", where=where)
    trained = labels != IGNORED
    if not np.array_equal(labels[trained], ids[trained]):
        raise ArgumentError("a label is not the id of its own position", where=where)
    return {"input_ids": ids, "labels": labels, "position_ids": positions, "cu_seqlens": bounds}


def cost(batch: Batch) -> int:
    """Work that attention makes of a pack: the sum of squared lengths.

    Packs hold about as many tokens each, so what differs between ranks is this.
    """
    bounds = np.asarray(batch.cu_seqlens, dtype=np.int64)
    return int(((bounds[1:] - bounds[:-1]) ** 2).sum())


def refuse_empty(packs: Sequence[Batch], *, stage: str) -> None:
    """Training on nothing is a mistake of whoever made the packs.

    Raises:
        ArgumentError: There is no pack.
    """
    if len(packs) == 0:
        raise ArgumentError(
            f"there are no packs for the stage {stage}",
            mend="see what the filters and packing left out",
        )
