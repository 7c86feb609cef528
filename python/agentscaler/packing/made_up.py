"""Words that nobody has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentscaler.tasks.dice import Dice

# fmt: off
_BEGIN = (
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p",
    "pl", "r", "s", "sh", "sl", "st", "t", "th", "tr", "v", "w", "z",
)
# fmt: on
_MIDDLE = ("a", "ai", "e", "ea", "ee", "i", "o", "oo", "ou", "u")
_END = ("", "", "", "ck", "d", "l", "m", "n", "nd", "ng", "r", "st", "t", "x")


def made_up_word(dice: Dice) -> str:
    """A word of one or two syllables, in small letters.

    Example:
        >>> from agentscaler.tasks.dice import Dice
        >>> made_up_word(Dice(0)).isalpha()
        True
    """
    syllables = [dice.pick(_BEGIN) + dice.pick(_MIDDLE) for _ in range(dice.between(1, 2))]
    return "".join(syllables) + dice.pick(_END)
