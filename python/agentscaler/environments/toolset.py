"""Temporary."""

from __future__ import annotations
import json
from agentscaler import _core
from agentscaler.errors import ArgumentError
from agentscaler.environments.result import Limits, ToolResult


class ToolSet:
    def __init__(self, source, tools=None, *, limits=None):
        try:
            self.compiled = _core.ToolSet(
                source, None if tools is None else json.dumps(tools).encode()
            )
        except ValueError as e:
            raise ArgumentError(str(e)) from e

    @property
    def tools(self):
        return json.loads(self.compiled.tools_json())

    def call(self, state, name, arguments):
        content, kind, detail = self.compiled.call(state, name, arguments)
        return ToolResult(content=content, is_error=kind != "ok", kind=kind, detail=detail)
