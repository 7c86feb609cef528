"""Where pure functions over shards run: in this process, or in several."""

from agentscaler.executors.local import (
    ProcessExecutor,
    SerialExecutor,
    local_executor,
    usable_cores,
)

__all__ = ["ProcessExecutor", "SerialExecutor", "local_executor", "usable_cores"]
