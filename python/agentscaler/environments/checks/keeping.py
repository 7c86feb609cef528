"""Rules that tools enforce, seen from a call: arguments and rows that keep or break them.

A rule forbids values of an argument (``{"argument": "reason", "not_in": [...]}``, ``"in"``,
``"over"``, ``"under"``) or rows (``{"column": "status", "in": [...]}`` and the like; ``{"in_use":
true}``: rows that others refer to).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.matching import contains

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agentscaler.environments.design.blueprint import Operation, Parameter
    from agentscaler.environments.design.draft import Rule

BOUNDS = ("not_in", "in", "over", "under")
STRANGE = "for no reason that anybody listed"


def speaks_of(rules: Sequence[Rule], operation: Operation) -> Iterator[Rule]:
    """Rules that the tool of an operation enforces."""
    for rule in rules:
        if rule.enforced and operation.tool in rule.tools:
            yield rule


def forbids(bounds: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is one that a rule forbids.

    >>> forbids({"over": 10}, 11), forbids({"not_in": ["a"]}, "a"), forbids({"in": ["a"]}, "a")
    (True, False, True)
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        ("not_in" in bounds and not contains(bounds["not_in"], value))
        or ("in" in bounds and contains(bounds["in"], value))
        or ("over" in bounds and number and value > bounds["over"])
        or ("under" in bounds and number and value < bounds["under"])
    )


def kept_argument(
    rules: Sequence[Rule], operation: Operation, one: Parameter, value: Any, attempt: int
) -> Any:
    """The value of an argument, or one in its place that the rules allow."""
    for rule in speaks_of(rules, operation):
        bounds = rule.forbids
        if bounds.get("argument") != one.name or not forbids(bounds, value):
            continue
        if bounds.get("not_in"):
            value = bounds["not_in"][attempt % len(bounds["not_in"])]
        elif "in" in bounds:
            allowed = [item for item in one.schema.get("enum", ()) if not forbids(bounds, item)]
            value = allowed[attempt % len(allowed)] if allowed else value
        else:
            value = bounds.get("over", bounds.get("under", value))
    return value


def kept_row(rules: Sequence[Rule], operation: Operation, row: Mapping[str, Any]) -> bool:
    """Whether no rule forbids a call on this row."""
    return not any(
        forbids(rule.forbids, row.get(rule.forbids["column"]))
        for rule in speaks_of(rules, operation)
        if "column" in rule.forbids
        and rule.forbids.get("table", operation.table) == operation.table
    )


def broken_value(bounds: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """A value that a rule forbids; ``None`` where the form of the rule is not known.

    >>> broken_value({"over": 10}, {"type": "integer"}), broken_value({"in": ["a"]}, {})
    (11, 'a')
    """
    if bounds.get("in"):
        return bounds["in"][0]
    if "not_in" in bounds:
        others = [item for item in schema.get("enum", ()) if forbids(bounds, item)]
        return others[0] if others else STRANGE
    if "over" in bounds:
        return bounds["over"] + 1
    return bounds["under"] - 1 if "under" in bounds else None
