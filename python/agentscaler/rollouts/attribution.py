"""Whose fault it is that a task was not done: a rule over what happened, no judge.

In this order: gold that is not answered is gold's fault; a tool that fails by itself, or an engine
that gives out, is the environment's; a value that the agent needed and that the user never told,
though it was theirs to tell or they were asked, is the user's; all else is the agent's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments import untold
from agentscaler.rollouts.questions import asks_for_something
from agentscaler.tasks.checks import is_said
from agentscaler.trajectories import Attribution, Termination

if TYPE_CHECKING:
    from agentscaler.rollouts.episode import Episode
    from agentscaler.rollouts.goal import Goal


def attribution_of(goal: Goal, episode: Episode, reward: float | None) -> Attribution:
    """Whose fault it is.

    Args:
        goal: The task.
        episode: What happened; it is over.
        reward: What it was worth; ``None``: nobody can say.
    """
    if reward == 1:
        return Attribution.NONE
    if not goal.is_sound:
        return Attribution.GOLD
    if episode.kinds["fault"] or episode.kinds["infrastructure"]:
        return Attribution.ENVIRONMENT
    if episode.termination is Termination.INFRASTRUCTURE:
        return Attribution.NONE
    return Attribution.USER if _user_failed(goal, episode) else Attribution.AGENT


def _user_failed(goal: Goal, episode: Episode) -> bool:
    """Whether the user kept to themselves what the agent needed."""
    task = goal.task
    told = [one.content or "" for one in episode.messages if one.role == "user"]
    asked = any(
        one.role == "assistant" and not one.tool_calls and asks_for_something(one.content or "")
        for one in episode.messages
    )
    secrets = [secret.say for secret in task.persona.tells_when_asked]
    needed = [one.value for call in task.provenance for one in call if one.source == "user"]
    missed = {one.place.split("]")[0] for one in untold(needed, told)}
    # All at once first: reading the texts is what costs time.
    doubtful = [value for at, value in enumerate(needed) if f"answer[{at}" in missed]
    return any(
        not is_said(value, told) and (asked or not is_said(value, secrets)) for value in doubtful
    )
