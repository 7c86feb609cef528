"""Settings of the report page: all of them bound its size, none changes a figure on it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from agentscaler.errors import ConfigError


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportConfig:
    """How much of a world goes onto the page. Whatever a limit leaves out is stated there.

    Example:
        >>> ReportConfig(map_links=200).map_links
        200
    """

    map_links: int = 800
    """Links between domains that the map draws, strongest first (count)."""
    map_iterations: int = 300
    """Steps of the map's layout (count)."""
    domain_edges: int = 160
    """Edges of each kind that a domain's graph keeps, strongest first (count)."""
    description_chars: int = 320
    """Characters of a tool's description that the page carries."""
    tool_parameters: int = 40
    """Parameters of one tool that the page lists, required ones first (count)."""
    environment_details: int = 30
    """Environments that the page shows in full, the largest first (count)."""
    environment_rows: int = 1_000
    """Rows of the list of environments (count)."""
    environment_samples: int = 5
    """Rows of each table of an environment that is shown in full (count)."""
    environment_code_chars: int = 30_000
    """Characters of the programs of one environment."""
    task_samples: int = 24
    """Tasks that the page shows in full (count), of all kinds and many environments."""
    rollout_samples: int = 36
    """Transcripts that the page shows (count): of each kind of task and agent one that passed and
    one that failed."""
    rollout_messages: int = 40
    """Messages of one transcript (count), results of calls not counted."""
    rollout_chars: int = 1_200
    """Characters of each message, of the arguments and of the result of a call."""
    pack_samples: int = 2
    """Trajectories of each split that the page shows as tokens (count)."""
    pack_tokens: int = 2_000
    """Tokens of each of them; the middle of what is long and not trained is left out first."""
    score_rows: int = 40
    """Rows of each table of scores (count), such as environments, the most episodes first."""
    dropped_rows: int = 10_000
    """Rows of the table of dropped tools (count); the counts by reason are always whole."""

    def validate(self) -> None:
        """Check every limit.

        Raises:
            ConfigError: A limit is negative, or the layout has no step.
        """
        for item in fields(self):
            if getattr(self, item.name) < 0:
                raise ConfigError(
                    f"report.{item.name} is {getattr(self, item.name)}",
                    mend="use a number of 0 or more",
                )
        if self.map_iterations == 0:
            raise ConfigError("report.map_iterations is 0", mend="use 1 or more")
