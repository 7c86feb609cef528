"""Rollouts: agents and users play tasks in environments."""

from agentscaler.rollouts.episode import Limits
from agentscaler.rollouts.goal import Goal
from agentscaler.rollouts.protocols import Agent, User
from agentscaler.rollouts.roll_out import EpisodeLostError, play, roll_out

__all__ = ["Agent", "EpisodeLostError", "Goal", "Limits", "User", "play", "roll_out"]
