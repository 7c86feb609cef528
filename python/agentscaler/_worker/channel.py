"""The pipes to the parent, out of the way of whatever code prints or reads.

What came as standard input and output is moved to other descriptors; a tool that prints, or that
reads a line, meets the null device. Standard error stays a pipe that drops what is too much, so
that a native crash can leave its message.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from agentscaler._worker import frames

CHUNK = 1 << 20


class Channel:
    """Frames from and to the parent."""

    def __init__(self) -> None:
        self._in, self._out = os.dup(0), os.dup(1)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.close(null)
        if os.name == "nt":
            import msvcrt

            for descriptor in (self._in, self._out):
                msvcrt.setmode(descriptor, os.O_BINARY)  # type: ignore[attr-defined]
        else:
            os.set_blocking(2, False)
        sys.stderr = sys.stdout

    def _read(self, size: int) -> bytearray:
        found = bytearray()
        while len(found) < size:
            part = os.read(self._in, min(CHUNK, size - len(found)))
            if not part:
                raise EOFError
            found += part
        return found

    def receive(self) -> tuple[dict[str, Any], list[bytes]]:
        """The next request.

        Raises:
            EOFError: The parent has closed the pipe.
        """
        return frames.read(self._read)

    def send(self, head: dict[str, Any], parts: list[bytes]) -> None:
        """An answer."""
        rest = memoryview(frames.pack(head, parts))
        while rest:
            rest = rest[os.write(self._out, rest) :]
