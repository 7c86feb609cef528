"""The funnel: which trajectories are fit to be learnt from, and why others are not."""

from agentscaler.filters.config import FiltersConfig
from agentscaler.filters.files import Filtered, filter_files
from agentscaler.filters.funnel import REASONS, STAGES, Funnel, Setting
from agentscaler.filters.table import FunnelTable
from agentscaler.filters.verdict import VERDICT_SCHEMA, Verdict

__all__ = [
    "REASONS",
    "STAGES",
    "VERDICT_SCHEMA",
    "Filtered",
    "FiltersConfig",
    "Funnel",
    "FunnelTable",
    "Setting",
    "Verdict",
    "filter_files",
]
