"""Values that a made-up wish tells: of the kinds that real ones are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.tasks.dice import Dice

Value = str | int | list[str]


def text(dice: Dice, word: Callable[[], str], size: float) -> str:
    """An id, a code or a name; the larger the size, the more of them are of nine other kinds.

    Example:
        >>> from agentscaler.tasks.dice import Dice
        >>> text(Dice(1, "doc"), lambda: "lamp", 0.0)
        'LAM-1667'
    """
    kinds = _SIMPLE + _OTHERS if dice.chance(size) else _SIMPLE
    return dice.pick(kinds)(dice, word)


def spoken(value: Value, *, quoted: bool) -> str:
    """A value as a person writes it.

    Args:
        value: What is meant.
        quoted: In quotation marks, which it is anyway where it has spaces.

    Example:
        >>> spoken(["lamp", "red"], quoted=False), spoken(7, quoted=True)
        ('“lamp” and “red”', '7')
    """
    if isinstance(value, list):
        return " and ".join(f"“{one}”" for one in value)
    return f"“{value}”" if isinstance(value, str) and (quoted or " " in value) else str(value)


def _date(dice: Dice) -> str:
    return f"20{dice.between(10, 29)}-{dice.between(1, 12):02}-{dice.between(1, 28):02}"


def _name(dice: Dice, word: Callable[[], str], more: int = 3) -> str:
    return " ".join([word().capitalize(), *(word() for _ in range(dice.below(more + 1)))])


_SIMPLE: tuple[Callable[[Dice, Callable[[], str]], str], ...] = (
    lambda dice, word: f"{word()}_{dice.hex(dice.between(3, 8))}",
    lambda dice, word: f"{word()[:3].upper()}-{dice.digits(4)}",
    lambda _, word: f"{word()}-{word()}",
    _name,
)
_OTHERS: tuple[Callable[[Dice, Callable[[], str]], str], ...] = (
    lambda dice, word: f"{word()}-{dice.hex(12)}",
    lambda dice, word: f"{word()}-{dice.digits(dice.between(2, 4))}",
    lambda dice, word: f"{word()}.{word()}@example.{dice.pick(('com', 'net', 'org'))}",
    lambda _, word: f"{word()}-{word()}.example.com",
    lambda dice, word: f"{_name(dice, word, 7)}.",
    lambda _, word: f"{word().capitalize()} {word().capitalize()}",
    lambda dice, _: _date(dice),
    lambda dice, _: f"+1-{dice.digits(3)}-555-{dice.digits(4)}",
    lambda _, word: word(),
)
