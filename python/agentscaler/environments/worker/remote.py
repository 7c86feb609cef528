"""Calls of tools that run in workers: what is the same for every engine.

The state stays here. A worker is told which version to start from, answers with a result and what
the call changed, and that is written into the state, all or nothing. A call that loses its worker
is made once more in a fresh one; when that is lost too, the result is ``infrastructure``.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from agentscaler.environments.toolset import Kind, Limits, ToolResult
from agentscaler.environments.worker.limits import WorkerLimits
from agentscaler.environments.worker.process import WorkerLostError
from agentscaler.errors import StateError, WorkerError

if TYPE_CHECKING:
    from agentscaler.environments.state import State
    from agentscaler.environments.worker.pool import Seat, Workers

TRIES = 2
# Room for a frame around content, detail and changes.
FRAME_BYTES = 1 << 20
KINDS: dict[str, Kind] = {
    "ok": "ok",
    "refusal": "refusal",
    "invalid_call": "invalid_call",
    "fault": "fault",
    "infrastructure": "infrastructure",
}


class Options(NamedTuple):
    """How workers are used, whatever runs in them."""

    limits: Limits
    worker_limits: WorkerLimits
    workers: int


def options(limits: Limits | None, worker_limits: WorkerLimits | None, workers: int) -> Options:
    """Options with defaults where none were given."""
    return Options(limits or Limits(), worker_limits or WorkerLimits(), workers)


class RemoteTools(ABC):
    """Tools that run in workers; `close` ends them, and so does ``with``."""

    _workers: Workers
    _options: Options

    @abstractmethod
    def _opening(self, state: State) -> tuple[dict[str, Any], bytes]:
        """How a worker is sent a state that it does not hold."""

    @abstractmethod
    def _request(self, state: State) -> tuple[dict[str, Any], list[bytes]]:
        """What a call is told of the state beside its version; parts come after the arguments."""

    @abstractmethod
    def _carry(self, state: State, changes: list[bytes]) -> bool:
        """Write what a call changed, all or nothing; False when there is nothing.

        Raises:
            StateError: The state refuses it.
        """

    def _call(self, state: State, name: str, arguments: bytes) -> ToolResult:
        lost: WorkerLostError | None = None
        for attempt in range(TRIES):
            with self._workers.seat(state, fresh=attempt > 0) as seat:
                version = self._version(seat, state)
                try:
                    return self._ask(seat, version, state, name, arguments)
                except WorkerLostError as fault:
                    # What the machine did, or what the tool does always: a second try tells.
                    lost = fault
        told = "" if lost is None else "\n".join(filter(None, (lost.reason, lost.detail)))
        return error("infrastructure", "the tool could not be run", told)

    def _version(self, seat: Seat, state: State) -> int:
        """The version of the state in this worker, sent if it has to be."""
        version = seat.held.find(state)
        if version is not None:
            return version
        version = seat.held.number()
        head, text = self._opening(state)
        head |= {"op": "open", "version": version, "forget": seat.held.to_forget()}
        start_s = self._options.worker_limits.start_s
        try:
            answer, _ = seat.ask(head, [text], timeout_s=start_s, body_bytes=0)
        except WorkerLostError as lost:
            raise self._too_large(text, lost.reason, lost.detail) from None
        if answer.get("status") != "ok":
            seat.retired = True
            raise self._too_large(text, str(answer.get("message"))[:1000], None)
        seat.held.add(version, state)
        return version

    def _too_large(self, text: bytes, reason: str, where: str | None) -> WorkerError:
        return WorkerError(
            f"a worker could not take a state of {len(text)} bytes: {reason}",
            where=where,
            mend=f"raise Limits.memory_bytes, which is {self._options.limits.memory_bytes}",
        )

    def _ask(
        self, seat: Seat, version: int, state: State, name: str, arguments: bytes
    ) -> ToolResult:
        limits, bounds, held = self._options.limits, self._options.worker_limits, seat.held
        to = held.number()
        head, parts = self._request(state)
        head |= {"op": "call", "from": version, "to": to, "name": name}
        head["forget"] = held.to_forget()
        answer, parts = seat.ask(
            head,
            [arguments, *parts],
            timeout_s=limits.time_s + bounds.grace_s,
            body_bytes=2 * limits.result_bytes + 2 * bounds.changes_bytes + FRAME_BYTES,
        )
        self._workers.retire_if_old(seat, answer)
        kind, content, detail, changes = _checked(seat, answer, parts)
        if kind == "infrastructure":
            seat.retired = True
            raise WorkerLostError(content, detail)
        if kind != "ok":
            return error(kind, content, detail)
        try:
            changed = self._carry(state, changes)
        except StateError as fault:
            held.forget(to)
            return error("fault", f"the tool failed: {fault.what}", str(fault))
        if changed:
            held.add(to, state)
        return ToolResult(content, kind="ok", detail=detail)

    def close(self) -> None:
        """End the workers."""
        self._workers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _checked(
    seat: Seat, answer: dict[str, Any], parts: list[bytes]
) -> tuple[Kind, str, str | None, list[bytes]]:
    """Parts of an answer, as far as they are what they should be.

    Raises:
        WorkerLostError: They are not: whoever answered is no worker of ours any more.
    """
    kind = KINDS.get(str(answer.get("kind")))
    try:
        content, detail, *changes = parts
        if answer.get("status") == "ok" and kind is not None:
            return kind, content.decode(), detail.decode() or None, changes
    except ValueError:
        pass
    seat.retired = True
    raise WorkerLostError("it did not answer as a worker does")


def error(kind: Kind, content: str, detail: str | None = None) -> ToolResult:
    """A result that is not ``ok``."""
    return ToolResult(content, kind=kind, detail=detail or None)


def parsed(text: bytes) -> Any:
    """What a worker sent as JSON.

    Raises:
        WorkerError: It is none.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise WorkerError("a worker sent something that is not JSON") from None
