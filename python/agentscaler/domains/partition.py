"""Communities of tools, cut and merged until each has a size that a database can have.

Source: paper section 2.1 (Louvain communities); the size range is ours (design 4.3). Three steps:

1. Communities at the configured resolution. With the constant Potts model the resolution is a
   density, so what is found among 600 tools is found again among 20,000.
2. A community above the range is divided again, alone, at a resolution a quarter higher, until its
   pieces fit. Tools that no resolution tells apart are cut in order of their ids.
3. A community below the range joins the neighbour with the highest mean similarity over all pairs,
   where there is room; the strongest joins come first. What no neighbour wants stays outside.

O(links) memory; time is that of the communities, plus O(links log links) a round of step 3.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from agentscaler.domains.links import Links, Nodes, between
from agentscaler.graph.engines import communities

if TYPE_CHECKING:
    from agentscaler.domains.config import DomainsConfig

OUTSIDE = -1
"""Label of a tool that belongs to no domain."""
STEP = 1.25
"""Factor between the resolutions of step 2. Smaller steps leave larger pieces and fewer scraps."""


@dataclass(slots=True)
class Partition:
    """Tools in communities, and how these came about."""

    labels: Nodes
    """Community of each tool, or ``OUTSIDE``; communities are numbered by their first tool."""
    resolution: float
    """Of step 1, as the engine got it."""
    cuts: list[list[Cut]] = field(default_factory=list)
    """For each community the divisions that led to it, the first one first."""
    merges: list[list[Merge]] = field(default_factory=list)
    """For each community the scraps that joined it."""
    scraps: dict[int, int] = field(default_factory=dict)
    """Tool that stays outside -> size of its last community."""

    @property
    def num_communities(self) -> int:
        """Number of communities."""
        return len(self.cuts)


@dataclass(frozen=True, slots=True)
class Cut:
    """A community was divided."""

    resolution: float | None
    """At this resolution; ``None``: in order of the tools."""
    tools: int
    """Number of tools before."""
    kept: int
    """Number of tools of the piece that became this community."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A scrap joined a community."""

    tools: list[int]
    similarity: float
    """Mean weight over all pairs between the two, missing links counted as 0."""


def first_labels(num_tools: int, links: Links, config: DomainsConfig, *, seed: int) -> Nodes:
    """Step 1."""
    return communities(
        num_tools,
        *links,
        algorithm=config.algorithm,
        objective=config.objective,
        resolution=resolution_of(links, config),
        seed=seed,
    ).astype(np.int64)


def resolution_of(links: Links, config: DomainsConfig) -> float:
    """The resolution as the engine takes it."""
    scale = links.mean_weight() if config.objective == "cpm" else 1.0
    return config.resolution * scale


def partition(num_tools: int, links: Links, config: DomainsConfig, *, seed: int) -> Partition:
    """Group tools.

    Args:
        num_tools: Number of tools; links name them by row.
        links: Similar links.
        config: Size range, objective and resolution.
        seed: Order in which tools are visited.

    Example:
        >>> from agentscaler.domains.config import DomainsConfig
        >>> pairs = np.array([[0, 1], [0, 2], [1, 2], [3, 4]], dtype=np.uint32)
        >>> links = Links(pairs[:, 0], pairs[:, 1], np.ones(4, dtype=np.float32))
        >>> partition(5, links, DomainsConfig(min_tools=3), seed=0).labels.tolist()
        [0, 0, 0, -1, -1]
    """
    resolution = resolution_of(links, config)
    labels, history = _divided(
        first_labels(num_tools, links, config, seed=seed), links, config, resolution, seed=seed
    )
    # Without a limit from below, scraps of modularity communities may join anything they touch.
    weakest = config.merge * resolution if config.objective == "cpm" else 0.0
    labels, merges = _merged(labels, links, config, weakest)
    sizes = np.bincount(labels, minlength=len(history))
    small = sizes[labels] < config.min_tools
    scraps = dict(zip(np.flatnonzero(small).tolist(), sizes[labels[small]].tolist(), strict=True))
    kept, first = np.unique(labels[~small], return_index=True)
    order = kept[np.argsort(first, kind="stable")]
    numbers = np.full(len(history), OUTSIDE, dtype=np.int64)
    numbers[order] = np.arange(len(order))
    return Partition(
        labels=np.where(small, OUTSIDE, numbers[labels]),
        resolution=resolution,
        cuts=[history[community] for community in order.tolist()],
        merges=[merges.get(community, []) for community in order.tolist()],
        scraps=scraps,
    )


