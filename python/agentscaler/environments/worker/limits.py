"""What a worker process may use."""

from __future__ import annotations

from dataclasses import dataclass

from agentscaler.errors import ArgumentError

MIB = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerLimits:
    """Limits of a worker and of every call in it.

    Example:
        >>> WorkerLimits(time_s=0.5).memory_bytes // 2**20
        256
    """

    time_s: float = 1.0
    """Wall time of a call, in seconds."""
    grace_s: float = 0.5
    """How much later the process is killed, in seconds: an engine that keeps its own time gets the
    chance to answer."""
    memory_bytes: int = 256 * MIB
    """Address space that a worker may take beyond its start (about 20 MiB), in bytes; what it holds
    of states counts."""
    argument_bytes: int = MIB
    """Largest arguments of a call, in bytes of JSON."""
    result_bytes: int = MIB
    """Largest content of a result, in bytes of UTF-8."""
    changes_bytes: int = 16 * MIB
    """Largest changes of one call, in bytes of JSON."""
    start_s: float = 30.0
    """How long a process may take to start, to load tools, or to read a state, in seconds."""
    cpu_s: int = 3600
    """Processor time of the whole life of a worker, in seconds; it is replaced before it ends."""
    versions: int = 256
    """States that a worker remembers, so that they need not be sent again."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, bool) or not value > 0:
                raise ArgumentError(
                    f"{name} = {value!r} is out of range", mend="give a positive number"
                )
