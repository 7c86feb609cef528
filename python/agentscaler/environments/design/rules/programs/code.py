"""Pieces of Python text: names, literals, calls that fit their lines."""

from __future__ import annotations

import keyword
import re
import textwrap
from typing import TYPE_CHECKING, Any

from agentscaler.tools.names import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINE = 100
"""Characters of a line at most, where text can be broken."""
_TAKEN = frozenset(
    """
    abs all any bool chr dict divmod enumerate filter float frozenset getattr hash id int
    isinstance len list map max min next object open ord pow print range repr reversed round set
    sorted str sum tuple type zip db refuse json re math datetime itertools functools collections
    row rows page token changes key wanted
    """.split()
)


def identifier(name: str) -> str:
    """The identifier that a tool or an argument has in a program.

    Example:
        >>> identifier("api-version"), identifier("$filter"), identifier("1st"), identifier("from")
        ('api_version', 'filter', 'n1st', 'from_')
    """
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name).lstrip("_")
    if not plain or plain[0].isdigit():
        plain = f"n{plain}"
    return f"{plain}_" if keyword.iskeyword(plain) or plain in {"db", "refuse"} else plain


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
    """A JSON value as Python writes it, strings in double quotes.

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
    return repr(value)


def text(value: str) -> str:
    """A string literal in double quotes, in ASCII escapes where it has signs that do not print.

    Example:
        >>> print(text('say "hi"'))
        'say "hi"'
    """
    shown = repr(value) if value.isprintable() else ascii(value)
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


def mapping(
    pairs: Sequence[tuple[str, str]], *, indent: int, before: str = "", after: str = ""
) -> list[str]:
    """A dict display between two texts: on one line where it fits, else a pair a line.

    Args:
        pairs: Name and expression of each member.
        indent: Spaces before the text.
        before: What stands before the brace: ``row = _given(``.
        after: What stands behind it: ``)``.

    Example:
        >>> mapping([("a", "x"), ("b", "y")], indent=4, before="row = ")
        ['    row = {"a": x, "b": y}']
    """
    pad = " " * indent
    members = [f"**{value}" if name == "**" else f"{text(name)}: {value}" for name, value in pairs]
    line = f"{pad}{before}{{{', '.join(members)}}}{after}"
    if len(line) <= LINE and len(pairs) <= 6 and "\n" not in line:
        return [line]
    return [f"{pad}{before}{{", *(f"{pad}    {one}," for one in members), f"{pad}}}{after}"]


def sequence(items: Sequence[str], *, indent: int, before: str, after: str) -> list[str]:
    """Comma-separated items between two brackets: on one line where they fit, else wrapped.

    Example:
        >>> sequence(["a", "b"], indent=0, before="f(", after=")")
        ['f(a, b)']
    """
    pad = " " * indent
    line = f"{pad}{before}{', '.join(items)}{after}"
    if len(line) <= LINE:
        return [line]
    wrapped = textwrap.wrap(
        ", ".join(items) + ",",
        width=LINE,
        initial_indent=f"{pad}    ",
        subsequent_indent=f"{pad}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    if any(", " in item for item in items):
        wrapped = [f"{pad}    {item}," for item in items]
    return [f"{pad}{before}", *wrapped, f"{pad}{after}"]


def docstring(description: str, *, indent: int = 4) -> list[str]:
    """The first sentence of a description as a docstring.

    Example:
        >>> docstring("Cancel an order. It cannot be undone.")
        ['    \"\"\"Cancel an order.\"\"\"']
    """
    plain = " ".join(re.sub(r"[`*_#<>|]+", " ", description).split())
    plain = "".join(char for char in plain if char.isprintable() and char not in '\\"')
    sentence = re.match(r".{12,}?[.!?](?= [A-Z]|$)", plain)
    said = (sentence.group() if sentence else plain[:200]).strip()
    if not said:
        return []
    if said[-1] not in ".!?":
        said += "."
    pad = " " * indent
    if len(said) + indent + 6 <= LINE:
        return [f'{pad}"""{said}"""']
    wrapped = textwrap.wrap(said, width=LINE - indent)
    return [f'{pad}"""{wrapped[0]}', *(pad + line for line in wrapped[1:]), f'{pad}"""']


def fitted(line: str) -> list[str]:
    """A line, broken at the members of its outermost bracket where it is too long.

    Example:
        >>> for line in fitted("    call(" + ", ".join(f"argument_{i}" for i in range(9)) + ")"):
        ...     print(line[:24])
            call(
                argument_0,
                argument_1,
                argument_2,
                argument_3,
                argument_4,
                argument_5,
                argument_6,
                argument_7,
                argument_8,
            )
        >>> fitted("short")
        ['short']
    """
    if len(line) <= LINE:
        return [line]
    indent = len(line) - len(line.lstrip())
    pair = _outermost(line)
    if pair is None:
        return [line]
    start, end = pair
    inner = line[start + 1 : end]
    parts = _split(inner)
    pad = " " * (indent + 4)
    closing = " " * indent + line[end:]
    if len(parts) == 1 and inner.strip().startswith("**") and line[start] == "(":
        parts = [inner.strip()]
    if " for " in inner and len(parts) == 1 and line[start] == "[":
        head, rest = _comprehension(inner)
        return [line[: start + 1], pad + head, *fitted(pad + rest), closing]
    lines = [part for text_ in parts for part in fitted(f"{pad}{text_},")]
    return [line[: start + 1], *lines, closing]


def _comprehension(inner: str) -> tuple[str, str]:
    head, _, rest = inner.partition(" for ")
    return head.strip(), f"for {rest.strip()}"


def _outermost(line: str) -> tuple[int, int] | None:
    """The last bracket of the outermost level, with something in it: where it opens and closes."""
    stack: list[int] = []
    found = None
    quoted = ""
    for at, char in enumerate(line):
        if quoted:
            quoted = "" if char == quoted and line[at - 1] != "\\" else quoted
        elif char in "\"'":
            quoted = char
        elif char in "([{":
            stack.append(at)
        elif char in ")]}" and stack:
            start = stack.pop()
            is_subscript = (
                line[start] == "["
                and start > 0
                and (line[start - 1].isalnum() or line[start - 1] in "_)]")
            )
            if not stack and line[start + 1 : at].strip() and not is_subscript:
                found = (start, at)
    return found


def _split(inner: str) -> list[str]:
    """The parts of a bracket, cut at the commas of its own level."""
    parts, depth, start, quoted = [], 0, 0, ""
    for at, char in enumerate(inner):
        if quoted:
            quoted = "" if char == quoted and inner[at - 1] != "\\" else quoted
        elif char in "\"'":
            quoted = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(inner[start:at].strip())
            start = at + 1
    last = inner[start:].strip()
    return [*parts, last] if last else parts
