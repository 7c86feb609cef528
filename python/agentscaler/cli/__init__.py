"""The command line: ``agentscaler``."""

from agentscaler.cli.app import main

__all__ = ["main"]
