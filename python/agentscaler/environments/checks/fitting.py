"""Whether the parts of a draft speak of the same tools, tables and columns; no code runs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.climbing import reference
from agentscaler.environments.checks.placing import way
from agentscaler.environments.design.draft import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.environments.design.blueprint import Blueprint, Operation, Parameter, Table
    from agentscaler.environments.design.draft import EnvironmentDraft

FITS = "fits"


def fitting(draft: EnvironmentDraft) -> list[Failure]:
    """What does not fit; a failure without a tool concerns the whole draft."""
    found = [Failure(tool="", law=FITS, text=text) for text in _whole(draft)]
    if found:
        return found
    parameters = {tool["name"]: tool.get("parameters", {}) for tool in draft.tools}
    for operation in draft.blueprint.operations:
        if operation.tool not in parameters:
            text = "the blueprint has an operation for it, the list of tools has it not"
            found.append(Failure(tool=operation.tool, law=FITS, text=text))
            continue
        texts = _operation(draft, operation, parameters[operation.tool])
        found += [Failure(tool=operation.tool, law=FITS, text=text) for text in texts]
    for name in parameters:
        if draft.blueprint.operation(name) is None:
            text = "the list of tools has it, the blueprint has no operation for it"
            found.append(Failure(tool=name, law=FITS, text=text))
    return found


def _whole(draft: EnvironmentDraft) -> Iterator[str]:
    names = [tool.get("name") for tool in draft.tools]
    operations = [one.tool for one in draft.blueprint.operations]
    tables = [table.name for table in draft.blueprint.tables]
    codes = [rule.code for rule in draft.rules]
    kinds: tuple[tuple[str, list[Any]], ...] = (
        ("tool", names),
        ("operation", operations),
        ("table", tables),
        ("rule", codes),
    )
    for what, some in kinds:
        for one, number in sorted(Counter(map(str, some)).items()):
            if number > 1:
                yield f"{number} of the kind {what} have the name {one}"
    for rule in draft.rules:
        for tool in rule.tools:
            if tool not in names:
                yield f"rule {rule.code} speaks of the tool {tool}, which is not listed"
    yield from _tables(draft, tables)


def _tables(draft: EnvironmentDraft, tables: list[str]) -> Iterator[str]:
    declared = draft.schema.get("tables", {})
    for name in tables:
        if name not in declared:
            yield f"the blueprint has the table {name}, schema.json has it not"
        if not isinstance(draft.state.get(name), list):
            yield f"the table {name} is no list of rows in the state"
    for name in draft.state:
        if name not in tables:
            yield f"the state has the table {name}, the blueprint has it not"
    for table in draft.blueprint.tables:
        yield from _table(draft.blueprint, table, declared.get(table.name, {}))


def _table(blueprint: Blueprint, table: Table, declared: dict[str, Any]) -> Iterator[str]:
    key = declared.get("key")
    if tuple([key] if isinstance(key, str) else key or ()) != table.key:
        yield f"the key of {table.name} is {list(table.key)}, in schema.json it is {key}"
    for name in table.key:
        if not table.has(name):
            yield f"the key of {table.name} has the column {name}, which is none of its columns"
    for one in (table.status, table.label):
        if one is not None and not table.has(one):
            yield f"{table.name} has no column {one}"
    for column in table.columns:
        if column.references is not None and not _is_column(blueprint, column.references):
            yield f"{table.name}.{column.name} refers to {column.references}, which is no column"
    if table.parent is not None and not _has(blueprint, table.parent):
        yield f"{table.name} is below {table.parent}, which is no table"


def _has(blueprint: Blueprint, name: str) -> bool:
    return any(table.name == name for table in blueprint.tables)


def _is_column(blueprint: Blueprint, place: str) -> bool:
    table, column = reference(place)
    return _has(blueprint, table) and blueprint.table(table).has(column)


def _operation(
    draft: EnvironmentDraft, operation: Operation, parameters: dict[str, Any]
) -> Iterator[str]:
    blueprint = draft.blueprint
    if not _has(blueprint, operation.table):
        yield f"its table {operation.table} is none"
        return
    table = blueprint.table(operation.table)
    for name in (operation.column, operation.status_column, *operation.told):
        if name is not None and not table.has(name):
            yield f"{operation.table} has no column {name}"
    for code in operation.rules:
        if all(rule.code != code for rule in draft.rules):
            yield f"it enforces the rule {code}, which is none"
    for one in operation.parameters:
        yield from _parameter(blueprint, operation, one, parameters)
    told = {way(parameters, one.name)[0] for one in operation.parameters}
    for name in parameters.get("required", ()):
        if name not in told:
            yield f"it requires the argument {name}, of which the blueprint does not tell the role"


def _parameter(
    blueprint: Blueprint, operation: Operation, one: Parameter, parameters: dict[str, Any]
) -> Iterator[str]:
    part: Any = parameters
    required = True
    for name in way(parameters, one.name):
        properties = part.get("properties", {}) if isinstance(part, dict) else {}
        if name not in properties:
            yield f"the blueprint has the argument {one.name}, its parameters have it not"
            return
        required = required and name in part.get("required", ())
        part = properties[name]
    if required != one.required:
        is_ = "required" if required else "optional"
        yield f"its argument {one.name} is {is_}, in the blueprint it is not"
    if one.table is not None and not _has(blueprint, one.table):
        yield f"its argument {one.name} speaks of the table {one.table}, which is none"
        return
    places = {operation.table, one.table or operation.table}
    if one.column is not None and not any(blueprint.table(t).has(one.column) for t in places):
        yield f"its argument {one.name} speaks of the column {one.column}, which no table has"
