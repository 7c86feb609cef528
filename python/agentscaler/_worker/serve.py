"""The life of a worker: limits, rights, then one answer a request until the pipe is closed."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from agentscaler._worker import confine, limits
from agentscaler._worker.channel import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence

Head = dict[str, Any]
Reply = tuple[Head, list[bytes]]


class Engine(Protocol):
    """What answers requests."""

    def answer(self, head: Head, parts: list[bytes]) -> Reply:
        """Head and parts of the answer.

        Raises:
            MemoryError: The process is not to be trusted any more.
        """


def refused(fault: Exception) -> Reply:
    """An answer that the parent raises as the exception that it is."""
    named = {"error": type(fault).__name__, "message": str(fault)[:2000]}
    for field in ("what", "where", "mend"):
        value = getattr(fault, field, None)
        if isinstance(value, str):
            named[field] = value[:2000]
    return {"status": "error", **named}, []


def main(arguments: Sequence[str]) -> int:
    """Run a worker: ``agentscaler._worker <settings as JSON>``."""
    settings = json.loads(arguments[0])
    # Imports come first, so that they may leave their bytecode for the next start.
    engine = _engine(settings)
    sys.dont_write_bytecode = True
    programs = settings["engine"] == "programs"
    held = limits.take(
        limits.Limits(settings["memory_bytes"] + settings.get("start_bytes", 0), settings["cpu_s"])
    )
    _listen_for_the_end()
    channel = Channel()
    os.environ.clear()
    os.chdir(os.sep)
    held += confine.confine(
        confine.Rights(read=settings.get("read", ()), threads=programs, limits=programs)
    )
    channel.send({"hello": 1, "held": held}, [])
    return _serve(channel, engine)


def _engine(settings: dict[str, Any]) -> Engine:
    """The modules of one engine only: a worker holds what it needs."""
    if settings["engine"] == "programs":
        from agentscaler._worker.programs import Programs

        return Programs(settings["start_bytes"])
    from agentscaler._worker.dict_tools import DictTools

    return DictTools(settings.get("paths", ()))


def _serve(channel: Channel, engine: Engine) -> int:
    while True:
        try:
            head, parts = channel.receive()
        except EOFError:
            return 0
        try:
            reply, body = engine.answer(head, parts)
        except MemoryError:
            # What the engine holds may be half done. Free it, tell the parent, and end.
            parts = []
            del engine
            channel.send({"id": head.get("id"), "status": "memory"}, [])
            return 1
        except BaseException:  # noqa: BLE001
            # A bug of ours, or an interpreter that foreign code has broken.
            os.write(2, traceback.format_exc().encode(errors="replace"))
            return 3
        reply["id"] = head.get("id")
        reply["cpu_s"] = round(time.process_time(), 3)
        channel.send(reply, body)


def _listen_for_the_end() -> None:
    """End when the parent does, and never by its Ctrl-C, which is for the parent to answer.

    The pipe tells a waiting worker. A busy one gets a signal, on Linux: at the end of the *thread*
    that started it, which need not be the end of the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not hasattr(signal, "SIGUSR1"):
        return
    parent = os.getppid()

    def orphaned(_signal: int, _frame: object) -> None:
        if os.getppid() != parent:
            _leave()

    signal.signal(signal.SIGUSR1, orphaned)
    confine.signal_when_parent_ends(signal.SIGUSR1)


def _leave() -> NoReturn:
    os._exit(1)
