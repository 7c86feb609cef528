"""One worker process, from the parent's side: started, asked, killed when it is late.

A child is never trusted. Everything that is read from it has a limit and a deadline; a child that
answers late, badly, or not at all is killed and its handle is of no further use.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentscaler._worker import frames
from agentscaler.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Sequence

CHUNK = 1 << 16
STDERR_BYTES = 4096
# Where the package lies: the one folder that the child imports from besides the standard library.
PACKAGES = str(Path(__file__).resolve().parents[3])
# Without these some systems cannot start an interpreter at all. The child clears them.
NEEDED_TO_START = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class WorkerLostError(Exception):
    """The process is gone, or had to go: late, dead, out of memory, or talking nonsense."""

    def __init__(self, reason: str, detail: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
        """The end of what it wrote to standard error."""


class WorkerProcess:
    """A running child.

    Args:
        settings: What the child is told before it reads anything: engine and limits.
        start_s: Seconds that it may take until it says hello.

    Raises:
        WorkerError: It cannot be started.
    """

    def __init__(self, settings: dict[str, Any], *, start_s: float) -> None:
        if not sys.executable:
            raise WorkerError(
                "there is no Python interpreter to start workers with",
                where="sys.executable is empty",
                mend="set sys.executable to a Python that has agentscaler",
            )
        environment = {name: os.environ[name] for name in NEEDED_TO_START if name in os.environ}
        environment |= {
            "PYTHONPATH": PACKAGES,
            "PYTHONHASHSEED": "0",
            # Each further arena takes 64 MiB of the address space that is counted.
            "MALLOC_ARENA_MAX": "1",
        }
        command = [sys.executable, "-P", "-S", "-m", "agentscaler._worker"]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, json.dumps(settings)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                cwd=os.sep,
                bufsize=0,
            )
        except OSError as fault:
            raise WorkerError("a worker cannot be started", where=str(fault)) from None
        self.pid = self._process.pid
        self._owner = os.getpid()
        self._requests = 0
        # Also at the end of the interpreter, so that nothing outlives it.
        self._end = weakref.finalize(self, _end, self._process, self._owner)
        self._in, self._out, self._err = (
            pipe.fileno() if pipe is not None else -1
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr)
        )
        if os.name == "posix":
            for descriptor in (self._in, self._out, self._err):
                os.set_blocking(descriptor, False)
        try:
            with self._deadline(start_s) as deadline:
                head, _ = frames.read(lambda size: self._read(size, deadline), 0)
            held = head["held"]
            self.held = frozenset(str(name) for name in held)
            """Limits and rights that hold in the child, such as ``RLIMIT_AS`` and ``landlock``."""
        except (WorkerLostError, frames.FrameError, KeyError, TypeError) as fault:
            detail = self.kill()
            raise WorkerError(
                "a worker did not start",
                where=(detail or str(fault)).strip() or None,
                mend="python -c 'import agentscaler._worker' in the same environment may tell why",
            ) from None
        except BaseException:
            self.kill()
            raise

    def request(
        self,
        head: dict[str, Any],
        parts: Sequence[bytes] = (),
        *,
        timeout_s: float,
        body_bytes: int,
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Ask, and wait for the answer.

        Args:
            head: The request; ``op`` says what is wanted.
            parts: What is large.
            timeout_s: Seconds until the process is killed.
            body_bytes: Largest answer.

        Raises:
            WorkerLostError: There is no answer. The process is gone.
        """
        self._requests += 1
        number = self._requests
        frame = frames.pack({**head, "id": number}, parts)
        try:
            with self._deadline(timeout_s) as deadline:
                self._write(frame, deadline)
                answer, body = frames.read(lambda size: self._read(size, deadline), body_bytes)
        except WorkerLostError as lost:
            raise WorkerLostError(lost.reason, self.kill()) from None
        except frames.FrameError as fault:
            what = f"it did not answer as a worker does: {fault}"
            raise WorkerLostError(what, self.kill()) from None
        except BaseException:
            # Ctrl-C among them: half an answer may be under way.
            self.kill()
            raise
        if answer.get("id") != number:
            raise WorkerLostError("it answered another request", self.kill())
        if answer.get("status") == "memory":
            raise WorkerLostError("it ran out of memory", self.kill())
        return answer, body

    @property
    def usable(self) -> bool:
        """Whether it can be asked: not ended, and started by this very process."""
        return self._end.alive and self._owner == os.getpid()

    def kill(self) -> str | None:
        """End the process now, whatever it does.

        Returns:
            The end of what it wrote to standard error.
        """
        if not self._end.alive:
            return None
        if self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        detail = self._stderr()
        self._end()
        return detail

    def _stderr(self) -> str | None:
        if os.name != "posix" or self._err < 0:
            return None
        kept = b""
        with contextlib.suppress(OSError):
            while part := os.read(self._err, CHUNK):
                kept = (kept + part)[-STDERR_BYTES:]
        return kept.decode(errors="replace") or None

    @contextlib.contextmanager
    def _deadline(self, timeout_s: float) -> Any:
        """The moment at which the child is late, by the monotonic clock."""
        moment = time.monotonic() + timeout_s
        if os.name == "posix":
            yield moment
            return
        # Pipes cannot be polled here: a timer kills the child, and the pipe then ends.
        timer = threading.Timer(timeout_s, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield moment
        finally:
            timer.cancel()

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        if os.name != "posix":
            return
        poll = select.poll()
        poll.register(descriptor, event)
        rest = deadline - time.monotonic()
        if rest <= 0 or not poll.poll(math.ceil(rest * 1000)):
            raise WorkerLostError("it took too long")

    def _read(self, size: int, deadline: float) -> bytearray:
        found = bytearray()
        while len(found) < size:
            try:
                part = os.read(self._out, min(CHUNK, size - len(found)))
            except BlockingIOError:
                self._wait(self._out, select.POLLIN, deadline)
                continue
            except OSError:
                part = b""
            if not part:
                raise WorkerLostError(self._how_it_ended(deadline))
            found += part
            # A child that sends byte after byte is late as well.
            if time.monotonic() > deadline:
                raise WorkerLostError("it took too long")
        return found

    def _write(self, frame: bytes, deadline: float) -> None:
        rest = memoryview(frame)
        while rest:
            try:
                rest = rest[os.write(self._in, rest) :]
            except BlockingIOError:
                self._wait(self._in, select.POLLOUT, deadline)
            except OSError:
                raise WorkerLostError(self._how_it_ended(deadline)) from None

    def _how_it_ended(self, deadline: float) -> str:
        if os.name != "posix" and time.monotonic() >= deadline:
            return "it took too long"
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "it closed its pipe"
        return f"it was killed by signal {-code}" if code < 0 else f"it ended with code {code}"


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if owner == os.getpid() and process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    if owner != os.getpid():
        # Not our child: its end is not ours to wait for.
        process.returncode = 0
