"""Tools of a shop."""
from __future__ import annotations

import math
from typing import Literal, Optional

RATE = 1.2
LIMIT = 10 * RATE  # an order is small up to here
OTHER = 5; SPARE = 6


def _price(row):
    return round(row["price"] * RATE, 2)


def total(db, order_id: str, digits: int = 2, *, kind: Literal["net", "gross"] = "net"):
    """Total of an order,
    taxes included.

    More is said here.

    Args:
        order_id: Id of the order,
            such as "#W1".
        digits (int): Digits behind the point.

    Returns:
        A number.
    """
    row = {"price": 10.0}
    return [order_id, digits, kind, _price(row), LIMIT]


def spare(db, a: list[str], b: dict[str, float] | None, c: Optional[bool] = None, d=(1, -2.5)):
    return [a, b, c, d, SPARE, math.pi]
