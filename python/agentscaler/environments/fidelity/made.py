"""What a value tells about itself: a time, a name that a system made up, a word that says nothing.

Two systems that do the same make up other ids and live at other times. These rules say which values
may differ for that reason; they see one value and the name of its member, never a service.
"""

from __future__ import annotations

import re
from typing import Any

_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_TIME_MEMBER = re.compile(
    r"(time|date|timestamp|created|modified|updated|written|expir\w*|at|on)$", re.IGNORECASE
)
_EPOCHS = ((1e9, 4e9), (1e12, 4e12))
"""Seconds and milliseconds from 2001 to 2096."""
_IDENTITY_MEMBER = re.compile(
    r"(id|ids|arn|arns|token|tokens|key|keys|url|urls|uri|uris|handle|identifier|identifiers|"
    r"endpoint|marker|number|reference|name|names)$",
    re.IGNORECASE,
)
_LONG_TEXT = 512
"""Characters from which a text is a document, not a name."""
_LONG_NAME = 6
"""Characters from which a made-up name is no chance inside another text."""
_SURE_NAME = 16


def is_time(value: Any, member: str) -> bool:
    """Whether a value is a point in time: ISO 8601 text, or seconds where the member says so.

    Example:
        >>> is_time("2024-05-01T12:00:07Z", "x"), is_time(1714564807.0, "creationDate")
        (True, True)
        >>> is_time("1714564807", "CreatedTimestamp"), is_time(1714564807, "size")
        (True, False)
    """
    if isinstance(value, str):
        if _TIME.fullmatch(value):
            return True
        if not value.replace(".", "", 1).isdecimal() or len(value) > _SURE_NAME:
            return False
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    in_range = any(low <= value <= high for low, high in _EPOCHS)
    return in_range and _TIME_MEMBER.search(member) is not None


def names_something(member: str) -> bool:
    """Whether members of this name hold names of things.

    Example:
        >>> names_something("roleArn"), names_something("Description")
        (True, False)
    """
    return _IDENTITY_MEMBER.search(member) is not None


def looks_made(value: str, member: str) -> bool:
    """Whether a text that nobody passed in looks like a name that was made up.

    Example:
        >>> looks_made("d82c9d4", "x"), looks_made("arn:x:y", "x"), looks_made("1", "VersionId")
        (True, True, True)
        >>> looks_made("ACTIVE", "status"), looks_made("Uses 4 rules", "note")
        (False, False)
    """
    if not value or len(value) > _LONG_TEXT or any(char.isspace() for char in value):
        return False
    if is_time(value, member):
        return False
    if value.startswith("arn:") or "://" in value or names_something(member):
        return True
    return len(value) >= 4 and any(char.isdigit() for char in value)  # noqa: PLR2004 - as "7f3a"


def is_distinctive(value: str, *, random: bool) -> bool:
    """Whether a made-up name means the same thing wherever it stands, also inside other texts.

    Example:
        >>> is_distinctive("7716d18", random=False), is_distinctive("1", random=True)
        (True, False)
        >>> is_distinctive("default", random=False), is_distinctive("qwertyu", random=True)
        (False, True)
    """
    if len(value) < _LONG_NAME:
        return False
    return random or len(value) >= _SURE_NAME or any(char.isdigit() for char in value)


def says_nothing(value: Any) -> bool:
    """Whether a member with this value is as good as absent.

    Example:
        >>> says_nothing(None), says_nothing([]), says_nothing(False), says_nothing("")
        (True, True, False, True)
    """
    return value is None or (isinstance(value, list | dict | str) and not value)
