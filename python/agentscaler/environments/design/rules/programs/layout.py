"""Lines of Python text that fit, broken where Python lets them be broken."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from agentscaler.environments.design.rules.programs.text import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINE = 100
"""Characters of a line at most, where text can be broken."""
_MOST_PAIRS = 6
"""Members of a dict that stand on one line, at most."""
_MOST_SAID = 200
"""Characters of a description without sentences that are told."""


def mapping(
    pairs: Sequence[tuple[str, str]], *, indent: int, before: str = "", after: str = ""
) -> list[str]:
    """A dict display between two texts: on one line where it fits, else a pair a line.

    Args:
        pairs: Name and expression of each member; ``**`` for those of another dict.
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
    if len(line) <= LINE and len(pairs) <= _MOST_PAIRS:
        return [line]
    return [f"{pad}{before}{{", *(f"{pad}    {one}," for one in members), f"{pad}}}{after}"]


def sequence(items: Sequence[str], *, indent: int, before: str, after: str) -> list[str]:
    """Comma-separated items between two brackets: on one line where they fit, else filled up.

    A comma that ``after`` begins with, for a tuple of one, stands there anyway on lines of its own.

    Example:
        >>> sequence(["a", "b"], indent=0, before="f(", after=")")
        ['f(a, b)']
    """
    pad = " " * indent
    line = f"{pad}{before}{', '.join(items)}{after}"
    if len(line) <= LINE:
        return [line]
    lines: list[str] = []
    is_one_each = any(", " in item for item in items)
    for item in items:
        if lines and not is_one_each and len(f"{lines[-1]} {item},") <= LINE:
            lines[-1] += f" {item},"
        else:
            lines.append(f"{pad}    {item},")
    return [f"{pad}{before}", *lines, f"{pad}{after.removeprefix(',')}"]


def prose(said: str) -> str:
    r"""What a specification says, as it may stand between triple quotes: one line that prints.

    Example:
        >>> prose("An `order`\nis **made**.\x00")
        'An order is made .'
    """
    plain = " ".join(re.sub(r"[`*_#<>|]+", " ", said).split())
    return quotable(plain)


def quotable(said: str) -> str:
    r"""A text without quotes, backslashes and signs that do not print.

    Example:
        >>> quotable('a"b\n')
        'ab'
    """
    return "".join(char for char in said if char.isprintable() and char not in '\\"')


def docstring(description: str, *, indent: int = 4) -> list[str]:
    r"""The first sentence of a description as a docstring.

    Example:
        >>> docstring("Cancel an order. It cannot be undone.")[0].strip(' "')
        'Cancel an order.'
    """
    plain = prose(description)
    sentence = re.match(r".{12,}?[.!?](?= [A-Z]|$)", plain)
    said = (sentence.group() if sentence else plain[:_MOST_SAID]).strip()
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
    pair = _outermost(line) if len(line) > LINE else None
    if pair is None:
        return [line]
    start, end = pair
    indent = len(line) - len(line.lstrip())
    inner = line[start + 1 : end]
    parts = _split(inner)
    pad = " " * (indent + 4)
    closing = " " * indent + line[end:]
    if len(parts) == 1 and line[start] == "[":
        at = _comprehension(inner)
        if at is not None:
            head, rest = inner[:at].strip(), inner[at:].strip()
            return [line[: start + 1], pad + head, *fitted(pad + rest), closing]
    lines = [piece for part in parts for piece in fitted(f"{pad}{part},")]
    return [line[: start + 1], *lines, closing]


def _outside(line: str) -> Iterator[tuple[int, str]]:
    """The characters that stand in no string, with their places."""
    at, quoted = 0, ""
    while at < len(line):
        char = line[at]
        if quoted and char == "\\":
            at += 1
        elif quoted:
            quoted = "" if char == quoted else quoted
        elif char in "\"'":
            quoted = char
        else:
            yield at, char
        at += 1


def _outermost(line: str) -> tuple[int, int] | None:
    """The last bracket of the outermost level, with something in it: where it opens and closes."""
    stack: list[int] = []
    found = None
    for at, char in _outside(line):
        if char in "([{":
            stack.append(at)
        elif char in ")]}" and stack:
            start = stack.pop()
            before = line[start - 1 : start]
            is_subscript = line[start] == "[" and (before.isalnum() or before in {"_", ")", "]"})
            if not stack and line[start + 1 : at].strip() and not is_subscript:
                found = (start, at)
    return found


def _levels(inner: str) -> Iterator[tuple[int, str]]:
    """The characters that stand in no string and no bracket, with their places."""
    depth = 0
    for at, char in _outside(inner):
        depth -= char in ")]}"
        if depth == 0:
            yield at, char
        depth += char in "([{"


def _split(inner: str) -> list[str]:
    """The parts of a bracket, cut at the commas of its own level."""
    cuts = [at for at, char in _levels(inner) if char == ","]
    parts = [
        inner[start:end].strip()
        for start, end in zip([0, *(at + 1 for at in cuts)], [*cuts, len(inner)], strict=True)
    ]
    return parts if parts[-1] else parts[:-1]


def _comprehension(inner: str) -> int | None:
    """Where the loop of a comprehension begins."""
    return next(
        (at for at, char in _levels(inner) if char == " " and inner.startswith(" for ", at)), None
    )
