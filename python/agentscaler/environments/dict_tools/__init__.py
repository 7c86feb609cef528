"""Environments whose tools are written for nested dicts, run unchanged by CPython in a worker."""

from __future__ import annotations

from agentscaler.environments.dict_tools.folder import FolderTask, TauFolder, load_tau_folder
from agentscaler.environments.dict_tools.toolset import DictToolSet

__all__ = ["DictToolSet", "FolderTask", "TauFolder", "load_tau_folder"]
