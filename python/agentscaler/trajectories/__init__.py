"""Records of what agents did: the one form of them, and the forms that others use."""

from agentscaler.trajectories.formats import Format, format_of
from agentscaler.trajectories.message import Message, Role, ToolCall, ToolResult
from agentscaler.trajectories.reading import TrajectoryReader, read_trajectories
from agentscaler.trajectories.sharegpt import to_sharegpt
from agentscaler.trajectories.trajectory import (
    TRAJECTORY_SCHEMA,
    Attribution,
    Termination,
    Trajectory,
)
from agentscaler.trajectories.writing import OutFormat, to_openai, write_trajectories

__all__ = [
    "TRAJECTORY_SCHEMA",
    "Attribution",
    "Format",
    "Message",
    "OutFormat",
    "Role",
    "Termination",
    "ToolCall",
    "ToolResult",
    "Trajectory",
    "TrajectoryReader",
    "format_of",
    "read_trajectories",
    "to_openai",
    "to_sharegpt",
    "write_trajectories",
]
