"""Links between tools as arrays, and what the partition asks of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Nodes = npt.NDArray[np.int64]


class Links(NamedTuple):
    """Undirected links; each once."""

    src: npt.NDArray[np.uint32]
    dst: npt.NDArray[np.uint32]
    weight: npt.NDArray[np.float32]

    def where(self, keep: npt.NDArray[np.bool_]) -> Links:
        """Some of the links."""
        return Links(self.src[keep], self.dst[keep], self.weight[keep])

    def mean_weight(self) -> float:
        """Mean weight of a link; 1 when there is none."""
        return float(self.weight.mean(dtype=np.float64)) if len(self.weight) else 1.0


class Between(NamedTuple):
    """Links between communities, both directions, sorted by (``a``, ``b``)."""

    a: Nodes
    b: Nodes
    weight: npt.NDArray[np.float64]
    """Sum of the weights of the links between the two."""


def between(links: Links, labels: Nodes) -> Between:
    """Sum the links between communities.

    Args:
        links: Links between tools.
        labels: Community of each tool; tools below 0 are left out.
    """
    a, b = labels[links.src], labels[links.dst]
    keep = (a != b) & (a >= 0) & (b >= 0)
    both_a = np.concatenate([a[keep], b[keep]])
    both_b = np.concatenate([b[keep], a[keep]])
    weight = np.concatenate([links.weight[keep], links.weight[keep]])
    width = int(labels.max(initial=0)) + 1
    keys, place = np.unique(both_a * width + both_b, return_inverse=True)
    return Between(keys // width, keys % width, sums(place, weight, len(keys)))


def inside(links: Links, labels: Nodes, num_communities: int) -> npt.NDArray[np.float64]:
    """Sum of the weights of the links inside each community."""
    a, b = labels[links.src], labels[links.dst]
    keep = (a == b) & (a >= 0)
    return sums(a[keep], links.weight[keep], num_communities)


def degree(links: Links, num_tools: int) -> npt.NDArray[np.float64]:
    """Sum of the weights of the links of each tool."""
    ends = np.concatenate([links.src, links.dst])
    return sums(ends, np.concatenate([links.weight, links.weight]), num_tools)


def sums(
    places: npt.NDArray[Any], amounts: npt.NDArray[Any], count: int
) -> npt.NDArray[np.float64]:
    """Sum amounts by place, in the order given: the same sum on every machine."""
    return np.bincount(places, amounts.astype(np.float64), minlength=count).astype(np.float64)
