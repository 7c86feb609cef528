"""Settings of the domains stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agentscaler.errors import ConfigError


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainsConfig:
    """How tools are grouped. Every default is measured in docs/domains.md.

    Example:
        >>> DomainsConfig(algorithm="louvain", objective="modularity", resolution=1.0).validate()
    """

    algorithm: Literal["leiden", "louvain"] = "leiden"
    """How communities are found; the paper uses ``louvain``."""
    objective: Literal["cpm", "modularity"] = "cpm"
    """What is maximised. ``cpm`` does not depend on how many other tools there are;
    ``modularity`` (the paper's) merges small communities as the graph grows."""
    resolution: float = 0.07
    """Higher means smaller domains. For ``cpm``: the density, in units of the mean weight of a
    link, above which tools hold together; for ``modularity``: gamma."""
    min_tools: int = 4
    """Smallest domain (count of tools)."""
    max_tools: int = 40
    """Largest domain (count of tools)."""
    merge: float = 0.5
    """A community below ``min_tools`` joins its most similar neighbour when their mean similarity
    is at least this share of ``resolution``; otherwise its tools stay outside."""
    vertical: float = 0.2
    """Share of the tools in providers of the split ``vertical`` (0 to 1)."""
    held_out: float = 0.2
    """Share of the tools in providers of the split ``held_out``; the rest is ``general``."""
    twin_similarity: float = 0.8
    """Tools of two providers count as copies of one another from this cosine on (0 to 1)."""
    family_share: float = 0.1
    """Two providers are one family when this share of the tools of the smaller one are copies of
    tools of the other (above 0, at most 1)."""
    sensitivity: bool = True
    """Group the tools again with other thresholds, resolutions and seeds, and report how much
    that changes."""

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range, or two contradict each other.
        """
        if self.min_tools < 1:
            raise ConfigError(f"domains.min_tools is {self.min_tools}", mend="at least 1")
        if self.max_tools < 2 * self.min_tools - 1:
            # Otherwise there are sizes that cannot be cut into pieces of the range.
            raise ConfigError(
                f"domains.max_tools is {self.max_tools} with domains.min_tools {self.min_tools}",
                mend=f"at least {2 * self.min_tools - 1}",
            )
        if self.resolution <= 0:
            raise ConfigError(f"domains.resolution is {self.resolution}", mend="above 0")
        if self.merge < 0:
            raise ConfigError(f"domains.merge is {self.merge}", mend="at least 0")
        for name in ("vertical", "held_out", "twin_similarity"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"domains.{name} is {getattr(self, name)}", mend="from 0 to 1")
        if not 0 < self.family_share <= 1:
            raise ConfigError(
                f"domains.family_share is {self.family_share}", mend="above 0, at most 1"
            )
        if self.vertical + self.held_out > 1:
            raise ConfigError(
                f"domains.vertical {self.vertical} + domains.held_out {self.held_out} is above 1",
                mend="leave something to the split general",
            )
