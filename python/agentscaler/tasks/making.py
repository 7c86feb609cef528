"""Tasks of one environment: walks, words, checks, audit; the same for equal seeds."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from agentscaler.environments import audit
from agentscaler.tasks.aims import Aims
from agentscaler.tasks.checks import find_fault
from agentscaler.tasks.dice import Dice
from agentscaler.tasks.difficulty import Difficulty
from agentscaler.tasks.duplicates import gold_digest, skeleton
from agentscaler.tasks.language.speaker import Speaker
from agentscaler.tasks.reasons import REASONS
from agentscaler.tasks.task import Task
from agentscaler.tasks.walk.building import build
from agentscaler.tasks.walk.wish import Choice, Refused, answers, mentions, said_values
from agentscaler.tasks.wording import reworded

if TYPE_CHECKING:
    from agentscaler.environments import Audit, State
    from agentscaler.tasks.config import TasksConfig
    from agentscaler.tasks.language.writing import IntentWriter
    from agentscaler.tasks.setting import Setting
    from agentscaler.tasks.walk.building import Aim
    from agentscaler.tasks.walk.walker import Walk

_ORDERS = 5
"""In how many orders gold may be called is a figure and no condition: a fifth as far will do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lost:
    """A walk that became no task."""

    kind: str
    reason: str
    detail: str = ""
    intent: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """The tasks of an environment, and what became none."""

    environment: str
    tasks: list[Task] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    operations: int = 0
    """Tools with a known meaning."""
    used: int = 0
    """Of these: in the gold of a task."""

    @property
    def reasons(self) -> Counter[str]:
        """How many walks were lost for each reason."""
        return Counter(one.reason for one in self.lost)


def make_tasks(
    setting: Setting, config: TasksConfig, *, seed: int, writer: IntentWriter | None = None
) -> Made:
    """Make the tasks of an environment.

    Walks are made in rounds; each round is audited as one batch, and the next one makes up for what
    was dropped. Where attempts run out there are fewer tasks.

    Args:
        setting: The environment.
        config: How many, how long, of which kinds.
        seed: Of the world.
        writer: Who writes the intents; ``None``: the patterns alone.
    """
    made = Made(environment=setting.name, operations=len(setting.operations))
    if not setting.operations:
        return made
    total = config.per_environment * config.attempts
    aims = Aims(setting, config, seed=seed)
    seen: set[str] = set()
    attempt = 0
    aim: Aim | None
    while attempt < total and len(made.tasks) < config.per_environment:
        wanted = min(config.per_environment - len(made.tasks), total - attempt)
        batch: list[Task] = []
        said: list[tuple[tuple[Any, ...], State]] = []
        for _ in range(wanted):
            dice = Dice(seed, "tasks", setting.name, attempt)
            aim = aims.next(attempt, [*made.tasks, *batch], dice)
            if aim is None:
                break
            attempt += 1
            one = _one(setting, aim, dice, made)
            found = one is not None and not _is_repeated(one[0], seen, made)
            if one is not None and found:
                task, walk = one
                batch.append(task)
                said.append((_said(walk), walk.finder.start.state))
            aims.note(aim, found=found)
        if writer is not None:
            batch = reworded(setting, batch, said, writer)
        made.tasks.extend(_audited(setting, batch, config, made))
        if aim is None:
            break
    made.tasks.sort(key=lambda task: task.id)
    used = {call["name"] for task in made.tasks for call in task.gold_calls}
    return replace(made, used=len(used))


def _said(walk: Walk) -> tuple[Any, ...]:
    """What the intent has to tell, each value once."""
    found = {repr(value): value for wish in walk.wishes for value in said_values(wish)}
    return tuple(found.values())


def _one(setting: Setting, aim: Aim, dice: Dice, made: Made) -> tuple[Task, Walk] | None:
    """One walk, put into words and checked."""
    kind = aim.kind
    walk = build(setting, aim, dice)
    if isinstance(walk, str):
        detail = f"{aim.operation.action} of {aim.operation.table}"
        made.lost.append(Lost(kind=kind, reason=walk, detail=detail))
        return None
    if not walk.is_fixed():
        made.lost.append(Lost(kind=kind, reason="answer_not_fixed"))
        return None
    task = task_of(walk, kind, Speaker(setting.blueprint, dice))
    fault = find_fault(task, setting, walk.finder.start.state)
    if fault is not None:
        reason, detail = fault
        made.lost.append(Lost(kind=kind, reason=reason, detail=detail, intent=task.intent))
        return None
    return task, walk


