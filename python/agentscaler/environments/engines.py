"""The door to the compiled engines of environments."""

from __future__ import annotations

from agentscaler._core import (
    Equivalence as EquivalenceRules,
)
from agentscaler._core import (
    Schema,
    Side,
    State,
    StateDiff,
    TrajectoryVerifier,
    audit_tasks,
    score_outcome,
    untold_values,
)

__all__ = [
    "EquivalenceRules",
    "Schema",
    "Side",
    "State",
    "StateDiff",
    "TrajectoryVerifier",
    "audit_tasks",
    "score_outcome",
    "untold_values",
]
