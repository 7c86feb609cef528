"""Gives up rights for good, with what Linux offers a process without privileges.

* ``PR_SET_NO_NEW_PRIVS``: no later program of this process gains rights.
* Landlock: no file can be opened but those below the folders that are named, and those only to be
  read; no TCP connection; no signal to a process outside.
* A filter of system calls (seccomp): no new process, no signal to another, no socket, no shared
  memory, no change of limits, nothing that writes to, makes, renames or removes a file.

Each is left out where the kernel does not have it, and the worker says which of them hold. Other
systems have none of them. The call happens once, before anything foreign is read, and holds for
every thread and for the rest of the life of the process.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from agentscaler._worker.syscalls import (
    ARCHITECTURES,
    CLONE,
    DENIED,
    MISSING,
    NEWEST,
    OPEN,
    OPENAT,
    PRLIMIT,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PR_SET_PDEATHSIG = 1
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
# Rights of files that each version of Landlock knows: the first thirteen, then one a version.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
FILE_RIGHTS_NEWEST = 16
NET_VERSION, NET_RIGHTS = 4, 0b11
SCOPE_VERSION, SCOPE_RIGHTS = 6, 0b11

# Opening to write, create, truncate, or as a file without a name.
OPEN_TO_WRITE = 0x1 | 0x2 | 0x40 | 0x200 | 0x400000
CLONE_THREAD = 0x10000

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16
ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38


class Rights(NamedTuple):
    """What a worker keeps."""

    read: Sequence[str] = ()
    """Folders and files that it may read."""
    threads: bool = False
    """Whether it may start threads; new processes it may never start."""
    limits: bool = False
    """Whether it may still lower its limits."""


def confine(rights: Rights) -> list[str]:
    """Give up everything else.

    Returns:
        What holds now: of ``no_new_privs``, ``landlock``, ``seccomp``.
    """
    if not sys.platform.startswith("linux"):
        return []
    try:
        import ctypes

        libc: Any = ctypes.CDLL(None, use_errno=True)
        libc.syscall.restype = ctypes.c_long
    except (ImportError, OSError, AttributeError):
        return []
    held = []
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        held.append("no_new_privs")
        if _landlock(libc, ctypes, rights.read):
            held.append("landlock")
        if _seccomp(libc, ctypes, _filter(rights)):
            held.append("seccomp")
    return held


def signal_when_parent_ends(signal: int) -> None:
    """Ask for a signal when the thread that started this process ends, where Linux can."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)


def _landlock(libc: Any, ctypes: Any, read: Sequence[str]) -> bool:
    version = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_VERSION)
    if version < 1:
        return False
    handled = (1 << FILE_RIGHTS.get(version, FILE_RIGHTS_NEWEST)) - 1
    attributes = struct.pack("<Q", handled)
    if version >= NET_VERSION:
        attributes += struct.pack("<Q", NET_RIGHTS)
    if version >= SCOPE_VERSION:
        attributes += struct.pack("<Q", SCOPE_RIGHTS)
    ruleset = libc.syscall(LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path in read:
            _allow_reading(libc, ctypes, ruleset, path)
        return bool(libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow_reading(libc: Any, ctypes: Any, ruleset: int, path: str) -> None:
    """A path that cannot be opened is left out: what is not there needs no right."""
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = READ_FILE | (READ_DIR if os.path.isdir(path) else 0)  # noqa: PTH112
        rule = struct.pack("<Qi", rights, beneath)
        libc.syscall(
            LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, ctypes.c_char_p(rule), 0
        )
    finally:
        os.close(beneath)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("<HBBI", code, then, otherwise, value)


def _fail(error: int) -> bytes:
    return _step(RETURN, FAIL | error)


def _filter(rights: Rights) -> bytes | None:
    """The program of the filter; None for a machine whose numbers are not known."""
    column, architecture = ARCHITECTURES.get(os.uname().machine, (None, 0))
    if column is None:
        return None

    def when(call: tuple[int | None, int | None], *then: bytes) -> list[bytes]:
        number = call[column]
        return [] if number is None else [_step(EQUAL, number, 0, len(then)), *then]

    def argument(at: int) -> bytes:
        return _step(LOAD, ARGUMENTS_AT + 8 * at)

    allow, deny = _step(RETURN, ALLOW), _fail(EPERM)
    program = [
        _step(LOAD, ARCHITECTURE_AT),
        _step(EQUAL, architecture, 1, 0),
        _step(RETURN, KILL),
        _step(LOAD, NUMBER_AT),
        # Numbers of the x32 interface lie above as well.
        _step(AT_LEAST, NEWEST, 0, 1),
        _fail(ENOSYS),
    ]
    for opening, at in ((OPEN, 1), (OPENAT, 2)):
        program += when(opening, argument(at), _step(ANY_BIT, OPEN_TO_WRITE, 0, 1), deny, allow)
    thread = (argument(0), _step(ANY_BIT, CLONE_THREAD, 1, 0), deny, allow)
    program += when(CLONE, *(thread if rights.threads else (deny,)))
    # Reading limits is fine: the third argument, the new limit, is no address then.
    third = ARGUMENTS_AT + 8 * 2
    program += when(
        PRLIMIT if not rights.limits else (None, None),
        _step(LOAD, third),
        _step(EQUAL, 0, 1, 0),
        deny,
        _step(LOAD, third + 4),
        _step(EQUAL, 0, 1, 0),
        deny,
        allow,
    )
    for missing in MISSING.values():
        program += when(missing, _fail(ENOSYS))
    for name, denied in DENIED.items():
        if not (rights.limits and name == "setrlimit"):
            program += when(denied, deny)
    program.append(allow)
    return b"".join(program)


def _seccomp(libc: Any, ctypes: Any, program: bytes | None) -> bool:
    if program is None:
        return False

    class Program(ctypes.Structure):  # type: ignore[misc]
        _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))

    steps = Program(len(program) // 8, program)
    pointer = ctypes.c_void_p(ctypes.addressof(steps))
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, pointer, 0, 0) == 0)
