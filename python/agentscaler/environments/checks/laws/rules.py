"""Rules of the policy that tools enforce: what breaks one is refused, what keeps it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.checks.arguments import ON_ROW
from agentscaler.environments.checks.case import Expect
from agentscaler.environments.checks.climbing import UnmadeError, rows_of
from agentscaler.environments.checks.keeping import BOUNDS, broken_value, forbids, speaks_of
from agentscaler.environments.checks.laws.writing import NO

if TYPE_CHECKING:
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation, Parameter
    from agentscaler.environments.design.draft import Rule

RULE = "rule_holds"


def rule_holds(subject: Subject, operation: Operation) -> None:
    """For each rule that a tool enforces."""
    for rule in speaks_of(subject.draft.rules, operation):
        bounds = rule.forbids
        named = {one.name: one for one in operation.parameters}
        if not any(bound in bounds for bound in BOUNDS):
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
