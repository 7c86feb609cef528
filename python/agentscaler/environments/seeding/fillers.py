"""Values that stand in for what nobody knows: the ``quarterly theory`` of a theory."""

from __future__ import annotations

from agentscaler.environments.seeding.facts import nouns
from agentscaler.environments.seeding.naming import singular, words_of

_FIRST = frozenset(one.lower() for one in nouns.QUALIFIERS)
_SHORTEST = 2
"""Words: what stands in for something, and a word of its name."""


def is_filler(value: object, *names: str) -> bool:
    """Whether a text says no more than the name of its column or of its row.

    Args:
        value: Of a column.
        names: Of the column, and of what has it.

    Example:
        >>> is_filler("quarterly theory", "theories"), is_filler("Express Top Mover", "top_mover")
        (True, True)
        >>> is_filler("weekly-scholar-paper-3", "paper_id", "semantic scholar paper")
        True
        >>> is_filler("Standard VAT", "tax"), is_filler("premium", "theories"), is_filler(3, "size")
        (False, False, False)
    """
    if not isinstance(value, str):
        return False
    words = [word for word in words_of(value) if not word.isdigit()]
    if len(words) < _SHORTEST or words[0] not in _FIRST:
        return False
    known = {"entry"} | {singular(word) for name in names for word in words_of(name)}
    return known.issuperset(singular(word) for word in words[1:])
