"""How good the domains are, and how much they depend on what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.domains.links import Links, Nodes, inside
from agentscaler.domains.partition import partition
from agentscaler.graph.engines import adjusted_mutual_info, adjusted_rand_index, modularity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agentscaler.domains.config import DomainsConfig

MIN_GROUP = 3
"""Smallest group of the source that agreement is measured on (count of tools)."""
MAX_LINKS = 5_000_000
"""With more links nothing is grouped again: sensitivity would cost more than the stage."""


def own_groups(labels: Nodes) -> Nodes:
    """Labels in which each tool that stays outside is a group of its own."""
    outside = labels < 0
    found = labels.copy()
    found[outside] = int(labels.max(initial=-1)) + 1 + np.arange(int(outside.sum()))
    return found


def agreement(labels: Nodes, groups: Sequence[str]) -> dict[str, float | int | None]:
    """Agreement with the grouping of the source, over groups of ``MIN_GROUP`` tools or more.

    Args:
        labels: Domain of each tool, negative outside; those count as groups of one.
        groups: Group of each tool in its source.

    Example:
        >>> agreement(np.array([0, 0, 0, 1, 1, 1]), list("aaabbb"))["ami"]
        1.0
    """
    _, group, sizes = np.unique(
        np.array(groups, dtype=object).astype(str), return_inverse=True, return_counts=True
    )
    known = sizes[group] >= MIN_GROUP if len(group) else np.zeros(0, dtype=bool)
    num_groups = int((sizes >= MIN_GROUP).sum())
    measured = own_groups(labels)[known]
    # One group alone agrees with everything and nothing.
    comparable = num_groups > 1
    return {
        "ami": adjusted_mutual_info(group[known], measured) if comparable else None,
        "ari": adjusted_rand_index(group[known], measured) if comparable else None,
        "groups": num_groups,
        "tools_in_groups": int(known.sum()),
    }


def cohesion(labels: Nodes, links: Links, sizes: Nodes) -> Any:
    """Mean similarity over all pairs of each domain; pairs without a link count as 0."""
    pairs = np.maximum(sizes * (sizes - 1) / 2, 1)
    return inside(links, labels, len(sizes)) / pairs


def figures(labels: Nodes, links: Links, groups: Sequence[str]) -> dict[str, Any]:
    """Figures of a whole partition: agreement, modularity, coverage, cohesion, sizes."""
    sizes = np.bincount(labels[labels >= 0])
    own = own_groups(labels).astype(np.uint32)
    cohesive = cohesion(labels, links, sizes)
    covered = int(sizes.sum())
    return {
        **agreement(labels, groups),
        "modularity": modularity(len(labels), *links, own) if len(links.weight) else None,
        "coverage": covered / len(labels) if len(labels) else None,
        "cohesion": float(cohesive.mean()) if len(sizes) else None,
        "domains": len(sizes),
        "tools_per_domain": covered / len(sizes) if len(sizes) else None,
        "smallest": int(sizes.min()) if len(sizes) else None,
        "largest": int(sizes.max()) if len(sizes) else None,
    }


def sensitivity(
    labels: Nodes,
    links: Links,
    config: DomainsConfig,
    *,
    seed: int,
    tau: float,
    tick: Callable[[], None],
) -> list[dict[str, Any]]:
    """Group the tools again with one choice changed, and compare.

    Args:
        labels: The domains as they are.
        links: What they were made from.
        config: As they were made.
        seed: As they were made.
        tau: Threshold of the links; it can only be raised here.
        tick: Called after each variant.

    Returns:
        One row a variant: what changed, its value, the number of domains, the share of tools in
        one, and the agreement with the domains as they are (AMI).
    """
    from dataclasses import replace

    own = own_groups(labels)
    variants: list[tuple[str, float, Links, DomainsConfig, int]] = []
    for factor in (1.5, 2.0):
        higher = links.where(links.weight >= np.float32(tau * factor))
        variants.append(("tau", tau * factor, higher, config, seed))
    for factor in (0.5, 2.0):
        value = config.resolution * factor
        variants.append(("resolution", value, links, replace(config, resolution=value), seed))
    variants += [("seed", seed + step, links, config, seed + step) for step in (1, 2)]
    rows = []
    for name, value, changed_links, changed, changed_seed in variants:
        found = partition(len(labels), changed_links, changed, seed=changed_seed)
        rows.append(
            {
                "changed": name,
                "value": value,
                "domains": found.num_communities,
                "coverage": float((found.labels >= 0).mean()) if len(labels) else None,
                "agreement": adjusted_mutual_info(own, own_groups(found.labels)),
            }
        )
        tick()
    return rows


VARIANTS = 6
"""How many times :func:`sensitivity` groups the tools again."""
