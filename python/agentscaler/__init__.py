"""AgentScaler: from tool specifications to trained and evaluated tool-using agents."""

from __future__ import annotations

__all__ = ["__version__"]

__version__: str


def __getattr__(name: str) -> str:
    """The version is read when it is asked for: its reader costs more than all other imports."""
    if name == "__version__":
        from importlib.metadata import version

        return version("agentscaler")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
