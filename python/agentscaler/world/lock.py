"""One writer at a time: a lock file that names its owner, and is taken over when the owner died.

The file is made with ``O_EXCL``, so exactly one run gets it; no ``fcntl`` and no ``msvcrt``, which
differ between systems and are silent on network file systems. A lock whose process is dead on this
host is replaced under a second lock (``lock.takeover``), so that two runs that find the same dead
owner cannot both win. Whether a process of another host or container is alive cannot be known
here: its lock stays, and the error says which file to remove.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from agentscaler.errors import WorldLockedError
from agentscaler.world.canonical import canonical_json
from agentscaler.world.disk import Disk, explained, temporary_name
from agentscaler.world.paths import LOCK_NAME

if TYPE_CHECKING:
    from types import TracebackType

_TAKEOVER_SUFFIX = ".takeover"
_HELD: set[str] = set()
"""Tokens of the locks that this process holds: one of ours that is not here was left behind by a
release that failed."""

_TORN_AFTER_S = 5.0
"""An owner writes its name in microseconds; a lock without one for so long has a dead owner."""


def is_lock(name: str) -> bool:
    """Whether a file of the world folder belongs to the lock."""
    return name.removesuffix(_TAKEOVER_SUFFIX).removesuffix(_TAKEOVER_SUFFIX) == LOCK_NAME


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """The process that holds a lock."""

    pid: int
    host: str
    since: str
    """Time of the locking, ISO 8601, UTC."""
    token: str
    """Tells this locking from every other."""
    born: str | None = None
    """Boot and clock tick at which the process started (Linux): a pid alone is used again."""
    namespace: str | None = None
    """Process namespace (Linux): another container's pids mean nothing here."""

    @classmethod
    def me(cls) -> Owner:
        """This process, now."""
        return cls(
            pid=os.getpid(),
            host=socket.gethostname(),
            since=datetime.now(UTC).isoformat(timespec="seconds"),
            token=secrets.token_hex(8),
            born=_born(os.getpid()),
            namespace=_namespace(),
        )

    def is_dead(self) -> bool:
        """Whether it is certain that the process is gone."""
        if self.host != socket.gethostname() or os.name == "nt":
            return False  # not ours to judge; and os.kill(pid, 0) ends the process on Windows
        if self.born is not None and self.born.split(":")[0] != _boot():
            return True
        if self.namespace != _namespace():
            return False
        born_again = self.born is not None and _born(self.pid) != self.born
        if self.pid == os.getpid() and not born_again:
            return self.token not in _HELD
        return born_again or not _is_running(self.pid)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's, and so alive
    return True


def _boot() -> str | None:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return None


def _namespace() -> str | None:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return None


def _born(pid: int) -> str | None:
    """Boot id and start tick of a process; ``None`` where unknown, or when it is a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    state, start = fields[0], fields[19]
    return None if state == "Z" else f"{_boot()}:{start}"


class Lock:
    """The lock of a world folder; held between ``with`` and its end, any number of times nested."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.path = folder / LOCK_NAME
        self._disk = disk
        self._depth = 0
        self._owner: Owner | None = None

    def __enter__(self) -> Self:
        if self._depth == 0:
            self._owner = _acquire(self.path, self._disk)
        self._depth += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._depth -= 1
        if self._depth == 0:
            _release(self.path, self._owner, self._disk)
            self._owner = None


def read_owner(path: Path) -> Owner | None:
    """Who holds a lock file; ``None`` when the file is absent, empty or torn."""
    try:
        return Owner(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _acquire(path: Path, disk: Disk) -> Owner:
    me = Owner.me()
    _HELD.add(me.token)
    try:
        return _take(path, me, disk)
    except BaseException:
        _HELD.discard(me.token)
        raise


def _take(path: Path, me: Owner, disk: Disk) -> Owner:
    with explained("lock the world", path):
        if _create(path, me, disk):
            return me
        if not _is_stale(path):
            raise _locked(path)
        if path.name.count(_TAKEOVER_SUFFIX) > 1:
            raise _locked(path)
        takeover = path.with_name(path.name + _TAKEOVER_SUFFIX)
        guard = _acquire(takeover, disk)
        try:
            # Only the holder of the guard replaces a dead lock, so what is stale now stays so.
            if path.exists():
                if not _is_stale(path):
                    raise _locked(path)
                temporary = path.with_name(temporary_name(path.name))
                temporary.unlink(missing_ok=True)
                _create(temporary, me, disk)
                disk.rename(temporary, path)
                return me
        finally:
            _release(takeover, guard, disk)
        if _create(path, me, disk):
            return me
        raise _locked(path)


def _create(path: Path, owner: Owner, disk: Disk) -> bool:
    """Make the lock file; false when there is one."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    try:
        descriptor = os.open(path, flags, 0o666)
    except FileExistsError:
        return False
    try:
        disk.write(descriptor, canonical_json(asdict(owner)).encode())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    # A process that slept between the two steps for longer than a torn lock lives has lost it.
    return read_owner(path) == owner


def _is_stale(path: Path) -> bool:
    owner = read_owner(path)
    if owner is not None:
        # An owner may release and end between the two: the file must still be his afterwards.
        # Then it stays his, since the dead do not release.
        return owner.is_dead() and read_owner(path) == owner
    try:
        age_s = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return True
    return age_s > _TORN_AFTER_S


def _release(path: Path, owner: Owner | None, disk: Disk) -> None:
    if owner is None:
        return
    if read_owner(path) == owner:
        # A lock that cannot be removed is stale from the next line on.
        with contextlib.suppress(OSError):
            disk.remove(path)
    # Last, or another thread would take over a lock that is about to be removed.
    _HELD.discard(owner.token)


def _locked(path: Path) -> WorldLockedError:
    owner = read_owner(path)
    if owner is None:
        return WorldLockedError(
            "another run is just taking this world",
            where=str(path.parent),
            mend="wait a moment and run again",
        )
    return WorldLockedError(
        f"another run writes to this world: process {owner.pid} on {owner.host}, "
        f"since {owner.since}",
        where=str(path.parent),
        mend=f"wait until it ends; if it is gone for certain, remove {path}",
    )
