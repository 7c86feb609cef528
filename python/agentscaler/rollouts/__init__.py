"""Rollouts: agents and users play tasks in environments."""
