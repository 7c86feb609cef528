"""The word lists of the core, read from the same files."""

from __future__ import annotations

from pathlib import Path

CORE = Path(__file__).parents[2] / "rust/agentscaler-core/src"


def word_lists(file: str) -> dict[str, set[str]]:
    """Return the lists of a file: ``name:`` starts one, ``#`` starts a comment."""
    lists: dict[str, set[str]] = {}
    for line in (CORE / file).read_text("utf-8").splitlines():
        if line.endswith(":") and not line.startswith("#"):
            found = lists.setdefault(line[:-1], set())
        elif line and not line.startswith("#"):
            found.update(line.split())
    return lists
