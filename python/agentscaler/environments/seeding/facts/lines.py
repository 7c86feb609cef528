"""How the lists of this folder are written: one text, its members between bars."""

from __future__ import annotations


def split(text: str) -> tuple[str, ...]:
    """The members of a text.

    >>> split("Rock | Jazz | Hip hop")
    ('Rock', 'Jazz', 'Hip hop')
    """
    return tuple(one.strip() for one in text.replace("\n", " ").split("|"))


def word_set(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(word_set("open new"))
    ['new', 'open']
    """
    return frozenset(text.split())
