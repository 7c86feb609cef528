"""AgentScaler: from tool specifications to trained and evaluated tool-using agents."""

from importlib.metadata import version

__version__ = version("agentscaler")
__all__ = ["__version__"]
