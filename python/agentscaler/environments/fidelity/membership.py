"""Which things a list holds: Jaccard index of their names, recorded ones translated."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from agentscaler.environments.fidelity.alignment import MISSING
from agentscaler.environments.fidelity.made import names_something, says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.environments.fidelity.alignment import Path
    from agentscaler.environments.fidelity.translation import Translation

_BEST = re.compile(r"(arn|id|identifier)$", re.IGNORECASE)


class Membership(NamedTuple):
    """A list of an answer, and how much ours agrees."""

    path: Path
    jaccard: float
    """Things in both, by things in either; in [0, 1]."""
    missing: int
    """Things that ours lacks."""
    extra: int
    """Things that the recorded one lacks."""


def memberships(recorded: Any, ours: Any, known: Translation) -> list[Membership]:
    """Compare the lists of an answer that stand in no other list.

    A list counts when its elements are objects or texts and one of the two has some. An object is
    told by one member: of those that all recorded elements have, each with another value, the
    first that ends in arn or id, else the first that names something, else the first; where there
    is none, by all that it holds.

    Example:
        >>> from agentscaler.environments.fidelity.translation import Translation
        >>> was = {"Items": [{"Id": "a1", "Size": 1}, {"Id": "b2", "Size": 1}], "Tags": []}
        >>> now = {"Items": [{"Id": "b2", "Size": 9}], "Tags": []}
        >>> memberships(was, now, Translation())
        [Membership(path=('Items',), jaccard=0.5, missing=1, extra=0)]
    """
    return list(_lists(recorded, ours, (), known))


def _lists(recorded: Any, ours: Any, path: Path, known: Translation) -> Iterator[Membership]:
    if isinstance(recorded, dict):
        cells = ours if isinstance(ours, dict) else {}
        for name, cell in recorded.items():
            found = cells.get(known.key(name), MISSING)
            yield from _lists(cell, found, (*path, name), known)
    elif isinstance(recorded, list):
        items = ours if isinstance(ours, list) else []
        if all(isinstance(item, dict | str) for item in recorded) and (recorded or items):
            yield _compare(recorded, items, path, known)


def _compare(recorded: list[Any], ours: list[Any], path: Path, known: Translation) -> Membership:
    name = _telling_member(recorded)
    member = str(path[-1]) if path else ""
    theirs = Counter(
        _text(_expected(_identity(one, name), member, name, known)) for one in recorded
    )
    mine = Counter(_text(_identity(one, name)) for one in ours)
    both, either = (theirs & mine).total(), (theirs | mine).total()
    return Membership(path, both / either, theirs.total() - both, mine.total() - both)


def _identity(item: Any, name: tuple[str, ...] | None) -> Any:
    for step in name or ():
        item = item.get(step) if isinstance(item, dict) else None
    return item


def _expected(value: Any, member: str, name: tuple[str, ...] | None, known: Translation) -> Any:
    if isinstance(value, dict):
        return {known.key(key): _expected(cell, key, None, known) for key, cell in value.items()}
    if isinstance(value, list):
        return [_expected(item, member, None, known) for item in value]
    return known.expected(value, name[-1] if name else member)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _telling_member(items: list[Any]) -> tuple[str, ...] | None:
    """Way to the member that tells the objects of a list apart."""
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    ways = [dict(_scalars(item, ())) for item in items]
    telling = [
        way
        for way in ways[0]
        if all(way in one for one in ways) and len({_text(one[way]) for one in ways}) == len(ways)
    ]
    best = [way for way in telling if _BEST.search(way[-1])]
    good = [way for way in telling if names_something(way[-1])]
    return next(iter([*best, *good, *telling]), None)


def _scalars(item: Any, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, cell in item.items():
        if isinstance(cell, dict):
            yield from _scalars(cell, (*way, name))
        elif not isinstance(cell, list) and not says_nothing(cell):
            yield (*way, name), cell
