"""A session: an environment, the calls made in it, and the way back.

>>> from agentscaler.environments import Environment, State, ToolSet
>>> tools = ToolSet("def put(db, k: str, v: int): db.put('t', k, {'v': v})")
>>> place = Environment(
...     domain="d", toolset=tools, initial_state=State.from_json({"t": {"a": {"v": 0}}})
... )
>>> session = Session(place)
>>> session.call("put", {"k": "a", "v": 1}).changes.to_dict()["tables"][0]["rows"][0]["op"]
'changed'
>>> [step.name for step in session.undo()], session.environment.state.get("t", "a")
(['put'], {'v': 0})
>>> session.undo(), [step.name for step in session.redo()], session.environment.state.get("t", "a")
([], ['put'], {'v': 1})
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agentscaler.environments import Environment, State, StateDiff, ToolResult


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A call that was made."""

    name: str
    arguments: Mapping[str, Any] | str
    """As they were given: an object, or text that is no JSON object."""
    result: ToolResult
    changes: StateDiff
    after: State


class Session:
    """Calls on the state of an environment, with undo and redo.

    Args:
        environment: Where the calls are made.
        seed: Key of the ids and random numbers that tools draw.
    """

    def __init__(self, environment: Environment, *, seed: int = 0) -> None:
        self.environment = environment
        self.seed = seed
        self.steps: list[Step] = []
        self._undone: list[list[Step]] = []
        self.reset(seed)

    def reset(self, seed: int) -> None:
        """Begin anew."""
        self.seed = seed
        self.environment.reset(seed=seed)
        self._start = self.environment.state.fork()
        self.steps.clear()
        self._undone.clear()

    def call(self, name: str, arguments: Mapping[str, Any] | str) -> Step:
        """Call a tool; what was undone is gone then."""
        before = self.environment.state.fork()
        result = self.environment.call(name, arguments)
        after = self.environment.state.fork()
        step = Step(
            name=name, arguments=arguments, result=result, changes=before.diff(after), after=after
        )
        self.steps.append(step)
        self._undone.clear()
        return step

    def undo(self) -> list[Step]:
        """Go back before the last call that changed something; the calls that are taken back."""
        last = next((at for at in reversed(range(len(self.steps))) if self.steps[at].changes), None)
        if last is None:
            return []
        back = self.steps[last:]
        del self.steps[last:]
        self._undone.append(back)
        self._go_to(self.steps[-1].after if self.steps else self._start)
        return back

    def redo(self) -> list[Step]:
        """Make the calls again that were taken back last."""
        if not self._undone:
            return []
        again = self._undone.pop()
        self.steps.extend(again)
        self._go_to(again[-1].after)
        return again

    def changes(self) -> StateDiff:
        """All that the calls have changed."""
        return self._start.diff(self.environment.state)

    def record(self) -> dict[str, Any]:
        """The calls that were answered, as a task of ``agentscaler replay --tasks`` has them."""
        calls = [
            {"name": step.name, "arguments": step.arguments}
            for step in self.steps
            if step.result.kind == "ok"
        ]
        return {"id": "play", "seed": self.seed, "gold_calls": calls}

    def _go_to(self, state: State) -> None:
        self.environment.state = state.fork()
