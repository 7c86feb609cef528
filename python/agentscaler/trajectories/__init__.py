"""Records of what agents did: the one form of them, and the forms that others use."""

from agentscaler.trajectories.message import Message, Role, ToolCall, ToolResult
from agentscaler.trajectories.trajectory import (
    TRAJECTORY_SCHEMA,
    Attribution,
    Termination,
    Trajectory,
)

__all__ = [
    "TRAJECTORY_SCHEMA",
    "Attribution",
    "Message",
    "Role",
    "Termination",
    "ToolCall",
    "ToolResult",
    "Trajectory",
]
