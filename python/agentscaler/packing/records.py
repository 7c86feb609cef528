"""Rollouts of a world with their verdicts, as records that a renderer reads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from agentscaler.packing.shards import LeftOut, Record
from agentscaler.world.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from agentscaler.world import World

COLUMNS = ("id", "split", "environment", "messages", "tools")


@dataclass(frozen=True, slots=True)
class Part:
    """A shard of rollouts, and where its verdicts are."""

    rollouts: Path
    verdicts: tuple[Path, ...]


def parts_of(world: World) -> list[Part]:
    """The shards of the rollouts, every byte of them checked.

    Raises:
        WorldError: The rollouts or the verdicts are missing.
        DamagedWorldError: A file is not what was written.
    """
    paths = {}
    for stage in ("rollouts", "verdicts"):
        world.scan(stage, stage)  # checks digests
        entries = world.manifest(stage).shards
        paths[stage] = [world.root / stage / one.path for one in entries if one.table == stage]
    verdicts = tuple(paths["verdicts"])
    return [Part(path, verdicts) for path in paths["rollouts"]]


def joined(part: Part) -> pl.DataFrame:
    """The rollouts of a part in their order; ``kept`` is null where there is no verdict."""
    rollouts = pl.scan_parquet(part.rollouts, glob=False).select(COLUMNS)
    verdicts = (
        pl.scan_parquet(list(part.verdicts), glob=False)
        .select("id", "kept")
        .group_by("id")
        .agg(pl.col("kept").all())
    )
    return rollouts.join(verdicts, on="id", how="left", maintain_order="left").collect()


def records_of(part: Part, splits: Collection[str]) -> tuple[list[Record], list[LeftOut]]:
    """What of a part is to become tokens, and why the rest is not."""
    records: list[Record] = []
    left_out: list[LeftOut] = []
    for name, split, _, messages, tools, kept in joined(part).iter_rows():
        if kept is None:
            left_out.append(LeftOut(name, split, "no_verdict"))
        elif not kept:
            left_out.append(LeftOut(name, split, "not_kept"))
        elif split == "held_out":
            left_out.append(LeftOut(name, split, "held_out"))
        elif split not in splits:
            left_out.append(LeftOut(name, split, "no_split"))
        else:
            records.append(Record(name, split, line_of(name, messages, tools)))
    return records, left_out


def environments_of(
    parts: Sequence[Part], splits: Collection[str], look: Callable[[pl.DataFrame], set[str]]
) -> Iterator[set[str]]:
    """What is found in the kept rollouts of each environment, one environment at a time.

    Rollouts stand in order of environment, so no more than one is held.
    """
    for _, found in groupby(_found(parts, splits, look), key=itemgetter(0)):
        yield set().union(*(one for _, one in found))


def _found(
    parts: Sequence[Part], splits: Collection[str], look: Callable[[pl.DataFrame], set[str]]
) -> Iterator[tuple[Any, set[str]]]:
    for part in parts:
        kept = joined(part).filter(pl.col("kept") & pl.col("split").is_in(list(splits)))
        for (name,), rows in kept.group_by("environment", maintain_order=True):
            yield name, look(rows)


def line_of(name: str, messages: str, tools: str | None) -> bytes:
    """A record of columns that hold JSON.

    Example:
        >>> line_of("a", "[]", None)
        b'{"id":"a","messages":[],"tools":null}'
    """
    return (
        f'{{"id":{canonical_json(name)},"messages":{messages},"tools":{tools or "null"}}}'.encode()
    )


def sample(parts: Sequence[Part], splits: Collection[str], most_bytes: int) -> list[bytes]:
    """Records to learn a vocabulary from, the smallest ids first.

    An id is a digest, so this is a random choice that does not depend on the order or the number
    of shards.
    """
    chosen: list[tuple[str, bytes]] = []
    for part in parts:
        records, _ = records_of(part, splits)
        chosen.extend((record.id, record.line) for record in records)
        chosen = _first(sorted(chosen), most_bytes)
    return [line for _, line in chosen]


def _first(ordered: list[tuple[str, bytes]], most_bytes: int) -> list[tuple[str, bytes]]:
    total = 0
    for at, (_, line) in enumerate(ordered):
        total += len(line)
        if total > most_bytes and at > 0:
            return ordered[:at]
    return ordered
