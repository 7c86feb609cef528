"""Settings of the graph stage."""

from __future__ import annotations

from dataclasses import dataclass

from agentscaler.errors import ConfigError

PARTS = ("name", "description", "parameters", "parameter_descriptions", "returns", "path")
"""The parts of a tool that an embedder can see."""

MAX_BUCKETS = 2**26


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphConfig:
    """Which tools are linked. Every default is measured in docs/graph.md.

    Example:
        >>> GraphConfig(parts=("parameters", "parameter_descriptions")).validate()
    """

    embedder: str = "hashed"
    """``hashed`` (built in: words and word pairs, TF-IDF), or a file with one vector a tool:
    ``.parquet`` (columns ``id``, ``vector``) or ``.npy`` (rows in order of tool ids)."""
    parts: tuple[str, ...] = PARTS
    """Parts of a tool that enter its embedding, all with the same weight. The paper's choice is
    ``parameters`` and ``parameter_descriptions``."""
    buckets: int = 2**20
    """Columns that terms are hashed to (count)."""
    tau: float | None = None
    """Two tools are linked when their cosine is at least this (0 to 1). Unset: chosen by the rule
    of docs/graph.md from the cosines of random pairs."""
    tau_spreads: float = 7.0
    """Spreads (robust standard deviations) above the median of random pairs where the rule puts
    tau."""
    tau_pairs: int = 500_000
    """Random pairs that the rule looks at (count)."""
    top_k: int = 10
    """A link is kept when it is among the so many strongest of one of its two tools (count)."""
    feeds_min_weight: float = 0.5
    """Weakest link from an output to a parameter that is kept (above 0, at most 1)."""
    feeds_top_k: int = 10
    """Tools, the strongest, whose outputs are linked to one parameter (count)."""

    def validate(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: A setting is outside its range.
        """
        unknown = [part for part in self.parts if part not in PARTS]
        if unknown or not self.parts or len(set(self.parts)) < len(self.parts):
            raise ConfigError(
                f"graph.parts is {list(self.parts)}",
                mend=f"name some of these, each once: {', '.join(PARTS)}",
            )
        if not (self.embedder == "hashed" or self.embedder.endswith((".parquet", ".npy"))):
            raise ConfigError(
                f'graph.embedder is "{self.embedder}"',
                mend='"hashed", or a file that ends in .parquet or .npy',
            )
        if not 1 <= self.buckets <= MAX_BUCKETS:
            raise ConfigError(f"graph.buckets is {self.buckets}", mend=f"from 1 to {MAX_BUCKETS}")
        for name in ("tau_pairs", "top_k", "feeds_top_k"):
            if getattr(self, name) < 1:
                raise ConfigError(f"graph.{name} is {getattr(self, name)}", mend="at least 1")
        if self.tau is not None and not 0 <= self.tau <= 1:
            raise ConfigError(f"graph.tau is {self.tau}", mend="from 0 to 1, or leave it out")
        if self.tau_spreads < 0:
            raise ConfigError(f"graph.tau_spreads is {self.tau_spreads}", mend="at least 0")
        if not 0 < self.feeds_min_weight <= 1:
            raise ConfigError(
                f"graph.feeds_min_weight is {self.feeds_min_weight}", mend="above 0, at most 1"
            )
