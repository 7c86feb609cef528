"""Sequences in bins: best-fit decreasing over the whole set, in time O(n)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentscaler.packing.engines import pack_bins

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """Which sequences share a bin."""

    offsets: NDArray[np.int64]
    """Shape (b + 1,): where each of b bins begins in ``items``, and the end of the last."""
    items: NDArray[np.uint32]
    """Shape (n,): places of the sequences, bin after bin, the longest of a bin first."""
    fill: float
    """Tokens in all bins by what they hold, 0 to 1; 1.0 where there are no bins."""

    def __len__(self) -> int:
        """Number of bins."""
        return len(self.offsets) - 1


def pack(lengths: ArrayLike, capacity: int, seed: int = 0) -> Bins:
    """Pack sequences into bins of ``capacity`` tokens.

    The longest goes first, each into the fullest bin with room for it. The seed decides which
    sequences of equal length meet and in what order the bins stand; the number of bins does not
    depend on it.

    Args:
        lengths: Tokens of each sequence, shape (n,), whole numbers from 1 to ``capacity``.
        capacity: Tokens of a bin, from 1 to 2**24.
        seed: At least 0, less than 2**64.

    Raises:
        PackError: A sequence is longer than a bin. Nothing is ever cut.
        ArgumentError: A sequence without tokens, or a capacity outside its range.

    Example:
        >>> bins = pack([6, 3, 4, 7], 10)
        >>> sorted(sorted(bins.items[a:b].tolist()) for a, b in zip(bins.offsets, bins.offsets[1:]))
        [[0, 2], [1, 3]]
        >>> bins.fill
        1.0
    """
    offsets, items, fill = pack_bins(lengths, capacity=capacity, seed=seed)
    return Bins(offsets, items, fill)
