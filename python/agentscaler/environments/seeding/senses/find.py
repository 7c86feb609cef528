"""Which maker a field has: the longest ending of its name that is known.

>>> sense = find(("shipping", "first", "name"), "string")
>>> sense.lead
('shipping',)
>>> find(("flux", "capacitance"), "string") is None
True
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from agentscaler.environments.seeding.facts import nouns
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.naming import singular
from agentscaler.environments.seeding.senses import (
    amounts,
    machines,
    persons,
    plumbing,
    spots,
    states,
    times,
    titles,
    trade,
)

if TYPE_CHECKING:
    from agentscaler.environments.seeding.ask import Maker

# Earlier tables go first: ``state`` of an address is a region where the row has an address.
_TEXTS = (
    persons.TEXT,
    spots.TEXT,
    titles.TEXT,
    trade.TEXT,
    machines.TEXT,
    states.TEXT,
    times.TIMES,
    plumbing.TEXT,
)
TEXT: dict[str, Maker] = {}
for _one in reversed(_TEXTS):
    TEXT |= _one
TEXT["state"] = states.TEXT["state"]
TEXT |= {
    name: states.TEXT[name] for name in ("condition", "source", "channel", "role", "direction")
}
NUMBER: dict[str, Maker] = times.TIMES | amounts.NUMBER


_OF_MACHINES = word_set(
    "stage protocol method schema environment slot architecture platform engine runtime"
)
"""What these are called elsewhere says nothing of the ``reproductive_stage`` of an animal."""
_COUNTED = frozenset(("tip", "tips", "steps"))
"""Numbers where they are numbers; written as a text they are what somebody advises."""
_AROUND_MACHINES = (
    nouns.TECHNICAL
    | nouns.SIGNALS
    | word_set(
        """http ip network api db deployment auth authentication request transport storage build
    current new default time available delivery payment shipping pickup parking"""
    )
)


class Sense(NamedTuple):
    """What a field means."""

    make: Maker
    lead: tuple[str, ...]
    """The words before the part that is known."""
    weak: bool
    """What the description quotes goes before it."""


@lru_cache(maxsize=65536)
def find(words: tuple[str, ...], kind: str) -> Sense | None:
    """The sense of a field by its words and JSON type; ``None``: nothing is known.

    Args:
        words: Of its name.
        kind: ``string``, ``integer`` or ``number``.
    """
    tables = (TEXT, NUMBER) if kind == "string" else (NUMBER,)
    for begin in range(len(words)):
        endings = (words[begin:], (*words[begin:-1], singular(words[-1])))
        for ending in dict.fromkeys("".join(ending) for ending in endings):
            if begin and ending in _OF_MACHINES and words[begin - 1] not in _AROUND_MACHINES:
                continue
            if kind == "string" and ending in _COUNTED:
                continue
            for table in tables:
                if (maker := table.get(ending)) is not None:
                    return Sense(maker, words[:begin], ending in states.WEAK)
    return None
