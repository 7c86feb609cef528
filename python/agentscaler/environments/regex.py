"""Regular expressions as trees: the one door to the parser of the standard library.

It has no public name, and no other parser reads exactly what `re` reads; CPython has kept both
modules, and the form of their trees, from 3.11 to 3.14.

>>> [(str(code), argument) for code, argument in parse("ab")]
[('LITERAL', 97), ('LITERAL', 98)]
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]  # typeshed leaves it out
from re import _parser  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any

__all__ = ["codes", "compiled", "parse"]


def parse(source: str) -> Any:
    """The tree of an expression: pairs of a code and its argument.

    Raises:
        re.error: It is no expression.
        OverflowError: A repetition is too long.
        RecursionError: It is nested too deeply.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that an expression may mean something else one day
        return _parser.parse(source)


@lru_cache(maxsize=4096)
def compiled(source: str) -> re.Pattern[str] | None:
    """An expression that Python reads, or ``None``.

    Example:
        >>> compiled("(") is None
        True
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(source)
    except (re.error, RecursionError, OverflowError):
        return None
