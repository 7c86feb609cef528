"""Environments: the state that tools act on, the tools, and what counts as the right outcome."""

from __future__ import annotations

from agentscaler.environments.audit import Audit, CallAudit, audit
from agentscaler.environments.database import Database
from agentscaler.environments.environment import Environment
from agentscaler.environments.frame import state_from_frame, state_to_frame
from agentscaler.environments.in_python import run_in_python
from agentscaler.environments.reward import Outcome, Unread, Untold, score, untold
from agentscaler.environments.state import (
    Comparison,
    Equivalence,
    Schema,
    Side,
    State,
    StateDiff,
)
from agentscaler.environments.toolset import Limits, Replay, ToolResult, ToolSet, check
from agentscaler.environments.verification import Summary, Verifier

__all__ = [
    "Audit",
    "CallAudit",
    "Comparison",
    "Database",
    "Environment",
    "Equivalence",
    "Limits",
    "Outcome",
    "Replay",
    "Schema",
    "Side",
    "State",
    "StateDiff",
    "Summary",
    "ToolResult",
    "ToolSet",
    "Unread",
    "Untold",
    "Verifier",
    "audit",
    "check",
    "run_in_python",
    "score",
    "state_from_frame",
    "state_to_frame",
    "untold",
]
