"""The engine for tool programs: the same as in process, behind the walls of a worker."""

from __future__ import annotations

import json
from dataclasses import astuple
from typing import TYPE_CHECKING

# Both are imported here: once the worker is confined, no file can be read any more.
from agentscaler import _core
from agentscaler._worker.limits import lower_memory
from agentscaler._worker.serve import refused
from agentscaler.errors import AgentScalerError, ToolError

if TYPE_CHECKING:
    from agentscaler._worker.serve import Head, Reply

NOTHING = b"[]"
DIAGNOSTICS = 1000
"""Problems of a source that are told."""


class Programs:
    """One set of tools, and the states of the episodes that call them.

    Args:
        start_bytes: Address space that only checking and compiling need.
    """

    def __init__(self, start_bytes: int) -> None:
        self._start_bytes = start_bytes
        self._tools: _core.ToolSet | None = None
        self._states: dict[int, _core.State] = {}

    def answer(self, head: Head, parts: list[bytes]) -> Reply:
        """As of `agentscaler._worker.serve.Engine`."""
        try:
            match head.get("op"):
                case "call":
                    return self._call(head, parts)
                case "open":
                    self._forget(head)
                    self._states[head["version"]] = _core.State.from_snapshot(parts[0])
                    return {"status": "ok"}, []
                case "load":
                    return self._load(head, parts)
        except ToolError as fault:
            told = [astuple(diagnostic) for diagnostic in fault.diagnostics[:DIAGNOSTICS]]
            return refused(fault)[0], [json.dumps(told).encode()]
        except AgentScalerError as fault:
            return refused(fault)
        return refused(ValueError(f"no operation {head.get('op')!r:.40}"))

    def _load(self, head: Head, parts: list[bytes]) -> Reply:
        source, tools = (json.loads(part) for part in parts)
        self._tools = _core.ToolSet.compile(source, tools, head["limits"])
        lower_memory(self._start_bytes)
        self._start_bytes = 0
        found = [self._tools.tools, self._tools.warnings]
        texts = [json.dumps(value).encode() for value in found]
        return {"status": "ok", "digest": self._tools.digest}, texts

    def _call(self, head: Head, parts: list[bytes]) -> Reply:
        self._forget(head)
        before = self._states.get(head["from"])
        if before is None or self._tools is None:
            return {"status": "unknown_version"}, []
        arguments, side = parts
        state = before.fork()
        state.side = _core.Side(**json.loads(side))
        result, writes = self._tools.call_with_writes(state, head["name"], arguments)
        answer: Head = {"status": "ok", "kind": result.kind}
        told = [result.content.encode(), (result.detail or "").encode(), b"", b""]
        if writes != NOTHING:
            self._states[head["to"]] = state
            told[2] = writes
            told[3] = json.dumps(side_values(state.side)).encode()
        return answer, told

    def _forget(self, head: Head) -> None:
        for version in head["forget"]:
            self._states.pop(version, None)


def side_values(side: _core.Side) -> dict[str, object]:
    """Clock, random stream and counters as JSON."""
    return {
        "clock_us": side.clock_us,
        "seed": side.seed,
        "drawn": side.drawn,
        "counters": side.counters,
    }
