"""Copies of trajectories whose domain has other words: random weights learn to read names.

A few dozen domains have a few thousand names, and a small model learns them by heart; of a domain
that it has not seen it then knows nothing. In a copy every word that few environments share is
another one of them or made up, the same everywhere in the copy: in what the user says, in the names
of tools and arguments, in results. What is left to learn is where to look. Related: symbol tuning
(Wei et al., arXiv 2305.08298), masked function names (Lin et al., arXiv 2410.04587).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from agentscaler.packing.made_up import made_up_word
from agentscaler.packing.records import environments_of
from agentscaler.tasks.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from agentscaler.packing.records import Part
    from agentscaler.packing.shards import Record

COPY_MARK = "~"
"""Between the id of a trajectory and the number of its copy."""
SHARED = 0.3
"""A word that more of the environments have belongs to the language, not to a domain."""
MADE_UP = 0.5
"""Share of the new words that nobody has seen; the others are those of other environments."""
LEAST = 4
"""With fewer environments nobody can tell the one from the other."""
# Escapes of JSON, also of JSON in JSON, are no letters.
_PART = re.compile(r"(\\+(?:u[0-9a-fA-F]{4}|.)|[A-Z]+(?![a-z])|[A-Z]?[a-z]+)")
_ENDING = re.compile(r"(?<=...)(?:ing|ed|es|s|e)$")
_SHORTEST = 3
_TRIES = 32
"""Draws of a word that is another one and not yet taken; of thousands the first will do."""


def stem(word: str) -> tuple[str, str]:
    """A word as what its forms have in common, and the rest.

    Example:
        >>> [stem(word) for word in ("create", "created", "orders")]
        [('creat', 'e'), ('creat', 'ed'), ('order', 's')]
    """
    ending = _ENDING.search(word)
    return (word, "") if ending is None else (word[: ending.start()], ending.group())


_READ = (
    "additional all any argument array assistant boolean call const content default definition "
    "description enum false for format function id integer item max min name not null number "
    "object of one parameter pattern property properties reasoning ref required role string system "
    "tool true type user"
)
_KEPT = frozenset(stem(word)[0] for word in _READ.split(" "))
"""Words of JSON Schema and of chat messages, which templates read."""


def is_copy() -> pl.Expr:
    """Whether the ``id`` of a row is that of a renamed copy."""
    return pl.col("id").str.contains(COPY_MARK, literal=True)


@dataclass(frozen=True, slots=True)
class Renaming:
    """The words that may stand for one another."""

    words: tuple[str, ...]
    """Stems that few environments have, sorted; empty: nothing is renamed."""

    @classmethod
    def of(cls, parts: Sequence[Part], splits: Collection[str]) -> Renaming:
        """The words of the kept rollouts of some splits.

        Memory is that of the distinct words, whatever the number of rollouts.
        """
        shared: dict[str, int] = {}
        number = 0
        for found in environments_of(parts, splits, _stems):
            number += 1
            for word in found:
                shared[word] = shared.get(word, 0) + 1
        few = [word for word, count in shared.items() if count <= SHARED * number]
        return cls(tuple(sorted(few)) if number >= LEAST else ())

    @classmethod
    def from_bytes(cls, data: bytes) -> Renaming:
        """What `to_bytes` wrote."""
        return cls(tuple(json.loads(data)))

    def to_bytes(self) -> bytes:
        """As a file of JSON."""
        return json.dumps(self.words, indent=0).encode()

    def copies(self, records: Sequence[Record], number: int, *, seed: int) -> list[Record]:
        """So many copies of each record with other words; their ids end in ``~1``, ``~2``."""
        known = frozenset(self.words)
        numbers = range(1, number + 1) if known else ()
        return [copy for one in records for copy in self._copies(one, numbers, known, seed)]

    def _copies(
        self, record: Record, numbers: Iterable[int], known: frozenset[str], seed: int
    ) -> Iterator[Record]:
        pieces = _PART.split(record.line.decode())
        # Each word once, in order of appearance: texts repeat their words.
        parts = ((word, *stem(word.lower())) for word in dict.fromkeys(pieces[1::2]))
        renamed = [(word, root, ending) for word, root, ending in parts if root in known]
        roots = dict.fromkeys(root for _, root, _ in renamed)
        for copy in numbers:
            others = self._others(roots, Dice(seed, "renaming", record.id, copy))
            said = {
                word: _cased(others[root] + ending, like=word) for word, root, ending in renamed
            }
            # What stands between words has no letters, so it is never taken for one.
            text = "".join([said.get(piece, piece) for piece in pieces])
            yield record._replace(id=f"{record.id}{COPY_MARK}{copy}", line=text.encode())

    def _others(self, roots: Iterable[str], dice: Dice) -> dict[str, str]:
        """Another word for each."""
        others: dict[str, str] = {}
        taken: set[str] = set()
        for root in roots:
            for _ in range(_TRIES):
                drawn = made_up_word(dice) if dice.chance(MADE_UP) else dice.pick(self.words)
                if drawn != root and drawn not in taken:
                    break
            taken.add(drawn)
            others[root] = drawn
        return others


def _stems(frame: pl.DataFrame) -> set[str]:
    """The stems of words in messages and tools that may be renamed."""
    found: set[str] = set()
    for column in ("messages", "tools"):
        for text in frame[column].drop_nulls():
            found.update(part.lower() for part in set(_PART.findall(text)) if part[0] != "\\")
    stems = {stem(word)[0] for word in found}
    return {word for word in stems if len(word) >= _SHORTEST and word not in _KEPT}


def _cased(word: str, *, like: str) -> str:
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word.capitalize() if like[0].isupper() else word
