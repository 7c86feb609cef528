"""All stages in order: the Python call behind the command line."""

from agentscaler.chain.config import ChainConfig, Layer, config_from
from agentscaler.chain.order import LLM, Section, StageEntry, section_names, stage_names, stages
from agentscaler.chain.run import run

__all__ = [
    "LLM",
    "ChainConfig",
    "Layer",
    "Section",
    "StageEntry",
    "config_from",
    "run",
    "section_names",
    "stage_names",
    "stages",
]
