"""The result of a tool: where in it the row stands, or the list of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.rules.reading.fields import members, type_of
from agentscaler.environments.design.rules.reading.words import (
    ends_with,
    own_words,
    starts_with,
    words,
)
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

_NAME, _LAST_WORD = 3, 2
"""How likely a member is the thing."""
_DEEPEST = 2
"""Wrappers within wrappers that are opened."""
_FEW = 4
"""Members of a result beside which one may stand for the thing that is not called so."""
_MANY = 3
"""Members that are no objects of which the thing itself must have been meant."""


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
    return _Search(tuple(noun), several=several).find(returns) or NOTHING


class _Search:
    """The way down into a result."""

    def __init__(self, noun: tuple[str, ...], *, several: bool) -> None:
        self.noun = noun
        self.several = several

    def find(
        self, schema: dict[str, Any], path: tuple[str, ...] = (), depth: int = 0
    ) -> Shape | None:
        """The thing in an object, or in one of its members."""
        if type_of(schema) == "array":
            return _list(schema, path)
        own = members(schema)
        if not own:
            return None
        lists = self._ranked([name for name, one in own.items() if type_of(one) == "array"], own)
        objects = self._ranked([name for name, one in own.items() if members(one)], own)
        whole = Shape(kind="object", path=path, item=schema)
        if not self.several:
            return self._one(own, lists, objects, whole, depth)
        if lists and lists[0][0] > 0:
            return _list(own[lists[0][1]], (*path, lists[0][1]))
        if objects and objects[0][0] > 0 and depth < _DEEPEST:
            found = self._inside(own, objects[0][1], path, depth)
            if found is not None and found.kind in {"list", "ids"}:
                return found
        return whole

    def _one(
        self,
        own: dict[str, dict[str, Any]],
        lists: list[tuple[int, str]],
        objects: list[tuple[int, str]],
        whole: Shape,
        depth: int,
    ) -> Shape | None:
        flat = _is_flat(own, self.noun)
        if (flat and depth) or _has_parts(objects, own, self.noun):
            return whole
        if objects and objects[0][0] >= (_NAME if _is_named(own, self.noun) else _LAST_WORD):
            return self._inside(own, objects[0][1], whole.path, depth)
        if flat:
            return whole
        found = None
        if objects and objects[0][0] > 0 and depth < _DEEPEST:
            found = self._inside(own, objects[0][1], whole.path, depth)
        if found is None and lists and lists[0][0] >= _LAST_WORD and len(own) <= _FEW:
            # A tool that describes one thing and gives a list of it.
            found = _list(own[lists[0][1]], (*whole.path, lists[0][1]))
        return found or whole

    def _inside(
        self, own: dict[str, dict[str, Any]], name: str, path: tuple[str, ...], depth: int
    ) -> Shape | None:
        inner, found = (*path, name), words(name)
        if found[-1:] and found[-1] in WRAPPERS and depth < _DEEPEST:
            return self.find(own[name], inner, depth + 1)
        return Shape(kind="object", path=inner, item=own[name])

    def _ranked(self, names: list[str], own: dict[str, Any]) -> list[tuple[int, str]]:
        """Names by how likely each is the thing: 3 its name, 2 its last word, 1 a wrapper."""
        alone = len(names) == 1 and len(own) <= _FEW
        found = [(_likeness(words(name), self.noun, alone=alone), name) for name in names]
        return sorted(found, key=lambda pair: -pair[0])


def _has_parts(
    objects: list[tuple[int, str]], own: dict[str, dict[str, Any]], noun: tuple[str, ...]
) -> bool:
    """Whether the thing is told in several parts: ``{"typeInfo": {..}, "configuration": {..}}``."""
    if len(objects) == 1 or len(objects) != len(own):
        return False
    return words(objects[0][1]) != noun and all(words(name)[-1] in WRAPPERS for _, name in objects)


def _list(schema: dict[str, Any], path: tuple[str, ...]) -> Shape:
    item = schema.get("items")
    item = item if isinstance(item, dict) else {}
    kind = "list" if members(item) or type_of(item) in {"object", ""} else "ids"
    return Shape(kind=kind, path=path, item=item)


def _likeness(found: tuple[str, ...], noun: tuple[str, ...], *, alone: bool) -> int:
    if not found or {found[0], found[-1]} & _ASIDE or found[-1] in {"status", "state"}:
        return _NAME if found == noun else 0
    if ends_with(noun, found):
        return _NAME
    is_wrapped = found[-1] in WRAPPERS or found[-1] in {"id", "arn", "list", "name", "url"}
    stem = found[:-1] if is_wrapped else found
    if (
        stem
        and noun
        and (ends_with(stem, noun) or set(stem) <= set(noun) or starts_with(stem, noun))
    ):
        return _LAST_WORD
    return 1 if alone or (len(found) == 1 and found[-1] in WRAPPERS) else 0


def _is_named(own: dict[str, dict[str, Any]], noun: tuple[str, ...]) -> bool:
    """Whether a result has a name of the thing and much else: it is the thing, not around it."""
    plain = [name for name, one in own.items() if not members(one) and type_of(one) != "array"]
    named = {("id",), ("name",), ("arn",)} & {
        own_words(name, noun) for name in plain if words(name)
    }
    return bool(named) and len(plain) > _MANY


def _is_flat(own: dict[str, dict[str, Any]], noun: tuple[str, ...]) -> bool:
    """Whether the members of a result are those of the thing itself."""
    plain = [name for name, one in own.items() if not members(one) and type_of(one) != "array"]
    telling = [
        name for name in plain if own_words(name, noun) and own_words(name, noun)[-1] in IDENTITIES
    ]
    return bool(telling) or len(plain) >= _MANY
