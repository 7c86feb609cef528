"""File -> bytes within limits: plain, gzip and zstandard, recognised by their first bytes.

Decompression goes chunk by chunk against the limit, so that a small file which unpacks to a huge
one costs no more memory than the limit.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import zstandard

from agentscaler.errors import SpecError
from agentscaler.tools.json_text import place_of
from agentscaler.world.packed import ZstandardReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK_BYTES = 1 << 18
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_ARCHIVES = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7z"}


@contextmanager
def open_contents(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading, unpacked.

    Raises:
        SpecError: With reason ``missing``, ``directory``, ``unreadable`` or ``archive``, and
            ``damaged_archive`` while reading.
    """
    try:
        raw = path.open("rb")
    except FileNotFoundError:
        raise SpecError("there is no such file", reason="missing", mend="check the path") from None
    except IsADirectoryError:
        raise SpecError(
            "this is a directory, not a file", reason="directory", mend="name a file in it"
        ) from None
    except OSError as error:
        raise SpecError(
            f"the file cannot be opened: {error.strerror}",
            reason="unreadable",
            mend="check its permissions",
        ) from None
    with raw:
        head = raw.read(8)
        raw.seek(0)
        for magic, name in _ARCHIVES.items():
            if head.startswith(magic):
                raise SpecError(
                    f"this is a {name} archive", reason="archive", mend="unpack it first"
                )
        try:
            if head.startswith(_GZIP):
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield io.BufferedReader(unpacked, _CHUNK_BYTES)
            elif head.startswith(_ZSTANDARD):
                yield io.BufferedReader(ZstandardReader(raw), _CHUNK_BYTES)
            else:
                yield raw
        except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
            raise SpecError(
                f"the compressed file is damaged: {error}",
                reason="damaged_archive",
                mend="fetch or compress it again",
            ) from None
        except OSError as error:
            raise SpecError(
                f"the file cannot be read: {error.strerror or error}",
                reason="unreadable",
                mend="check its permissions and the disk",
            ) from None


def read_whole(stream: IO[bytes], head: bytes, *, limit: int) -> bytes:
    """Read the rest of a stream.

    Args:
        stream: From :func:`open_contents`.
        head: What was read of it before; it comes first.
        limit: Most bytes, those of ``head`` among them.

    Raises:
        SpecError: With reason ``file_too_large``.
    """
    parts = [head]
    total = len(head)
    while total <= limit and (chunk := stream.read(_CHUNK_BYTES)):
        parts.append(chunk)
        total += len(chunk)
    if total > limit:
        raise SpecError(
            f"the document has more than {limit} bytes",
            reason="file_too_large",
            mend="split it, or raise tools.max_document_bytes",
        )
    return b"".join(parts)


def decode(data: bytes) -> str:
    r"""Decode UTF-8 (with or without mark) or marked UTF-16.

    Raises:
        SpecError: With reason ``empty``, ``not_utf8`` or ``binary``.

    Example:
        >>> decode(b"\xef\xbb\xbf{}")
        '{}'
    """
    if not data.strip():
        raise SpecError("the file is empty", reason="empty", mend="remove it or fill it")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise SpecError(
                f"byte {error.start} is not UTF-16",
                reason="not_utf8",
                mend="save the file as UTF-8",
            ) from None
    if b"\0" in data[:4096]:
        raise SpecError(
            "this is a binary file", reason="binary", mend="give a JSON, YAML or JSONL file"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        raise SpecError(
            f"byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8",
            reason="not_utf8",
            where=place_of(before, len(before)),
            mend="save the file as UTF-8",
        ) from None
