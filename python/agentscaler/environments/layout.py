"""JSON for people: what is short stands on one line, so that a row is a line in a diff."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 100
"""Characters of a line, its indent included."""


def laid_out(value: Any, width: int = WIDTH) -> str:
    r"""The text of a JSON value; whatever fits stands on one line, names keep their order.

    Args:
        value: An object or a list is spread over lines, however short it is.
        width: Characters of a line, at most where that is possible.

    Raises:
        ValueError: It holds NaN or an infinity.

    Example:
        >>> print(laid_out({"users": [{"id": 1, "tags": ["a"]}, {"id": 2, "n": "x" * 40}]}, 50))
        {
          "users": [
            {"id": 1, "tags": ["a"]},
            {
              "id": 2,
              "n": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            }
          ]
        }
        <BLANKLINE>
    """
    return _spread(value, "", width) + "\n"


def _text(value: Any, indent: str, width: int, used: int) -> str:
    """The text of a value that stands behind ``used`` characters of its line."""
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    # One more for the comma.
    return flat if used + len(flat) < width else _spread(value, indent, width)


def _spread(value: Any, indent: str, width: int) -> str:
    """An object or a list over several lines."""
    if not value or not isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    inner = f"{indent}  "
    if isinstance(value, dict):
        heads = [f"{json.dumps(str(name), ensure_ascii=False)}: " for name in value]
        parts, ends = list(value.values()), "{}"
    else:
        heads, parts, ends = [""] * len(value), list(value), "[]"
    lines = [
        f"{inner}{head}{_text(part, inner, width, len(inner) + len(head))}"
        for head, part in zip(heads, parts, strict=True)
    ]
    return f"{ends[0]}\n" + ",\n".join(lines) + f"\n{indent}{ends[1]}"
