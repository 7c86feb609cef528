"""Whose fault it is that a task was not done: a rule over what happened, no judge.

In this order: gold that is not answered is gold's fault; a tool that fails by itself, or an engine
that gives out, is the environment's; a value that the agent needed and that the user never told,
though it was theirs to tell or they were asked, is the user's; all else is the agent's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        one.role == "assistant" and not one.tool_calls and "?" in (one.content or "")
        for one in episode.messages
    )
    secrets = [secret.say for secret in task.persona.tells_when_asked]
    for origins in task.provenance:
        for origin in origins:
            if origin.source != "user" or is_said(origin.value, told):
                continue
            if asked or not is_said(origin.value, secrets):
                return True
    return False
