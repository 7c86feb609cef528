"""Worker processes: code that nobody has checked runs there, under limits, and never here."""

from __future__ import annotations

from agentscaler.environments.worker.limits import WorkerLimits

__all__ = ["WorkerLimits"]
