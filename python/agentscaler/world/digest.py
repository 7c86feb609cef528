"""BLAKE3 digests of bytes, files and values. The one door of this package to the compiled core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler._core import digest_bytes, digest_file
from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["digest_bytes", "digest_file", "digest_files", "digest_json"]


def digest_json(value: Any) -> str:
    """Digest of a JSON value: equal for equal values, however they were written.

    Example:
        >>> digest_json({"a": 1, "b": 2}) == digest_json({"b": 2, "a": 1})
        True
    """
    return digest_bytes(canonical_json(value).encode())


def digest_files(files: dict[str, Path]) -> str:
    """Digest of the contents of several files under names that do not depend on the machine.

    Args:
        files: Name (relative, with ``/``) -> file.

    Raises:
        OSError: A file cannot be read.
    """
    return digest_json({name: digest_file(path)[0] for name, path in files.items()})