def task_of(walk: Walk, kind: str, speaker: Speaker) -> Task:
    """Put a walk into words."""
    intent, persona = speaker.speak(walk.wishes)
    calls = walk.chain.calls
    gold = tuple({"name": one.operation.tool, "arguments": one.arguments} for one in calls)
    resting = {one.call for one in walk.fixed}
    purposes = tuple(
        "answer" if one.purpose == "lookup" and one.at in resting else one.purpose for one in calls
    )
    refused = [wish for wish in walk.wishes if isinstance(wish, Refused)]
    answer = tuple(value for wish in walk.wishes for value in answers(wish))
    writes = purposes.count("write")
    told = {
        str(fact.value)
        for wish in walk.wishes
        for mention in mentions(wish)
        for fact in mention.facts
    }
    return Task.made(
        environment=walk.setting.name,
        split=walk.setting.environment.split,
        kind=kind,
        intent=intent,
        persona=persona,
        initial_state=None if walk.chain.start is None else walk.chain.start.to_dict(),
        seed=walk.chain.seed,
        gold_calls=gold,
        gold_changes=walk.finder.start.state.diff(walk.chain.state).to_dict(),
        answer=answer,
        reason=_reason(refused[0]) if refused else None,
        read_only=writes == 0,
        provenance=tuple(one.origins for one in calls),
        purposes=purposes,
        difficulty=Difficulty(
            calls=len(calls),
            writes=writes,
            tables=len({one.operation.table for one in calls}),
            lookups=purposes.count("lookup"),
            branches=sum(isinstance(wish, Choice) for wish in walk.wishes),
            refused=len(refused),
            asked=len(persona.tells_when_asked),
        ),
        skeleton=skeleton(gold, intent, {*told, persona.name}),
    )


def _reason(refused: Refused) -> dict[str, Any]:
    return {
        "code": refused.reason.code,
        "text": refused.reason.text,
        "call": refused.call,
        "lookups": list(refused.lookups),
    }


def _is_repeated(task: Task, seen: set[str], made: Made) -> bool:
    """Whether another task has the same gold, or the same skeleton."""
    gold = gold_digest(task.gold_calls, task.answer)
    for key, reason in ((gold, "duplicate"), (task.skeleton, "same_wording")):
        if key in seen:
            made.lost.append(Lost(kind=task.kind, reason=reason, intent=task.intent))
            return True
    seen.update((gold, task.skeleton))
    return False


def _audited(setting: Setting, batch: list[Task], config: TasksConfig, made: Made) -> list[Task]:
    """The tasks whose gold is sound, each with its audit."""
    rows = [task.to_row() for task in batch]
    lines = [_record(row) for row in rows]
    kept = []
    found = audit(
        setting.environment,
        lines,
        plan_calls=config.plan_calls,
        order_calls=config.plan_calls // _ORDERS,
    )
    for task, one in zip(batch, found, strict=True):
        reason, detail = _unsound(task, one)
        if reason:
            made.lost.append(Lost(kind=task.kind, reason=reason, detail=detail, intent=task.intent))
        else:
            kept.append(replace(task, audit=json.loads(one.record)))
    return kept


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """What the audit needs of a task."""
    plain = {name: row[name] for name in ("id", "read_only", "seed")}
    for name in ("gold_calls", "answer", "initial_state"):
        plain[name] = None if row[name] is None else json.loads(row[name])
    return plain


def _unsound(task: Task, found: Audit) -> tuple[str, str]:
    """Reason and detail, empty where gold is sound."""
    for problem in found.problems:
        if problem in REASONS:
            return problem, str(found)
    for call, purpose in zip(found.calls, task.purposes, strict=True):
        if purpose == "lookup" and not call.needed and call.informs is None:
            return "needless_read", f"call {call.at} ({call.name})"
    return "", ""
