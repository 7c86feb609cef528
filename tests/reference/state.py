"""The slow, obvious version of the state engine: plain dictionaries, brute force, no cleverness.

A state is what ``json.loads`` gives: an object of tables. A place is a tuple: table, then the names
on the way into a row, ``"[]"`` for any item of a list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[str, ...]


def value_key(value: Any) -> Any:  # noqa: PLR0911
    """Something hashable that is equal exactly when the JSON values are."""
    match value:
        case None:
            return ("null",)
        case bool():
            return ("bool", value)
        case int():
            return ("integer", value)
        case float():
            return ("integer", int(value)) if value.is_integer() else ("fraction", value)
        case str():
            return ("string", value)
        case list():
            return ("array", tuple(value_key(item) for item in value))
        case dict():
            return ("object", frozenset((name, value_key(item)) for name, item in value.items()))
    raise TypeError(type(value))


def equal(a: Any, b: Any) -> bool:
    """Value equality."""
    return value_key(a) == value_key(b)


def changed_cells(a: Any, b: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Paths of the leaves that differ; lists of unlike length differ as a whole."""
    if equal(a, b):
        return set()
    if isinstance(a, dict) and isinstance(b, dict):
        found = set()
        for name in a.keys() | b.keys():
            if name in a and name in b:
                found |= changed_cells(a[name], b[name], (*path, name))
            else:
                found.add((*path, name))
        return found
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return set().union(
            *(changed_cells(x, y, (*path, i)) for i, (x, y) in enumerate(zip(a, b, strict=True)))
        )
    return {path}


@dataclass
class Rules:
    """What an equivalence forgives."""

    keys: dict[str, str] = field(default_factory=dict)
    """Name of the column that the keys of an object of rows stand for."""
    generated: set[Place] = field(default_factory=set)
    ordered_times: set[Place] = field(default_factory=set)
    """Generated places whose renaming has to keep the order."""
    references: dict[Place, Place] = field(default_factory=dict)
    unordered: set[Place] = field(default_factory=set)
    ignored: set[Place] = field(default_factory=set)
    tolerance: dict[Place, float] = field(default_factory=dict)

    def owner(self, place: Place) -> Place | None:
        """The generated place that a value at `place` belongs to: the last one on the way."""
        owner = place if place in self.generated else None
        while place in self.references:
            place = self.references[place]
            owner = place if place in self.generated else owner
        return owner


def leaves(state: dict[str, Any], rules: Rules) -> Iterator[tuple[Place, Any]]:  # noqa: C901
    """Every scalar with its place; keys of objects of rows count as their column."""

    def below(place: Place, value: Any) -> Iterator[tuple[Place, Any]]:
        if isinstance(value, dict):
            for name, item in value.items():
                yield from below((*place, name), item)
        elif isinstance(value, list):
            for item in value:
                yield from below((*place, "[]"), item)
        else:
            yield place, value

    for table, rows in state.items():
        if isinstance(rows, dict):
            for key, row in rows.items():
                if table in rules.keys:
                    yield (table, rules.keys[table]), key
                yield from below((table,), row)
        else:
            for row in rows:
                yield from below((table,), row)


def minted(base: dict[str, Any], state: dict[str, Any], rules: Rules) -> dict[Place, list[Any]]:
    """Values that generated places hold now, and that the base held neither there nor where
    others refer to them.
    """
    old = {(rules.owner(place), value_key(value)) for place, value in leaves(base, rules)}
    new: dict[Place, dict[Any, Any]] = {place: {} for place in rules.generated}
    for place, value in leaves(state, rules):
        owner = rules.owner(place)
        if owner is None or place not in rules.generated or isinstance(value, bool | float | None):
            continue
        if (owner, value_key(value)) not in old:
            new[owner][value_key(value)] = value
    return {place: list(values.values()) for place, values in new.items()}


def _renamings(
    of_a: dict[Place, list[Any]], of_b: dict[Place, list[Any]]
) -> Iterator[dict[tuple[Place, Any], Any]]:
    """All one-to-one renamings, place by place."""
    if any(len(of_a[place]) != len(of_b[place]) for place in of_a):
        return
    choices = [
        [tuple(zip(values, order, strict=True)) for order in permutations(of_b[place])]
        for place, values in of_a.items()
    ]
    for choice in product(*choices):
        yield {
            (place, value_key(x)): y
            for place, pairs in zip(of_a, choice, strict=True)
            for x, y in pairs
        }


def equivalent(
    base: dict[str, Any], a: dict[str, Any], b: dict[str, Any], rules: Rules
) -> dict[tuple[Place, Any], Any] | None:
    """A renaming under which `a` becomes `b`, or ``None``: every one is tried."""
    of_a, of_b = minted(base, a, rules), minted(base, b, rules)
    images = {(place, value_key(value)) for place, values in of_b.items() for value in values}
    for renaming in _renamings(of_a, of_b):
        if _keeps_order(base, renaming, rules) and _same(a, b, renaming, images, rules):
            return renaming
    return None


def _keeps_order(
    base: dict[str, Any], renaming: dict[tuple[Place, Any], Any], rules: Rules
) -> bool:
    for place in rules.ordered_times:
        pairs = [(key[1][1], y) for key, y in renaming.items() if key[0] == place]
        pairs += [(v, v) for p, v in leaves(base, rules) if p == place and isinstance(v, str)]
        if any((x < u) != (y < v) for x, y in pairs for u, v in pairs):
            return False
    return True


def _same(  # noqa: C901
    a: dict[str, Any], b: dict[str, Any], renaming: Any, images: Any, rules: Rules
) -> bool:
    def scalar(place: Place, x: Any, y: Any) -> bool:
        if place in rules.ignored:
            return True
        owner = rules.owner(place)
        if owner is not None and not isinstance(x, bool | float | None):
            if (owner, value_key(x)) in renaming:
                return equal(renaming[owner, value_key(x)], y)
            return equal(x, y) and (owner, value_key(y)) not in images
        tolerance = rules.tolerance.get(place)
        if tolerance is not None and _number(x) and _number(y):
            return abs(x - y) <= tolerance
        return equal(x, y)

    def walk(place: Place, x: Any, y: Any) -> bool:
        if place in rules.ignored:
            return True
        if isinstance(x, dict) and isinstance(y, dict):
            names = x.keys() | y.keys()
            names = {name for name in names if (*place, name) not in rules.ignored}
            return all(
                name in x and name in y and walk((*place, name), x[name], y[name]) for name in names
            )
        if isinstance(x, list) and isinstance(y, list):
            return items((*place, "[]"), x, y, place in rules.unordered)
        if isinstance(x, dict | list) or isinstance(y, dict | list):
            return False
        return scalar(place, x, y)

    def items(place: Place, x: list[Any], y: list[Any], unordered: bool) -> bool:  # noqa: FBT001
        if len(x) != len(y):
            return False
        orders = permutations(y) if unordered else [y]
        return any(
            all(walk(place, p, q) for p, q in zip(x, order, strict=True)) for order in orders
        )

    def table(name: str) -> bool:
        x, y = a[name], b[name]
        if isinstance(x, dict) != isinstance(y, dict) or len(x) != len(y):
            return False
        if isinstance(x, list):
            orders = permutations(y) if (name,) in rules.unordered else [y]
            return any(all(walk((name,), p, q) for p, q in zip(x, o, strict=True)) for o in orders)
        place = (name, rules.keys.get(name, "\0"))
        return all(any(scalar(place, k, m) and walk((name,), x[k], y[m]) for m in y) for k in x)

    return a.keys() == b.keys() and all(table(name) for name in a)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
