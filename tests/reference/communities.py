"""What is true of communities whatever algorithm found them: their score, and being connected."""

from __future__ import annotations

from collections import defaultdict

Edges = list[tuple[int, int, float]]


def modularity(num_nodes: int, edges: Edges, labels: list[int], resolution: float) -> float:
    """Return sum over pairs (A_ij - resolution k_i k_j / 2m) / 2m, written out."""
    adjacency = [[0.0] * num_nodes for _ in range(num_nodes)]
    for u, v, weight in edges:
        adjacency[u][v] += weight
        adjacency[v][u] += weight
    strengths = [sum(row) for row in adjacency]
    double = sum(strengths)
    if double == 0:
        return 0.0
    score = 0.0
    for i in range(num_nodes):
        for j in range(num_nodes):
            if labels[i] == labels[j]:
                score += adjacency[i][j] - resolution * strengths[i] * strengths[j] / double
    return score / double


def constant_potts(edges: Edges, labels: list[int], resolution: float) -> float:
    """Return the weight inside communities less ``resolution`` for each pair of nodes inside."""
    sizes: defaultdict[int, int] = defaultdict(int)
    for label in labels:
        sizes[label] += 1
    inside = sum(weight for u, v, weight in edges if labels[u] == labels[v])
    return inside - resolution * sum(n * (n - 1) / 2 for n in sizes.values())


def all_connected(edges: Edges, labels: list[int]) -> bool:
    """Tell whether ways inside join the nodes of every community."""
    neighbours = defaultdict(set)
    for u, v, weight in edges:
        if weight > 0 and labels[u] == labels[v]:
            neighbours[u].add(v)
            neighbours[v].add(u)
    members = defaultdict(set)
    for node, label in enumerate(labels):
        members[label].add(node)
    for nodes in members.values():
        first = min(nodes)
        reached, waiting = {first}, [first]
        while waiting:
            new = neighbours[waiting.pop()] - reached
            reached |= new
            waiting += new
        if reached != nodes:
            return False
    return True
