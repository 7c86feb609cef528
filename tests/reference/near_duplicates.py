"""The obvious version of ``graph::near_duplicates``: compare all pairs."""

from __future__ import annotations

from itertools import pairwise

from reference.fields import fields
from reference.words import singular, split

DESCRIPTION_WORDS = 400


def shingles(name: str, description: str, parameters: str) -> frozenset[str]:
    """Return the words of the name, pairs of words of the description, names of parameters."""
    found = {f"n {singular(word)}" for word in split(name)}
    text = split(description)[:DESCRIPTION_WORDS]
    found |= {f"d {a} {b}" for a, b in pairwise(text)}
    if len(text) == 1:
        found.add(f"d {text[0]}")
    found |= {"p " + " ".join(split(row[0])) for row in fields(parameters) if row[6] <= 2}
    return frozenset(found)


def near_duplicates(
    names: list[str], descriptions: list[str], parameters: list[str], *, threshold: float
) -> list[tuple[int, int, float]]:
    """Compare all tools that differ; equal ones with the first of them only."""
    sets = [shingles(*tool) for tool in zip(names, descriptions, parameters, strict=True)]
    first: dict[frozenset[str], int] = {}
    pairs = []
    for j, found in enumerate(sets):
        if not found:
            continue
        if found in first:
            pairs.append((first[found], j, 1.0))
            continue
        for other, i in first.items():
            jaccard = len(found & other) / len(found | other)
            if jaccard >= threshold:
                pairs.append((i, j, jaccard))
        first[found] = j
    return sorted(pairs)
