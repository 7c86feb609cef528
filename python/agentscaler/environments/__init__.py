"""Environments: the state that tools act on, and what counts as the right outcome."""

from __future__ import annotations

from agentscaler.environments.database import Database
from agentscaler.environments.frame import state_from_frame, state_to_frame
from agentscaler.environments.in_python import run_in_python
from agentscaler.environments.result import Limits, ToolResult
from agentscaler.environments.state import (
    Comparison,
    Equivalence,
    Schema,
    Side,
    State,
    StateDiff,
)

__all__ = [
    "Comparison",
    "Database",
    "Equivalence",
    "Limits",
    "Schema",
    "Side",
    "State",
    "StateDiff",
    "ToolResult",
    "run_in_python",
    "state_from_frame",
    "state_to_frame",
]
