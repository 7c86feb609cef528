"""The packing stage: kept rollouts in; tokens, and packs of two splits, out.

It writes two folders of the world. `tokens/` depends on the tokenizer and the template, and costs
nearly all of the time; `packs/` is an index, made anew in seconds when only the capacity changes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from agentscaler.config import to_plain
from agentscaler.packing.cutting import OVER_LONG, judged_or_cut
from agentscaler.packing.packs import PACK_NAME, pack_files, seed_of
from agentscaler.packing.records import Part, parts_of, records_of
from agentscaler.packing.renaming import Renaming, is_copy
from agentscaler.packing.renderer import Encoded
from agentscaler.packing.shards import (
    TEMPLATE_NAME,
    TOKENIZER_NAME,
    RenderSettings,
    Shard,
    described,
    folder_name,
    judged,
    make_shard,
    store_file,
    stored_renderer,
)
from agentscaler.packing.store import STORE_NAME, TokenStore
from agentscaler.packing.template import chat_template, with_variables
from agentscaler.packing.tokenizer import read_tokenizer
from agentscaler.packing.vocabulary import trained_tokenizer
from agentscaler.world import StageReport
from agentscaler.world.digest import digest_bytes
from agentscaler.world.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from agentscaler.packing.config import PackingConfig
    from agentscaler.packing.renderer import Renderer
    from agentscaler.world import Executor, Progress, StageWriter, World

NAME = "packs"
TOKENS = "tokens"
WORDS_NAME = "renamed_words.json"
SPLITS = ("general", "vertical")
"""What is packed, in the order of training. The split ``held_out`` never is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What is done to trajectories before they become tokens."""

    cut: bool
    """Those that are too long are cut."""
    copies: int
    """Each has so many copies with other words."""
    seed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What turns trajectories into tokens."""

    tokenizer: bytes
    template: str
    settings: RenderSettings
    changes: Changes

    def renderer(self) -> Renderer:
        """Its renderer."""
        return self.settings.renderer(self.tokenizer, self.template)


def run(
    world: World, config: PackingConfig, *, executor: Executor, progress: Progress
) -> StageReport:
    """Turn the kept rollouts of a world into packs.

    Args:
        world: Its stages ``rollouts`` and ``verdicts`` have run.
        config: Settings.
        executor: Its processes tokenise some rollouts each.
        progress: Told about each shard.

    Raises:
        ConfigError: A setting is outside its range.
        TokenizerError: The tokenizer cannot be used.
        TemplateError: The template cannot be used, or belongs to another tokenizer.
        WorldError: An earlier stage is missing, or the world cannot be written.
    """
    config.validate()
    parts = parts_of(world)
    made = _made(
        config,
        parts,
        Changes(cut=config.over_long == "cut", copies=config.renamed, seed=world.seed),
    )
    store = _write_tokens(world, made, parts, executor=executor, progress=progress)
    inputs = {TOKENS: world.manifest(TOKENS).digest}
    with world.stage(NAME, config=to_plain(config), inputs=inputs) as writer:
        if writer.up_to_date:
            return StageReport.from_manifest(world.manifest(NAME))
        figures: dict[str, float | int | str | None] = {}
        fits = (store.items["tokens"] <= config.capacity).to_numpy()
        for split in SPLITS:
            chosen = (store.items["split"] == split).to_numpy() & fits
            items = np.flatnonzero(chosen).astype(np.uint32)
            seed = seed_of(world.seed, split)
            files = pack_files(store, items, capacity=config.capacity, seed=seed)
            for name, data in files.items():
                writer.write_bytes(f"{split}/{name}", data)
            packed = json.loads(files[PACK_NAME])
            figures[f"{split}_bins"] = packed["bins"]
            figures[f"{split}_fill"] = round(packed["fill"], 4)
        too_long = store.items.filter(~fits)
        writer.write_table("over_long-00000.parquet", too_long)
        report = _report(store, figures, over_long=too_long)
        writer.finish(report.summary())
        return report


def _made(config: PackingConfig, parts: Sequence[Part], changes: Changes) -> Made:
    settings = RenderSettings(
        now=config.now,
        arguments=config.arguments,
        max_tokens=config.max_tokens,
        as_transformers=config.as_transformers,
    )
    template = with_variables(chat_template(config.chat_template), json.loads(config.variables))
    if config.tokenizer:
        tokenizer = read_tokenizer(config.tokenizer)
    else:
        tokenizer = trained_tokenizer(
            parts,
            template,
            settings,
            vocab_size=config.vocab_size,
            most_bytes=config.train_mb * 1_000_000,
        )
    return Made(tokenizer=tokenizer, template=template, settings=settings, changes=changes)


