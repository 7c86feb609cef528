"""What can stand at the end of a line: verbs, tools, arguments, values that the state has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.cli.play.words import properties, quoted, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from agentscaler.environments import Environment

VERBS = {
    "tools": "all tools, or one with its arguments: tools [TOOL]",
    "call": "call a tool: [call] TOOL key=value ..., or TOOL {json}",
    "state": "tables, the rows of one, or one row: state [TABLE] [KEY]",
    "diff": "all that the calls have changed",
    "undo": "go back before the last call that changed something",
    "redo": "forth again",
    "reset": "begin anew: reset [SEED]",
    "policy": "what the agent is told",
    "save": "the calls that were answered, as a task for agentscaler replay: save FILE",
    "help": "this text",
    "quit": "leave",
}
MOST = 200
"""Values that are offered; nobody reads more."""


def completions(environment: Environment, line: str) -> list[str]:
    """Words that can stand in place of the last one of a line (which may have just begun).

    Example:
        >>> from agentscaler.environments import Environment, State, ToolSet
        >>> pets = State.from_json({"pets": [{"pet_id": "p1"}, {"pet_id": "p2"}]})
        >>> tools = ToolSet("def get_pet(db, pet_id: str, fast: bool = False): return 1")
        >>> zoo = Environment(domain="zoo", toolset=tools, initial_state=pets)
        >>> completions(zoo, "ge"), completions(zoo, "get_pet p")
        (['get_pet'], ['pet_id='])
        >>> completions(zoo, "get_pet pet_id=p"), completions(zoo, "state ")
        (['pet_id=p1', 'pet_id=p2'], ['pets'])
    """
    words = [word for word, _ in split_words(line)[0]]
    begun = words.pop() if words and not line[-1:].isspace() else ""
    return [word for word in _after(environment, words, begun) if word.startswith(begun)][:MOST]


def last_word(line: str) -> int:
    """Where the last word of a line begins."""
    words, _ = split_words(line)
    return words[-1][1] if words and not line[-1:].isspace() else len(line)


def _after(environment: Environment, words: list[str], begun: str) -> Iterable[str]:
    """All that can follow some words."""
    names = [str(tool["name"]) for tool in environment.tools]
    tables = [name for name, _ in environment.state.tables()]
    found: Iterable[str] = []
    match words:
        case []:
            found = [*VERBS, *names]
        case ["call" | "tools"]:
            found = names
        case ["state"]:
            found = [quoted(table) for table in tables]
        case ["state", table] if table in tables:
            found = _keys(environment, table)
        case ["call", tool, *given]:
            found = _arguments(environment, tool, given, begun)
        case [tool, *given] if tool not in VERBS:
            found = _arguments(environment, tool, given, begun)
    return found


def _keys(environment: Environment, table: str) -> Iterator[str]:
    for key, _ in environment.state.rows(table):
        yield " ".join(map(quoted, key)) if isinstance(key, tuple) else quoted(key)


def _arguments(environment: Environment, name: str, given: list[str], begun: str) -> Iterable[str]:
    tool = next((tool for tool in environment.tools if tool["name"] == name), None)
    if tool is None:
        return []
    key, equals, _ = begun.partition("=")
    known = properties(tool["parameters"])
    if equals:
        values = _values(environment, name, key, known.get(key, {}))
        return dict.fromkeys(f"{key}={quoted(value)}" for value in values)
    done = {word.partition("=")[0] for word in given}
    needed = tool["parameters"].get("required", [])
    order = sorted(known, key=lambda one: one not in needed)
    return [f"{one}=" for one in order if one not in done]


def _values(
    environment: Environment, tool: str, key: str, schema: Mapping[str, Any]
) -> Iterator[Any]:
    """Values that an argument may have: those that its schema lists, or that rows have."""
    if isinstance(schema.get("enum"), list):
        yield from schema["enum"]
    elif schema.get("type") == "boolean":
        yield from (True, False)
    else:
        for table, column in _columns(environment, tool, key):
            for _, row in environment.state.rows(table):
                value = row.get(column) if isinstance(row, dict) else None
                if isinstance(value, str | int | float):
                    yield value


def _columns(environment: Environment, tool: str, key: str) -> Iterator[tuple[str, str]]:
    """Where the values of an argument stand: as the blueprint says, else by the column's name."""
    tables = [name for name, kind in environment.state.tables() if kind != "document"]
    operation = environment.blueprint.operation(tool) if environment.blueprint else None
    for parameter in operation.parameters if operation else ():
        if parameter.name == key:
            table = parameter.table or (operation.table if operation else "")
            if parameter.column and table in tables:
                yield table, parameter.column
            return
    for table in tables:
        rows = environment.state.rows(table)
        if rows and isinstance(rows[0][1], dict) and key in rows[0][1]:
            yield table, key
