"""Worker processes: code that nobody has checked runs there, under limits, and never here."""

from __future__ import annotations

from agentscaler.environments.worker.limits import WorkerLimits
from agentscaler.environments.worker.toolset import WorkerToolSet
from agentscaler.environments.worker.trust import TrustedSources

__all__ = ["TrustedSources", "WorkerLimits", "WorkerToolSet"]
