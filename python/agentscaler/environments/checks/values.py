"""Values for arguments: what is likely, what is at the edge, what is wrong, what no row has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from agentscaler.environments.checks.matching import contains

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANYTHING: dict[str, Any] = {}
"""The schema of what nobody has described."""
LONG = 300
"""Characters of a long text."""
LARGE = 10**12
ODD = "Ünïcødé 漢字 🚀 'quoted' \"twice\" {braces} \\ %s"
TRIES = 64


class Values(Protocol):
    """Makes likely values of columns and arguments; equal calls give equal values."""

    def value(self, name: str, schema: dict[str, Any], *, noun: str = "", at: int = 0) -> Any:
        """A value; ``None`` where none was found.

        Args:
            name: Of the column or argument.
            schema: JSON Schema that it fits.
            noun: What the thing is that it belongs to.
            at: Number of the thing; other numbers give other values.
        """


def types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Types that a schema allows; empty: any.

    >>> types({"type": ["string", "null"]}), types({})
    (('string', 'null'), ())
    """
    found = schema.get("type", ())
    return (found,) if isinstance(found, str) else tuple(found)


def edges(schema: Mapping[str, Any]) -> list[Any]:
    """Values at the edge of what a schema allows; none where it names the values or a form.

    >>> edges({"type": "integer", "minimum": 1}), edges({"enum": ["a"]})
    ([1, 1000000000000], [])
    """
    if "enum" in schema or "const" in schema or "pattern" in schema or "format" in schema:
        return []
    found: list[Any] = []
    for kind in types(schema):
        match kind:
            case "string":
                most = schema.get("maxLength", LONG)
                texts = ("", ODD, "x" * min(most, LONG))
                found.extend(
                    text for text in texts if schema.get("minLength", 0) <= len(text) <= most
                )
            case "integer" | "number":
                found.append(schema.get("minimum", -LARGE))
                found.append(schema.get("maximum", LARGE))
            case "array" if schema.get("minItems", 0) == 0:
                found.append([])
            case "object" if not schema.get("required"):
                found.append({})
            case "null":
                found.append(None)
    return found


def wrong(schema: Mapping[str, Any]) -> list[Any]:
    """Values that a schema does not allow; none where it allows nearly everything.

    >>> wrong({"type": "string", "enum": ["a", "b"]})
    ['no such value', 7]
    """
    allowed = types(schema)
    found: list[Any] = []
    if "enum" in schema:
        found.append("no such value")
    if allowed:
        for kind, value in (("string", 7), ("integer", "seven"), ("array", True)):
            if kind == allowed[0] or (kind == "integer" and allowed[0] == "number"):
                found.append(value)
        if allowed[0] in {"object", "boolean"}:
            found.append("neither")
    fitting = {"string": str, "boolean": bool, "array": list, "object": dict}
    return [
        value
        for value in found
        if not any(isinstance(value, fitting.get(kind, ())) for kind in allowed)
        or ("enum" in schema and not contains(schema["enum"], value) and isinstance(value, str))
    ]


def other(value: Any, taken: Sequence[Any]) -> Any:
    """A value of the same look that is none of those taken; ``None`` where there is none.

    Digits become other digits and letters other letters, from the end, so that a pattern still
    fits.

    >>> other("W100001", ["W100001", "W100002"]), other(7, [7, 12]), other(True, [True])
    ('W100003', 1012, None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int):
        return max([value, *(one for one in taken if isinstance(one, int))]) + 1_000
    for at in range(len(value) - 1, -1, -1):
        for letter in _likes(value[at]):
            changed = f"{value[:at]}{letter}{value[at + 1 :]}"
            if not contains(taken, changed):
                return changed
    return None


def _likes(letter: str) -> str:
    if letter.isdigit():
        return "".join(str((int(letter) + step) % 10) for step in range(1, 10))
    if letter in "abcdef":
        return "abcdef".replace(letter, "")
    if letter.isascii() and letter.islower():
        return "qzxjkvwy"
    return "QZXJKVWY" if letter.isascii() and letter.isupper() else ""
