"""Exercises in copying, for random weights: packs that need no data.

A tool call copies names and ids out of the prompt. Random weights learn that late and at once, the
sooner the shorter the context, and real trajectories are long. So they copy first: some spans of
random tokens, a mark, and the same spans in another order. Trained is each span of the second half
but its first token, which says which one it is. Spans grow from one of two tokens to six of nine.

What it gains is measured by ``benches/python/copying.py``. On learning to copy: Olsson et al.,
arXiv 2209.11895 (induction heads).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from agentscaler.training.batch import IGNORED
from agentscaler.training.order import keyed_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROWN = 300_000
"""Tokens after which exercises have their full size; half of that teaches the short ones only."""
_SPANS, _LONGEST = 6, 9
_PER_EXERCISE = 2 + 2 * _SPANS + _SPANS * _LONGEST
"""Random numbers that one exercise takes at most."""


@dataclass(frozen=True, slots=True)
class PrimerBatch:
    """A `Batch` of exercises."""

    input_ids: NDArray[np.int64]
    labels: NDArray[np.int64]
    position_ids: NDArray[np.int64]
    cu_seqlens: NDArray[np.int32]
    max_seqlen: int


class Primer(Sequence[PrimerBatch]):
    """Packs of exercises, to be read in their order (``train(..., shuffled=False)``).

    Args:
        ids: Token ids that are copied, at least two; the first one is the mark.
        packs: How many there are.
        capacity: Tokens of a pack, about; at least 256.
        seed: Of the exercises; pack ``i`` depends on it and on ``i`` alone.

    Example:
        >>> primer = Primer(range(10, 200), packs=4, capacity=256, seed=0)
        >>> batch = primer[0]
        >>> batch.cu_seqlens[-1] == len(batch.input_ids) <= 256
        True
    """

    def __init__(self, ids: Sequence[int], *, packs: int, capacity: int, seed: int) -> None:
        self._ids = np.asarray(ids, dtype=np.int64)
        self._packs = packs
        self._capacity = capacity
        self._seed = seed

    def __len__(self) -> int:
        return self._packs

    @overload
    def __getitem__(self, at: int) -> PrimerBatch: ...
    @overload
    def __getitem__(self, at: slice) -> list[PrimerBatch]: ...
    def __getitem__(self, at: int | slice) -> PrimerBatch | list[PrimerBatch]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        size = min(1.0, at * self._capacity / GROWN)
        ids: list[NDArray[np.int64]] = []
        labels: list[NDArray[np.int64]] = []
        room = self._capacity
        while True:
            one, trained = self._exercise(size, at, len(ids))
            room -= len(one)
            if room < 0:
                break
            ids.append(one)
            labels.append(np.where(trained, one, IGNORED))
        lengths = np.array([len(one) for one in ids])
        return PrimerBatch(
            input_ids=np.concatenate(ids),
            labels=np.concatenate(labels),
            position_ids=np.concatenate([np.arange(n) for n in lengths]),
            cu_seqlens=np.cumsum([0, *lengths]).astype(np.int32),
            max_seqlen=int(lengths.max()),
        )

    def _exercise(
        self, size: float, pack: int, number: int
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Ids and what is trained of them."""
        drawn = iter(keyed_bits(_PER_EXERCISE, self._seed, "primer", pack, number).tolist())
        most, longest = 1 + int((_SPANS - 1) * size + 0.5), 2 + int((_LONGEST - 2) * size + 0.5)
        lengths = [2 + next(drawn) % (longest - 1) for _ in range(1 + next(drawn) % most)]
        order = np.argsort([next(drawn) for _ in lengths], kind="stable").tolist()
        words = self._ids[1:]
        spans = [words[[next(drawn) % len(words) for _ in range(n)]] for n in lengths]
        ids = np.concatenate([*spans, self._ids[:1], *(spans[at] for at in order)])
        trained = np.zeros(len(ids), dtype=np.bool_)
        begin = sum(lengths) + 1
        for at in order:
            trained[begin + 1 : begin + lengths[at]] = True
            begin += lengths[at]
        return ids, trained


def copied_ids(vocabulary: int, control: Sequence[int], *, most: int = 256) -> list[Any]:
    """The ids that exercises are made of: the lowest, which byte-level tokenizers give to bytes.

    Names and numbers that nobody has seen are written with them; rare tokens would each have to be
    learned, and make it last.

    Example:
        >>> copied_ids(10, [0, 1], most=4)
        [2, 3, 4, 5]
    """
    return [one for one in range(vocabulary) if one not in set(control)][:most]
