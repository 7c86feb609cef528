"""``agentscaler version``."""

from __future__ import annotations

import platform
from importlib.metadata import version as version_of

from agentscaler.cli.options import JsonFlag
from agentscaler.cli.terminal import console, print_json
from agentscaler.world.manifest import FORMAT_VERSION


def version(*, json: JsonFlag = False) -> None:
    """Versions of the parts, for a report of a bug.

    Args:
        json: For machines.
    """
    parts = {
        "agentscaler": version_of("agentscaler"),
        "world format": str(FORMAT_VERSION),
        "polars": version_of("polars"),
        "numpy": version_of("numpy"),
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
    if json:
        print_json(parts)
        return
    for name, value in parts.items():
        console().print(f"{name:<14}{value}")
