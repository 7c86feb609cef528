"""Every write to a world goes through here: whole files or none, and errors that tell the mend.

A file is written under a temporary name in the same folder, flushed to the disk, renamed over its
final name, and the folder is flushed too. A reader, or a run after a crash at any moment, finds the
old file or the new one, and perhaps a temporary name, which is known by its form.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from typing import TYPE_CHECKING

from agentscaler.errors import WorldError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MENDS = {
    errno.ENOSPC: "free some space and run again: what is finished stays",
    errno.EDQUOT: "free some of your quota and run again: what is finished stays",
    errno.EROFS: "the file system is read-only: choose another place with --world",
    errno.EACCES: "give yourself the right to write there, or choose another place with --world",
    errno.EPERM: "give yourself the right to write there, or choose another place with --world",
    errno.EIO: "check the disk, then run again: what is finished stays",
    errno.ENOTDIR: "a part of this path is a file: choose another place with --world",
    errno.ENAMETOOLONG: "choose a shorter path with --world",
}


def temporary_name(name: str) -> str:
    """The name that ``name`` has until it is complete.

    Example:
        >>> temporary_name("manifest.json")
        '.manifest.json.tmp'
    """
    return f".{name}.tmp"


def is_temporary(name: str) -> bool:
    """Whether a file was left by a run that was killed while writing."""
    return name.startswith(".") and name.endswith(".tmp")


@contextlib.contextmanager
def explained(verb: str, path: Path) -> Iterator[None]:
    """Turn an ``OSError`` into a :class:`WorldError` that says what failed, where and the mend."""
    try:
        yield
    except WorldError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        code = error.errno if error.errno is not None else 0
        raise WorldError(
            f"cannot {verb}: {reason}",
            where=str(path),
            mend=_MENDS.get(code, "see what the system says above, then run again"),
        ) from error


class Disk:
    """The system calls of the write protocol, one method each, so that tests can fail each."""

    def create(self, path: Path) -> int:
        """A new file for writing; whatever had this name is removed first, links unfollowed."""
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        return os.open(path, flags, 0o666)

    def open_to_append(self, path: Path) -> int:
        """An existing or new file for writing at its end."""
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        return os.open(path, flags, 0o666)

    def write(self, descriptor: int, data: bytes) -> None:
        """All of ``data``."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    def flush(self, descriptor: int) -> None:
        """Wait until the file is on the disk."""
        os.fsync(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        """Atomically, over an existing file."""
        old.replace(new)

    def flush_folder(self, folder: Path) -> None:
        """Wait until the names in ``folder`` are on the disk (Windows does this by itself)."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            # Some network file systems cannot flush a folder and say so with EINVAL.
            if error.errno != errno.EINVAL:
                raise
        finally:
            os.close(descriptor)

    def make_folder(self, folder: Path) -> None:
        """With its parents; an existing folder is fine."""
        folder.mkdir(parents=True, exist_ok=True)

    def remove(self, path: Path) -> None:
        """A file, a link (never what it points to) or a folder with all in it; absent is fine."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def write_whole(disk: Disk, path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: after a crash there is the old file or the new one.

    Raises:
        WorldError: The system refused, with the mend (full disk, rights, ...). No part of the file
            is left under its final name.
    """
    temporary = path.with_name(temporary_name(path.name))
    with explained("write", path):
        try:
            descriptor = disk.create(temporary)
            try:
                disk.write(descriptor, data)
                disk.flush(descriptor)
            finally:
                os.close(descriptor)
            disk.rename(temporary, path)
            disk.flush_folder(path.parent)
        except OSError:
            # The first error is the one to tell; the next run removes temporary names anyway.
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def append_line(disk: Disk, path: Path, line: str) -> None:
    """Add one line and wait until it is on the disk; a crash can tear only this line.

    Raises:
        WorldError: The system refused, with the mend.
    """
    with explained("write", path):
        descriptor = disk.open_to_append(path)
        try:
            disk.write(descriptor, f"{line}\n".encode())
            disk.flush(descriptor)
        finally:
            os.close(descriptor)
