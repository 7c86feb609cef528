"""Messages between a parent and its worker, the same code on both sides.

A frame is a length, a head and a body::

    u32 head length   u32 body length   head: one JSON object   body: parts, one after the other

The head names the lengths of its parts (``"parts": [3, 120]``). What is large or not ours (content
of results, changes, snapshots) is a part and never JSON of the head, so that the head stays small:
no child can make its parent parse more than `HEAD_BYTES`. Lengths are checked before anything is
read, and memory grows only with the bytes that have come.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD_BYTES = 64 * 1024
"""Largest head, in bytes."""
BODY_BYTES = 1 << 31
"""Largest body that a worker takes from its parent, in bytes."""

_LENGTHS = struct.Struct("<II")


class FrameError(ValueError):
    """What came is no frame: the other side is broken, or is not what it should be."""


class Reads(Protocol):
    """Anything that gives exactly so many bytes, or raises."""

    def __call__(self, size: int, /) -> bytes | bytearray: ...


def pack(head: dict[str, Any], parts: Sequence[bytes | bytearray] = ()) -> bytes:
    """One frame as bytes.

    Example:
        >>> frame = pack({"op": "call"}, [b"state"])
        >>> frame[8:]
        b'{"op":"call","parts":[5]}state'

    Raises:
        FrameError: The head is too large.
    """
    head["parts"] = [len(part) for part in parts]
    text = json.dumps(head, separators=(",", ":")).encode()
    if len(text) > HEAD_BYTES:
        raise FrameError(f"a head of {len(text)} bytes; at most {HEAD_BYTES} are allowed")
    body = sum(head["parts"])
    if body > BODY_BYTES:
        raise FrameError(f"a body of {body} bytes; at most {BODY_BYTES} are allowed")
    return b"".join((_LENGTHS.pack(len(text), body), text, *parts))


def read(reads: Reads, body_bytes: int = BODY_BYTES) -> tuple[dict[str, Any], list[bytes]]:
    """Read one frame.

    Args:
        reads: Where the bytes come from.
        body_bytes: Largest body to take.

    Returns:
        The head and its parts.

    Raises:
        FrameError: A length is too large, or the head is not what a head is.
    """
    head_length, body_length = _LENGTHS.unpack(reads(_LENGTHS.size))
    if head_length > HEAD_BYTES or body_length > body_bytes:
        raise FrameError(f"a frame of {head_length} + {body_length} bytes")
    try:
        head = json.loads(bytes(reads(head_length)))
    except (ValueError, RecursionError) as fault:
        raise FrameError(f"a head that is not JSON: {type(fault).__name__}") from None
    lengths = head.get("parts") if isinstance(head, dict) else None
    if not isinstance(lengths, list) or any(type(n) is not int or n < 0 for n in lengths):
        raise FrameError("a head without the lengths of its parts")
    if sum(lengths) != body_length:
        raise FrameError("parts that are not as long as the body")
    body = memoryview(reads(body_length))
    parts, at = [], 0
    for length in lengths:
        parts.append(bytes(body[at : at + length]))
        at += length
    return head, parts
