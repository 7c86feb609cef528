"""Text of strangers in a terminal: shown, never obeyed.

Names and descriptions come from specifications. A terminal would act on escape sequences in them,
and bidirectional controls would show another order of letters than there is.
"""

from __future__ import annotations

import textwrap
import unicodedata

_SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that have no glyph: controls, formats, surrogates, private, line breaks."""

_JOINERS = frozenset("\u200c\u200d")
"""Zero-width (non-)joiners: parts of Persian words and of emoji, harmless."""


def visible(text: str) -> str:
    r"""Write every character that has no glyph as its escape.

    Example:
        >>> visible("a\x1b[31mb\u202ec")
        'a\\x1b[31mb\\u202ec'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char
        if unicodedata.category(char) not in _SHOWN or char in _JOINERS
        else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def one_line(text: str, limit: int | None = None) -> str:
    r"""The text on one line, at most ``limit`` characters, with ``…`` where it was cut.

    Example:
        >>> one_line("Gets a pet.\\n  By id.", limit=12)
        'Gets a pet.…'
    """
    line = visible(" ".join(text.split()))
    if limit is not None and len(line) > limit:
        return line[: limit - 1].rstrip() + "…"
    return line


def lines(text: str) -> list[str]:
    """The lines of a text, each made visible."""
    return [visible(line.rstrip()) for line in text.strip().split("\n")]


def folded(text: str, *, width: int, first: str = "", rest: str = "") -> list[str]:
    r"""A text on as many lines as it needs; what holds no blank is broken where it must be.

    Args:
        text: Made visible; its own lines begin anew.
        width: Characters of a line, the indent included.
        first: Indent of the first line.
        rest: Indent of the lines after it.

    Example:
        >>> folded("call 0: orders[2].items[0].order_id", width=24, first="- ", rest="    ")
        ['- call 0: orders[2].item', '    s[0].order_id']
    """
    whole = textwrap.TextWrapper(
        width=width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
    return [part for line in lines(text) for part in whole.wrap(line) or [""]]


def document(text: str, *, indent: str = "", width: int = 80) -> list[str]:
    r"""The lines of a Markdown text, folded; what follows the dash of a list stays behind it.

    Example:
        >>> document("# Policy\n- Ask for what is missing.", width=20)
        ['# Policy', '- Ask for what is', '  missing.']
    """
    return [
        part
        for line in lines(text)
        for part in folded(
            line, width=width, first=indent, rest=f"{indent}  " if line.startswith("- ") else indent
        )
    ]


def count(number: int, word: str, words: str | None = None) -> str:
    """A number with its noun.

    Example:
        >>> count(1, "tool"), count(1200, "tool")
        ('1 tool', '1,200 tools')
    """
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def seconds(value: float) -> str:
    """A duration as people say it.

    Example:
        >>> seconds(0.0312), seconds(12.34), seconds(754)
        ('31 ms', '12.3 s', '12 min 34 s')
    """
    minute = 60
    if value < 1:
        return f"{value * 1000:.0f} ms"
    if value < minute:
        return f"{value:.1f} s"
    return f"{value // minute:.0f} min {value % minute:.0f} s"


def size(number: int) -> str:
    """A number of bytes as people say it.

    Example:
        >>> size(900), size(1_500_000)
        ('900 B', '1.5 MB')
    """
    value, step = float(number), 1000
    for unit in ("B", "kB", "MB", "GB"):
        if value < step:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= step
    return f"{value:.1f} TB"
