"""Pieces of Python text: names, literals, messages.

Whatever a specification says comes into a program through here: `text` and `literal` write it as
a literal, `message` escapes what stands around the expressions of an f-string, and `local` takes
nothing but letters, digits and underscores.
"""

from __future__ import annotations

import keyword
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.tools.names import split_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MOST_ESCAPED = 0xFFFF
_TAKEN = words_of(
    """
    abs all any bool chr dict divmod enumerate filter float frozenset getattr hash id int
    isinstance len list map max min next object open ord pow print range repr reversed round set
    sorted str sum tuple type zip db refuse json re math datetime itertools functools collections
    row rows page token changes key wanted
    """
)


def local(words: str | Sequence[str], taken: Iterable[str]) -> str:
    """A name for a variable that hides nothing.

    Example:
        >>> local("rule group", ()), local("list", ()), local("pet", {"pet"})
        ('rule_group', 'list_', 'pet_')
    """
    parts = split_words(words) if isinstance(words, str) else list(words)
    name = "_".join(parts) or "thing"
    if name[0].isdigit():
        name = f"n{name}"
    used = set(taken)
    while name in used or name in _TAKEN or keyword.iskeyword(name):
        name += "_"
    return name


def literal(value: Any) -> str:
    """A JSON value as Python writes it, strings in double quotes; ``None`` for no number.

    Example:
        >>> print(literal({"a": [1, True, None, "it's"]}))
        {"a": [1, True, None, "it's"]}
    """
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(str(k))}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return "None"
    return repr(value)


def text(value: str) -> str:
    """A string literal in double quotes; escapes stand for signs that do not print.

    Example:
        >>> print(text('say "hi"'))
        'say "hi"'
    """
    if not value.isprintable():
        return message(value)
    shown = repr(value)
    if shown[0] == "'" and '"' not in shown:
        return f'"{shown[1:-1]}"'.replace("\\'", "'")
    return shown


def names(columns: Sequence[str]) -> str:
    """A tuple of strings.

    Example:
        >>> print(names(["a"]), names(["a", "b"]))
        ("a",) ("a", "b")
    """
    return "(" + ", ".join(map(text, columns)) + ("," if len(columns) == 1 else "") + ")"


@dataclass(frozen=True, slots=True)
class Code:
    """An expression whose value a message shows; see `embedded`."""

    code: str


def message(*parts: str | Code) -> str:
    r"""A string literal in double quotes; an f-string where it shows the value of an expression.

    Args:
        parts: What is said as it is, and expressions that `embedded` has made.

    Example:
        >>> print(message("order ", Code("order_id"), " is {gone}"))
        f"order {order_id} is {{gone}}"
        >>> print(message('no "order"'))
        "no \"order\""
    """
    holds = any(isinstance(part, Code) for part in parts)
    said = ""
    for part in parts:
        if isinstance(part, Code):
            said += f"{{{part.code}}}"
        else:
            plain = "".join(map(_escaped, part))
            said += plain.replace("{", "{{").replace("}", "}}") if holds else plain
    return f'f"{said}"' if holds else f'"{said}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    # Beyond four digits the check of the dialect takes some escapes for surrogates.
    if char.isprintable() or ord(char) > _MOST_ESCAPED:
        return char
    return char.encode("unicode_escape", "surrogatepass").decode()


def embedded(code: str) -> Code | None:
    """An expression as an f-string in double quotes holds it under Python 3.11; else ``None``.

    Before 3.12 neither backslashes nor the quotes around it may stand in it.

    Example:
        >>> embedded('row["id"]'), embedded('row["{x}"]')
        (Code(code="row['id']"), None)
    """
    inner = code if "'" in code else code.replace('"', "'")
    return None if set(inner) & set('"\\{}#\n') else Code(inner)
