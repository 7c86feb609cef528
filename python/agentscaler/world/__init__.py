"""One folder that holds a whole run, and the seams between its stages."""

from agentscaler.world.manifest import Manifest, ShardEntry
from agentscaler.world.progress import NoProgress
from agentscaler.world.protocols import Executor, Progress, StageReport
from agentscaler.world.verify import Problem, Verification, verify
from agentscaler.world.world import World
from agentscaler.world.writer import StageWriter

__all__ = [
    "Executor",
    "Manifest",
    "NoProgress",
    "Problem",
    "Progress",
    "ShardEntry",
    "StageReport",
    "StageWriter",
    "Verification",
    "World",
    "verify",
]
