"""Domains and members as rows of the tables of the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from agentscaler.domains.domain import DOMAIN_SCHEMA, FORMAT_VERSION, MEMBER_SCHEMA
from agentscaler.domains.identity import domain_id
from agentscaler.domains.links import Links, degree, inside, sums
from agentscaler.domains.naming import domain_entities, name_domains
from agentscaler.domains.partition import OUTSIDE, Partition
from agentscaler.domains.quality import cohesion
from agentscaler.domains.split import SPLITS, Sides
from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from agentscaler.domains.reasons import Reason


def domain_frame(
    tools: pl.DataFrame,
    links: Links,
    sides: Sides,
    found: Partition,
    *,
    entities: list[str],
    made_with: dict[str, Any],
) -> pl.DataFrame:
    """Rows of ``DOMAIN_SCHEMA``.

    Args:
        tools: Columns ``id``, ``name``, ``description``, ``path``, ``provider``.
        links: Links that communities could use.
        sides: Split of each tool.
        found: Communities.
        entities: Thing that each tool handles.
        made_with: Start of each provenance: what holds for all domains.
    """
    labels = found.labels
    sizes = np.bincount(labels[labels != OUTSIDE], minlength=found.num_communities)
    own = inside(links, labels, found.num_communities)
    member = labels != OUTSIDE
    strength = sums(labels[member], degree(links, len(labels))[member], found.num_communities)
    ids = tools["id"].to_list()
    things = domain_entities(labels.tolist(), entities)
    grouped = (
        tools.select("id", "provider", domain=pl.Series(labels))
        .filter(pl.col("domain") != OUTSIDE)
        .group_by("domain")
        .agg(
            pl.col("id").sort(),
            pl.col("provider").unique().sort().alias("providers"),
            pl.col("provider").mode().min().alias("main"),
        )
        .sort("domain")
    )
    first = np.unique(labels, return_index=True)[1][-found.num_communities :]
    names = name_domains(tools, labels.tolist(), entities, grouped["main"].to_list())
    rows: list[dict[str, Any]] = [
        {
            "format_version": FORMAT_VERSION,
            "id": domain_id(members),
            "name": names[number],
            "split": SPLITS[int(sides.side[first[number]])],
            "num_tools": len(members),
            "tools": members,
            "entities": things.get(number, []),
            "providers": providers,
            "provenance": canonical_json({**made_with, **_provenance(found, number, ids)}),
        }
        for number, members, providers in grouped["domain", "id", "providers"].iter_rows()
    ]
    figures_of = {
        "cohesion": cohesion(labels, links, sizes),
        # Every inner link is counted from both of its ends.
        "inside_share": np.divide(2 * own, strength, out=np.zeros_like(own), where=strength > 0),
    }
    frame = pl.DataFrame(
        rows, schema={k: v for k, v in DOMAIN_SCHEMA.items() if k not in figures_of}
    )
    return frame.with_columns(**figures_of).select(DOMAIN_SCHEMA.names()).sort("id")


def _provenance(found: Partition, number: int, ids: list[str]) -> dict[str, Any]:
    return {
        "cuts": [
            {"resolution": cut.resolution, "tools": cut.tools, "kept": cut.kept}
            for cut in found.cuts[number]
        ],
        "merges": [
            {"tools": [ids[node] for node in merge.tools], "similarity": merge.similarity}
            for merge in found.merges[number]
        ],
    }


def member_frame(
    tools: pl.DataFrame, links: Links, sides: Sides, found: Partition, domains: pl.DataFrame
) -> pl.DataFrame:
    """Rows of ``MEMBER_SCHEMA``: the domain of each tool, or why it has none."""
    linked = degree(links, tools.height) > 0
    reasons: list[Reason | None] = [None] * tools.height
    details: list[str | None] = [None] * tools.height
    for node in np.flatnonzero(found.labels == OUTSIDE).tolist():
        if sides.twins[node]:
            reasons[node] = "twin_in_other_split"
        elif not linked[node]:
            reasons[node] = "no_edge"
        else:
            reasons[node] = "too_small"
            details[node] = f"a community of {found.scraps[node]}"
    owners = domains.select(domain_id=pl.col("id"), tool_id=pl.col("tools")).explode("tool_id")
    return (
        tools.select(
            format_version=pl.lit(FORMAT_VERSION, dtype=pl.UInt16),
            tool_id=pl.col("id"),
            reason=pl.Series(reasons, dtype=pl.String),
            detail=pl.Series(details, dtype=pl.String),
        )
        .join(owners, on="tool_id", how="left", maintain_order="left")
        .select(MEMBER_SCHEMA.names())
    )
