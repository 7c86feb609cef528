"""Kinds of refusals, told by the words of their codes."""

from __future__ import annotations

import re
from enum import StrEnum


class RefusalKind(StrEnum):
    """Why a recorded call was refused."""

    NOT_FOUND = "not_found"
    """The thing does not exist."""
    EXISTS = "exists"
    """It exists already."""
    ARGUMENT = "argument"
    """An argument is not what it should be."""
    STATE = "state"
    """The state of the thing, or what hangs on it, forbids it."""
    NOT_ALLOWED = "not_allowed"
    """The caller may not."""
    OTHER = "other"
    """No word of the code tells."""


# In order: DeleteConflict is no conflict of names, and InvalidGroup.NotFound no bad argument.
_WORDS: tuple[tuple[RefusalKind, tuple[str, ...]], ...] = (
    (
        RefusalKind.STATE,
        (
            *("inuse", "dependency", "deleteconflict", "notempty", "inprogress", "deprecated"),
            *("optimisticlock", "concurrent", "alreadyclosed", "notenabled", "invalidstate"),
        ),
    ),
    (
        RefusalKind.NOT_ALLOWED,
        ("accessdenied", "acessdenied", "invalidaccess", "authorized", "forbidden"),
    ),
    (
        RefusalKind.NOT_FOUND,
        ("notfound", "nosuch", "nonexist", "doesnotexist", "notexist", "unknown", "404"),
    ),
    (
        RefusalKind.EXISTS,
        ("already", "exists", "duplicate", "conflict", "taken"),
    ),
    (
        RefusalKind.ARGUMENT,
        (
            *("validation", "invalid", "badrequest", "malformed", "missing", "parameter"),
            *("argument", "notdistinct", "constraint"),
        ),
    ),
)
_END = re.compile(r"(exception|fault|error)+$")


def kind_of(code: str) -> RefusalKind:
    """Tell the kind of a refusal by its code.

    Example:
        >>> kind_of("InvalidGroup.NotFound").value, kind_of("DeleteConflict").value
        ('not_found', 'state')
        >>> kind_of("EntityAlreadyExists").value, kind_of("InvalidResourceStateFault").value
        ('exists', 'state')
    """
    word = _END.sub("", "".join(char for char in code.lower() if char.isalnum()))
    if word.startswith("invalid") and word.endswith("state"):
        return RefusalKind.STATE
    for kind, words in _WORDS:
        if any(one in word for one in words):
            return kind
    return RefusalKind.OTHER
