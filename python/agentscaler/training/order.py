"""Which pack is read when: a function of the seed, the stage and the place, and of nothing else.

A run is one long list of places: ``packs_per_step`` for each step. What stands at a place can be
computed without what came before, so a resumed run needs the number of its step only, and ranks
need not talk to one another. Permutations are sorts by a keyed 64-bit hash (SplitMix64), which no
version of any library changes.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.errors import ArgumentError
from agentscaler.training.batch import cost
from agentscaler.world.digest import digest_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.training.batch import Batch

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))


@functools.lru_cache(maxsize=4)
def permutation(count: int, *key: object) -> np.ndarray[Any, np.dtype[np.int64]]:
    """All numbers below ``count`` in an order that the key decides.

    Example:
        >>> first = permutation(5, 7, "general", 0)
        >>> sorted(first.tolist()), first.tolist() == permutation(5, 7, "general", 1).tolist()
        ([0, 1, 2, 3, 4], False)
    """
    return np.argsort(keyed_bits(count, *key), kind="stable")


def keyed_bits(count: int, *key: object) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """So many random numbers of 64 bits, which the key decides.

    Example:
        >>> keyed_bits(2, 7, "general").tolist() == keyed_bits(9, 7, "general")[:2].tolist()
        True
    """
    base = np.uint64(int(digest_json([str(part) for part in key])[:16], 16))
    mixed = (np.arange(1, count + 1, dtype=np.uint64) * _GOLDEN) ^ base
    for shift, factor in zip(_SHIFTS[:2], _MIX, strict=True):
        mixed = (mixed ^ (mixed >> shift)) * factor
    return mixed ^ (mixed >> _SHIFTS[2])


class Order:
    """The packs of a run, place by place.

    Args:
        packs: Those of the stage.
        replay: Those of an earlier stage.
        share: Share of ``replay`` among all places (0 to below 1).
        per_step: Packs of one step over all ranks together.
        seed: Of the run.
        stage: ``general`` or ``vertical``.
        ranks: Processes that train together; they divide ``per_step``.
        shuffled: Whether each epoch has an order of its own; else packs are read as they stand.

    Example:
        >>> order = Order([10, 11], replay=[20, 21, 22, 23], share=0.5, per_step=2, seed=0)
        >>> sorted(order.pack(place) for place in range(order.epoch))[:2]
        [10, 11]
    """

    def __init__(
        self,
        packs: Sequence[Batch],
        *,
        per_step: int,
        seed: int,
        stage: str = "general",
        replay: Sequence[Batch] = (),
        share: float = 0.0,
        ranks: int = 1,
        shuffled: bool = True,
    ) -> None:
        if per_step % ranks:
            raise ArgumentError(
                f"{per_step} packs a step cannot be shared by {ranks} processes",
                mend="checkpoints.packs_per_step has to be a multiple of the number of processes",
            )
        self._packs = packs
        self._replay = replay
        self._replayed = round(len(packs) * share / (1 - share)) if len(replay) else 0
        self._per_step = per_step
        self._key = (seed, stage)
        self._ranks = ranks
        self._shuffled = shuffled
        self.epoch = len(packs) + self._replayed
        """Places after which every pack of the stage was read once more."""

    def steps(self, epochs: float) -> int:
        """Steps that so many epochs make, at least 1."""
        return max(1, math.ceil(self.epoch * epochs / self._per_step))

    def source(self, place: int) -> tuple[bool, int]:
        """Whether a place holds a replayed pack, and the number of the pack."""
        epoch, inside = divmod(place, self.epoch)
        at = int(permutation(self.epoch, *self._key, epoch)[inside]) if self._shuffled else inside
        if at < len(self._packs):
            return False, at
        # Replay goes through all of the earlier packs before it takes one again.
        turn, at = divmod(epoch * self._replayed + at - len(self._packs), len(self._replay))
        return True, int(permutation(len(self._replay), *self._key, "replay", turn)[at])

    def pack(self, place: int) -> Batch:
        """The pack at a place, counted from 0 over the whole run."""
        replayed, number = self.source(place)
        return self._replay[number] if replayed else self._packs[number]

    def place(self, slot: int) -> int:
        """The place that a slot of the ranks reads.

        Slot ``step * per_step + turn * ranks + rank`` is the ``turn``-th pack of a rank in a step.
        The packs of a step go to the ranks so that attention costs each about the same; the sum
        of gradients does not depend on who computes which.
        """
        if self._ranks == 1:
            return slot
        step, inside = divmod(slot, self._per_step)
        return self._dealt(step)[inside]

    @functools.lru_cache(maxsize=2)  # noqa: B019  an order lives as long as its run
    def _dealt(self, step: int) -> tuple[int, ...]:
        """The places of a step in the order of slots: snake order of falling cost."""
        first = step * self._per_step
        places = range(first, first + self._per_step)
        ranked = sorted(places, key=lambda place: (-cost(self.pack(place)), place))
        dealt: list[int] = []
        for turn in range(0, self._per_step, self._ranks):
            row = ranked[turn : turn + self._ranks]
            dealt.extend(row if (turn // self._ranks) % 2 == 0 else reversed(row))
        return tuple(dealt)
