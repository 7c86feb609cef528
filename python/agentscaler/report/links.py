"""Edges between tools, seen from the domains: inside one, and from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from agentscaler.report.facts import Facts


def with_domains(facts: Facts, edges: pl.DataFrame) -> pl.DataFrame:
    """Add ``src_domain`` and ``dst_domain`` and drop the edges of tools outside.

    Rows stay in their order.
    """
    domain = facts.domain_of
    return edges.with_columns(
        src_domain=domain.gather(edges["src"]), dst_domain=domain.gather(edges["dst"])
    ).drop_nulls(["src_domain", "dst_domain"])


def domain_links(similar: pl.DataFrame, feeds: pl.DataFrame) -> pl.DataFrame:
    """Sum the edges between each pair of domains.

    Args:
        similar: Similar edges with domains.
        feeds: Feeds edges with domains.

    Returns:
        Columns ``a < b``, ``similar`` and ``feeds`` (counts), ``weight`` (sum of both kinds'
        weights), strongest first, ties by ``a`` and ``b``.
    """
    both = pl.concat(
        [
            similar.select("src_domain", "dst_domain", "weight", pl.lit(1).alias("similar")),
            feeds.select("src_domain", "dst_domain", "weight", pl.lit(0).alias("similar")),
        ]
    ).filter(pl.col("src_domain") != pl.col("dst_domain"))
    return (
        both.select(
            a=pl.min_horizontal("src_domain", "dst_domain"),
            b=pl.max_horizontal("src_domain", "dst_domain"),
            weight=(pl.col("weight").cast(pl.Float64) * _MILLIONTHS).round().cast(pl.Int64),
            similar="similar",
        )
        .group_by("a", "b")
        .agg(
            similar=pl.col("similar").sum(),
            feeds=pl.len() - pl.col("similar").sum(),
            weight=pl.col("weight").sum(),
        )
        .with_columns(pl.col("weight") / _MILLIONTHS)
        .sort(["weight", "a", "b"], descending=[True, False, False])
    )


_MILLIONTHS = 1_000_000
"""Weights are summed as whole millionths: integer sums do not depend on their order."""
