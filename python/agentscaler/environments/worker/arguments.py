"""Arguments of calls as JSON text, whichever way they come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class InvalidArgumentsError(ValueError):
    """No JSON can be made of the arguments; the text says why."""


def arguments_text(arguments: str | bytes | Mapping[str, Any], limit: int) -> bytes:
    """JSON text of arguments: as the model emitted it, or of a dict.

    Raises:
        InvalidArgumentsError: The text is too large, or JSON has no word for a value.
    """
    try:
        if isinstance(arguments, bytes):
            text = arguments
        elif isinstance(arguments, str):
            text = arguments.encode()
        else:
            text = json.dumps(dict(arguments), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as fault:
        raise InvalidArgumentsError(f"the arguments are not JSON: {fault}") from None
    if len(text) > limit:
        raise InvalidArgumentsError(f"{len(text)} bytes of JSON, but at most {limit} are taken")
    return text
