"""Play a task: an agent, a user and an environment, until one of them ends it.

>>> from agentscaler.rollouts.roll_out import roll_out
>>> roll_out.__name__
'roll_out'
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any

from agentscaler.errors import AgentScalerError, ArgumentError
from agentscaler.rollouts.attribution import attribution_of
from agentscaler.rollouts.episode import Episode, Limits
from agentscaler.trajectories import Message, Termination, Trajectory

if TYPE_CHECKING:
    from agentscaler.environments import Outcome
    from agentscaler.rollouts.goal import Goal
    from agentscaler.rollouts.protocols import Agent, User

__all__ = ["play", "roll_out"]


def roll_out(
    goal: Goal,
    agent: Agent,
    user: User | None,
    *,
    name: str,
    trial: int = 0,
    limits: Limits | None = None,
) -> Trajectory:
    """Play one episode with players that answer at once.

    Args:
        goal: The task in its environment.
        agent: Plays this episode.
        user: Plays this episode; ``None``: the intent is all that is said.
        name: Of the agent, for the record.
        trial: Number of the attempt at the task, from 0.
        limits: What the episode may use.

    Raises:
        ArgumentError: A player is asynchronous; await `play` then.
    """
    episode = _begin(goal, user, limits)
    while (mover := episode.next) is not None:
        if mover == "agent":
            episode.agent_said(_at_once(agent.act(episode.messages, goal.tools)))
        else:
            episode.user_said(_user_move(goal, user, episode))
    return record(goal, episode, agent, user, name=name, trial=trial)


async def play(
    goal: Goal,
    agent: Agent,
    user: User | None,
    *,
    name: str,
    trial: int = 0,
    limits: Limits | None = None,
) -> Trajectory:
    """Play one episode; the players may be asynchronous, and many episodes be played at once.

    Arguments are those of `roll_out`. What a model or its connection does wrong in one episode ends
    that episode (termination ``infrastructure``); what stops all of them is raised: a wrong key, an
    unknown model, a budget that is spent.
    """
    episode = _begin(goal, user, limits)
    while (mover := episode.next) is not None:
        try:
            if mover == "agent":
                said = agent.act(episode.messages, goal.tools)
                episode.agent_said(await said if inspect.isawaitable(said) else said)
            elif user is None:
                episode.user_said(_user_move(goal, user, episode))
            else:
                replied = user.reply(episode.messages)
                episode.user_said(await replied if inspect.isawaitable(replied) else replied)
        except EpisodeLostError as error:
            episode.broke(error.what)
    return record(goal, episode, agent, user, name=name, trial=trial)


class EpisodeLostError(AgentScalerError, RuntimeError):
    """A player gave out in one episode; the others go on."""


def _begin(goal: Goal, user: User | None, limits: Limits | None) -> Episode:
    return Episode(
        environment=goal.environment,
        start=goal.start,
        limits=limits or Limits(),
        tools=frozenset(tool["function"]["name"] for tool in goal.tools),
        alone=user is None,
    )


def _user_move(goal: Goal, user: User | None, episode: Episode) -> Message | None:
    if user is None:
        return Message(role="user", content=goal.task.intent)
    replied = user.reply(episode.messages)
    return None if replied is None else _at_once(replied)


def _at_once(said: Any) -> Message:
    if isinstance(said, Message):
        return said
    if inspect.iscoroutine(said):
        said.close()  # or Python warns that nobody awaited it
    raise ArgumentError(
        "this player answers asynchronously", mend="await agentscaler.rollouts.play(...) instead"
    )


def record(
    goal: Goal,
    episode: Episode,
    agent: Agent,
    user: User | None,
    *,
    name: str,
    trial: int,
) -> Trajectory:
    """The trajectory of an episode that is over.

    Players that have a mapping ``notes`` have it in ``meta``: what a scripted agent did wrong.
    """
    task = goal.task
    lost = episode.termination is Termination.INFRASTRUCTURE or not goal.is_sound
    outcome = None if lost else _outcome(goal, episode)
    reward = None if outcome is None else outcome.reward
    meta: dict[str, Any] = {"task_kind": task.kind}
    for player in (agent, user):
        meta |= getattr(player, "notes", {})
    if outcome is not None and not outcome:
        meta["reward"] = _why_not(outcome)
    if episode.faults:
        meta["faults"] = list(episode.faults)
    usage = {"turns": episode.turns, "calls": episode.kinds.total()}
    for kind in ("refusal", "invalid_call", "fault", "infrastructure"):
        if episode.kinds[kind]:
            usage[f"calls_{kind}"] = episode.kinds[kind]
    for player in (agent, user):
        for what, number in getattr(player, "usage", {}).items():
            usage[what] = usage.get(what, 0) + number
    return Trajectory.made(
        task_id=task.id,
        environment=task.environment,
        split=task.split,
        agent=name,
        trial=trial,
        seed=task.seed,
        messages=tuple(episode.messages),
        tools=goal.tools,
        final_changes=episode.state.changes().to_dict(),
        reward=reward,
        termination=episode.termination,
        attribution=attribution_of(goal, episode, reward),
        usage=usage,
        versions=versions(goal),
        meta=meta,
    )


def _outcome(goal: Goal, episode: Episode) -> Outcome:
    texts = [one.content for one in episode.messages if one.role == "assistant" and one.content]
    return goal.score(episode.state, texts=texts, calls=episode.answered)


def _why_not(outcome: Outcome) -> dict[str, Any]:
    return {
        "comparison": outcome.comparison.verdict,
        "reason": outcome.comparison.reason,
        "untold": [one.value for one in outcome.untold],
        "unread": [{"name": one.name, "arguments": one.arguments} for one in outcome.unread],
    }


def versions(goal: Goal) -> dict[str, str]:
    """Of what made a trajectory: this package, and the tools as they were."""
    return {"agentscaler": _version(), "tools": goal.environment.toolset.digest}


@cache
def _version() -> str:
    from agentscaler import __version__

    return __version__
