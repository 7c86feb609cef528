"""Which programs may run in process: those whose digest has passed the check in a worker."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import agentscaler
from agentscaler.environments.toolset import ToolSet
from agentscaler.environments.worker.toolset import WorkerToolSet
from agentscaler.errors import WorldError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.environments.toolset import Limits
    from agentscaler.environments.worker.limits import WorkerLimits


class TrustedSources:
    r"""Digests of programs that were checked and compiled in a worker without harm.

    Compiling alone can exhaust the stack or the memory of a process. So source is compiled in a
    worker first, and in process only under the digest that passed. A source that was edited by one
    byte has another digest and is checked again; so is every source after an upgrade.

    Args:
        path: A file that remembers the digests, one a line; None: this object alone does.

    Example:
        >>> trusted = TrustedSources()
        >>> source = "def ping(db):\n    return 'pong'\n"
        >>> trusted.holds(source)
        False
        >>> trusted.toolset(source).tools[0]["name"]
        'ping'
        >>> trusted.holds(source), trusted.holds(source + " ")
        (True, False)
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._path = None if path is None else Path(path)
        self._digests: set[str] = set()
        if self._path is not None and self._path.exists():
            try:
                self._digests.update(self._path.read_text("ascii").split())
            except (OSError, UnicodeDecodeError) as fault:
                raise WorldError(
                    "the file of trusted sources cannot be read",
                    where=f"{self._path}: {fault}",
                    mend="remove it; its sources are checked again",
                ) from None

    def holds(self, source: str, tools: Sequence[Mapping[str, Any]] | None = None) -> bool:
        """Whether a source, with this list of tools, has passed."""
        return self._digest(source, tools) in self._digests

    def toolset(
        self,
        source: str,
        tools: Sequence[Mapping[str, Any]] | None = None,
        *,
        limits: Limits | None = None,
        worker_limits: WorkerLimits | None = None,
    ) -> ToolSet:
        """Tools that run in process, checked in a worker first unless their digest has passed.

        Args:
            source: As of `ToolSet`.
            tools: As of `ToolSet`.
            limits: As of `ToolSet`.
            worker_limits: Of the worker that checks.

        Raises:
            ToolError: As of `ToolSet`.
            WorkerError: The worker was lost while it compiled: the source is not to be trusted.
        """
        digest = self._digest(source, tools)
        if digest not in self._digests:
            WorkerToolSet(source, tools, limits=limits, worker_limits=worker_limits).close()
            self._add(digest)
        return ToolSet(source, tools, limits=limits)

    @staticmethod
    def _digest(source: str, tools: Sequence[Mapping[str, Any]] | None) -> str:
        parts = [agentscaler.__version__, source, tools]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _add(self, digest: str) -> None:
        self._digests.add(digest)
        if self._path is not None:
            # One short line in one write: several processes may add to it.
            with self._path.open("a", encoding="ascii") as file:
                file.write(digest + os.linesep)
