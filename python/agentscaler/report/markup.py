"""The only way by which text becomes markup: every string is escaped unless it is ``Markup``.

Names and descriptions come from strangers. Escaping keeps them from being code; `visible` keeps
them from looking like something else (a right-to-left override can make ``cod.exe`` read
``exe.doc``).
"""

from __future__ import annotations

import html
import re

_DECEPTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_VOID = frozenset({"br", "hr", "meta", "input", "link"})


class Markup(str):
    """Text that is known to be safe markup."""

    __slots__ = ()


def visible(text: str) -> str:
    r"""Spell out the characters that change how their neighbours are read, or are not seen.

    Line feeds and tabs stay. Letters of every script, emoji and their joiners stay.

    Example:
        >>> visible("cod\u202eexe")
        'cod\\u202eexe'
        >>> visible("a\r\nb\x00") == "a\nb\\u0000"
        True
    """
    return _DECEPTIVE.sub(
        lambda match: f"\\u{ord(match.group()):04x}", text.replace("\r\n", "\n").replace("\r", "\n")
    )


def escape(text: str) -> Markup:
    """Make text safe between tags and inside a quoted attribute.

    Example:
        >>> escape("<b> & 'c'")
        '&lt;b&gt; &amp; &#x27;c&#x27;'
        >>> escape(Markup("<b>"))
        '<b>'
    """
    return text if isinstance(text, Markup) else Markup(html.escape(visible(text)))


def join(*parts: str) -> Markup:
    """Put pieces side by side, each escaped unless it is markup."""
    return Markup("".join(escape(part) for part in parts))


def element(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """Build one element.

    Args:
        name: Tag name.
        *children: Escaped unless they are ``Markup``.
        **attributes: ``class_`` is ``class``; other underscores are hyphens; ``None`` and
            ``False`` leave the attribute out, ``True`` writes it bare.

    Example:
        >>> element("a", "x < y", class_="link", href="#top", data_rank=1, hidden=None)
        '<a class="link" href="#top" data-rank="1">x &lt; y</a>'
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def foreign(text: str, **attributes: str | float | None) -> Markup:
    """Text of a stranger, kept apart from the direction of writing around it."""
    return element("bdi", text, **attributes)


def _attribute(key: str, value: str | float | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None:
        return ""
    if isinstance(value, bool):
        return f" {name}" if value else ""
    return f' {name}="{escape(number(value) if isinstance(value, int | float) else value)}"'


def number(value: float) -> str:
    """Write a coordinate with at most two decimals, the same on every machine.

    Example:
        >>> number(3.14159), number(2.0), number(-0.001)
        ('3.14', '2', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def count(value: int, noun: str | None = None, plural: str | None = None) -> str:
    """Write a number of things for people.

    Example:
        >>> count(12044, "tool"), count(1, "API", "APIs"), count(7)
        ('12,044 tools', '1 API', '7')
    """
    if noun is None:
        return f"{value:,}"
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"
