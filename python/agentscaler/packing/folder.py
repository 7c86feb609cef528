"""JSONL in, token store and packs out: the stage without a world."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeGuard

import numpy as np

from agentscaler.errors import ArgumentError
from agentscaler.packing.config import MAX_CAPACITY
from agentscaler.packing.packs import Packs, pack_files, seed_of
from agentscaler.packing.shards import (
    TEMPLATE_NAME,
    TOKENIZER_NAME,
    LeftOut,
    Record,
    RenderSettings,
    described,
    file_bytes,
    folder_name,
    judged,
    make_shard,
    store_file,
)
from agentscaler.packing.store import STORE_NAME, TokenStore
from agentscaler.packing.template import chat_template as read_template
from agentscaler.packing.tokenizer import read_tokenizer
from agentscaler.world.canonical import canonical_json
from agentscaler.world.digest import digest_bytes
from agentscaler.world.disk import Disk, explained, temporary_name, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike

    from agentscaler.packing.renderer import Renderer

RECORDS_PER_SHARD = 2_000
"""Fixed, because the files must not depend on the machine; 30 MB of tokens at 4,000 each."""


def pack_jsonl(
    sources: Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    tokenizer: str,
    chat_template: str = "compact",
    capacity: int = 32_768,
    name: str = "general",
    seed: int = 0,
    arguments: Literal["raw", "parsed"] = "raw",
    variables: Mapping[str, Any] | None = None,
    now: str | None = None,
    as_transformers: bool = False,
    workers: int = 1,
    disk: Disk | None = None,
) -> Packs:
    r"""Turn files of conversations into packs that a model can be trained on.

    All of it appears at once: after an error, a full disk among them, there is no ``out``.
    Conversations of the split ``held_out`` are left out, and so is everything that cannot become
    tokens; ``packs.store.left_out`` says which and why.

    Args:
        sources: JSONL files, one ``{"id", "messages", "tools"}`` a line; only ``messages`` is
            required.
        out: A folder that does not exist yet.
        tokenizer: Path of a ``tokenizer.json``.
        chat_template: Path of a template, or ``compact``.
        capacity: Tokens of a bin, which is also the most that a conversation may have.
        name: Name of the packs.
        seed: Decides the order of bins.
        arguments: See :class:`Renderer`.
        variables: See :class:`Renderer`.
        now: See :class:`Renderer`.
        as_transformers: See :class:`Renderer`.
        workers: Number of threads; the bytes do not depend on it.
        disk: How to write; tests give one that fails.

    Raises:
        TokenizerError: The tokenizer cannot be used.
        TemplateError: The template cannot be used.
        WorldError: ``out`` cannot be written, or a source cannot be read.
        ArgumentError: ``out`` exists, or a setting is outside its range.

    Example:
        >>> import tempfile
        >>> from agentscaler.packing import train_tokenizer
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "tokenizer.json").write_text(train_tokenizer(["hello"], vocab_size=300))
        >>> line = '{"messages": [{"role": "assistant", "content": "hello"}]}'
        >>> _ = (folder / "good.jsonl").write_text(line + "\n" + line)
        >>> packs = pack_jsonl(
        ...     [folder / "good.jsonl"],
        ...     folder / "packed",
        ...     tokenizer=str(folder / "tokenizer.json"),
        ...     capacity=64,
        ... )
        >>> len(packs), packs[0].cu_seqlens.tolist()
        (1, [0, 18, 36])
    """
    out, disk = Path(out), disk or Disk()
    if not name.isidentifier():
        raise ArgumentError(f"{name!r} is no name for packs", mend="letters, digits and _")
    if not 1 <= capacity <= MAX_CAPACITY:
        raise ArgumentError(f"capacity is {capacity}", mend=f"from 1 to {MAX_CAPACITY}")
    if out.exists():
        raise ArgumentError("the folder exists", where=str(out), mend="remove it, or name another")
    settings = RenderSettings(
        variables=canonical_json(dict(variables or {})),
        now=now,
        arguments=arguments,
        max_tokens=capacity,
        as_transformers=as_transformers,
    )
    vocabulary, template = read_tokenizer(tokenizer), read_template(chat_template)
    renderer = settings.renderer(vocabulary, template)
    building = out.with_name(temporary_name(out.name))
    try:
        with explained("prepare the folder", building):
            disk.remove(building)
        store = building / "tokens" / folder_name(renderer)
        files = _Files(store, disk)
        files.write(TOKENIZER_NAME, vocabulary)
        files.write(TEMPLATE_NAME, template.encode())
        shards = _write_shards(files, renderer, sources, workers=workers)
        files.write(STORE_NAME, store_file(renderer, settings, shards, files.written))
        opened = TokenStore.open(store)
        items = np.arange(len(opened.lengths), dtype=np.uint32)
        packs = _Files(building / "packs" / name, disk)
        packed = pack_files(opened, items, capacity=capacity, seed=seed_of(seed, name))
        for path, data in packed.items():
            packs.write(path, data)
        with explained("give the folder its name", out):
            disk.rename(building, out)
            disk.flush_folder(out.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            shutil.rmtree(building)
        raise
    return Packs.open(out / "packs" / name)


class _Files:
    """Files of one folder, and what was written."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.written: dict[str, dict[str, Any]] = {}
        self._folder = folder
        self._disk = disk
        with explained("make a folder", folder):
            disk.make_folder(folder)

    def write(self, name: str, data: bytes) -> None:
        write_whole(self._disk, self._folder / name, data)
        self.written[name] = described(data)


def _write_shards(
    files: _Files, renderer: Renderer, sources: Iterable[str | PathLike[str]], *, workers: int
) -> list[dict[str, int]]:
    shards: list[dict[str, int]] = []
    records: list[Record] = []
    left_out: list[LeftOut] = []

    def write() -> None:
        shard = make_shard(judged(renderer, records, workers=workers), left_out)
        for name, contents in shard.files(len(shards)).items():
            files.write(name, file_bytes(contents))
        shards.append({"items": shard.items.height, "tokens": len(shard.ids) // 4})
        records.clear()
        left_out.clear()

    for one in _records(sources):
        if isinstance(one, Record):
            records.append(one)
        else:
            left_out.append(one)
        if len(records) + len(left_out) == RECORDS_PER_SHARD:
            write()
    if records or left_out or not shards:
        write()
    return shards


def _records(sources: Iterable[str | PathLike[str]]) -> Iterator[Record | LeftOut]:
    for source in map(Path, sources):
        with explained("read", source), source.open("rb") as lines:
            for line in lines:
                if line.strip():
                    yield _record(line.rstrip(b"\r\n"))


def _record(line: bytes) -> Record | LeftOut:
    """A line with its id and split; what cannot be read is rejected with its reason later."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    record = record if isinstance(record, dict) else {}
    given, split = record.get("id"), record.get("split")
    name = given if _is_text(given) else digest_bytes(line)[:32]
    split = split if _is_text(split) else None
    if split == "held_out":
        return LeftOut(name, split, "held_out", "kept back for evaluation")
    return Record(name, split, line)


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
