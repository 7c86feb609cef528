"""The gold calls of a task as steps that an agent can follow: what each needs, and what it gives.

A plan is made once for a task; all its trials share it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action, Role
from agentscaler.rollouts.goal import content_of
from agentscaler.rollouts.scripted.answers import Found, find_answers
from agentscaler.tasks.checks import is_said
from agentscaler.tasks.json_paths import leaves, parent, value_at

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Blueprint, Operation
    from agentscaler.rollouts.goal import Goal
    from agentscaler.tasks.task import Task
    from agentscaler.tasks.walk.chain import Origin

_FINAL = frozenset(
    """cancelled canceled closed deleted terminated archived voided void revoked expired destroyed
    rejected ended completed""".split()  # noqa: SIM905
)
"""Statuses that end a thing for good, as far as people are concerned."""
_CONFIRMS_ALL = re.compile(r"explicit (user )?confirmation|obtain .{0,40}confirm", re.IGNORECASE)
_CONFIRMS_FINAL = re.compile(r"make sure that it is what the user means", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One gold call."""

    at: int
    tool: str
    arguments: dict[str, Any]
    origins: tuple[Origin, ...]
    purpose: str
    operation: Operation | None
    """``None``: nobody wrote down what the tool does."""
    content: Any
    """What gold is answered, as JSON."""
    secret: int | None = None
    """Number of what the user has to be asked for before."""
    is_final: bool = False
    """It deletes something or ends it for good."""

    @property
    def writes(self) -> bool:
        """Whether it is meant to change something."""
        return self.purpose == "write"

    @property
    def needs(self) -> frozenset[int]:
        """Earlier steps whose results it takes values from."""
        return frozenset(one.call for one in self.origins if one.call is not None)

    def origin(self, argument: str) -> Origin | None:
        """Whence an argument, or the first part of it, is known."""
        for one in self.origins:
            if one.argument == argument or one.argument.startswith(
                (f"{argument}.", f"{argument}[")
            ):
                return one
        return None

    def named_by(self) -> str | None:
        """The argument that names the row it is about."""
        keys = () if self.operation is None else self.operation.having(Role.KEY)
        return next((one.name for one in keys if self.origin(one.name) is not None), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What an agent that makes no mistake does."""

    goal: Goal
    blueprint: Blueprint
    steps: tuple[Step, ...]
    answers: tuple[Found, ...]
    """Where each value of the answer stands."""
    confirms: str
    """Before which writes the policy asks to make sure: ``all``, ``final`` or ``none``."""

    @property
    def task(self) -> Task:
        """The task."""
        return self.goal.task

    @classmethod
    def of(cls, goal: Goal, blueprint: Blueprint) -> Plan:
        """The plan of a task."""
        task = goal.task
        contents = [content_of(result.content) for result in goal.results]
        secrets = _secrets(task, contents)
        steps = tuple(
            Step(
                at=at,
                tool=call["name"],
                arguments=call["arguments"],
                origins=task.provenance[at],
                purpose=task.purposes[at],
                operation=(operation := blueprint.operation(call["name"])),
                content=contents[at],
                secret=secrets.get(at),
                is_final=_is_final(operation),
            )
            for at, call in enumerate(task.gold_calls)
        )
        answers = find_answers(task, steps, blueprint)
        return cls(
            goal=goal,
            blueprint=blueprint,
            steps=steps,
            answers=answers,
            confirms=_confirms(goal.environment.policy or ""),
        )

    def is_confirmed(self, step: Step) -> bool:
        """Whether the policy asks to make sure before a step."""
        return step.writes and (
            self.confirms == "all" or (self.confirms == "final" and step.is_final)
        )

    def row_of(self, origin: Origin) -> dict[str, Any]:
        """The object of an earlier result that a value was taken from; empty: there is none."""
        if origin.call is None or origin.path is None:
            return {}
        try:
            row = value_at(self.steps[origin.call].content, parent(origin.path))
        except KeyError:
            return {}
        return row if isinstance(row, dict) else {}


def _confirms(policy: str) -> str:
    if _CONFIRMS_ALL.search(policy):
        return "all"
    return "final" if _CONFIRMS_FINAL.search(policy) else "none"


def _is_final(operation: Operation | None) -> bool:
    if operation is None:
        return False
    if operation.action in {Action.DELETE, Action.CLEAR}:
        return True
    return operation.action is Action.CHANGE and str(operation.status).lower() in _FINAL


def _secrets(task: Task, contents: list[Any]) -> dict[int, int]:
    """Step -> number of the secret that has to be known before it."""
    found: dict[int, int] = {}
    for number, secret in enumerate(task.persona.tells_when_asked):
        at = _first_with(task, secret.say)
        if at is None:
            values = secret.value if isinstance(secret.value, list) else [secret.value]
            at = _first_of_row(task, contents, values)
        if at is not None and at not in found:
            found[at] = number
    return found


def _first_with(task: Task, text: str) -> int | None:
    """The first step that takes a value from a text and not from the intent."""
    for at, origins in enumerate(task.provenance):
        for one in origins:
            told = one.source == "user" and is_said(one.value, [text])
            if told and not is_said(one.value, [task.intent]):
                return at
    return None


def _first_of_row(task: Task, contents: list[Any], values: list[Any]) -> int | None:
    """The first write on a row that has these values; else the first write."""
    writes = [at for at, purpose in enumerate(task.purposes) if purpose == "write"]
    for at in writes:
        for one in task.provenance[at]:
            if one.call is None or one.path is None:
                continue
            try:
                row = value_at(contents[one.call], parent(one.path))
            except KeyError:
                continue
            cells = [str(cell) for _, cell in leaves(row)]
            if all(any(cell.startswith(str(value)) for cell in cells) for value in values):
                return at
    return writes[0] if writes else None
