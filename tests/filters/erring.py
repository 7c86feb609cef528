"""Agents that make one mistake each: in a world that the chain made, and in two shops.

The second shop lets pass what the rules forbid, so that only the policy is against it.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.environments import Environment
from agentscaler.executors import SerialExecutor
from agentscaler.filters import Funnel, Setting
from agentscaler.rollouts.config import RolloutsConfig
from agentscaler.rollouts.goal import Goal
from agentscaler.rollouts.players import Casting
from agentscaler.rollouts.roll_out import roll_out
from agentscaler.rollouts.scripted.mistakes import MISTAKES, RECOVERABLE, places_of
from agentscaler.rollouts.scripted.plan import Plan
from agentscaler.tasks import setting as places
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.making import make_tasks
from agentscaler.tasks.task import TASK_SCHEMA, Task
from agentscaler.world import NoProgress
from drafts import lax_shop_draft
from rollouts.shop import plans as shop_plans
from worlds import catalogue, world_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agentscaler.filters import FiltersConfig
    from agentscaler.trajectories import Trajectory

STAGES: dict[str, dict[str, Any]] = {
    "graph": {},
    "domains": {},
    "environments": {},
    "tasks": {"per_environment": 14},
}


@dataclass(frozen=True, kw_only=True)
class Episode:
    """An episode with one mistake."""

    plan: Plan
    mistake: str
    recovered: bool
    at: int
    """Number of the message in which it was made."""
    trajectory: Trajectory

    @property
    def reward(self) -> float | None:
        return self.trajectory.reward

    @property
    def failed(self) -> bool:
        """Whether the call of the mistake was not answered."""
        return bool(self.trajectory.messages[self.at + 1].is_error)

    @property
    def call(self) -> dict[str, Any]:
        """The call of the mistake, as gold has its calls."""
        (call,) = self.trajectory.messages[self.at].tool_calls
        return {"name": call.name, "arguments": call.parsed()}

    @property
    def writes(self) -> bool:
        """Whether the tool that the mistake was made with writes something."""
        operation = self.plan.blueprint.operation(self.call["name"])
        return operation is not None and operation.writes


def plans_of_world(root: Path) -> list[Plan]:
    """Run the chain on tools of two providers; a plan for each task."""
    world = world_of(root, catalogue("shop", "zoo"))
    with SerialExecutor() as executor:
        for name, settings in STAGES.items():
            config = getattr(
                importlib.import_module(f"agentscaler.{name}.config"), f"{name.title()}Config"
            )
            stage = importlib.import_module(f"agentscaler.{name}.stage")
            stage.run(world, config(**settings), executor=executor, progress=NoProgress())
    found = []
    for task in Task.load_all(world):
        environment = Environment.from_folder(root / "environments" / task.environment)
        found.append(Plan.of(Goal.of(task, environment), environment.blueprint))
    return found


def plans_of_lax_shop() -> list[Plan]:
    """Tasks about what the policy alone is against."""
    shop = places.Setting.from_draft(lax_shop_draft())
    config = TasksConfig(per_environment=8, kinds={"forbidden": 1})
    made = make_tasks(shop, config, seed=3).tasks
    return [Plan.of(Goal.of(task, shop.environment), shop.blueprint) for task in made]


def all_plans(root: Path) -> list[Plan]:
    """Every task that is played."""
    return [*shop_plans()[::2], *plans_of_lax_shop(), *plans_of_world(root)]


def erring(plans: list[Plan]) -> list[Episode]:
    """Every mistake where it fits, once put right where it can be, once not."""
    return [
        episode
        for name in MISTAKES
        for recovery in ((0.0, 1.0) if name in RECOVERABLE else (0.0,))
        for episode in _played(name, recovery, [plan for plan in plans if places_of(name, plan)])
    ]


def _played(name: str, recovery: float, plans: list[Plan]) -> Iterator[Episode]:
    config = RolloutsConfig(agents={"scripted": 1}, mistakes={name: 1}, recovery=recovery)
    for plan in plans:
        casting = Casting(plan, config, seed=1)
        who = casting.players(0)
        played = roll_out(casting.goal, who.agent, who.user, name=who.name, trial=0)
        made = played.meta["mistakes"]
        if [one["name"] for one in made] == [name]:
            yield Episode(
                plan=plan,
                mistake=name,
                recovered=made[0]["recovered"],
                at=made[0]["at"],
                trajectory=played,
            )


def judged(episodes: list[Episode], config: FiltersConfig) -> list[dict[str, Any]]:
    """The verdict on each episode."""
    plans = {episode.plan.task.id: episode.plan for episode in episodes}
    tasks = [plan.task.to_row() for plan in plans.values()]
    environments = {
        plan.task.environment: Setting(
            state=plan.goal.environment.initial_state,
            equivalence=plan.goal.environment.equivalence,
        )
        for plan in plans.values()
    }
    funnel = Funnel(
        config, tasks=pl.DataFrame(tasks, schema=TASK_SCHEMA), environments=environments
    )
    verdicts = funnel.run([episode.trajectory.to_dict() for episode in episodes])
    return verdicts.to_dicts()
