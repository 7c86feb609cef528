"""The door to the compiled engines of reward, verification and audit."""

from __future__ import annotations

from agentscaler._core import TrajectoryVerifier, audit_tasks, score_outcome, untold_values

__all__ = ["TrajectoryVerifier", "audit_tasks", "score_outcome", "untold_values"]
