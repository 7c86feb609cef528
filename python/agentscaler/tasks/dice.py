"""Random choices that depend on a seed and on names, and on nothing else.

>>> dice = Dice(7, "shop", 3)
>>> dice.pick(["a", "b", "c"]) == Dice(7, "shop", 3).pick(["a", "b", "c"])
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from agentscaler.environments.seeding.draw import Draw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")


class Dice(Draw):
    """A stream of random numbers, with the choices that a walk makes."""

    __slots__ = ()

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """All of them in another order.

        Example:
            >>> sorted(Dice(1).shuffled("abc"))
            ['a', 'b', 'c']
        """
        rest = list(items)
        return self.some(rest, len(rest))

    def weighted(self, items: Sequence[tuple[T, float]]) -> T:
        """One of them, the heavier the more often; no weight is below 0.

        Example:
            >>> Dice(1).weighted([("never", 0), ("always", 2)])
            'always'
        """
        left = self.unit() * sum(weight for _, weight in items)
        for item, weight in items:
            left -= weight
            if left < 0:
                return item
        return items[-1][0]

    def by_weight(self, items: Iterable[tuple[T, float]]) -> list[T]:
        """All of them, the heavier the earlier as a rule.

        Example:
            >>> sorted(Dice(1).by_weight([("a", 1), ("b", 9)]))
            ['a', 'b']
        """
        rest, order = list(items), list[T]()
        while rest:
            at = self.weighted([(at, weight) for at, (_, weight) in enumerate(rest)])
            order.append(rest.pop(at)[0])
        return order