def _divided(
    labels: Nodes, links: Links, config: DomainsConfig, resolution: float, *, seed: int
) -> tuple[Nodes, list[list[Cut]]]:
    """Step 2: labels with no community above the range, and the history of each label."""
    labels = labels.copy()
    history: list[list[Cut]] = [[] for _ in range(int(labels.max(initial=-1)) + 1)]
    heaviest = float(links.weight.max(initial=0))
    limit = heaviest if config.objective == "cpm" else np.inf
    for _ in range(_MAX_ROUNDS):
        large = np.bincount(labels, minlength=len(history)) > config.max_tools
        resolution *= STEP
        if not large.any() or resolution > limit:
            break
        nodes = np.flatnonzero(large[labels])
        place = np.full(len(labels), -1, dtype=np.int64)
        place[nodes] = np.arange(len(nodes))
        own = links.where((labels[links.src] == labels[links.dst]) & large[labels[links.src]])
        pieces = communities(
            len(nodes),
            place[own.src].astype(np.uint32),
            place[own.dst].astype(np.uint32),
            own.weight,
            algorithm=config.algorithm,
            objective=config.objective,
            resolution=resolution,
            seed=seed,
        )
        _replace(labels, history, nodes, pieces.astype(np.int64), resolution)
    large = np.bincount(labels, minlength=len(history)) > config.max_tools
    for community in np.flatnonzero(large).tolist():
        nodes = np.flatnonzero(labels == community)
        count = -(-len(nodes) // config.max_tools)
        _replace(labels, history, nodes, np.arange(len(nodes)) * count // len(nodes), None)
    return labels, history


_MAX_ROUNDS = 64
"""STEP ** 64 is 1.6 million: beyond any ratio between the heaviest and the mean link."""


def _replace(
    labels: Nodes, history: list[list[Cut]], nodes: Nodes, pieces: Nodes, resolution: float | None
) -> None:
    """Give the pieces of divided communities new labels; what was not divided keeps its own."""
    before = np.bincount(labels, minlength=len(history))
    sizes = np.bincount(pieces)
    _, first = np.unique(pieces, return_index=True)
    parents = labels[nodes[first]]
    divided = sizes < before[parents]
    numbers = parents.copy()
    numbers[divided] = len(history) + np.arange(int(divided.sum()))
    for piece in np.flatnonzero(divided).tolist():
        parent = int(parents[piece])
        cut = Cut(resolution, int(before[parent]), int(sizes[piece]))
        history.append([*history[parent], cut])
    labels[nodes] = numbers[pieces]


def _merged(
    labels: Nodes, links: Links, config: DomainsConfig, weakest: float
) -> tuple[Nodes, dict[int, list[Merge]]]:
    """Step 3: labels after the scraps have joined, and who joined whom."""
    labels = labels.copy()
    merges: dict[int, list[Merge]] = {}
    while True:
        sizes = np.bincount(labels)
        pairs = between(links, labels)
        similarity = pairs.weight / (sizes[pairs.a] * sizes[pairs.b])
        fits = (
            (sizes[pairs.a] < config.min_tools)
            & (sizes[pairs.a] + sizes[pairs.b] <= config.max_tools)
            & (similarity >= weakest)
        )
        if not fits.any():
            return labels, merges
        a, b, similarity = pairs.a[fits], pairs.b[fits], similarity[fits]
        order = np.lexsort((b, a, -similarity))
        # The strongest wish of each scrap, the strongest wishes first; nobody takes part twice in
        # a round, so that a similarity is never that of a community that has changed since.
        busy: set[int] = set()
        for index in order[np.sort(np.unique(a[order], return_index=True)[1])].tolist():
            scrap, target = int(a[index]), int(b[index])
            if scrap in busy or target in busy:
                continue
            busy |= {scrap, target}
            nodes = np.flatnonzero(labels == scrap)
            joined = Merge(nodes.tolist(), float(similarity[index]))
            merges[target] = [*merges.get(target, []), *merges.pop(scrap, []), joined]
            labels[nodes] = target
