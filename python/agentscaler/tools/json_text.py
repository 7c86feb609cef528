"""JSON text -> value, strictly: what two readers could understand differently is refused.

Python's own parser accepts NaN, repeated keys and lone surrogates, and answers deep nesting with a
``RecursionError`` at a depth that depends on the caller. All four are refused here with a place.
The nesting depth is known *before* parsing: strings are removed, the brackets that are left become
+1 and -1, and the largest prefix sum is the depth (NumPy, about 0.3 s for 100 MB).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn

import numpy as np

from agentscaler.errors import SpecError

_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKETS = re.compile(r"[^\[\]{}]+")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abcdefABCDEF]")


def parse_json(text: str, *, max_depth: int) -> Any:
    """Parse one JSON document.

    Args:
        text: The whole document.
        max_depth: Deepest nesting of lists and objects.

    Returns:
        Dictionaries, lists, strings, numbers, booleans and ``None``; strings hold valid Unicode,
        floats are finite.

    Raises:
        SpecError: With reason ``not_json``, ``extra_data``, ``too_deep``, ``duplicate_key``,
            ``not_finite``, ``number_too_long`` or ``lone_surrogate``.

    Example:
        >>> parse_json('{"a": [1, 2.5]}', max_depth=8)
        {'a': [1, 2.5]}
        >>> parse_json('{"a": 1, "a": 2}', max_depth=8)
        Traceback (most recent call last):
        ...
        agentscaler.errors.SpecError: the key "a" stands twice in one object
          where: line 1, column 10
          mend: keep one of the two
    """
    check_depth(text, max_depth=max_depth)
    try:
        value = _decoder(text).decode(text)
    except json.JSONDecodeError as error:
        # "Extra data" is how the second line of a JSONL file shows itself.
        reason = "extra_data" if error.msg == "Extra data" else "not_json"
        raise SpecError(
            f"this is not JSON: {error.msg}",
            reason=reason,
            where=place_of(text, error.pos),
            mend="check whether the file was cut off or edited by hand",
        ) from None
    if _SURROGATE_ESCAPE.search(text) is not None:
        _refuse_lone_surrogates(text, value)
    return value


def check_depth(text: str, *, max_depth: int) -> None:
    """Refuse nesting deeper than ``max_depth`` without parsing.

    Raises:
        SpecError: With reason ``too_deep``.
    """
    if text.count("{") + text.count("[") <= max_depth:
        return
    brackets = _BRACKETS.sub("", _STRINGS.sub("", text)).encode("ascii")
    codes = np.frombuffer(brackets, dtype=np.uint8)
    opening = (codes == ord("{")) | (codes == ord("["))
    depth = np.cumsum(np.where(opening, 1, -1), dtype=np.int64)
    if depth.size and int(depth.max()) > max_depth:
        raise SpecError(
            f"lists and objects are nested {int(depth.max())} deep, the limit is {max_depth}",
            reason="too_deep",
            mend="flatten the document, or raise tools.max_depth",
        )


def place_of(text: str, position: int) -> str:
    r"""Name a position for people.

    Example:
        >>> place_of("ab\ncd", 4)
        'line 2, column 2'
    """
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"line {line}, column {column}"


def _decoder(text: str) -> json.JSONDecoder:
    def refuse_constant(name: str) -> NoReturn:
        raise SpecError(
            f"{name} is not a JSON number",
            reason="not_finite",
            where=place_of(text, max(text.find(name), 0)),
            mend="use null or a finite number",
        )

    def parse_float(digits: str) -> float:
        value = float(digits)
        if not math.isfinite(value):
            raise SpecError(
                f"the number {digits[:40]} is too large for a float",
                reason="not_finite",
                where=place_of(text, max(text.find(digits), 0)),
                mend="use a finite number",
            )
        return value

    def parse_int(digits: str) -> int:
        if len(digits) > 300:  # noqa: PLR2004 - beyond the range of a float; no schema means it
            raise SpecError(
                f"a number has {len(digits)} digits",
                reason="number_too_long",
                where=place_of(text, max(text.find(digits), 0)),
                mend="write it as a string",
            )
        return int(digits)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(items)
        if len(value) != len(items):
            _refuse_repeated_key(text, [key for key, _ in items])
        return value

    return json.JSONDecoder(
        parse_constant=refuse_constant,
        parse_float=parse_float,
        parse_int=parse_int,
        object_pairs_hook=pairs,
    )


def _refuse_repeated_key(text: str, keys: list[str]) -> NoReturn:
    # Counted once: an object may have a million keys, and the last may be the repeated one.
    repeated = next(key for key, count in Counter(keys).items() if count > 1)
    written = json.dumps(repeated, ensure_ascii=False)
    positions = [found.start() for found in re.finditer(re.escape(written) + r"\s*:", text)]
    # The parser does not tell where; with exactly two places it is the second one.
    where = place_of(text, positions[1]) if len(positions) == 2 else None  # noqa: PLR2004
    shown = written if len(written) <= 80 else written[:77] + '..."'  # noqa: PLR2004
    raise SpecError(
        f"the key {shown} stands twice in one object",
        reason="duplicate_key",
        where=where,
        mend="keep one of the two",
    )


def _refuse_lone_surrogates(text: str, value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        found = next(
            (
                hit.start()
                for hit in _SURROGATE_ESCAPE.finditer(text)
                if not _is_paired(text, hit.start())
            ),
            0,
        )
        raise SpecError(
            "half of a surrogate pair stands alone, which is no character",
            reason="lone_surrogate",
            where=place_of(text, found),
            mend="write the whole character, or remove it",
        ) from None


def _is_paired(text: str, position: int) -> bool:
    before = text[max(position - 6, 0) : position]
    after = text[position + 6 : position + 12]
    high = text[position + 3] in "89abAB"
    partner = after if high else before
    return (
        re.fullmatch(
            r"\\u[dD][c-fC-F][0-9a-fA-F]{2}" if high else r"\\u[dD][89abAB][0-9a-fA-F]{2}", partner
        )
        is not None
    )
