"""Random choices that are functions of a text: the same in every process, in any order.

Every value of a state has a stream of its own, keyed by what it is for (seed, table, row, column),
so that one more column shifts no other value.

>>> Draw(7, "orders", 3, "total").below(100) == Draw(7, "orders", 3, "total").below(100)
True
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from agentscaler.environments.stream import GOLDEN, MASK, mix

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = TypeVar("Item")

HEX = "0123456789abcdef"


class Draw:
    """A stream of random numbers.

    Args:
        parts: What the numbers are for; equal parts give equal streams.
    """

    __slots__ = ("_parts", "_state")

    def __init__(self, *parts: object) -> None:
        # The key is hashed with the first number: half of the streams are never asked for one.
        self._parts = parts
        self._state = -1

    def bits(self) -> int:
        """64 random bits (SplitMix64)."""
        if self._state < 0:
            text = "\x1f".join(map(str, self._parts))
            self._state = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
        self._state = (self._state + GOLDEN) & MASK
        return mix(self._state)

    def unit(self) -> float:
        """A number in [0, 1)."""
        return (self.bits() >> 11) / (1 << 53)

    def below(self, bound: int) -> int:
        """An integer from 0 to ``bound - 1``; its bias is beneath ``bound / 2**64``."""
        return self.bits() % bound

    def between(self, low: int, high: int) -> int:
        """An integer from ``low`` to ``high``, both possible."""
        return low + self.bits() % (high - low + 1)

    def chance(self, share: float) -> bool:
        """True in this share of the draws."""
        return self.unit() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items, each as likely."""
        return items[self.bits() % len(items)]

    def early(self, items: Sequence[Item]) -> Item:
        """One of the items, the first ones more often: squared, so half lie in the first fourth."""
        return items[int(self.unit() ** 2 * len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """So many different items, in the order drawn."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def hex(self, count: int) -> str:
        """So many lower-case hex digits."""
        return "".join(HEX[self.bits() & 15] for _ in range(count))

    def digits(self, count: int) -> str:
        """So many digits, the first of them not 0."""
        return str(self.between(1, 9)) + "".join(str(self.below(10)) for _ in range(count - 1))
