"""A shop with tasks of every kind, made once for all tests of rollouts."""

from __future__ import annotations

from functools import cache

from agentscaler.rollouts.config import RolloutsConfig
from agentscaler.rollouts.goal import Goal
from agentscaler.rollouts.players import Casting
from agentscaler.rollouts.roll_out import roll_out
from agentscaler.rollouts.scripted.plan import Plan
from agentscaler.tasks.config import TasksConfig
from agentscaler.tasks.making import make_tasks
from agentscaler.tasks.setting import Setting
from drafts import shop_draft


@cache
def setting():
    """Return the shop."""
    return Setting.from_draft(shop_draft(), split="general")


@cache
def plans():
    """Return a plan for each of 48 tasks."""
    made = make_tasks(setting(), TasksConfig(per_environment=48, attempts=6), seed=5)
    shop = setting()
    return tuple(Plan.of(Goal.of(task, shop.environment), shop.blueprint) for task in made.tasks)


def played(config=None, *, seed=1, trials=2, only=None):
    """Play every task with the players of a configuration."""
    config = config or RolloutsConfig(agents={"oracle": 1})
    found = []
    for plan in only or plans():
        casting = Casting(plan, config, seed=seed)
        for trial in range(trials):
            who = casting.players(trial)
            found.append(roll_out(casting.goal, who.agent, who.user, name=who.name, trial=trial))
    return found


def tools():
    """Return the tools of the shop as agents are told them."""
    return plans()[0].goal.tools
