"""How many examples the costly properties take: a share of what the profile gives to all."""

from __future__ import annotations

from hypothesis import settings

DEEP = 5_000
"""Examples of the profile that takes as long as it takes."""


def a_share(parts: int) -> settings:
    """One of ``parts`` of the profile's examples, 10 at least; all of them in the deep profile."""
    examples = settings().max_examples
    return settings(
        deadline=None, max_examples=examples if is_deep() else max(10, examples // parts)
    )


def is_deep() -> bool:
    """Whether everything is to be tried, however long it takes."""
    return settings().max_examples >= DEEP
