"""A kind of thing, and how arguments name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.shape import IDENTITIES
from agentscaler.environments.design.rules.reading.words import ends_with

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agentscaler.environments.design.rules.reading.sense import Sense

Own = tuple[str, ...]
"""A column by its meaning: its words without those of the thing."""


READS = frozenset({Action.GET, Action.LIST, Action.READ, Action.COUNT})
"""What only looks."""
MAKES_OR_ENDS = frozenset({Action.CREATE, Action.PUT, Action.DELETE})
"""What makes rows or takes them away."""
SCALARS = frozenset({"string", "integer", "number", ""})
"""Types of what may name a row; ``""``: any."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeColumn:
    """A column that names a row above."""

    words: tuple[str, ...]
    """Words of the argument."""
    above: tuple[str, ...] | None
    """The thing that it names, where the domain has it."""


@dataclass(slots=True)
class Thing:
    """One kind of thing, with the tools that speak of it."""

    noun: tuple[str, ...]
    senses: list[Sense] = field(default_factory=list)
    key: tuple[Own, ...] = ()
    """Columns that tell its rows apart within the scope; none: there is one row a scope."""
    made: bool = False
    """Tools make the key."""
    scope: tuple[ScopeColumn, ...] = ()
    """Columns that name the rows above it, outermost first."""
    also: set[Own] = field(default_factory=set)
    """Other columns by which tools name a row."""

    @property
    def is_looked_up(self) -> bool:
        """Its rows are only ever read: a forecast, a price, a route."""
        return all(sense.action in READS for sense in self.senses)

    always: bool = False
    """The one row is there from the start, empty until it is updated."""


def names_thing(
    found: tuple[str, ...], things: Iterable[tuple[str, ...]]
) -> tuple[str, ...] | None:
    """The thing that an argument names: ``workspaceId`` a workspace, ``orderNumber`` an order.

    Example:
        >>> names_thing(("source", "db", "cluster", "arn"), [("db", "cluster"), ("cluster",)])
        ('db', 'cluster')
        >>> names_thing(("colour",), [("cluster",)]) is None
        True
    """
    stem = found[:-1] if len(found) > 1 and found[-1] in IDENTITIES else found
    best: tuple[str, ...] | None = None
    for noun in things:
        if ends_with(stem, noun) and (best is None or len(noun) > len(best)):
            best = noun
    if best is None and stem != found:
        tails = [noun for noun in things if ends_with(noun, stem)]
        best = tails[0] if len(tails) == 1 else None
    return best


def is_identity(own: Own) -> bool:
    """Whether a column of this meaning may tell rows apart: ``()``, ``id``, ``name``, ``arn``.

    Example:
        >>> is_identity(()), is_identity(("id",)), is_identity(("owner", "id"))
        (True, True, False)
    """
    return not own or (len(own) == 1 and own[0] in IDENTITIES) or own == ("id", "or", "name")
