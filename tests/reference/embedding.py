"""The obvious version of ``graph::embed``: dictionaries of terms, one tool after the other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from reference.fields import fields
from reference.words import canonical, split

MASK = (1 << 64) - 1
_STOP_WORDS = """
    a about all also an and any are as at be been but by can do does each either else for from
    given has have if in into is it its may more must no not of on one only or other out over
    should so some such than that the their them then there these they this those to under up
    use used using via was we were when where whether which will with within would you your
"""
STOP_WORDS = set(_STOP_WORDS.split())


def column(kind: str, text: str, buckets: int) -> int:
    """Return the column of a term: FNV-1a, then the finaliser of SplitMix64."""
    state = 0xCBF29CE484222325
    for byte in (kind + text).encode():
        state = ((state ^ byte) * 0x100000001B3) & MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
    return ((state ^ (state >> 31)) * buckets) >> 64


def text_terms(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text and the pairs of neighbouring words."""
    words = [canonical(word) for word in split(text) if word not in STOP_WORDS][:512]
    return words, [f"{a} {b}" for a, b in pairwise(words)]


def runs(name: str) -> list[str]:
    """Return the runs of four characters of a name."""
    joined = "_".join(split(name))
    return [joined[i : i + 4] for i in range(len(joined) - 3)]


def parts(tool: dict) -> list[tuple[str, str, bool]]:
    """Return the texts of a tool as (part, text, whether it is a name)."""
    found = []
    for path, name, _, _, description, *_ in fields(tool["parameters"]):
        if not path.endswith(("]", "}")):
            found.append(("parameters", name, True))
            found.append(("parameter_descriptions", description or "", False))
    found += [("name", tool["name"], True), ("description", tool["description"], False)]
    if tool["returns"] is not None:
        rows = [row for row in fields(tool["returns"]) if not row[0].endswith(("]", "}"))]
        found += [("returns", row[1], True) for row in rows]
    segments = (tool["path"] or "").split("/")
    return found + [("path", s, True) for s in segments if not s.startswith(":") and "{" not in s]


def embed_tools(tools: list[dict], weights: dict[str, float], buckets: int) -> np.ndarray:
    """Return the dense matrix of which the engine returns the sparse rows."""
    rows = []
    for tool in tools:
        found: set[tuple[int, float]] = set()
        for part, text, is_name in parts(tool):
            weight = weights.get(part, 0.0)
            words, pairs = text_terms(text)
            found.update((column("w", w, buckets), weight) for w in words)
            factor = weight * weights.get("bigrams", 0.0)
            found.update((column("p", p, buckets), factor) for p in pairs)
            factor = weight * weights.get("characters", 0.0)
            if is_name:
                found.update((column("r", r, buckets), factor) for r in runs(text))
        rows.append(found)
    return _weigh(rows, buckets)


def embed_texts(texts: list[str], buckets: int) -> np.ndarray:
    """Return the dense matrix of which the engine returns the sparse rows."""
    rows = []
    for text in texts:
        words, pairs = text_terms(text)
        rows.append(
            {(column("w", w, buckets), 1.0) for w in words}
            | {(column("p", p, buckets), 1.0) for p in pairs}
        )
    return _weigh(rows, buckets)


def _weigh(rows: list[set[tuple[int, float]]], buckets: int) -> np.ndarray:
    matrix = np.zeros((len(rows), buckets))
    for i, found in enumerate(rows):
        for place, factor in found:
            matrix[i, place] = max(matrix[i, place], factor)
    frequency = (matrix > 0).sum(axis=0)
    matrix *= np.log1p(len(rows) / (1 + frequency))
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return matrix / np.where(norms > 0, norms, 1)
