"""Tools that nearly repeat another one, and which of them stays. The door to the compiled engine.

Only tools of one spelling of a name, one effect, one method and one path are compared (of one API
too, where the source names a method but no path): ``TagResource`` of two services is not one tool.
Candidates are taken in batches of whole groups, so memory does not grow with their number.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import polars as pl

from agentscaler._core import near_duplicates
from agentscaler.tools.duplicates import BETTER, explain
from agentscaler.tools.names import split_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agentscaler.tools.tool import Tool

_BATCH_ROWS = 20_000


def near_key(tool: Tool) -> str:
    """Digest what tools that may repeat each other must share.

    Example:
        >>> from agentscaler.tools.assembly import assemble
        >>> from agentscaler.tools.catalog.entry import ApiSpec
        >>> from agentscaler.tools.config import ToolsConfig
        >>> keys = set()
        >>> for name in ("getPet", "get_pet_v2", "GetPet"):
        ...     spec = ApiSpec(format="mcp", name=name, description="", place="", documents=())
        ...     keys.add(near_key(assemble(spec, ToolsConfig(), stem="s").tool))
        >>> len(keys)
        1
    """
    words = [word for word in split_words(tool.name) if not re.fullmatch(r"v|[0-9]+", word)]
    source = tool.source
    group = source.group if source.http is not None and source.path is None else None
    shared = ["".join(words) or tool.name, tool.effect.value, source.http, source.path, group]
    return hashlib.blake2b(json.dumps(shared).encode(), digest_size=8).hexdigest()


def split_near(
    slim: pl.DataFrame, wide: pl.LazyFrame, *, threshold: float, threads: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split off tools that nearly repeat one that stays.

    The one that tells more stays: with a result schema, with the longer description, then by id.

    Args:
        slim: Rows of ``duplicates.SLIM``, each id once.
        wide: The same tools with their texts.
        threshold: Least Jaccard index of two that repeat each other.
        threads: Threads of the engine.

    Returns:
        The tools that stay, and the others with ``survivor`` (an id) and ``detail``.
    """
    candidates = slim.filter(pl.col("key").is_duplicated()).sort(
        "key", *BETTER, descending=[False, True, True, False]
    )
    found: list[tuple[str, str]] = []
    for batch in _batches(candidates):
        texts = (
            wide.select("id", "file", "place", "description", "parameters")
            .join(batch.lazy().select("id", "file", "place"), on=["id", "file", "place"])
            .collect()
            .unique("id", keep="first")
        )
        rows = batch.join(texts, on="id", how="left", maintain_order="left")
        found += _repeats(rows, threshold=threshold, threads=threads)
    survivors = pl.DataFrame(found, schema={"id": pl.String, "survivor": pl.String}, orient="row")
    rest = slim.join(survivors, on="id")
    kept = slim.join(survivors, on="id", how="anti")
    return kept, explain(rest, kept, "nearly the same as")


def _batches(candidates: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Cut sorted candidates into batches that never divide a group."""
    sizes = candidates.group_by("key", maintain_order=True).len()["len"].to_list()
    start = rows = 0
    for size in sizes:
        if rows and rows + size > _BATCH_ROWS:
            yield candidates.slice(start, rows)
            start, rows = start + rows, 0
        rows += size
    if rows:
        yield candidates.slice(start, rows)


def _repeats(rows: pl.DataFrame, *, threshold: float, threads: int) -> list[tuple[str, str]]:
    """Return ``(id, id of the survivor)``; rows come best first within a group."""
    first, second, index = near_duplicates(
        rows["name"].to_list(),
        rows["description"].to_list(),
        rows["parameters"].to_list(),
        threshold=threshold,
        threads=threads,
    )
    keys, ids = rows["key"].to_list(), rows["id"].to_list()
    survivor: dict[int, int] = {}
    order = sorted(zip(second.tolist(), (-index).tolist(), first.tolist(), strict=True))
    for repeat, jaccard, better in order:
        if repeat in survivor or keys[repeat] != keys[better]:
            continue
        if better not in survivor:
            survivor[repeat] = better
        elif jaccard == -1.0:
            # The engine compares only the first of equal tools with others.
            survivor[repeat] = survivor[better]
    return [(ids[repeat], ids[better]) for repeat, better in survivor.items()]
