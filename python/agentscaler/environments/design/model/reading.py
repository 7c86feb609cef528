"""What a model replied: blocks, JSON, one function. Nothing of it is run or parsed as code here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.placing import parameter_schema, way
from agentscaler.environments.design.blueprint import (
    Action,
    Blueprint,
    LeftOut,
    Operation,
    Parameter,
    Role,
    Table,
)
from agentscaler.environments.design.draft import Rule
from agentscaler.environments.design.model.columns import column_schema
from agentscaler.environments.design.model.forms import misfit
from agentscaler.environments.design.model.prompt import IMPORTS
from agentscaler.environments.toolset import identifier

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from agentscaler.tools.tool import Tool

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_BLOCK = re.compile(r"^```[ \t]*(\w*)[^\n]*\n(.*?)^[ \t]*```[ \t]*$", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(rf"import ({'|'.join(IMPORTS)})[ \t]*(#.*)?")
_LONGEST = 20_000
"""Characters of a function."""


class UnreadableError(ValueError):
    """A reply that is none; the text tells the model why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """The tables and rules of a domain."""

    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    plain: dict[str, Any]
    """As the model said them, for the next requests."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """What a tool does, and its function."""

    operation: Operation
    imports: tuple[str, ...]
    """Modules that it asks for."""
    function: str

    @property
    def source(self) -> str:
        """A module of it alone."""
        return module([self])


def module(programs: Collection[Program], title: str = "") -> str:
    """The text of ``tools.py``."""
    head = [f'"""{title}"""'] if title else []
    imports = sorted({name for one in programs for name in one.imports})
    if imports:
        head.append("\n".join(f"import {name}" for name in imports))
    # Two empty lines stand before a function, as everywhere.
    return "\n\n".join([*head, *(f"\n{one.function}" for one in programs)]).lstrip("\n") + "\n"


def read_tables(reply: str, tools: Collection[Tool]) -> Tables:
    """The tables in a reply.

    Args:
        reply: Of the model.
        tools: Those of the domain.

    Raises:
        UnreadableError: It has none.
    """
    plain = _json(_blocks(reply), "tables")
    names = {tool.name for tool in tools}
    codes = [rule["code"] for rule in plain.get("rules", ())]
    for rule in plain.get("rules", ()):
        if codes.count(rule["code"]) > 1:
            raise UnreadableError(f"two rules have the code {rule['code']}")
        for name in rule["tools"]:
            if name not in names:
                raise UnreadableError(f"rule {rule['code']} speaks of {name}, which is no tool")
    known = {text for tool in tools for text in _patterns([tool.parameters, tool.returns])}
    tables = [
        {**_told(table), "columns": [_column(column, known) for column in table["columns"]]}
        for table in plain["tables"]
    ]
    return Tables(
        tables=Blueprint.from_plain({"tables": tables}).tables,
        rules=tuple(
            Rule(
                code=rule["code"],
                text=" ".join(rule["text"].split()),
                tools=tuple(rule["tools"]),
                enforced=rule["enforced"],
                forbids=rule.get("forbids", {}),
            )
            for rule in plain.get("rules", ())
        ),
        plain=plain,
    )


def read_program(reply: str, tool: Tool, rules: Collection[Rule]) -> Program | LeftOut:
    """The program in a reply, or why there is none.

    Raises:
        UnreadableError: It has neither.
    """
    blocks = _blocks(reply)
    plain = _json(blocks, "operation")
    if "leave_out" in plain:
        why = " ".join(plain["leave_out"].split())[:_WHY]
        return LeftOut(tool=tool.name, reason="declined", detail=why)
    functions = [text for language, text in blocks if language in {"python", "py"}]
    if len(functions) != 1:
        raise UnreadableError(f"the answer has {len(functions)} ```python blocks, not one")
    imports, function = _function(functions[0], identifier(tool.name))
    return Program(operation=_operation(plain, tool, rules), imports=imports, function=function)


_WHY = 200
"""Characters of a reason."""


def _blocks(reply: str) -> list[tuple[str, str]]:
    """Language and text of each block."""
    text = _THOUGHT.sub("", reply)
    blocks = [(found[1].lower(), found[2]) for found in _BLOCK.finditer(text)]
    left = _BLOCK.sub("", text)
    if re.search(r"^[ \t]*```", left, re.MULTILINE):
        raise UnreadableError("the answer ends within a block: it is cut short; write less")
    if not blocks and text.strip().startswith("{"):
        return [("json", text)]
    return blocks


def _json(blocks: list[tuple[str, str]], form: str) -> dict[str, Any]:
    texts = [text for language, text in blocks if language == "json"]
    if len(texts) != 1:
        raise UnreadableError(f"the answer has {len(texts)} ```json blocks, not one")
    try:
        plain = json.loads(texts[0], parse_constant=_no_number)
        json.dumps(plain, ensure_ascii=False).encode()
        wrong = misfit(form, plain)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"the ```json block is no JSON: {error}") from error
    if wrong is not None:
        raise UnreadableError(f"the ```json block has another form: {wrong}")
    found: dict[str, Any] = plain
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _told(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value is not None}


def _column(plain: dict[str, Any], patterns: Collection[str]) -> dict[str, Any]:
    column = _told(plain)
    try:
        schema = column_schema(column.get("schema", {}), patterns)
    except ValueError as error:
        raise UnreadableError(f"of the column {column['name']}, schema: {error}") from error
    return {**column, "schema": schema}


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for one in schema:
            yield from _patterns(one)
    elif isinstance(schema, dict):
        for name, one in schema.items():
            if name == "pattern" and isinstance(one, str):
                yield one
            else:
                yield from _patterns(one)


def _operation(plain: dict[str, Any], tool: Tool, rules: Collection[Rule]) -> Operation:
    told = _told(plain)
    return Operation(
        tool=tool.name,
        action=Action(told["action"]),
        table=told["table"],
        parameters=tuple(_parameter(one, tool) for one in told.get("parameters", ())),
        status=told.get("status"),
        status_column=told.get("status_column"),
        requires=tuple(told.get("requires", ())),
        column=told.get("column"),
        told=tuple(told.get("told", ())),
        refuses=tuple(dict.fromkeys(told.get("refuses", ()))),
        rules=tuple(rule.code for rule in rules if rule.enforced and tool.name in rule.tools),
    )


def _parameter(plain: dict[str, Any], tool: Tool) -> Parameter:
    """An argument: what the specification says of it is not the model's to say."""
    said = Parameter(**{**_told(plain), "role": Role(plain["role"])})
    part: Any = tool.parameters
    required = True
    for name in way(tool.parameters, said.name):
        required = required and isinstance(part, dict) and name in part.get("required", ())
        part = part.get("properties", {}).get(name) if isinstance(part, dict) else None
    return Parameter(
        name=said.name,
        role=said.role,
        table=said.table,
        column=said.column,
        schema=parameter_schema(tool.parameters, said),
        required=required,
        many=said.many,
    )


def _function(text: str, name: str) -> tuple[tuple[str, ...], str]:
    """The modules that are imported, and the function as it stands."""
    if len(text) > _LONGEST:
        raise UnreadableError(f"the function has {len(text):,} characters, {_LONGEST:,} may be")
    imports: list[str] = []
    lines: list[str] = []
    functions = 0
    for line in text.replace("\r\n", "\n").replace("\t", "    ").split("\n"):
        found = _IMPORT.fullmatch(line)
        if found is not None and not lines:
            imports.append(found[1])
        elif line.startswith(f"def {name}("):
            functions += 1
            lines.append(line)
        elif lines and (not line or line[0] in " )"):
            lines.append(line)
        elif line.strip() and not line.startswith("#"):
            raise UnreadableError(
                f"{line[:80]!r} stands at the left margin of the ```python block; there may be "
                f"imports of {', '.join(IMPORTS)}, each as a whole, and then `def {name}(` alone"
            )
    if functions != 1:
        raise UnreadableError(f"the ```python block defines {name} {functions} times, not once")
    return tuple(imports), "\n".join(lines).rstrip()
