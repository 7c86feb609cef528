"""A line of input into words, and words into the arguments of a tool.

>>> words_of('update_pet pet_id=7 name="Old Tom" tags=["a", "b"]')
['update_pet', 'pet_id=7', 'name="Old Tom"', 'tags=["a", "b"]']
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.cli.find import nearest
from agentscaler.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OPEN = {"[": "]", "{": "}"}
_QUOTES = "\"'"


def words_of(line: str) -> list[str]:
    """Split at spaces, but not inside quotes, lists and objects.

    Raises:
        ArgumentError: A quote or a bracket is not closed.
    """
    words, open_ = split_words(line)
    if open_:
        raise ArgumentError(f"{open_} is not closed", where=line, mend="close it on the same line")
    return [word for word, _ in words]


def split_words(line: str) -> tuple[list[tuple[str, int]], str]:
    """Words with the place of each, and the quote or bracket that the line leaves open.

    >>> split_words('get_pet name="Old T')
    ([('get_pet', 0), ('name="Old T', 8)], '"')
    """
    words: list[tuple[str, int]] = []
    closing: list[str] = []
    start: int | None = None
    at = 0
    while at < len(line):
        sign = line[at]
        quoted = bool(closing) and closing[-1] in _QUOTES
        if quoted and sign == "\\" and closing[-1] == '"':
            at += 1
        elif closing and sign == closing[-1]:
            closing.pop()
        elif not quoted and (sign in _OPEN or (sign in _QUOTES and _may_open(line, at, start))):
            closing.append(_OPEN.get(sign, sign))
        if sign.isspace() and not closing:
            if start is not None:
                words.append((line[start:at], start))
            start = None
        elif start is None:
            start = at
        at += 1
    if start is not None:
        words.append((line[start:], start))
    return words, closing[-1] if closing else ""


def _may_open(line: str, at: int, start: int | None) -> bool:
    """A quote opens at the beginning of a word or a value; the one of ``O'Brien`` does not."""
    return start is None or line[at - 1] in "=[{,: "


def arguments_of(words: Sequence[str], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of words ``key=value``; ``body.name=x`` is the member ``name`` of ``body``.

    Args:
        words: The words behind the name of the tool.
        parameters: JSON Schema of the tool's parameters: it says which values are texts.

    Raises:
        ArgumentError: A word has no ``=``, or a key is no parameter; near ones are named.

    Example:
        >>> schema = {"properties": {"id": {"type": "string"}, "n": {"type": "integer"}}}
        >>> arguments_of(["id=7", "n=7"], schema)
        {'id': '7', 'n': 7}
    """
    found: dict[str, Any] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals:
            raise ArgumentError(
                f"{word} is no argument",
                mend="write key=value, or all arguments as one JSON object: "
                f"{', '.join(properties(parameters)) or 'this tool takes none'}",
            )
        schema, place = _descend(key, parameters, found)
        place[key.split(".")[-1] if key not in properties(parameters) else key] = value_of(
            text, schema
        )
    return found


def _descend(
    key: str, parameters: Mapping[str, Any], found: dict[str, Any]
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """The schema of a key, and the object that its value belongs into."""
    known = properties(parameters)
    if key in known:
        return known[key], found
    *path, last = key.split(".")
    schema: Mapping[str, Any] = parameters
    place = found
    for step in (*path, last):
        known = properties(schema)
        if step not in known:
            if not known and schema is not parameters:
                return {}, place  # an object whose members nobody declared
            raise ArgumentError(
                f"there is no argument {step}",
                mend=nearest(step, known, "this tool takes no arguments"),
            )
        schema = known[step]
        if step is not last:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                raise ArgumentError(f"{step} has a value already", mend=f"leave out {key}")
            place = inner
    return schema, place


def properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The declared members of an object."""
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def value_of(text: str, schema: Mapping[str, Any]) -> Any:
    """A value of a word: what the schema calls a text is one, anything else is JSON if it can be.

    Example:
        >>> value_of("07", {"type": "string"}), value_of("07", {}), value_of("7", {})
        ('07', '07', 7)
        >>> value_of('"a b"', {"type": "string"}), value_of("'a b'", {})
        ('a b', 'a b')
    """
    for quote in _QUOTES:
        if len(text) > 1 and text[0] == text[-1] == quote:
            if quote == "'":
                return text[1:-1]
            try:
                return json.loads(text)
            except ValueError:
                return text[1:-1]
    if schema.get("type") == "string":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def quoted(value: Any) -> str:
    """A value as a word: what `value_of` reads back.

    Example:
        >>> quoted("Old Tom"), quoted("W1"), quoted(7)
        ('"Old Tom"', 'W1', '7')
    """
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    plain = value and not any(sign.isspace() or sign in "\"'[]{}\\=" for sign in value)
    return value if plain else json.dumps(value, ensure_ascii=False)
