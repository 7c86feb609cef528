"""Calls with one named thing wrong in them, and what each is called.

A flaw is a function of a step and of what the agent has seen; it gives the name of the tool and the
arguments as they are emitted, or ``None`` where the step has nothing that could be wrong so.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from agentscaler.environments.checks.values import other
from agentscaler.environments.design.blueprint import Role
from agentscaler.rollouts.scripted.wording import last_name
from agentscaler.tasks.json_paths import leaves, parent, value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agentscaler.rollouts.scripted.plan import Step
    from agentscaler.tasks.dice import Dice

    Flawed: TypeAlias = tuple[str, str]
    """Name of the tool, and arguments as text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What an agent has before it when it makes a call."""

    arguments: dict[str, Any]
    """Those that would be right."""
    results: Mapping[int, Any]
    """Step -> what it was answered."""
    tools: Mapping[str, Mapping[str, Any]]
    """Name -> schema of the parameters."""
    dice: Dice


def wrong_id(step: Step, sight: Sight) -> Flawed | None:
    """An id of another row, or one that no row has."""
    named = [
        one
        for one in step.origins
        if isinstance(one.value, str | int)
        and not isinstance(one.value, bool)
        and (one.source == "result" or _names_row(step, one.argument))
    ]
    if not named:
        return None
    one = sight.dice.pick(named)
    wrong: Any = None
    if one.call is not None and one.path is not None:
        siblings = [
            leaf
            for path, leaf in leaves(sight.results.get(one.call))
            if last_name(path) == last_name(one.path) and leaf != one.value
        ]
        same_kind = [leaf for leaf in siblings if type(leaf) is type(one.value)]
        if same_kind and sight.dice.chance(0.6):
            wrong = sight.dice.pick(same_kind)
    if wrong is None:
        wrong = other(one.value, [one.value])
    return None if wrong is None else (step.tool, _with(sight, one.argument, wrong))


def wrong_value(step: Step, sight: Sight) -> Flawed | None:
    """A value that the user told, copied wrong into a write."""
    told = [
        one
        for one in step.origins
        if one.source == "user" and not _names_row(step, one.argument) and step.writes
    ]
    changed = [(one, wrong) for one in told if (wrong := other(one.value, [one.value])) is not None]
    if not changed:
        return None
    one, wrong = sight.dice.pick(changed)
    return step.tool, _with(sight, one.argument, wrong)


def missing_argument(step: Step, sight: Sight) -> Flawed | None:
    """A required argument is left out; of a write without one, a value that the user told."""
    required = sight.tools.get(step.tool, {}).get("required", [])
    names = [name for name in required if name in sight.arguments]
    if not names and step.writes:
        names = [
            one.argument
            for one in step.origins
            if one.source == "user" and one.argument in sight.arguments
        ]
    if not names:
        return None
    gone = sight.dice.pick(names)
    rest = {name: value for name, value in sight.arguments.items() if name != gone}
    return step.tool, written(rest)


def wrong_type(step: Step, sight: Sight) -> Flawed | None:
    """A number as text, a text in a list, a list as text."""
    if not sight.arguments:
        return None
    name = sight.dice.pick(sorted(sight.arguments))
    value = sight.arguments[name]
    wrong: Any
    match value:
        case bool():
            wrong = "yes" if value else "no"
        case int() | float():
            wrong = str(value)
        case str():
            wrong = [value]
        case _:
            wrong = json.dumps(value, ensure_ascii=False)
    return step.tool, written({**sight.arguments, name: wrong})


def unknown_tool(step: Step, sight: Sight) -> Flawed | None:
    """A tool that does not exist, though its name looks right."""
    name = step.tool
    near = [f"{name}s", f"{name}_v2", f"do_{name}", name.replace("_", ""), f"{name}ById"]
    free = [one for one in near if one not in sight.tools]
    return (sight.dice.pick(free), written(sight.arguments)) if free else None


def bad_json(step: Step, sight: Sight) -> Flawed | None:
    """Arguments that are no JSON."""
    text = written(sight.arguments)
    broken = [text[:-1], text + "}", f"{text[:-1]},}}" if sight.arguments else "{,}"]
    if sight.arguments:
        broken.append(text.replace('"', "'"))
    return step.tool, sight.dice.pick(broken)


FLAWS: Mapping[str, Callable[[Step, Sight], Flawed | None]] = {
    "wrong_id": wrong_id,
    "wrong_value": wrong_value,
    "missing_argument": missing_argument,
    "wrong_type": wrong_type,
    "unknown_tool": unknown_tool,
    "bad_json": bad_json,
}


def written(arguments: Mapping[str, Any]) -> str:
    """Arguments as a model emits them."""
    return json.dumps(arguments, ensure_ascii=False)


def put_at(arguments: dict[str, Any], path: str, value: Any) -> None:
    """Replace the value at a path of arguments; where the path leads nowhere nothing changes."""
    try:
        holder = value_at(arguments, parent(path)) if parent(path) else arguments
        value_at(arguments, path)
    except KeyError:
        return
    step = path[len(parent(path)) :]
    if isinstance(holder, list):
        holder[int(step.strip("[]"))] = value
    else:
        holder[json.loads(step[1:-1]) if step.startswith('["') else step.lstrip(".")] = value


def _with(sight: Sight, path: str, value: Any) -> str:
    arguments = copy.deepcopy(sight.arguments)
    put_at(arguments, path, value)
    return written(arguments)


def _names_row(step: Step, argument: str) -> bool:
    operation = step.operation
    return operation is not None and any(
        one.name == argument for one in operation.having(Role.KEY, Role.REFERENCE, Role.SCOPE)
    )