def _write_tokens(
    world: World,
    made: Made,
    parts: Sequence[Part],
    *,
    executor: Executor,
    progress: Progress,
) -> TokenStore:
    """The token store of the world, written unless it is there."""
    renderer = made.renderer()
    folder = folder_name(renderer)
    inputs = {
        "rollouts": world.manifest("rollouts").digest,
        "verdicts": world.manifest("verdicts").digest,
        "tokenizer": digest_bytes(made.tokenizer),
        "template": digest_bytes(made.template.encode()),
    }
    root = world.root / TOKENS / folder
    config = {**asdict(made.settings), **asdict(made.changes)}
    with world.stage(TOKENS, config=config, inputs=inputs) as writer:
        if writer.up_to_date:
            return TokenStore.open(root)
        files: dict[str, Mapping[str, Any]] = {}

        def write(name: str, data: bytes) -> None:
            writer.write_bytes(f"{folder}/{name}", data)
            files[name] = described(data)

        write(TOKENIZER_NAME, made.tokenizer)
        write(TEMPLATE_NAME, made.template.encode())
        if made.changes.copies:
            write(WORDS_NAME, Renaming.of(parts, SPLITS).to_bytes())
        progress.begin(NAME, "shard", len(parts))
        _write_shards(writer, root, made, parts, executor=executor, progress=progress)
        progress.end(NAME)
        shards = _written(root, len(parts), files)
        write(STORE_NAME, store_file(renderer, made.settings, shards, files))
        store = TokenStore.open(root)
        writer.finish(_report(store, {}).summary())
    return store


def _write_shards(
    writer: StageWriter,
    root: Path,
    made: Made,
    parts: Sequence[Part],
    *,
    executor: Executor,
    progress: Progress,
) -> None:
    """Make the shards that no killed run has made."""
    names = [list(_EMPTY.files(number)) for number in range(len(parts))]
    missing = [
        number
        for number, paths in enumerate(names)
        if not all([writer.done(f"{root.name}/{path}") for path in paths])  # noqa: C419  each call registers
    ]
    progress.advance(NAME, len(parts) - len(missing))
    todo = [parts[number] for number in missing]
    for at, shard in executor.map(partial(tokenise, root, made.settings, made.changes), todo):
        for path, contents in shard.files(missing[at]).items():
            if isinstance(contents, bytes):
                writer.write_bytes(f"{root.name}/{path}", contents)
            else:
                writer.write_table(f"{root.name}/{path}", contents)
        progress.advance(NAME)


_EMPTY = Shard(b"", b"", pl.DataFrame(), pl.DataFrame())


def tokenise(folder: Path, settings: RenderSettings, changes: Changes, part: Part) -> Shard:
    """The tokens of some rollouts: a pure function of its arguments and the files named there."""
    renderer = stored_renderer(folder, settings)
    whole, left_out = records_of(part, SPLITS)
    judge = judged_or_cut if changes.cut else judged
    found = judge(renderer, whole)
    if changes.copies:
        words = Renaming.from_bytes((folder / WORDS_NAME).read_bytes())
        # What became no tokens is told once, and not for each copy. Copies are cut where they are
        # too long themselves: other words are other lengths.
        kept = [
            record
            for record, one in zip(whole, found, strict=True)
            if isinstance(one.found, Encoded)
        ]
        found += judge(renderer, words.copies(kept, changes.copies, seed=changes.seed))
    return make_shard(found, left_out)


def _written(
    root: Path, num_shards: int, files: dict[str, Mapping[str, Any]]
) -> list[dict[str, int]]:
    """What stands in the shards, read back: a resumed run tells of all of them."""
    shards = []
    for number in range(num_shards):
        for name in _EMPTY.files(number):
            files[name] = described((root / name).read_bytes())
        items = pl.read_parquet(root / f"items-{number:05d}.parquet", glob=False)
        shards.append({"items": items.height, "tokens": int(items["tokens"].sum())})
    return shards


def _report(
    store: TokenStore,
    figures: Mapping[str, float | int | str | None],
    *,
    over_long: pl.DataFrame | None = None,
) -> StageReport:
    """What became of the trajectories; their renamed copies have counts of their own."""
    items, left_out = store.items, store.left_out
    unpacked = items.clear() if over_long is None else over_long
    lost = pl.concat(
        [left_out.select("id", "reason"), unpacked.select("id", pl.lit(OVER_LONG).alias("reason"))]
    )
    own = lost.filter(~is_copy())
    dropped = dict(own.group_by("reason").len().sort("reason").iter_rows())
    held_out = dropped.pop("held_out", 0)
    tokens, trained = int(items["tokens"].sum()), int(items["trained"].sum())
    packed = items.height - unpacked.height
    copies = items.filter(is_copy()).height - unpacked.filter(is_copy()).height
    bins = sum(int(value or 0) for name, value in figures.items() if name.endswith("_bins"))
    noun = "trajectory" if packed == 1 else "trajectories"
    renamed = f", {copies:,} of them renamed copies," if copies else ""
    return StageReport(
        stage=NAME,
        made=f"{counted(tokens, 'token')} of {packed:,} {noun}{renamed} in {counted(bins, 'bin')}",
        counts={
            "trajectories": packed - copies + own.height,
            "packed": packed,
            "copies": copies,
            "copies_left_out": lost.height - own.height,
            "cut": items.filter(~is_copy() & pl.col("cut")).height,
            "held_out": held_out,
            "tokens": tokens,
            "trained": trained,
            "straddling": int(items["straddling"].sum()),
        },
        dropped=dropped,
        figures={
            "trained_share": round(trained / tokens, 4) if tokens else None,
            "vocab_size": store.vocab_size,
            "store": store.root.name,
            **figures,
        },
    )
