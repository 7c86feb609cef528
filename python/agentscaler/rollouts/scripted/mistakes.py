"""The mistakes of scripted agents: what each is called, where it fits, and which are made.

A mistake is named, placed and seeded, so that a funnel can be measured: what it lets through and
what it throws out is known beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action
from agentscaler.rollouts.scripted.flaws import FLAWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.rollouts.scripted.plan import Plan, Step
    from agentscaler.tasks.dice import Dice

MISTAKES: Mapping[str, str] = {
    "wrong_id": "names another row, or one that does not exist",
    "wrong_value": "copies a value of the user wrong into a write",
    "missing_argument": "leaves an argument out",
    "wrong_type": "sends a value of another type",
    "unknown_tool": "calls a tool that does not exist",
    "bad_json": "sends arguments that are no JSON",
    "wrong_order": "makes a call before the one that it needs something from",
    "loop": "makes the same call again and again",
    "extra_write": "writes something twice",
    "premature_write": "writes before it has asked what it has to ask",
    "forgotten_call": "leaves out a write and says nothing about it",
    "false_claim": "says that it has written what it has not",
    "early_stop": "stops before all is done",
    "wrong_answer": "tells a value that is not so",
    "ignores_policy": "does what a rule of the policy forbids",
}
"""Name -> what the agent does."""

RECOVERABLE = frozenset(("wrong_order", "loop", *FLAWS))
"""Mistakes after which an agent may see the error and put it right."""

END = -1
"""Place of a mistake that belongs to no call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """One mistake that an agent is going to make."""

    name: str
    at: int
    """Step of the plan, from 0; `END`: none."""
    recovers: bool
    """Whether it will put right what it sees going wrong."""


def draw_mistakes(
    plan: Plan, dice: Dice, *, weights: Mapping[str, float], recovery: float, most: int = 2
) -> tuple[Mistake, ...]:
    """Choose mistakes that fit a task; no two at one step.

    Args:
        plan: Of the task.
        dice: The choice.
        weights: Name -> weight.
        recovery: Share of the mistakes that are put right, where they can be.
        most: So many at most; one is the rule.
    """
    wanted = 1 if dice.chance(0.75) else most
    taken: set[int] = set()
    found: list[Mistake] = []
    for name in dice.by_weight(sorted(weights.items())):
        if len(found) >= wanted or weights[name] <= 0:
            break
        places = [at for at in places_of(name, plan) if at not in taken]
        if not places:
            continue
        at = dice.pick(places)
        taken.add(at)
        recovers = name in RECOVERABLE and dice.chance(recovery)
        found.append(Mistake(name=name, at=at, recovers=recovers))
    return tuple(found)


def places_of(name: str, plan: Plan) -> list[int]:
    """Steps at which a mistake can be made."""
    if name == "wrong_answer":
        return [END] if plan.answers else []
    if name == "ignores_policy":
        task = plan.task
        forbidden = task.reason is not None and task.reason["code"] == "forbidden"
        return [END] if forbidden and task.refused_call is not None else []
    return [step.at for step in plan.steps if _fits(name, step, plan)]


def _fits(name: str, step: Step, plan: Plan) -> bool:  # noqa: PLR0911  one for each mistake
    match name:
        case "wrong_id":
            return any(one.source == "result" for one in step.origins) or bool(step.named_by())
        case "missing_argument" | "wrong_type":
            return bool(step.arguments)
        case "wrong_order":
            return dependent(step, plan) is not None
        case "loop":
            return not step.writes
        case "extra_write":
            return step.operation is not None and step.operation.action is Action.CREATE
        case "premature_write":
            return step.secret is not None or plan.is_confirmed(step)
        case "wrong_value" | "forgotten_call" | "false_claim":
            return step.writes
        case "early_stop":
            return step.at > 0 or step.writes
    return True


def dependent(step: Step, plan: Plan) -> Step | None:
    """The next step, where it takes what names its row from the result of a step."""
    later = plan.steps[step.at + 1 : step.at + 2]
    return next((one for one in later if step.at in one.needs and one.secret is None), None)


def noted(mistake: Mistake, *, at: int) -> dict[str, Any]:
    """A mistake as the record has it; ``at`` is the number of the message."""
    return {"name": mistake.name, "at": at, "recovered": False}
