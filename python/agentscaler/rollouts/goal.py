"""What a task asks for, ready to be compared with: the state it begins with and the gold state."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.environments import StateDiff, score
from agentscaler.tasks.dice import Dice
from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agentscaler.environments import Environment, Outcome, State, ToolResult
    from agentscaler.tasks.task import Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Goal:
    """A task in its environment; all its trials share it."""

    task: Task
    environment: Environment
    start: State
    """The state that every trial begins with; never written."""
    gold: State
    """What the gold calls leave of it."""
    results: tuple[ToolResult, ...]
    """What the gold calls are answered."""
    tools: tuple[dict[str, Any], ...]
    """``{"type": "function", "function": {...}}`` of each tool, as agents are told them."""

    @classmethod
    def of(
        cls,
        task: Task,
        environment: Environment,
        *,
        tools: tuple[dict[str, Any], ...] | None = None,
    ) -> Goal:
        """Replay gold once.

        Args:
            task: The task.
            environment: Where it plays.
            tools: Those that agents are told of and may call; by default all of the environment.

        Raises:
            StateError: The initial state of the task does not fit the environment.
        """
        plain = task.initial_state
        changes = None if plain is None else StateDiff.from_json(canonical_json(plain).encode())
        start = environment.fresh(seed=task.seed, changes=changes)
        gold = start.fork()
        results = tuple(
            environment.toolset.call(gold, call["name"], call["arguments"])
            for call in task.gold_calls
        )
        return cls(
            task=task,
            environment=environment,
            start=start,
            gold=gold,
            results=results,
            tools=function_tools(environment.tools) if tools is None else tools,
        )

    @property
    def is_sound(self) -> bool:
        """Whether gold is answered; a task whose gold is refused cannot be done."""
        return all(result.kind == "ok" for result in self.results)

    def score(
        self,
        final: State,
        *,
        texts: Iterable[str],
        calls: Sequence[tuple[str, Mapping[str, Any]]],
    ) -> Outcome:
        """The reward (see `agentscaler.environments.score`).

        Args:
            final: The state that the agent left.
            texts: What the agent wrote, message by message.
            calls: Names and arguments of its calls that were answered.
        """
        return score(
            initial=self.start,
            gold=self.gold,
            final=final,
            equivalence=self.environment.equivalence,
            answer=list(self.task.answer),
            texts=texts,
            read_only=self.task.read_only,
            gold_calls=[(call["name"], call["arguments"]) for call in self.task.gold_calls],
            calls=calls,
        )


def content_of(text: str) -> Any:
    """A result as JSON, or its text where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def function_tools(tools: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Tools of an environment as OpenAI has them."""
    return tuple({"type": "function", "function": dict(tool)} for tool in tools)


def shown_tools(
    tools: tuple[dict[str, Any], ...], task: Task, most: int | None, *, seed: int
) -> tuple[dict[str, Any], ...]:
    """The tools of an episode: those that the task takes, and others drawn, in the old order.

    Args:
        tools: All of the environment, as `function_tools` has them.
        task: What is played; all its trials see the same tools.
        most: How many in all, where the task takes no more; ``None``: all.
        seed: Of the world.
    """
    if most is None or len(tools) <= most:
        return tools
    refused = () if task.refused_call is None else (task.refused_call,)
    taken = {call["name"] for call in (*task.gold_calls, *refused, *task.refused_lookups)}
    names = [tool["function"]["name"] for tool in tools]
    drawn = Dice(seed, "tools_shown", task.id).shuffled(n for n in names if n not in taken)
    kept = {*taken, *drawn[: max(0, most - len(taken))]}
    return tuple(tool for tool in tools if tool["function"]["name"] in kept)
