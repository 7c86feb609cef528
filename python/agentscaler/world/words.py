"""Numbers of things, as people write them."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    Example:
        >>> counted(1, "domain"), counted(1200, "tool")
        ('1 domain', '1,200 tools')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
