"""One JSON text for one value: what digests and columns of varying shape are made of."""

from __future__ import annotations

import json
from typing import Any


def canonical_json(value: Any) -> str:
    """Serialise with sorted keys, no spaces and plain UTF-8: one text for one value.

    Raises:
        ValueError: The value holds NaN or an infinity, which JSON does not have.

    Example:
        >>> canonical_json({"b": 1, "a": "é"})
        '{"a":"é","b":1}'
    """
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def readable_json(value: Any) -> str:
    """The same text spread over lines, for files that people read and compare.

    Example:
        >>> print(readable_json({"b": 1, "a": []}), end="")
        {
          "a": [],
          "b": 1
        }
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
