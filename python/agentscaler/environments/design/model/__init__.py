"""The designer that asks a language model; what it says is tried like anybody's."""

from agentscaler.environments.design.model.designer import ModelDesigner

__all__ = ["ModelDesigner"]
