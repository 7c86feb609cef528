"""Settings: frozen dataclasses filled from TOML and flags, with errors that say what was meant."""

from agentscaler.config.build import build, to_plain
from agentscaler.config.fields import ConfigField, config_fields
from agentscaler.config.file import ConfigFile, read_config_file

__all__ = [
    "ConfigField",
    "ConfigFile",
    "build",
    "config_fields",
    "read_config_file",
    "to_plain",
]
