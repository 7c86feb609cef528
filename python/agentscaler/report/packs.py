"""What the page shows of packs: tokens of each split, how full bins are, some sequences as text."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agentscaler.packing.renaming import COPY_MARK, is_copy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from agentscaler.world import World

STAGE = "packs"
TOKENS = "tokens"
SPLITS = ("general", "vertical")
"""What is packed, in the order of training."""
EDGE = 48
"""Tokens at either end of a stretch that is not trained; what lies between is left out."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of tokens of one kind."""

    text: str
    trained: bool
    left_out: int = 0
    """Tokens that are not shown before the next span."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sequenced:
    """A conversation as tokens."""

    id: str
    split: str
    tokens: int
    trained: int
    cut: bool
    copy: bool
    spans: Sequence[Span]


@dataclass(frozen=True, kw_only=True, slots=True)
class PackFacts:
    """The stage, as far as the page shows it."""

    items: pl.DataFrame
    """Every packed conversation: ``id, split, tokens, trained``; ``cut``: it ends before its end;
    ``copy``: it is a renamed copy of another."""
    packs: Mapping[str, Mapping[str, Any]]
    """Split -> ``bins``, ``capacity``, ``tokens``, ``trained``, ``fill``."""
    dropped: Mapping[str, int]
    """Reason -> trajectories that became no tokens, or are longer than a bin; without copies."""
    dropped_copies: int
    """Renamed copies that are not packed."""
    held_out: int
    """Trajectories of held-out domains, which are never packed."""
    shown: Sequence[Sequenced]


def read_packs(world: World, *, samples: int, tokens: int) -> PackFacts | None:
    """Read the counts, and some conversations of each split as text.

    Args:
        world: The world.
        samples: Conversations of each split that are read in full.
        tokens: Tokens of each that are shown at most.

    Returns:
        ``None`` where the stage has not run.

    Raises:
        WorldError: A table is damaged.
        PackError: The packs or their tokens are damaged.
    """
    import polars as pl

    there = world.stages()
    if STAGE not in there or TOKENS not in there:
        return None
    packs = {split: world.read_json(STAGE, f"{split}/pack.json") for split in SPLITS}
    copy = is_copy().alias("copy")
    items = (
        world.scan(TOKENS, "items")
        .select("id", "split", "tokens", "trained", "cut", copy)
        .collect()
    )
    capacity = max(int(pack["capacity"]) for pack in packs.values())
    fits = (pl.col("tokens") <= capacity) & pl.col("split").is_in(SPLITS)
    packed = items.filter(fits)
    lost = pl.concat(
        [
            world.scan(TOKENS, "left_out").select("id", "reason", copy).collect(),
            world.scan(STAGE, "over_long")
            .select("id", copy)
            .collect()
            .select("id", pl.lit("over_long").alias("reason"), "copy"),
        ]
    )
    own = dict(lost.filter(~pl.col("copy")).group_by("reason").len().iter_rows())
    chosen = [
        one for split in SPLITS for one in choose(packed.filter(pl.col("split") == split), samples)
    ]
    return PackFacts(
        items=packed,
        packs=packs,
        dropped={code: number for code, number in own.items() if code != "held_out"},
        dropped_copies=lost.filter(pl.col("copy")).height,
        held_out=own.get("held_out", 0),
        shown=list(_sequences(world, items, chosen, tokens)) if chosen else [],
    )


def choose(packed: pl.DataFrame, number: int) -> list[str]:
    """Ids of some conversations; where there are renamed copies, one of them beside its original.

    Args:
        packed: Rows with ``id`` and ``copy``.
        number: So many at most.

    Example:
        >>> import polars as pl
        >>> packed = pl.DataFrame(
        ...     {"id": ["a", "b", "b~1", "b~2"], "copy": [False, False, True, True]}
        ... )
        >>> choose(packed, 2), choose(packed.head(2), 2)
        (['b', 'b~1'], ['a', 'b'])
    """
    import polars as pl

    marked = packed.sort("id").with_columns(of=pl.col("id").str.split(COPY_MARK).list.first())
    copies = marked.filter(pl.col("copy")).unique("of", keep="first").select("of", first="id")
    joined = marked.filter(~pl.col("copy")).join(copies, on="of", how="left", maintain_order="left")
    paired = joined.filter(pl.col("first").is_not_null()).head(1)
    ids = [*paired["id"], *paired["first"]] if number > 1 else []
    ids += [one for one in joined["id"] if one not in ids]
    return ids[:number]


def _sequences(
    world: World, items: pl.DataFrame, chosen: Sequence[str], limit: int
) -> Iterator[Sequenced]:
    # A world may be looked at without the engines that made its packs, so they come when needed.
    packing = importlib.import_module("agentscaler.packing")
    store = packing.Packs.open(world.checked_folder(STAGE, SPLITS[0])).store
    template = (store.root / "chat_template.jinja").read_text(encoding="utf-8")
    renderer = packing.Renderer((store.root / "tokenizer.json").read_bytes(), template)
    places = {one: at for at, one in enumerate(items["id"])}
    for one in chosen:
        ids, mask = store.sequence(places[one])
        row = items.row(places[one], named=True)
        spans = [
            Span(renderer.decode(ids[begin:end]), trained, left_out)
            for begin, end, trained, left_out in stretches(mask.tolist(), limit)
        ]
        yield Sequenced(**row, spans=spans)


def stretches(mask: Sequence[int], limit: int) -> list[tuple[int, int, bool, int]]:
    """Cut a mask where it changes, and leave out the middle of what is long and not trained.

    Args:
        mask: 1 where a token is trained.
        limit: Tokens that are shown at most.

    Returns:
        Begin, end, whether it is trained, and the number of tokens left out behind it.

    Example:
        >>> stretches([0, 0, 1, 1, 0], 4)
        [(0, 2, False, 0), (2, 4, True, 1)]
    """
    ends = [at for at in range(1, len(mask)) if mask[at] != mask[at - 1]]
    cuts = []
    for begin, end in zip([0, *ends], [*ends, len(mask)], strict=True):
        if mask[begin] or end - begin <= 2 * EDGE:
            cuts.append((begin, end))
        else:
            cuts += [(begin, begin + EDGE), (end - EDGE, end)]
    found: list[tuple[int, int, bool, int]] = []
    room = limit
    for at, (begin, full) in enumerate(cuts):
        end = min(full, begin + room)
        room -= end - begin
        following = cuts[at + 1][0] if at + 1 < len(cuts) and room else len(mask)
        found.append((begin, end, bool(mask[begin]), following - end))
        if not room:
            break
    return found
