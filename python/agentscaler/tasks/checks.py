"""What a task must pass before its gold is audited: all can be known, nothing is given away."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments import untold
from agentscaler.environments.json_value import same
from agentscaler.environments.seeding.naming import words_of
from agentscaler.tasks.json_paths import leaves, value_at
from agentscaler.tasks.walk.known import is_opaque, users_know

if TYPE_CHECKING:
    from agentscaler.environments import State
    from agentscaler.tasks.reasons import Reason
    from agentscaler.tasks.setting import Setting
    from agentscaler.tasks.task import Task

_SHORTEST = 4
"""Characters of an id that is looked for in an intent; shorter ones are words by accident."""


def find_fault(task: Task, setting: Setting, start: State) -> tuple[Reason, str] | None:
    """The first thing that is wrong with a task, or ``None``.

    Args:
        task: The task.
        setting: Where it plays.
        start: The state that it begins with.
    """
    return (
        unreachable(task, setting, start)
        or untold_values(task)
        or named_tool(task, setting)
        or unknown_id(task, setting, start)
        or given_away(task)
        or secret_told(task)
    )


def unreachable(task: Task, setting: Setting, start: State) -> tuple[Reason, str] | None:
    """An argument that nothing tells: gold is replayed, and every origin is looked up."""
    state, results = start.fork(), list[Any]()
    for at, (call, origins) in enumerate(zip(task.gold_calls, task.provenance, strict=True)):
        places = {origin.argument: origin for origin in origins}
        for place, value in leaves(call["arguments"]) if call["arguments"] else ():
            origin = places.get(place)
            where = f"call {at} ({call['name']}), {place}"
            if origin is None or not same(origin.value, value):
                return "unreachable_argument", f"{where}: no origin"
            if origin.source == "result" and not _told(
                results, at, origin.call, origin.path, value
            ):
                return "unreachable_argument", f"{where}: not in the result of call {origin.call}"
        answer = setting.environment.toolset.call(state, call["name"], call["arguments"])
        try:
            results.append(json.loads(answer.content))
        except ValueError:
            results.append(answer.content)
    return None


def _told(results: list[Any], at: int, call: int | None, path: str | None, value: Any) -> bool:
    if call is None or path is None or not 0 <= call < at:
        return False
    try:
        return same(value_at(results[call], path), value)
    except KeyError:
        return False


def untold_values(task: Task) -> tuple[Reason, str] | None:
    """A value that only the user knows, and that they tell neither at once nor when asked."""
    texts = [task.intent, *task.persona.texts]
    told = [
        (at, origin)
        for at, origins in enumerate(task.provenance)
        for origin in origins
        if origin.source == "user"
    ]
    # All at once: reading the texts is what costs time.
    missed = untold([origin.value for _, origin in told], texts)
    for place in dict.fromkeys(one.place for one in missed):
        at, origin = told[int(place.removeprefix("answer[").split("]")[0])]
        if not is_said(origin.value, texts):
            return "untold_value", f"call {at}, {origin.argument}: {origin.value!r}"
    for secret in task.persona.tells_when_asked:
        if not all(is_said(value, [secret.say]) for _, value in leaves(secret.value)):
            return "untold_value", f"{secret.about}: {secret.value!r}"
    return None


def is_said(value: Any, texts: list[str]) -> bool:
    """Whether a text tells a value; a word of a program may be told in words.

    Example:
        >>> is_said("IN_PROGRESS", ["those in progress"]), is_said("W1", ["W12"])
        (True, False)
    """
    if value in ({}, []) or not untold([value], texts):
        return True
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z][A-Za-z_-]*", value):
        spoken = " ".join(words_of(value))
        return any(re.search(rf"\b{re.escape(spoken)}\b", text.lower()) for text in texts)
    return False


def named_tool(task: Task, setting: Setting) -> tuple[Reason, str] | None:
    """The intent has the name of a tool; one that is a plain word says nothing."""
    for tool in setting.environment.tools:
        name = tool["name"]
        if len(words_of(name)) < 2 or (name.isalpha() and name.islower()):  # noqa: PLR2004
            continue
        if re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", task.intent, re.IGNORECASE):
            return "tool_name_in_intent", name
    return None


def unknown_id(task: Task, setting: Setting, start: State) -> tuple[Reason, str] | None:
    """The intent has an id of a row that no user would know."""
    words = {word.strip("“”\"'.,;:!?()") for word in task.intent.split()}
    tables = {name for name, kind in start.tables() if kind != "document"}
    for table in setting.blueprint.tables:
        if table.name not in tables or len(table.key) != 1 or table.name in setting.unlisted:
            continue
        if not table.has(table.key[0]) or table.column(table.key[0]).references is not None:
            continue
        for _, row in start.rows(table.name):
            value = row.get(table.key[0]) if isinstance(row, dict) else None
            if not isinstance(value, str) or len(value) < _SHORTEST or value not in words:
                continue
            if is_opaque(value) or not users_know(table, table.key[0], value):
                return "unknown_id_in_intent", f"{table.name}: {value}"
    return None


def given_away(task: Task) -> tuple[Reason, str] | None:
    """The intent tells a value of the answer."""
    missed = {one.place for one in untold(list(task.answer), [task.intent])}
    for at, value in enumerate(task.answer):
        if f"answer[{at}]" not in missed:
            return "answer_in_intent", repr(value)
    return None


def secret_told(task: Task) -> tuple[Reason, str] | None:
    """The intent tells all of what the user is to tell only when asked."""
    for secret in task.persona.tells_when_asked:
        values = [value for _, value in leaves(secret.value)]
        if values and not untold(values, [task.intent]):
            return "secret_in_intent", f"{secret.about}: {secret.value!r}"
    return None
