"""``agentscaler play``: call the tools of an environment by hand."""

from agentscaler.cli.play.command import play

__all__ = ["play"]
