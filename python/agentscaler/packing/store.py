"""The token store: ids, mask and places of many conversations, mapped into memory.

```
tokens/<digest of tokenizer and template>/
    store.json                  what was written: settings, files with sizes and digests; comes last
    tokenizer.json  chat_template.jinja
    ids-00000.bin               u32, little endian, one conversation after the other
    mask-00000.bin              a bit for each id, the lowest of a byte first: 1 where it is trained
    items-00000.parquet         id, split, tokens, trained, straddling, cut, one row each
    left_out-00000.parquet      id, split, reason, detail
```
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agentscaler.errors import PackError
from agentscaler.world.digest import digest_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    import polars as pl
    from numpy.typing import NDArray

STORE_NAME = "store.json"
FORMAT_VERSION = 1


class TokenStore:
    """Conversations as tokens on disk. Made by the packing stage or by `pack_jsonl`."""

    def __init__(self, root: Path, manifest: Mapping[str, Any]) -> None:
        self.root = root
        self._manifest = manifest

    @classmethod
    def open(cls, root: str | PathLike[str], *, verify: bool = False) -> TokenStore:
        """Open a store to read it.

        Args:
            root: ``tokens/<digest>``.
            verify: Read every byte and compare digests, instead of sizes alone.

        Raises:
            PackError: It is missing, unfinished, of a newer format, or a file is not what was
                written.
        """
        root = Path(root)
        manifest = read_manifest(root / STORE_NAME)
        for name, entry in manifest["files"].items():
            check_file(root / name, entry, digest=verify)
        return cls(root, manifest)

    @property
    def digest(self) -> str:
        """Digest of the tokenizer, the template and the settings."""
        return str(self._manifest["digest"])

    @property
    def num_tokens(self) -> int:
        """Tokens of all conversations."""
        return int(self.lengths.sum(dtype=np.int64))

    @property
    def vocab_size(self) -> int:
        """Number of tokens of the vocabulary."""
        return int(self._manifest["vocab_size"])

    @cached_property
    def items(self) -> pl.DataFrame:
        """One row a conversation: ``id, split, tokens, trained, straddling, cut``."""
        return self._table("items")

    @cached_property
    def left_out(self) -> pl.DataFrame:
        """What became no tokens: ``id, split, reason, detail``."""
        return self._table("left_out")

    @cached_property
    def lengths(self) -> NDArray[np.uint32]:
        """Tokens of each conversation, shape (n,)."""
        return self.items["tokens"].to_numpy()

    @cached_property
    def places(self) -> NDArray[np.uint32]:
        """The shard of each conversation, shape (n,)."""
        numbers = np.arange(len(self._manifest["shards"]), dtype=np.uint32)
        return numbers.repeat(self._counts)

    @cached_property
    def begins(self) -> NDArray[np.int64]:
        """The first token of each conversation in its shard, shape (n,)."""
        ends = self.lengths.cumsum(dtype=np.int64)
        begins = ends - self.lengths
        first = np.concatenate([[0], np.cumsum(self._counts)[:-1]]).astype(np.int64)
        # Of an empty shard there is no first conversation, and nothing asks for it.
        offsets = np.append(begins, 0)[np.minimum(first, len(begins))]
        return np.asarray(begins - offsets[self.places], dtype=np.int64)

    def shard(self, number: int) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Ids and mask bits of a shard, mapped."""
        if number not in self._mapped:
            self._mapped[number] = (
                _mapped(self.root / f"ids-{number:05d}.bin", np.dtype("<u4")),
                _mapped(self.root / f"mask-{number:05d}.bin", np.dtype("u1")),
            )
        return self._mapped[number]

    def sequence(self, at: int) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
        """Ids and 0/1 mask of a conversation, each of shape (n,).

        Raises:
            IndexError: There is none at this place.
        """
        begin, length = int(self.begins[at]), int(self.lengths[at])
        ids, bits = self.shard(int(self.places[at]))
        first = begin // 8
        mask = np.unpackbits(bits[first : (begin + length + 7) // 8], bitorder="little")
        return ids[begin : begin + length], mask[begin - 8 * first :][:length]

    @cached_property
    def _mapped(self) -> dict[int, tuple[NDArray[np.uint32], NDArray[np.uint8]]]:
        return {}

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        return np.array([one["items"] for one in self._manifest["shards"]], dtype=np.int64)

    def _table(self, name: str) -> pl.DataFrame:
        import polars as pl

        shards = range(len(self._manifest["shards"]))
        paths = [self.root / f"{name}-{number:05d}.parquet" for number in shards]
        return pl.concat([pl.read_parquet(path, glob=False) for path in paths])


def _mapped(path: Path, dtype: np.dtype[Any]) -> NDArray[Any]:
    if path.stat().st_size == 0:  # an empty file cannot be mapped
        return np.zeros(0, dtype)
    return np.memmap(path, dtype=dtype, mode="r")


def read_manifest(path: Path) -> dict[str, Any]:
    """The file that was written last.

    Raises:
        PackError: It is missing, damaged, or of a newer format.
    """
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        version = manifest["format_version"]
    except OSError as error:
        raise PackError(
            f"there are no finished tokens or packs: {error.strerror}",
            where=str(path),
            mend="run the packing stage, or pack_jsonl",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path, "it is not what was written") from error
    if version != FORMAT_VERSION:
        raise PackError(
            f"format {version} is not known, {FORMAT_VERSION} is",
            where=str(path),
            mend="use the version of agentscaler that wrote it, or pack again",
        )
    return manifest


def entry_of(data: bytes, digest: str) -> dict[str, Any]:
    """What a manifest says of a file."""
    return {"bytes": len(data), "blake3": digest}


def check_file(path: Path, entry: Mapping[str, Any], *, digest: bool) -> None:
    """Compare a file with what was written.

    Raises:
        PackError: It is missing or changed.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise damaged(path, error.strerror or str(error)) from error
    if size != entry["bytes"]:
        raise damaged(path, f"{size:,} bytes, {entry['bytes']:,} were written")
    if digest and digest_file(path)[0] != entry["blake3"]:
        raise damaged(path, "it is not what was written")


def damaged(path: Path, detail: str) -> PackError:
    """The error for a file that is not what was written."""
    return PackError(
        f"a file of tokens or packs is damaged: {detail}", where=str(path), mend="pack again"
    )
