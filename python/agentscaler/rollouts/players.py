"""Which agent and which user play an episode: a function of seed, task and trial alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentscaler.rollouts.random_agent import RandomToolAgent
from agentscaler.rollouts.scripted.agent import ScriptedAgent
from agentscaler.rollouts.scripted.mistakes import draw_mistakes
from agentscaler.rollouts.scripted.telling import Tellings
from agentscaler.rollouts.scripted.user import ScriptedUser
from agentscaler.tasks.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Callable

    from agentscaler.rollouts.config import RolloutsConfig
    from agentscaler.rollouts.goal import Goal
    from agentscaler.rollouts.protocols import Agent, User
    from agentscaler.rollouts.scripted.mistakes import Mistake
    from agentscaler.rollouts.scripted.plan import Plan
    from agentscaler.tasks.task import Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Models:
    """Makes players that are models; see `agentscaler.rollouts.model_players`."""

    agent: Callable[[int], Agent]
    """From the number of the trial."""
    agent_name: str
    user: Callable[[Task, int], User]


@dataclass(frozen=True, kw_only=True, slots=True)
class Players:
    """Who plays one episode."""

    name: str
    """Of the agent, for the record."""
    agent: Agent
    user: User | None


class Casting:
    """Chooses the players of the trials of one task.

    Args:
        plan: Of the task.
        config: Who may play.
        seed: Of the world.
        models: Where models play.
    """

    def __init__(
        self, plan: Plan, config: RolloutsConfig, *, seed: int, models: Models | None = None
    ) -> None:
        self._plan = plan
        self._config = config
        self._seed = seed
        self._models = models
        self._tellings = Tellings(plan.task)

    @property
    def goal(self) -> Goal:
        """What they play for."""
        return self._plan.goal

    def _dice(self, *parts: object) -> Dice:
        return Dice(self._seed, "rollouts", self._plan.task.id, *parts)

    def players(self, trial: int) -> Players:
        """The players of a trial."""
        config = self._config
        name = self._dice(trial, "agent").weighted(sorted(config.agents.items()))
        scripted = name in {"oracle", "scripted"}
        # A slip that is corrected later is fair only to an agent that knows to wait for it.
        telling = self._tellings.draw(self._dice(trial, "telling"), later=scripted)
        user: User | None
        if config.user == "scripted":
            user = ScriptedUser(self._plan.task, telling, self._dice(trial, "user"))
        elif config.user == "model" and self._models is not None:
            user = self._models.user(self._plan.task, trial)
        else:
            user = None
        if name == "model" and self._models is not None:
            agent: Agent = self._models.agent(trial)
            return Players(name=self._models.agent_name, agent=agent, user=user)
        dice = self._dice(trial, name)
        if name == "random":
            return Players(name=name, agent=RandomToolAgent(dice), user=user)
        mistakes = () if name == "oracle" else self._mistakes(trial)
        known = telling if config.user == "scripted" else None
        agent = ScriptedAgent(self._plan, dice, telling=known, mistakes=mistakes)
        return Players(name=name, agent=agent, user=user)

    def _mistakes(self, trial: int) -> tuple[Mistake, ...]:
        config = self._config
        return draw_mistakes(
            self._plan,
            self._dice(trial, "mistakes"),
            weights=config.mistakes,
            recovery=config.recovery,
        )
