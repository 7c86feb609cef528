"""JSON records of a file, one at a time: lines, or the elements of one large list; packed or not.

No more than one record is held, with one buffer of the file.
"""

from __future__ import annotations

import gzip
import io
import itertools
import json
import re
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import zstandard

from agentscaler.errors import TrajectoryError
from agentscaler.world.packed import ZstandardReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Numbered = tuple[int, Any]
    """Line, or number of the element, from 1; and what stands there, or the error of it."""

MAX_RECORD_BYTES = 64 << 20
"""Of one record, unpacked."""
_ZSTD, _GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
_CHUNK = 1 << 20
_SPACE = re.compile(r"[ \t\r\n]*")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file, unpacked where it is packed.

    Raises:
        TrajectoryError: It cannot be read, or is damaged.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(0)
            if head == _ZSTD:
                yield io.BufferedReader(ZstandardReader(file), _CHUNK)
            elif head[:2] == _GZIP:
                with gzip.GzipFile(fileobj=file) as plain:
                    yield cast("BinaryIO", plain)
            else:
                yield file
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise TrajectoryError(
            f"the file cannot be read: {error}",
            reason="damaged",
            where=str(path),
            mend="look whether it is there and whole",
        ) from error


def json_lines(file: BinaryIO) -> Iterator[Numbered]:
    """The records of a file of JSON lines; blank lines are left out."""
    for number in itertools.count(1):
        line = file.readline(MAX_RECORD_BYTES + 1)
        if not line:
            return
        if len(line) > MAX_RECORD_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(_CHUNK)
            yield number, _too_large()
        elif line.strip():
            yield number, parsed(line)


def parsed(text: bytes) -> Any:
    """A JSON value, or a `TrajectoryError` that says why it is none."""
    try:
        return json.loads(text)
    except UnicodeDecodeError as error:
        return TrajectoryError(f"no UTF-8: {error}", reason="not_utf8")
    except ValueError as error:
        return TrajectoryError(f"no JSON: {error}", reason="not_json")
    except RecursionError:
        return TrajectoryError("nested too deeply", reason="not_json")


def _too_large() -> TrajectoryError:
    return TrajectoryError(f"more than {MAX_RECORD_BYTES:,} bytes", reason="too_large")


class Document:
    """One JSON value that is read piece by piece: a list, or an object that has one.

    Args:
        file: The text, unpacked.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._at = 0
        self._bytes = b""
        self._ended = False
        self.facts: dict[str, Any] = {}
        """Members of the object that stand before its list."""

    def elements(self, name: str) -> Iterator[Numbered]:
        """The elements of the list, or of the member of the object that is called so.

        Raises:
            TrajectoryError: It is broken where nothing behind it can be read.
        """
        first = self._next()
        if first == "[":
            yield from self._listed()
            return
        if first != "{":
            raise _broken("neither a list nor an object")
        self._at += 1
        while self._next() == '"':
            key = self._value()
            self._expect(":")
            if key == name and self._next() == "[":
                yield from self._listed()
                return
            self.facts[str(key)] = self._value()
            if self._next() == ",":
                self._at += 1
        if self._next() != "}":
            raise _broken("a member of the object has no name")

    def _listed(self) -> Iterator[Numbered]:
        self._expect("[")
        number = 0
        while self._next() != "]":
            number += 1
            yield number, self._value()
            if self._next() == ",":
                self._at += 1
            elif self._next() != "]":
                raise _broken(f"no comma behind element {number}")

    def _value(self) -> Any:
        """The value that begins here; more is read until it is whole."""
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                raise _broken("nested too deeply") from None
            except ValueError as error:
                if not self._more(2 * (len(self._text) - self._at)):
                    raise _broken(str(error)) from error
                continue
            # A number at the end of what is there may go on behind it.
            if end == len(self._text) and self._more(_CHUNK):
                continue
            self._at = end
            return value

    def _next(self) -> str:
        """The next sign that is no space; empty: the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._more(_CHUNK):
                return self._text[self._at : self._at + 1]

    def _expect(self, sign: str) -> None:
        if self._next() != sign:
            raise _broken(f"{sign!r} is missing")
        self._at += 1

    def _more(self, wanted: int) -> bool:
        """Read on; what has been taken is dropped. False: there is no more."""
        if len(self._text) - self._at > MAX_RECORD_BYTES:
            raise _too_large()
        read = b"" if self._ended else self._file.read(max(_CHUNK, wanted))
        self._ended = not read
        raw = self._bytes + read
        # The last bytes may be the first half of a character.
        cut = len(raw)
        while cut > len(raw) - 4 and cut > 0 and not self._ended and raw[cut - 1] >= 0x80:  # noqa: PLR2004
            cut -= 1
        try:
            text = raw[:cut].decode()
        except UnicodeDecodeError as error:
            raise TrajectoryError(f"no UTF-8: {error}", reason="not_utf8") from error
        self._bytes = raw[cut:]
        self._text = self._text[self._at :] + text
        self._at = 0
        return bool(read)


def _broken(what: str) -> TrajectoryError:
    return TrajectoryError(f"no JSON: {what}", reason="not_json")
