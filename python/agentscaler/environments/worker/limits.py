"""What a worker process may use, beside the limits of a call."""

from __future__ import annotations

from dataclasses import dataclass

from agentscaler.errors import ArgumentError


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerLimits:
    """Bounds of a worker process. Those of a call are `agentscaler.environments.Limits`.

    Example:
        >>> WorkerLimits(start_s=5).grace_s
        0.5
    """

    grace_s: float = 0.5
    """How much later than its time a call is killed, in seconds: an engine that keeps its own time
    gets the chance to answer."""
    start_s: float = 30.0
    """How long a process may take to start, to load tools, or to read a state, in seconds."""
    changes_bytes: int = 16 << 20
    """Largest changes of one call, in bytes of JSON."""
    cpu_s: int = 3600
    """Processor time of the whole life of a worker, in seconds; it is replaced before it ends."""
    versions: int = 256
    """States that a worker remembers, so that they need not be sent again."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, bool) or not value > 0:
                what = f"{name} = {value!r} is out of range"
                raise ArgumentError(what, mend="give a positive number")
