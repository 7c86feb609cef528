"""Settings of the stage ``tools``."""

from __future__ import annotations

from dataclasses import dataclass, fields

from agentscaler.errors import ConfigError
from agentscaler.tools.quality import SKIPPABLE

_MOST = {"max_depth": 500, "max_schema_depth": 100}
"""Python gives up at 1,000 calls within calls: one a level in its JSON parser, and a few a level of
a schema in its normal form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolsConfig:
    """Limits of the readers and rules of the cleaning.

    Example:
        >>> ToolsConfig().validate()
        >>> ToolsConfig(max_depth=0).validate()
        Traceback (most recent call last):
        ...
        agentscaler.errors.ConfigError: tools.max_depth must be at least 1, not 0
          where: tools.max_depth
          mend: give a larger number
    """

    strict: bool = False
    """Stop at the first file that cannot be read, instead of counting it and going on."""
    max_document_bytes: int = 64 * 2**20
    """Largest JSON or YAML document, and largest line of a JSONL file, after decompression."""
    max_file_bytes: int = 8 * 2**30
    """Largest JSONL file after decompression (it is read line by line)."""
    max_depth: int = 200
    """Deepest nesting of lists and mappings in a document."""
    max_yaml_nodes: int = 2_000_000
    """Most nodes of a YAML document once its aliases are expanded."""
    max_description_chars: int = 16_384
    """Longest description of a tool; a longer one drops the tool, nothing is cut short."""
    max_parameters: int = 128
    """Most parameters of a tool at the top level."""
    max_schema_depth: int = 32
    """Deepest nesting that a schema may spell out itself."""
    max_schema_bytes: int = 65_536
    """Largest schema in normal form, as canonical JSON in UTF-8."""
    reference_depth: int = 5
    """Levels of properties and items down to which references are replaced by what they name."""
    skip_rules: tuple[str, ...] = ()
    """Quality rules that are not applied; their names are the reason codes of docs/tools.md."""

    near_duplicate_threshold: float = 0.9
    """Jaccard index in (0, 1] of words and parameters from which two tools repeat each other."""

    def validate(self) -> None:
        """Check every field.

        Raises:
            ConfigError: A limit is below 1 or out of reach, a rule is unknown, or the threshold is
                outside (0, 1].
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int) and not isinstance(value, bool) and value < 1:
                raise ConfigError(
                    f"tools.{field.name} must be at least 1, not {value}",
                    where=f"tools.{field.name}",
                    mend="give a larger number",
                )
        for name, most in _MOST.items():
            value = getattr(self, name)
            if value > most:
                raise ConfigError(
                    f"tools.{name} must be at most {most}, not {value}",
                    where=f"tools.{name}",
                    mend="deeper documents would overflow the stack of the parser",
                )
        unknown = sorted(set(self.skip_rules) - SKIPPABLE)
        if unknown:
            raise ConfigError(
                f"tools.skip_rules names no rule: {', '.join(unknown)}",
                where="tools.skip_rules",
                mend=f"choose among {', '.join(sorted(SKIPPABLE))}",
            )
        if not 0.0 < self.near_duplicate_threshold <= 1.0:
            raise ConfigError(
                f"tools.near_duplicate_threshold must be above 0 and at most 1, "
                f"not {self.near_duplicate_threshold}",
                where="tools.near_duplicate_threshold",
                mend="0.9 is the default",
            )
