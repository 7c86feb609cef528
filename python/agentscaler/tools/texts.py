"""Text from specifications -> text without control characters and stray white space.

Markup, scripts and bidirectional marks stay as they are: they are data here, and whoever shows a
text to people escapes it.
"""

from __future__ import annotations

import re
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def clean_line(text: Any) -> str:
    r"""Normalise a text to one line; anything but a text becomes empty.

    Example:
        >>> clean_line(" a\n b\x00 ")
        'a b'
    """
    if not isinstance(text, str):
        return ""
    if "\n" not in text and "  " not in text and text.isprintable():
        return text.strip()
    return " ".join(_CONTROL.sub(" ", text).split())


def clean_text(text: Any) -> str:
    r"""Normalise a text and keep its lines; at most one empty line in a row.

    Example:
        >>> clean_text("Find pets.\r\n\n\n\nArgs:  x ")
        'Find pets.\n\nArgs: x'
    """
    if not isinstance(text, str):
        return ""
    if text.isprintable() and "  " not in text:
        return text.strip()
    plain = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [_BLANKS.sub(" ", line).strip() for line in plain.split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def kind_of(value: Any) -> str:
    """Name the kind of a JSON value for a message.

    Example:
        >>> kind_of(None), kind_of([1])
        ('null', 'a list')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    kinds = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds[type(value)]


def shorten(text: str, limit: int = 80) -> str:
    """Cut a text for a message (never for a record).

    Example:
        >>> shorten("abcdef", 4)
        'abc…'
    """
    return text if len(text) <= limit else text[: limit - 1] + "…"
