"""The engines that run tool programs, behind one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from agentscaler import environments
from agentscaler.environments import run_in_python

if TYPE_CHECKING:
    from pathlib import Path

    from agentscaler.environments import State, ToolResult


class Engine(Protocol):
    def call(self, state: State, name: str, arguments: Any) -> ToolResult: ...


class Python:
    """CPython."""

    def __init__(self, path: Path, tools: list[dict[str, Any]] | None = None) -> None:
        self.source, self.filename, self.tools = path.read_text("utf-8"), str(path), tools

    def call(self, state: State, name: str, arguments: Any) -> ToolResult:
        return run_in_python(
            self.source, state, name, arguments, tools=self.tools, filename=self.filename
        )


class Compiled:
    """The compiled interpreter."""

    def __init__(self, path: Path, tools: list[dict[str, Any]] | None = None) -> None:
        self.tools = environments.ToolSet(path.read_text("utf-8"), tools)

    def call(self, state: State, name: str, arguments: Any) -> ToolResult:
        return self.tools.call(state, name, arguments)


ENGINES = [Python, Compiled] if hasattr(environments, "ToolSet") else [Python]
