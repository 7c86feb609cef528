"""Seed states and single values: typed, realistic, and valid, from a blueprint alone."""

from agentscaler.environments.seeding.state import seed_state
from agentscaler.environments.seeding.values import ValueMaker

__all__ = ["ValueMaker", "seed_state"]
