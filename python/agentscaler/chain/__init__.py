"""All stages in order: the Python call behind the command line."""

from agentscaler.chain.config import ChainConfig, Layer, config_from
from agentscaler.chain.order import StageEntry, stage_names, stages
from agentscaler.chain.run import run

__all__ = [
    "ChainConfig",
    "Layer",
    "StageEntry",
    "config_from",
    "run",
    "stage_names",
    "stages",
]
