"""The result of a tool: where in it the row stands, or the list of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.rules.fields import members, type_of
from agentscaler.environments.design.rules.words import ends_with, own_words, starts_with, words
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

IDENTITIES = words_of(
    "id identifier arn name key uuid guid slug number code uri url ref href handle sid"
)
"""Last words of a column that tells rows apart."""
WRAPPERS = words_of(
    "data result response payload item output body content record value object entity resource "
    "detail info information description metadata summary record document row entry configuration"
)
_ASIDE = words_of(
    "error warning link meta pagination paging tag failure unprocessed failed include included "
    "message cursor facet refinement"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """Where in a result the thing stands that a tool is about."""

    kind: str
    """``none``: nothing is known or nothing comes; ``object``: one; ``list``: several; ``ids``:
    a list of texts or numbers that name several."""
    path: tuple[str, ...] = ()
    """Members on the way to it."""
    item: dict[str, Any] = field(default_factory=dict)
    """JSON Schema of one."""

    @property
    def columns(self) -> dict[str, dict[str, Any]]:
        """Members of one."""
        return members(self.item)


NOTHING = Shape(kind="none")


def shape_of(returns: dict[str, Any] | None, noun: Sequence[str], *, several: bool) -> Shape:
    """Find the thing in the schema of a result.

    Args:
        returns: JSON Schema of the result.
        noun: The thing.
        several: Whether the tool should give many.

    Example:
        >>> one = {"type": "object", "properties": {"petId": {}, "name": {}}}
        >>> shape_of({"type": "object", "properties": {"pet": one}}, ("pet",), several=False).path
        ('pet',)
        >>> many = {"type": "object", "properties": {"pets": {"type": "array", "items": one}}}
        >>> shape_of(many, ("pet",), several=True).kind
        'list'
        >>> shape_of(one, ("pet",), several=False).path
        ()
    """
    if not returns:
        return NOTHING
    return _find(returns, tuple(noun), several, (), 0) or NOTHING


def _find(
    schema: dict[str, Any], noun: tuple[str, ...], several: bool, path: tuple[str, ...], depth: int
) -> Shape | None:
    if type_of(schema) == "array":
        return _list(schema, path)
    own = members(schema)
    if not own:
        return None
    lists = _ranked(
        [name for name, one in own.items() if type_of(one) == "array"], noun, others=len(own)
    )
    objects = _ranked([name for name, one in own.items() if members(one)], noun, others=len(own))
    if several and lists and lists[0][0] > 0:
        return _list(own[lists[0][1]], (*path, lists[0][1]))
    flat = _is_flat(own, noun)
    if not several and ((flat and depth) or _has_parts(objects, own, noun)):
        return Shape(kind="object", path=path, item=schema)
    if not several and objects and objects[0][0] >= 2:
        return _inside(own, objects[0][1], noun, several, path, depth)
    if not several and flat:
        return Shape(kind="object", path=path, item=schema)
    if objects and objects[0][0] > 0 and depth < 2:
        found = _inside(own, objects[0][1], noun, several, path, depth)
        if found is not None and (not several or found.kind in {"list", "ids"}):
            return found
    if not several and lists and lists[0][0] >= 2 and len(own) <= 4:
        # A tool that describes one thing and gives a list of it.
        return _list(own[lists[0][1]], (*path, lists[0][1]))
    return Shape(kind="object", path=path, item=schema)


def _has_parts(
    objects: list[tuple[int, str]], own: dict[str, dict[str, Any]], noun: tuple[str, ...]
) -> bool:
    """Whether the thing is told in several parts: ``{"typeInfo": {..}, "configuration": {..}}``."""
    if len(objects) < 2 or len(objects) != len(own):
        return False
    return words(objects[0][1]) != noun and all(words(name)[-1] in WRAPPERS for _, name in objects)


def _inside(
    own: dict[str, dict[str, Any]],
    name: str,
    noun: tuple[str, ...],
    several: bool,
    path: tuple[str, ...],
    depth: int,
) -> Shape | None:
    inner = (*path, name)
    if words(name)[-1:] and words(name)[-1] in WRAPPERS and depth < 2:
        return _find(own[name], noun, several, inner, depth + 1)
    return Shape(kind="object", path=inner, item=own[name])


def _list(schema: dict[str, Any], path: tuple[str, ...]) -> Shape:
    item = schema.get("items")
    item = item if isinstance(item, dict) else {}
    kind = "list" if members(item) or type_of(item) in {"object", ""} else "ids"
    return Shape(kind=kind, path=path, item=item)


def _ranked(names: list[str], noun: tuple[str, ...], *, others: int) -> list[tuple[int, str]]:
    """Names by how likely each is the thing: 3 its name, 2 its last word, 1 a wrapper."""
    found = [
        (_likeness(words(name), noun, alone=len(names) == 1, others=others), name) for name in names
    ]
    return sorted(found, key=lambda pair: -pair[0])


def _likeness(found: tuple[str, ...], noun: tuple[str, ...], *, alone: bool, others: int) -> int:
    if not found or found[-1] in _ASIDE or found[0] in _ASIDE or found[-1] in {"status", "state"}:
        return 3 if found == noun else 0
    if found == noun or ends_with(noun, found):
        return 3
    stem = (
        found[:-1]
        if found[-1] in WRAPPERS or found[-1] in {"id", "arn", "list", "name", "url"}
        else found
    )
    if stem and noun and (stem == noun or ends_with(noun, stem) or ends_with(stem, noun)):
        return 2
    if stem and noun and (set(stem) <= set(noun) or starts_with(stem, noun)):
        return 2
    if found[-1] in WRAPPERS and len(found) == 1:
        return 1
    return 1 if alone and others <= 4 else 0


def _is_flat(own: dict[str, dict[str, Any]], noun: tuple[str, ...]) -> bool:
    """Whether the members of a result are those of the thing itself."""
    plain = [name for name, one in own.items() if not members(one) and type_of(one) != "array"]
    telling = [
        name for name in plain if own_words(name, noun) and own_words(name, noun)[-1] in IDENTITIES
    ]
    return bool(telling) or len(plain) >= 3
