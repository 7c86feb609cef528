"""A bin as the arrays that a model is trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentscaler.packing.engines import gather_bin

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

IGNORED = -100
"""The label of a token that is not trained."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Batch:
    """The sequences of a bin, one after the other, without padding.

    With T tokens in n sequences.
    """

    input_ids: NDArray[np.int64]
    """Shape (T,)."""
    labels: NDArray[np.int64]
    """Shape (T,): the id where the token is trained, -100 elsewhere. Not shifted. The first token
    of every sequence is -100, so that no token is predicted from another sequence."""
    position_ids: NDArray[np.int64]
    """Shape (T,): the place of a token in its sequence, from 0."""
    cu_seqlens: NDArray[np.int32]
    """Shape (n + 1,): where each sequence begins, and T."""
    max_seqlen: int
    """Tokens of the longest sequence."""

    @property
    def num_trained(self) -> int:
        """Labels that are not -100."""
        return int((self.labels != IGNORED).sum())


def gather(
    stores: Sequence[tuple[NDArray[np.uint32], NDArray[np.uint8]]],
    places: NDArray[np.uint32],
    begins: NDArray[np.int64],
    lengths: NDArray[np.uint32],
) -> Batch:
    """Sequences out of their stores, without a Python object for a token.

    Args:
        stores: Ids of tokens, and a bit for each (lowest of a byte first) that says whether it is
            trained.
        places: Which store, shape (n,).
        begins: First token there, shape (n,).
        lengths: Number of tokens, shape (n,).

    Raises:
        ArgumentError: A sequence lies outside of its store.

    Example:
        >>> import numpy as np
        >>> store = (np.arange(5, 9, dtype=np.uint32), np.array([0b1111], dtype=np.uint8))
        >>> one = np.array([0], dtype=np.uint32)
        >>> batch = gather([store], one, np.array([1]), one + 3)
        >>> batch.input_ids.tolist(), batch.labels.tolist(), batch.cu_seqlens.tolist()
        ([6, 7, 8], [-100, 7, 8], [0, 3])
    """
    input_ids, labels, position_ids, cu_seqlens, max_seqlen = gather_bin(
        list(stores), places, begins, lengths
    )
    return Batch(
        input_ids=input_ids,
        labels=labels,
        position_ids=position_ids,
        cu_seqlens=cu_seqlens,
        max_seqlen=max_seqlen,
    )
