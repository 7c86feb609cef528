"""Two answers side by side: each scalar of the recorded one with what stands there in ours.

Objects are walked by their members. Lists have no order that two systems need to share: their
elements are paired by what they have in common, those that name different things never. O(n·m)
comparisons for lists of n and m elements; a recorded answer holds 20 kB at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from agentscaler.environments.fidelity.made import names_something, says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Names of members and positions of elements."""


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""Stands for a value that ours lacks; ``None`` is a value of JSON."""

_NAME_WEIGHT = 100
"""One name in common says more than all that else could be."""


class Pair(NamedTuple):
    """A scalar of the recorded answer, and ours."""

    path: Path
    """In the recorded answer."""
    member: str
    """The nearest name above it."""
    recorded: Any
    ours: Any
    """`MISSING` where there is none."""


class Relation(Protocol):
    """When a recorded value and ours are the same."""

    def same(self, recorded: Any, ours: Any, member: str) -> bool:
        """Whether two scalars are."""

    def settled(self, recorded: Any, member: str) -> bool:
        """Whether it is known which value of ours a recorded one has to be."""

    def key(self, name: str) -> str:
        """The member of ours that a recorded one has to be."""


def pattern(path: Path) -> str:
    """A path as ``random_fields.json`` writes it.

    Example:
        >>> pattern(("items", 3, "id"))
        'items.[].id'
    """
    return ".".join("[]" if isinstance(step, int) else step for step in path)


def leaves(value: Any, path: Path = (), member: str = "") -> Iterator[tuple[Path, str, Any]]:
    """Path, member and value of each scalar that says something.

    Example:
        >>> list(leaves({"a": [1, None], "b": {}}))
        [(('a', 0), 'a', 1)]
    """
    if isinstance(value, dict):
        for name, cell in value.items():
            yield from leaves(cell, (*path, name), name)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, (*path, at), member)
    elif not says_nothing(value):
        yield path, member, value


def align(recorded: Any, ours: Any, relation: Relation) -> list[Pair]:
    """Pair every scalar of the recorded answer that says something.

    Example:
        >>> class Equal:
        ...     def same(self, recorded, ours, member):
        ...         return recorded == ours
        ...
        ...     def settled(self, recorded, member):
        ...         return True
        ...
        ...     def key(self, name):
        ...         return name
        >>> was, now = [{"id": "a"}, {"id": "b", "n": 1}], [{"id": "b", "n": 2}]
        >>> [(pair.path, pair.ours) for pair in align(was, now, Equal())]
        [((0, 'id'), MISSING), ((1, 'id'), 'b'), ((1, 'n'), 2)]
    """
    return list(_walk(recorded, ours, (), "", relation))


def _walk(recorded: Any, ours: Any, path: Path, member: str, relation: Relation) -> Iterator[Pair]:
    if isinstance(recorded, dict):
        cells = ours if isinstance(ours, dict) else {}
        for name, cell in recorded.items():
            found = cells.get(relation.key(name), MISSING)
            yield from _walk(cell, found, (*path, name), name, relation)
    elif isinstance(recorded, list):
        items = ours if isinstance(ours, list) else []
        partners = match(recorded, items, member, relation)
        for at, item in enumerate(recorded):
            partner = partners[at]
            found = MISSING if partner is None else items[partner]
            yield from _walk(item, found, (*path, at), member, relation)
    elif not says_nothing(recorded):
        scalar = not isinstance(ours, dict | list) and not says_nothing(ours)
        yield Pair(path, member, recorded, ours if scalar else MISSING)


def match(
    recorded: list[Any], ours: list[Any], member: str, relation: Relation
) -> list[int | None]:
    """For each recorded element the position of ours, or ``None``.

    Those with most in common come first. What is left is paired in order where equally many are
    left on both sides: then nothing but values that differ can tell them apart.
    """
    partners: list[int | None] = [None] * len(recorded)
    if not ours:
        return partners
    theirs = [dict(_own(item, (), member)) for item in recorded]
    mine = [dict(_own(item, (), member)) for item in ours]
    scores = [
        (-score, abs(i - j), i, j)
        for i, one in enumerate(theirs)
        for j, other in enumerate(mine)
        if (score := _in_common(one, other, relation)) is not None
    ]
    free = set(range(len(ours)))
    for negative, _, i, j in sorted(scores):
        if negative < 0 and partners[i] is None and j in free:
            partners[i] = j
            free.discard(j)
    left = [i for i, partner in enumerate(partners) if partner is None]
    allowed = {(i, j) for _, _, i, j in scores}
    if len(left) == len(free):
        for i, j in zip(left, sorted(free), strict=True):
            if (i, j) in allowed:
                partners[i] = j
    return partners


def _own(item: Any, path: tuple[str, ...], member: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The scalars of an element that stand in no list inside it."""
    if isinstance(item, dict):
        for name, cell in item.items():
            yield from _own(cell, (*path, name), name)
    elif not isinstance(item, list) and not says_nothing(item):
        yield path or (member,), item


def _in_common(
    one: dict[tuple[str, ...], Any], other: dict[tuple[str, ...], Any], relation: Relation
) -> int | None:
    """How much two elements have in common; ``None`` where they name different things."""
    score = 0
    for path, value in one.items():
        found = other.get(path, MISSING)
        if found is MISSING:
            continue
        member = path[-1]
        names = names_something(member)
        if relation.same(value, found, member):
            score += _NAME_WEIGHT if names else 1
        elif names and relation.settled(value, member):
            return None
    return score
