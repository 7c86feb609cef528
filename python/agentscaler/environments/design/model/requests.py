"""The messages that ask a model for the tables of a domain, and for one tool."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.model import prompt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentscaler.environments.design.draft import DesignTask, Failure
    from agentscaler.environments.design.model.reading import Tables
    from agentscaler.tools.tool import Tool

Chat = list[dict[str, Any]]

_DESCRIPTION = 600
"""Characters of the description of a tool."""
_INNER = 160
"""Characters of a description inside of a schema."""
_SCHEMA = 12_000
"""Characters of a schema; a longer one loses its descriptions, and then its results."""
_TOLD = 12
"""Failures that are told at once."""
_FAILURE = 1_200
"""Characters of one of them."""
_NOISE = frozenset({"example", "examples", "title", "$schema", "externalDocs", "xml"})


def tables_chat(task: DesignTask) -> Chat:
    """Ask for the tables of a domain."""
    lines = [_line(tool) for tool in task.tools]
    said = f"The service is called {task.name}. Its tools:\n{prompt.fenced('json', _joined(lines))}"
    return [{"role": "system", "content": prompt.TABLES}, {"role": "user", "content": said}]


def tool_chat(task: DesignTask, tables: Tables, tool: Tool) -> Chat:
    """Ask for one tool."""
    others = ", ".join(one.name for one in task.tools if one is not tool)
    said = "\n".join(
        (
            # What is equal for all tools of a domain comes first: servers read it once.
            f"The service is called {task.name}. Its tables and rules:",
            prompt.fenced("json", json.dumps(tables.plain, ensure_ascii=False)),
            "The tool to write:",
            prompt.fenced("json", _line(tool)),
            f"Other tools of the service: {others or 'none'}.",
        )
    )
    return [{"role": "system", "content": prompt.PROGRAMS}, {"role": "user", "content": said}]


def again(chat: Chat, reply: str, failures: Iterable[Failure]) -> Chat:
    """Ask once more: the same, the last reply, and what does not hold."""
    told = list(failures)
    lines = [f"- {one.law}: {one.text[:_FAILURE]}" for one in told[:_TOLD]]
    if len(told) > _TOLD:
        lines.append(f"- and {len(told) - _TOLD} more")
    said = prompt.AGAIN.format(problems=_joined(lines))
    return [
        *chat[:2],
        {"role": "assistant", "content": reply},
        {"role": "user", "content": said},
    ]


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines)


def _line(tool: Tool) -> str:
    """A tool on one line, without what a designer does not need."""
    said: dict[str, Any] = {
        "name": tool.name,
        "description": tool.description[:_DESCRIPTION],
        "parameters": _lean(tool.parameters, _INNER),
    }
    if tool.source.http:
        said["http"] = f"{tool.source.http} {tool.source.path}".strip()
    if tool.returns is not None:
        said["returns"] = _lean(tool.returns, _INNER)
    for name in ("returns", "parameters"):
        if name in said and len(json.dumps(said[name])) > _SCHEMA:
            said[name] = _lean(getattr(tool, name), 0)
    if "returns" in said and len(json.dumps(said["returns"])) > _SCHEMA:
        del said["returns"]
    return json.dumps(said, ensure_ascii=False)


def _lean(schema: Any, most: int) -> Any:
    if isinstance(schema, list):
        return [_lean(one, most) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for name, one in schema.items():
        if name == "properties" and isinstance(one, dict):
            found[name] = {key: _lean(inner, most) for key, inner in one.items()}
        elif name == "description" and isinstance(one, str):
            if most:
                found[name] = one[:most]
        elif name not in _NOISE and not name.startswith("x-"):
            found[name] = _lean(one, most)
    return found
