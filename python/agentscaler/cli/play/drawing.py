"""What a session shows: results by kind, differences, tools, rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.play.words import properties
from agentscaler.cli.show_tool import type_of
from agentscaler.cli.terminal import dim, table
from agentscaler.cli.text import count, lines, one_line, visible
from agentscaler.environments.changes import change_lines
from agentscaler.environments.layout import laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from agentscaler.cli.play.session import Step
    from agentscaler.environments import Environment

STYLES = {
    "ok": "green",
    "refusal": "yellow",
    "invalid_call": "magenta",
    "fault": "red",
    "infrastructure": "bold red",
}
_CHANGES = {"+": "green", "-": "red", "~": "yellow"}
_LONGEST = 200
"""Lines of one result, and rows of one table."""
_LINE = 78
"""Characters of a row that stands on one line."""
_WIDEST = 96
"""Characters of a row that still stands in columns."""


def step_parts(step: Step) -> Iterator[RenderableType]:
    """A call: what came, and what it changed."""
    kind = step.result.kind
    yield Text(kind, style=STYLES[kind])
    shown = lines(_readable(step.result.content))
    for line in shown[:_LONGEST]:
        yield Text(f"  {line}")
    if len(shown) > _LONGEST:
        yield dim(f"  and {count(len(shown) - _LONGEST, 'more line')}")
    if step.result.detail:
        yield from (dim(f"  {line}") for line in lines(step.result.detail))
    if step.changes:
        yield from diff_parts(step.changes.to_dict())


def diff_parts(changes: Mapping[str, Any], indent: str = "") -> Iterator[RenderableType]:
    """A difference of states, as `StateDiff.to_dict` gives it."""
    for line in change_lines(changes):
        yield Text(indent + visible(line.text), style=_CHANGES.get(line.mark, ""))


def tools_parts(environment: Environment) -> Iterator[RenderableType]:
    """All tools."""
    rows = table("tool", "takes+", "what it does+")
    for tool in environment.tools:
        needed = set(tool["parameters"].get("required", []))
        takes = [name if name in needed else f"[{name}]" for name in _ordered(tool)]
        rows.add_row(
            visible(tool["name"]),
            dim(visible(", ".join(takes))),
            Text(one_line(tool.get("description", ""), limit=160)),
        )
    yield rows


def tool_parts(tool: Mapping[str, Any]) -> Iterator[RenderableType]:
    """One tool with its arguments."""
    yield Text(visible(tool["name"]), style="bold")
    for line in lines(tool.get("description", "")):
        yield Text(f"  {line}")
    needed = set(tool["parameters"].get("required", []))
    if not properties(tool["parameters"]):
        yield Text("takes nothing")
        return
    rows = table("takes", "type", "", "meaning+")
    for name in _ordered(tool):
        schema = properties(tool["parameters"])[name]
        rows.add_row(
            visible(name),
            dim(one_line(type_of(schema), limit=32)),
            "required" if name in needed else "",
            Text(one_line(str(schema.get("description", "")))),
        )
    yield rows


def _ordered(tool: Mapping[str, Any]) -> list[str]:
    needed = tool["parameters"].get("required", [])
    return sorted(properties(tool["parameters"]), key=lambda name: name not in needed)


def tables_parts(environment: Environment) -> Iterator[RenderableType]:
    """All tables."""
    rows = table("table", "rows", "key*", right=["rows"])
    for name, kind in environment.state.tables():
        key = environment.state.key_columns(name)
        number = "-" if kind == "document" else f"{environment.state.count(name):,}"
        rows.add_row(visible(name), number, dim(visible(", ".join(key or [kind]))))
    yield rows


def rows_parts(rows: Sequence[Any]) -> Iterator[RenderableType]:
    """Rows of a table: in columns where these fit, else a line each, cut where it must be."""
    shown = rows[:_LONGEST]
    columns = list(dict.fromkeys(name for row in shown if isinstance(row, dict) for name in row))
    if shown and all(isinstance(row, dict) for row in shown):
        cells = [[_cell(row, name) for name in columns] for row in shown]
        widths = [
            max(len(name), *(len(row[at]) for row in cells)) for at, name in enumerate(columns)
        ]
        if sum(widths) + 2 * len(widths) <= _WIDEST:
            drawn = table(*map(visible, columns))
            for row in cells:
                drawn.add_row(*map(Text, row))
            yield drawn
            shown = []
    lines_of = [one_line(json.dumps(row, ensure_ascii=False)) for row in shown]
    yield from (Text(one_line(line, limit=_LINE)) for line in lines_of)
    if any(len(line) > _LINE for line in lines_of):
        yield dim("`state TABLE KEY` shows one of them whole")
    if len(rows) > _LONGEST:
        yield dim(f"and {count(len(rows) - _LONGEST, 'more row')}")
    if not rows:
        yield dim("no rows")


def _cell(row: Mapping[str, Any], name: str) -> str:
    if name not in row:
        return ""
    value = row[name]
    return visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def value_parts(value: Any) -> Iterator[RenderableType]:
    """A value as JSON."""
    yield from (Text(line) for line in lines(laid_out(value)))


def help_parts(verbs: Mapping[str, str]) -> Iterator[RenderableType]:
    """What can be typed."""
    rows = table("type", "to see or do+")
    for verb, meaning in verbs.items():
        rows.add_row(verb, Text(meaning))
    yield rows
    yield dim("a call may leave out the word `call`; Tab completes names, arguments and values")


def _readable(content: str) -> str:
    """JSON over several lines; anything else as it is."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return content
    return laid_out(value) if isinstance(value, dict | list) else content
