"""Environments: the state that tools act on, the tools, and what counts as the right outcome."""

from __future__ import annotations

from agentscaler.environments.database import Database
from agentscaler.environments.frame import state_from_frame, state_to_frame
from agentscaler.environments.in_python import run_in_python
from agentscaler.environments.state import (
    Comparison,
    Equivalence,
    Schema,
    Side,
    State,
    StateDiff,
)
from agentscaler.environments.toolset import Limits, Replay, ToolResult, ToolSet, check

__all__ = [
    "Comparison",
    "Database",
    "Equivalence",
    "Limits",
    "Replay",
    "Schema",
    "Side",
    "State",
    "StateDiff",
    "ToolResult",
    "ToolSet",
    "check",
    "run_in_python",
    "state_from_frame",
    "state_to_frame",
]
