"""JSON for people: what is short stands on one line, so that a row is a line in a diff."""

from __future__ import annotations

import json
from typing import Any

_WIDTH = 100
"""Characters of a line, its indent included."""


def laid_out(value: Any) -> str:
    r"""The text of a JSON value; whatever fits stands on one line, names keep their order.

    Raises:
        ValueError: It holds NaN or an infinity.

    Example:
        >>> print(laid_out({"users": [{"id": 1, "tags": ["a"]}, {"id": 2, "n": "x" * 78}]}))
        {
          "users": [
            {"id": 1, "tags": ["a"]},
            {
              "id": 2,
              "n": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            }
          ]
        }
        <BLANKLINE>
    """
    return _text(value, indent="", room=_WIDTH - 1, top=True) + "\n"


def _text(value: Any, *, indent: str, room: int, top: bool = False) -> str:
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    short = len(indent) + len(flat) <= room and not (top and value)
    if short or not value or not isinstance(value, dict | list | tuple):
        return flat
    inner = f"{indent}  "
    if isinstance(value, dict):
        heads = [f"{json.dumps(str(name), ensure_ascii=False)}: " for name in value]
        parts, ends = list(value.values()), "{}"
    else:
        heads, parts, ends = [""] * len(value), list(value), "[]"
    lines = [
        f"{inner}{head}{_text(part, indent=inner, room=room - len(head))}"
        for head, part in zip(heads, parts, strict=True)
    ]
    return f"{ends[0]}\n" + ",\n".join(lines) + f"\n{indent}{ends[1]}"
