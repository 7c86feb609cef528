"""Small specifications -> the tools that they mean, as JSON that people have reviewed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agentscaler.tools.config import ToolsConfig
from agentscaler.tools.reading import read_file

if TYPE_CHECKING:
    from agentscaler.tools.tool import Tool

CASES = Path(__file__).resolve().parents[1] / "cases" / "specs"
SPECS = sorted(path for path in CASES.iterdir() if ".expected." not in path.name)


def shown(tool: Tool) -> dict[str, Any]:
    source = {key: getattr(tool.source, key) for key in type(tool.source).__slots__}
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
        "returns": tool.returns,
        "effect": tool.effect,
        **{key: value for key, value in source.items() if key != "file"},
    }


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
def test_golden(path: Path, request: pytest.FixtureRequest) -> None:
    result = read_file(path, ToolsConfig())
    made = {
        "tools": [shown(tool) for tool in result.tools],
        "dropped": [[item.reason, item.name, item.place] for item in result.dropped],
        "notes": dict(sorted(result.notes.items())),
    }
    text = json.dumps(made, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    expected = path.with_name(f"{path.name}.expected.json")
    if request.config.getoption("--update-snapshots"):
        expected.write_text(text, encoding="utf-8")
    assert json.loads(text) == json.loads(expected.read_text(encoding="utf-8"))
