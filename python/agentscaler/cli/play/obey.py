"""One line of input: what it asks for is done, and what is to be shown is given back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agentscaler.cli.find import near, nearest
from agentscaler.cli.play import drawing
from agentscaler.cli.play.completion import VERBS
from agentscaler.cli.play.words import arguments_of, value_of, words_of
from agentscaler.cli.terminal import dim
from agentscaler.cli.text import document, visible
from agentscaler.environments.layout import laid_out
from agentscaler.errors import ArgumentError, StateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from agentscaler.cli.play.session import Session, Step


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a line led to."""

    parts: Sequence[RenderableType] = ()
    """For people."""
    record: dict[str, Any] = field(default_factory=dict)
    """For machines."""
    leave: bool = False
    """The session is over."""


def obey(session: Session, line: str) -> Said:
    """Do what a line asks for.

    Raises:
        ArgumentError: It cannot be understood: what is wrong, and what was probably meant.
    """
    line = line.strip()
    verb, _, rest = line.partition(" ")
    match verb:
        case "" | "#":
            return Said()
        case "quit" | "exit":
            return Said(leave=True, record={"quit": True})
        case "help":
            return Said(parts=list(drawing.help_parts(VERBS)), record={"help": VERBS})
        case "call":
            return _call(session, rest.strip())
    doing = _DOING.get(verb)
    return _call(session, line) if doing is None else doing(session, words_of(rest))


def _call(session: Session, line: str) -> Said:
    name, _, rest = line.partition(" ")
    rest = rest.strip()
    tool = _tool(session, name)
    arguments: Any
    if rest.startswith("{"):
        arguments = _json(rest)
    else:
        arguments = arguments_of(words_of(rest), tool["parameters"])
    step = session.call(name, arguments)
    return Said(parts=list(drawing.step_parts(step)), record=_record(step))


def _json(text: str) -> Any:
    """An object where it is one; else the text, for the environment to say what is wrong."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict) else text


def _tool(session: Session, name: str) -> dict[str, Any]:
    tools = {str(tool["name"]): tool for tool in session.environment.tools}
    if name not in tools:
        raise ArgumentError(
            f"there is no tool {name}" if name else "call which tool?",
            mend=near(name, [*tools, *VERBS]) or "`tools` lists them, `help` tells the rest",
        )
    return tools[name]


def _record(step: Step) -> dict[str, Any]:
    return {
        "tool": step.name,
        "arguments": step.arguments,
        "kind": step.result.kind,
        "content": step.result.content,
        "changes": step.changes.to_dict(),
    }


def _tools(session: Session, words: list[str]) -> Said:
    if not words:
        tools = session.environment.tools
        return Said(parts=list(drawing.tools_parts(session.environment)), record={"tools": tools})
    tool = _tool(session, words[0])
    return Said(parts=list(drawing.tool_parts(tool)), record={"tools": [tool]})


def _state(session: Session, words: list[str]) -> Said:
    state = session.environment.state
    if not words:
        sizes = {name: state.count(name) for name, kind in state.tables() if kind != "document"}
        return Said(parts=list(drawing.tables_parts(session.environment)), record={"tables": sizes})
    name, *key = words
    kinds = dict(state.tables())
    name = value_of(name, {"type": "string"})
    if name not in kinds:
        raise ArgumentError(
            f"there is no table {name}", mend=nearest(name, kinds, "there are no tables")
        )
    if kinds[name] == "document" or key:
        value = state.table(name) if kinds[name] == "document" else _row(session, name, key)
        return Said(parts=list(drawing.value_parts(value)), record={"table": name, "row": value})
    rows = [row for _, row in state.rows(name)]
    return Said(parts=list(drawing.rows_parts(rows)), record={"table": name, "rows": rows})


def _row(session: Session, table: str, words: list[str]) -> Any:
    """The row with this key; a number may be meant as a text."""
    state = session.environment.state
    for schema in ({"type": "string"}, {}):
        key = [value_of(word, schema) for word in words]
        try:
            row = state.get(table, key[0] if len(key) == 1 else tuple(key))
        except StateError:
            continue
        if row is not None:
            return row
    keys = [" ".join(map(str, k)) if isinstance(k, tuple) else str(k) for k, _ in state.rows(table)]
    wanted = " ".join(words)
    raise ArgumentError(
        f"{table} has no row {wanted}", mend=nearest(wanted, keys, "it has no rows")
    )


def _diff(session: Session, _: list[str]) -> Said:
    changes = session.changes()
    parts = list(drawing.diff_parts(changes.to_dict())) if changes else [dim("nothing has changed")]
    return Said(parts=parts, record={"changes": changes.to_dict()})


def _undo(session: Session, _: list[str]) -> Said:
    return _moved("undo", session.undo(), "taken back", "no call has changed anything")


def _redo(session: Session, _: list[str]) -> Said:
    return _moved("redo", session.redo(), "made again", "no call was taken back")


def _moved(verb: str, steps: Sequence[Step], what: str, none: str) -> Said:
    if not steps:
        raise ArgumentError(none)
    names = visible(", ".join(step.name for step in steps))
    return Said(parts=[dim(f"{what}: {names}")], record={verb: [_record(step) for step in steps]})


def _reset(session: Session, words: list[str]) -> Said:
    seed = session.seed
    if words:
        seed = value_of(words[0], {})
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            raise ArgumentError(f"{words[0]} is no seed", mend="a whole number of 0 or more")
    session.reset(seed)
    return Said(parts=[dim(f"a new episode, seed {seed}")], record={"reset": seed})


def _policy(session: Session, _: list[str]) -> Said:
    policy = session.environment.policy
    parts: list[RenderableType] = [Text(line) for line in document(policy)] if policy else []
    return Said(parts=parts or [dim("there is no policy")], record={"policy": policy})


def _save(session: Session, words: list[str]) -> Said:
    if len(words) != 1:
        raise ArgumentError("save into which file?", mend="save calls.json")
    record = session.record()
    path = Path(value_of(words[0], {"type": "string"}))
    try:
        path.write_text(laid_out(record), encoding="utf-8")
    except OSError as error:
        raise ArgumentError(
            f"cannot write: {error.strerror}", where=str(path), mend="choose another place"
        ) from error
    made = len(record["gold_calls"])
    refused = len(session.steps) - made
    told = f"{made} calls in {visible(str(path))}"
    if refused:
        told += f"; {refused} that were not answered are left out"
    return Said(parts=[dim(told)], record={"saved": str(path), "calls": made})


_DOING = {
    "tools": _tools,
    "state": _state,
    "diff": _diff,
    "undo": _undo,
    "redo": _redo,
    "reset": _reset,
    "policy": _policy,
    "save": _save,
}
