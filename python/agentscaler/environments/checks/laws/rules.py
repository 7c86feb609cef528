"""Rules of the policy that tools enforce: what breaks one is refused, what keeps it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.checks.arguments import ON_ROW
from agentscaler.environments.checks.case import Expect
from agentscaler.environments.checks.climbing import UnmadeError, reference, rows_of
from agentscaler.environments.checks.keeping import BOUNDS, broken_value, forbids, speaks_of
from agentscaler.environments.checks.laws.writing import NO
from agentscaler.environments.checks.matching import contains

if TYPE_CHECKING:
    from agentscaler.environments.checks.case import Row
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation, Parameter
    from agentscaler.environments.design.draft import Rule

RULE = "rule_holds"
USED = 6
"""Rows in use that are tried."""


def rule_holds(subject: Subject, operation: Operation) -> None:
    """For each rule that a tool enforces."""
    for rule in speaks_of(subject.draft.rules, operation):
        bounds = rule.forbids
        named = {one.name: one for one in operation.parameters}
        if bounds.get("in_use") is True and operation.action in ON_ROW:
            subject.attempt(RULE, operation, _in_use, rule)
        elif not any(bound in bounds for bound in BOUNDS):
            subject.attempt(RULE, operation, _unknown, rule)
        elif bounds.get("argument") in named:
            subject.attempt(RULE, operation, _argument, rule, named[bounds["argument"]])
        elif "column" in bounds and operation.action in ON_ROW:
            subject.attempt(RULE, operation, _row, rule)
        else:
            subject.attempt(RULE, operation, _unknown, rule)


def _unknown(_: Subject, __: Operation, ___: Script, rule: Rule) -> None:
    raise UnmadeError(f"what rule {rule.code} forbids is told in no form that checks know")


def _argument(
    subject: Subject, operation: Operation, script: Script, rule: Rule, one: Parameter
) -> None:
    made = subject.accepted(script, operation)
    value = broken_value(rule.forbids, subject.maker.schema(operation, one))
    if value is None:
        raise UnmadeError(f"no value of {one.name} breaks {rule.code}")
    arguments = subject.maker.changed(operation, made.arguments, one, value)
    script.call(operation.tool, arguments, Expect(kind=NO, same=True))
    for bound in ("over", "under"):
        if bound in rule.forbids:  # the last value that is allowed
            last = rule.forbids[bound]
            made.arguments.update(subject.maker.changed(operation, made.arguments, one, last))
    script.call(operation.tool, made.arguments)


def _in_use(subject: Subject, operation: Operation, script: Script, rule: Rule) -> None:
    """A row that others refer to is refused. Those that go with it are not named: one will do."""
    used = [
        row
        for row in subject.maker.candidates(operation, script.state)
        if _is_used(subject, operation, script, row)
    ]
    if not used:
        raise UnmadeError(f"no row of {operation.table} is referred to, as {rule.code} has it")
    for row in used[:USED]:
        arguments = subject.maker.make(operation, script.state, row=row).arguments
        if script.try_out(operation.tool, arguments).result.kind in NO:
            break
    script.call(operation.tool, arguments, Expect(kind=NO, same=True))


def _is_used(subject: Subject, operation: Operation, script: Script, row: Row) -> bool:
    for table in subject.blueprint.tables:
        for column in table.columns:
            if column.references is None or column.soft:
                continue
            above, far = reference(column.references)
            if above == operation.table and row.get(far) is not None:
                held = [one.get(column.name) for one in rows_of(script.state, table.name)]
                if contains(held, row[far]):
                    return True
    return False


def _row(subject: Subject, operation: Operation, script: Script, rule: Rule) -> None:
    column = rule.forbids["column"]
    for row in rows_of(script.state, operation.table):
        if forbids(rule.forbids, row.get(column)):
            made = subject.maker.make(operation, script.state, row=row)
            script.call(operation.tool, made.arguments, Expect(kind=NO, same=True))
            kept = subject.accepted(script, operation)
            script.call(operation.tool, kept.arguments)
            return
    raise UnmadeError(f"no row of {operation.table} breaks {rule.code}")
