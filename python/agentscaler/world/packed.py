"""Zstandard files as streams that notice where they were cut off.

The reader of the package `zstandard` takes a file that ends in the middle of a frame as whole, so
that a broken copy would be half of the data and no error.
"""

from __future__ import annotations

import io
from typing import IO, Any

import zstandard

_PACKED_BYTES = 1 << 10
"""Input goes in by so much: a block of 4 bytes can unpack to 128 KiB, so this bounds what one step
unpacks to 32 MiB."""
_MAX_WINDOW_BYTES = 1 << 27
"""The largest that `zstd` itself unpacks without being asked to."""


class ZstandardReader(io.RawIOBase):
    """Unpacks frame after frame, in flat memory.

    Args:
        raw: The packed file, open at its beginning.

    Raises:
        EOFError: While it is read: the file ends in the middle of a frame.
        zstandard.ZstdError: It is damaged.

    Example:
        >>> whole = zstandard.compress(b"one") + zstandard.compress(b"two")
        >>> ZstandardReader(io.BytesIO(whole)).read()
        b'onetwo'
        >>> ZstandardReader(io.BytesIO(whole[:-1])).read()
        Traceback (most recent call last):
        EOFError: it ends in the middle of a frame
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._frame = self._new_frame()
        self._begun = False
        self._packed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as there is something; 0 at the end."""
        while not self._ready and self._advance():
            pass
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _advance(self) -> bool:
        """Unpack some more; false at the end of the file."""
        if self._frame.eof:
            self._packed = self._frame.unused_data
            self._frame, self._begun = self._new_frame(), False
        packed = self._packed or self._raw.read(_PACKED_BYTES)
        self._packed = b""
        if not packed:
            if self._begun:
                raise EOFError("it ends in the middle of a frame")
            return False
        self._begun = True
        self._ready = memoryview(self._frame.decompress(packed))
        return True

    @staticmethod
    def _new_frame() -> zstandard.ZstdDecompressionObj:
        return zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).decompressobj()
