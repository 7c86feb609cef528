"""Where pure functions over shards run: in this process, or in several."""

from agentscaler.executors.local import (
    ProcessExecutor,
    SerialExecutor,
    local_executor,
    usable_cores,
)
from agentscaler.executors.threads import ThreadExecutor

__all__ = [
    "ProcessExecutor",
    "SerialExecutor",
    "ThreadExecutor",
    "local_executor",
    "usable_cores",
]
