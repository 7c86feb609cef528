"""Whatever a call looks like, the tool answers or refuses; it never fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.checks.case import Expect
from agentscaler.environments.checks.climbing import UnmadeError
from agentscaler.environments.checks.values import edges, types, wrong
from agentscaler.environments.design.blueprint import Role

if TYPE_CHECKING:
    from agentscaler.environments.checks.arguments import Optional
    from agentscaler.environments.checks.script import Script
    from agentscaler.environments.checks.subject import Subject
    from agentscaler.environments.design.blueprint import Operation

FAULT = "no_fault"
INVALID = "invalid_is_told"
EDGES = 3
"""Calls with values at the edge."""
WRONG = 6
"""Calls with a wrong value, at most."""
OPTIONAL: tuple[Optional, ...] = ("none", "all", "some", "some")
ANY = Expect(kind=("ok", "refusal", "invalid_call"))


def no_fault(subject: Subject, operation: Operation) -> None:
    """Likely calls, calls at the edge, and calls on empty tables end without a fault."""
    subject.attempt(FAULT, operation, _likely)
    subject.attempt(FAULT, operation, _at_the_edge)
    subject.attempt(FAULT, operation, _on_empty_tables, empty=True)


def _likely(subject: Subject, operation: Operation, script: Script) -> None:
    for at, optional in enumerate(OPTIONAL):
        try:
            made = subject.maker.make(
                operation, script.state, scope="likely", attempt=at, optional=optional
            )
        except UnmadeError:
            if at == 0:
                raise
            continue  # an earlier call has taken the last row
        script.call(operation.tool, made.arguments, ANY)


def _at_the_edge(subject: Subject, operation: Operation, script: Script) -> None:
    full = subject.environment.initial_state  # also what an earlier call has taken
    for at in range(EDGES):
        arguments = subject.maker.make(operation, full, scope="edge", attempt=at).arguments
        for one in operation.parameters:
            found = edges(subject.maker.schema(operation, one))
            if found and one.role not in {Role.KEY, Role.SCOPE, Role.CONFIRM}:
                value = found[at % len(found)]
                arguments = subject.maker.changed(operation, arguments, one, value)
        script.call(operation.tool, arguments, ANY)
    arguments = subject.maker.make(operation, full, scope="point").arguments
    for beyond in (0.0, 0.5):
        pointed = _pointed(subject, operation, arguments, beyond)
        if pointed is not arguments:
            script.call(operation.tool, pointed, ANY)


def _pointed(
    subject: Subject, operation: Operation, arguments: dict[str, Any], beyond: float
) -> dict[str, Any]:
    """Arguments whose numbers of rows are written with a point.

    To JSON Schema 7.0 is an integer too; a fraction is only where it says ``number``.
    """
    for one in operation.having(Role.KEY, Role.SCOPE, Role.REFERENCE):
        try:
            value = subject.maker.of(operation, arguments, one)
        except KeyError:
            continue
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or (
            beyond and "number" not in types(subject.maker.schema(operation, one))
        ):
            continue
        arguments = subject.maker.changed(operation, arguments, one, value + beyond)
    return arguments


def _on_empty_tables(subject: Subject, operation: Operation, script: Script) -> None:
    full = subject.environment.initial_state
    made = subject.maker.make(operation, full, scope="empty", optional="none")
    script.call(operation.tool, made.arguments, ANY)


def invalid_is_told(subject: Subject, operation: Operation) -> None:
    """A value of the wrong type, or none of those allowed, is an invalid call."""
    subject.attempt(INVALID, operation, _invalid)


def _invalid(subject: Subject, operation: Operation, script: Script) -> None:
    made = subject.maker.make(operation, script.state, scope="wrong")
    told = Expect(kind=("invalid_call",), same=True)
    number = 0
    for one in operation.parameters:
        for value in wrong(subject.maker.schema(operation, one))[:1]:
            if number < WRONG:
                arguments = subject.maker.changed(operation, made.arguments, one, value)
                script.call(operation.tool, arguments, told)
                number += 1
    if not number:
        raise UnmadeError("the tool takes whatever it is given")
