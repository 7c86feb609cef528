"""How made ids look: from the regular expressions and lengths that a source states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.regex import codes, compiled, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HEX = set("0123456789abcdef")
UUID = "********-****-****-****-************"
_LONGEST = 200
"""Characters of a pattern that `db.new_id` takes."""
_LONGEST_WORD = 10
"""Letters of a word that stands whole before an id."""
_MOST = 36
"""Characters of a made id at most, where the source allows more."""
_USUAL_LENGTH = 12


def id_pattern(
    schemas: list[dict[str, Any]], noun: tuple[str, ...], *, first: Sequence[str] = ()
) -> str:
    """A pattern for `db.new_id`: as the source says, or the thing with hex digits behind it.

    Args:
        schemas: JSON Schemas that the id has to meet, the most telling first.
        noun: The thing.
        first: Patterns that are taken before any other, where they fit.

    Example:
        >>> id_pattern([{"pattern": "^s-([0-9a-f]{17})$"}], ("server",))
        's-*****************'
        >>> id_pattern([{"format": "uuid"}], ("pet",))
        '********-****-****-****-************'
        >>> id_pattern([], ("rule", "group"))
        'rg-************'
    """
    if any(schema.get("format") in {"uuid", "guid"} for schema in schemas):
        return UUID
    candidates = list(first)
    candidates += [
        made
        for schema in schemas
        if isinstance(schema.get("pattern"), str)
        for made in _from_regex(schema["pattern"], schema)
    ]
    candidates = [one for one in (*candidates, *_usual(noun)) if len(one) <= _LONGEST]
    for candidate in candidates:
        if all(fits(sample(candidate), schema) for schema in schemas):
            return candidate
    for candidate in candidates:
        if schemas and fits(sample(candidate), schemas[0]):
            return candidate
    return (first or _usual(noun))[0]


def code_pattern(noun: tuple[str, ...]) -> str:
    """A pattern for ids that people have on their papers.

    Example:
        >>> code_pattern(("order",)), code_pattern(("rule", "group"))
        ('ORD-#####', 'RG-#####')
    """
    short = noun[-1][:3] if len(noun) == 1 else "".join(word[0] for word in noun[-3:])
    return f"{re.sub(r'[^A-Z]', '', short.upper()) or 'NO'}-#####"


def _short(word: str) -> str:
    """A word as prefixes of ids have it: whole, or to a consonant (``conv``, ``notif``).

    Example:
        >>> _short("order"), _short("conversation"), _short("notification")
        ('order', 'conv', 'notif')
    """
    if len(word) <= _LONGEST_WORD:
        return word
    end = next((at for at in range(4, len(word)) if word[at - 1] not in "aeiou"), _LONGEST_WORD)
    return word[:end]


def _usual(noun: tuple[str, ...]) -> list[str]:
    short = _short(noun[-1]) if len(noun) == 1 else "".join(word[0] for word in noun)
    short = re.sub(r"[^a-z]", "", short[:_LONGEST_WORD]) or "row"
    return [
        f"{short}-{'*' * 12}",
        f"{short}-{'*' * 17}",
        UUID,
        *("*" * length for length in (10, 12, 16, 17, 20, 24, 26, 32, 36, 40, 64, 8, 6)),
        *("?" * length for length in (10, 12, 16, 20, 21, 26, 6)),
        *("#" * length for length in (10, 12, 16, 20, 8, 6, 4)),
    ]


def sample(pattern: str) -> str:
    """A value of a pattern.

    Example:
        >>> sample("s-*#?")
        's-a1A'
    """
    return pattern.replace("*", "a").replace("#", "1").replace("?", "A")


def fits(value: str, schema: dict[str, Any]) -> bool:
    """Whether a text meets pattern and lengths of a schema."""
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 1 << 30):
        return False
    return matches(value, schema.get("pattern"))


def matches(value: str, pattern: Any) -> bool:
    """Whether a text meets a pattern; what is no regular expression asks for nothing.

    Example:
        >>> matches("a1", "^[a-z]"), matches("a1", "("), matches("a1", None)
        (True, True, True)
    """
    if not isinstance(pattern, str):
        return True
    expression = compiled(pattern)
    return expression is None or expression.search(value) is not None


class _NoPatternError(Exception):
    """A part of a regular expression has no pattern, such as a back reference."""


def _from_regex(regex: str, schema: dict[str, Any]) -> list[str]:
    """Patterns that a regular expression allows: one for each of its branches."""
    try:
        tree = parse(regex)
        found = _branches(list(tree), schema)
    except (re.error, RecursionError, OverflowError, _NoPatternError):
        return []
    return sorted((one for one in found if one), key=lambda one: one.startswith("arn"))


def _branches(tree: list[Any], schema: dict[str, Any]) -> list[str]:
    made = [""]
    for code, argument in tree:
        parts = _parts(code, argument, schema)
        made = [start + part for start in made[:4] for part in parts[:4]]
    return made


def _parts(code: Any, argument: Any, schema: dict[str, Any]) -> list[str]:
    """Patterns of one node."""
    match code:
        case codes.LITERAL:
            return [chr(argument)]
        case codes.AT | codes.ASSERT | codes.ASSERT_NOT:
            return [""]
        case codes.SUBPATTERN:
            return _branches(list(argument[3]), schema)
        case codes.BRANCH:
            return [made for branch in argument[1] for made in _branches(list(branch), schema)]
        case codes.IN | codes.ANY | codes.NOT_LITERAL:
            return [_sign(argument if code is codes.IN else ())]
        case codes.MAX_REPEAT | codes.MIN_REPEAT:
            return [_repeated(argument, schema)]
    raise _NoPatternError(code)


def _repeated(argument: tuple[int, Any, Any], schema: dict[str, Any]) -> str:
    """As many as the source asks for, and of single characters as many as make an id."""
    low, high, inner = argument
    made = _branches(list(inner), schema)[0]
    most = _MOST if high is codes.MAXREPEAT else int(high)
    if len(made) != 1:
        return made * max(low, min(1, most))
    wanted: int = min(most, schema.get("minLength", 0), _MOST)
    return made * max(low, wanted, min(most, _USUAL_LENGTH))


def _sign(options: Iterable[Any]) -> str:
    """The sign of a pattern whose values a set of characters all has."""
    chars: set[str] = set()
    for code, argument in options:
        if code is codes.LITERAL:
            chars.add(chr(argument))
        elif code is codes.RANGE:
            chars.update(chr(at) for at in range(argument[0], min(argument[1], 127) + 1))
        elif code is codes.CATEGORY:
            chars.update("0123456789")
            if argument is codes.CATEGORY_WORD:
                chars.update("abcdefABCDEF")
        elif code is codes.NEGATE:
            return "*"
    if chars >= _HEX:
        return "*"
    if chars >= set("0123456789"):
        return "#"
    if chars >= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        return "?"
    return min(chars, default="*")
