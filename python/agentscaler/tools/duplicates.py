"""Which tools repeat another one, and which of them stays. Works on slim columns only.

Every choice is by content and name of file, never by the order in which files were read.
"""

from __future__ import annotations

import polars as pl

SLIM = pl.Schema(
    {
        "id": pl.String,
        "name": pl.String,
        "provider": pl.String,
        "group": pl.String,
        "file": pl.String,
        "place": pl.String,
        "effect": pl.String,
        "own_file": pl.String,
        "key": pl.String,
        "has_returns": pl.Boolean,
        "chars": pl.UInt32,
    }
)
"""What is held in memory of every tool; ``own_file`` is its file where the API is named by it, else
empty, ``key`` what near duplicates share, ``chars`` the length of its description."""

BETTER = ("has_returns", "chars", "id")
"""By what the one that tells more is chosen: the first two descending, the last ascending."""


def split_exact(slim: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split off tools whose id another one has: the first by file and place stays.

    Args:
        slim: Rows of :data:`SLIM`.

    Returns:
        The tools that stay, and the others with ``survivor`` (an id) and ``detail``.
    """
    ordered = slim.sort("id", "file", "place")
    first = ordered.unique("id", keep="first", maintain_order=True)
    rest = ordered.filter(pl.col("id").is_duplicated() & ~pl.col("id").is_first_distinct())
    return first, explain(rest.with_columns(survivor="id"), first, "the same content as")


def split_names(slim: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split off tools whose name another tool of the same API has: nobody could call them apart.

    The one that tells more stays: with a result schema, with the longer description, then by id.
    """
    api = ["provider", "group", "own_file", "name"]
    ordered = slim.sort(*api, *BETTER, descending=[False] * len(api) + [True, True, False])
    first = ordered.unique(api, keep="first", maintain_order=True)
    chosen = first.select(*api, survivor="id")
    rest = ordered.join(first.select("id"), on="id", how="anti").join(chosen, on=api)
    return first, explain(rest, first, "the name of")


def explain(rest: pl.DataFrame, kept: pl.DataFrame, what: str) -> pl.DataFrame:
    """Add ``detail`` to tools that go: what they share, and where the ``survivor`` stands.

    Args:
        rest: Tools that go, with ``survivor`` (an id).
        kept: Tools that stay.
        what: Beginning of the sentence.
    """
    survivors = kept.select(
        survivor="id",
        detail=pl.format(what + " {} of {} ({} {})", "name", "group", "file", "place"),
    )
    return rest.join(survivors, on="survivor", how="left", maintain_order="left")
