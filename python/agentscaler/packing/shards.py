"""Records as the files of a shard of the token store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import starmap
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import polars as pl

from agentscaler.packing.renderer import Encoded, Rejected, Renderer
from agentscaler.packing.store import FORMAT_VERSION, entry_of
from agentscaler.world.canonical import readable_json
from agentscaler.world.digest import digest_bytes
from agentscaler.world.shard import parquet_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

TOKENIZER_NAME = "tokenizer.json"
TEMPLATE_NAME = "chat_template.jinja"

ITEM_SCHEMA: dict[str, Any] = {
    "format_version": pl.UInt16,
    "id": pl.String,
    "split": pl.String,
    "tokens": pl.UInt32,
    "trained": pl.UInt32,
    "straddling": pl.UInt32,
    "cut": pl.Boolean,
}
LEFT_OUT_SCHEMA: dict[str, Any] = {
    "format_version": pl.UInt16,
    "id": pl.String,
    "split": pl.String,
    "reason": pl.String,
    "detail": pl.String,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderSettings:
    """What a renderer is made with, beside the tokenizer and the template. Hashable."""

    variables: str = "{}"
    """A JSON object."""
    now: str | None = None
    arguments: Literal["raw", "parsed"] = "raw"
    max_tokens: int = 0
    as_transformers: bool = False

    def renderer(self, tokenizer: bytes, template: str) -> Renderer:
        """The renderer with these settings."""
        return Renderer(
            tokenizer,
            template,
            variables=json.loads(self.variables),
            now=self.now,
            arguments=self.arguments,
            max_tokens=self.max_tokens,
            as_transformers=self.as_transformers,
        )


class Record(NamedTuple):
    """A conversation that is to become tokens."""

    id: str
    split: str | None
    line: bytes
    """``{"messages": ..., "tools": ...}``."""
    cut: bool = False
    """It is the beginning of a longer one."""


class LeftOut(NamedTuple):
    """A conversation that was left out before it was read."""

    id: str
    split: str | None
    reason: str
    detail: str = ""


class Judged(NamedTuple):
    """A record, and its tokens or why there are none."""

    record: Record
    found: Encoded | Rejected


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """A shard of the store, in memory."""

    ids: bytes
    mask: bytes
    items: pl.DataFrame
    left_out: pl.DataFrame

    def files(self, number: int) -> dict[str, bytes | pl.DataFrame]:
        """Name -> contents."""
        return {
            f"ids-{number:05d}.bin": self.ids,
            f"mask-{number:05d}.bin": self.mask,
            f"items-{number:05d}.parquet": self.items,
            f"left_out-{number:05d}.parquet": self.left_out,
        }


@lru_cache(maxsize=1)
def stored_renderer(folder: Path, settings: RenderSettings) -> Renderer:
    """The renderer of a store, from the files in its folder; made once a process."""
    template = (folder / TEMPLATE_NAME).read_text("utf-8")
    return settings.renderer((folder / TOKENIZER_NAME).read_bytes(), template)


def judged(renderer: Renderer, records: Sequence[Record], *, workers: int = 1) -> list[Judged]:
    """What became of records, in their order.

    Args:
        renderer: Makes tokens of them.
        records: Their lines hold no line breaks.
        workers: Number of threads; the result does not depend on it.
    """
    batch = renderer.encode_batch([record.line for record in records], workers=workers)
    return list(starmap(Judged, zip(records, batch.one_by_one(), strict=True)))


def make_shard(found: Iterable[Judged], left_out: Iterable[LeftOut] = ()) -> Shard:
    """A shard of what became of records, in their order: a pure function of its arguments."""
    rows: list[tuple[Any, ...]] = []
    lost = [(FORMAT_VERSION, *one) for one in left_out]
    ids, masks = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint8)]
    for record, one in found:
        if isinstance(one, Rejected):
            lost.append((FORMAT_VERSION, record.id, record.split, one.reason, one.detail))
            continue
        ids.append(one.input_ids)
        masks.append(one.loss_mask)
        tokens, trained = len(one.input_ids), int(one.loss_mask.sum())
        row = (record.id, record.split, tokens, trained, one.straddling, record.cut)
        rows.append((FORMAT_VERSION, *row))
    return Shard(
        ids=np.concatenate(ids).astype("<u4", copy=False).tobytes(),
        mask=np.packbits(np.concatenate(masks), bitorder="little").tobytes(),
        items=pl.DataFrame(rows, schema=ITEM_SCHEMA, orient="row"),
        left_out=pl.DataFrame(lost, schema=LEFT_OUT_SCHEMA, orient="row"),
    )


def store_file(
    renderer: Renderer,
    settings: RenderSettings,
    shards: Sequence[Mapping[str, Any]],
    files: Mapping[str, Mapping[str, Any]],
) -> bytes:
    """The contents of ``store.json``.

    Args:
        renderer: What made the tokens.
        settings: What it was made with.
        shards: ``{"items", "tokens"}`` of each.
        files: Name -> size and digest.
    """
    manifest = {
        "format_version": FORMAT_VERSION,
        "digest": renderer.digest,
        "vocab_size": renderer.vocab_size,
        "marks": renderer.has_marks,
        "settings": asdict(settings),
        "shards": list(shards),
        "files": dict(files),
    }
    return readable_json(manifest).encode()


def folder_name(renderer: Renderer) -> str:
    """Name of the folder of a store: enough of the digest to tell stores apart."""
    return renderer.digest[:16]


def file_bytes(contents: bytes | pl.DataFrame) -> bytes:
    """The bytes of a file of a shard."""
    return contents if isinstance(contents, bytes) else parquet_bytes(contents)


def described(data: bytes) -> dict[str, Any]:
    """Size and digest of a file."""
    return entry_of(data, digest_bytes(data))
