"""Environments by rules: from names, paths and shapes of tools to tables and programs."""

from agentscaler.environments.design.rules.designer import RuleDesigner

__all__ = ["RuleDesigner"]
