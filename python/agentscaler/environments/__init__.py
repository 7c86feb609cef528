"""Environments: the state that tools act on, and what counts as the right outcome."""

from __future__ import annotations

from agentscaler.environments.frame import state_from_frame, state_to_frame
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
    "Equivalence",
    "Schema",
    "Side",
    "State",
    "StateDiff",
    "state_from_frame",
    "state_to_frame",
]
