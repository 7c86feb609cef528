"""What each figure of the quality report says, for somebody who has not met it."""

from __future__ import annotations

from dataclasses import dataclass

from agentscaler.report.reasons import headline


@dataclass(frozen=True, slots=True)
class Meaning:
    """A figure in words."""

    title: str
    text: str = ""
    """One sentence: what is measured, and which values are good."""
    share: bool = False
    """Whether it lies between 0 and 1, so that a bar can show it."""


MEANINGS = {
    "ami": Meaning(
        "Agreement (AMI)",
        "How well the domains repeat the grouping that the sources give themselves: 1 is the "
        "same, 0 is chance (adjusted mutual information).",
        share=True,
    ),
    "ari": Meaning(
        "Agreement in pairs (ARI)",
        "The same, counted over pairs of tools, so that large groups weigh more: 1 is the same, "
        "0 is chance (adjusted Rand index).",
        share=True,
    ),
    "modularity": Meaning(
        "Modularity",
        "How much more similarity lies inside domains than chance would put there: 0 is chance, "
        "above 0.3 is clear structure.",
        share=True,
    ),
    "coverage": Meaning("Coverage", "Share of the tools that belong to a domain.", share=True),
    "cohesion": Meaning(
        "Cohesion",
        "Mean similarity of two tools of one domain; pairs below the threshold count as 0, so even "
        "good domains stay far below 1.",
        share=True,
    ),
    "inside_share": Meaning(
        "Inside share",
        "Of all similarity of its tools, the share that stays inside the domain: 1 is an island.",
        share=True,
    ),
    "domains": Meaning("Domains", "Number of domains."),
    "tools_per_domain": Meaning("Tools per domain", "On average."),
    "smallest": Meaning("Smallest domain", "Its number of tools."),
    "largest": Meaning("Largest domain", "Its number of tools."),
    "groups": Meaning("Groups of the sources", "What AMI and ARI compare with."),
    "tools_in_groups": Meaning("Tools in those groups", "AMI and ARI are measured on them."),
    "families": Meaning(
        "Provider families",
        "Providers that offer copies of the same tools count as one family, and a family is never "
        "on two sides of the split.",
    ),
}
"""Figure -> what it says, in the order in which people should meet them."""


def meaning(key: str) -> Meaning:
    """Return what a figure says; one that is not known is named by its words.

    Example:
        >>> meaning("ami").title, meaning("a_new_figure").title
        ('Agreement (AMI)', 'A new figure')
    """
    return MEANINGS.get(key) or Meaning(headline(key))
