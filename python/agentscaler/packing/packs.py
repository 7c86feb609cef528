"""Packs: an index over the token store that says which conversations share a bin.

```
packs/<name>/
    pack.json       capacity, seed, fill, the store and the digests of all files; comes last
    offsets.bin     i64, little endian: where each bin begins in items.bin, and the end of the last
    items.bin       u32, little endian: places of conversations in the store, bin after bin
```

Packing again with another capacity or seed copies no token.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from agentscaler.errors import PackError
from agentscaler.packing.batch import Batch, gather
from agentscaler.packing.bins import pack
from agentscaler.packing.store import (
    FORMAT_VERSION,
    STORE_NAME,
    TokenStore,
    check_file,
    damaged,
    entry_of,
    read_manifest,
)
from agentscaler.world.canonical import readable_json
from agentscaler.world.digest import digest_bytes, digest_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from numpy.typing import NDArray

PACK_NAME = "pack.json"


class Packs(Sequence[Batch]):
    """Bins of conversations; ``packs[i]`` is the :class:`Batch` of bin ``i``.

    Tokens stay on disk, mapped, until a bin is asked for. Worker processes get the path.
    """

    def __init__(self, root: Path, manifest: Mapping[str, Any], store: TokenStore) -> None:
        self.root = root
        self.store = store
        self._manifest = manifest
        self._offsets = np.fromfile(root / "offsets.bin", dtype="<i8")
        self._items = np.fromfile(root / "items.bin", dtype="<u4")

    @classmethod
    def open(cls, root: str | PathLike[str], *, verify: bool = False) -> Packs:
        """Open ``packs/<name>`` of a world, or of a folder that `pack_jsonl` made.

        Args:
            root: The folder.
            verify: Read every byte, of the tokens too, and compare digests.

        Raises:
            PackError: It is missing, unfinished, damaged, or its tokens are not those that it was
                made from.
        """
        root = Path(root)
        manifest = read_manifest(root / PACK_NAME)
        for name, entry in manifest["files"].items():
            check_file(root / name, entry, digest=verify)
        tokens = root / manifest["store"]
        check_file(tokens / STORE_NAME, manifest["store_file"], digest=True)
        packs = cls(root, manifest, TokenStore.open(tokens, verify=verify))
        if len(packs._items) and packs._items.max() >= len(packs.store.lengths):
            raise damaged(root / "items.bin", "it names conversations that the store does not have")
        return packs

    @property
    def capacity(self) -> int:
        """Tokens that a bin holds."""
        return int(self._manifest["capacity"])

    @property
    def fill(self) -> float:
        """Tokens in all bins by what they hold, 0 to 1."""
        return float(self._manifest["fill"])

    @property
    def num_tokens(self) -> int:
        """Tokens of all bins."""
        return int(self._manifest["tokens"])

    @property
    def num_trained(self) -> int:
        """Trained tokens of all bins."""
        return int(self._manifest["trained"])

    def __len__(self) -> int:
        """Number of bins."""
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, at: int) -> Batch: ...
    @overload
    def __getitem__(self, at: slice) -> list[Batch]: ...
    def __getitem__(self, at: int | slice) -> Batch | list[Batch]:
        """The batch of a bin; of a slice, their list."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        items = self.items(at)
        shards, places = np.unique(self.store.places[items], return_inverse=True)
        stores = [self.store.shard(int(number)) for number in shards]
        return gather(
            stores,
            places.astype(np.uint32),
            self.store.begins[items],
            self.store.lengths[items],
        )

    def items(self, at: int) -> NDArray[np.uint32]:
        """Places of the conversations of a bin in the store, the longest first.

        Raises:
            IndexError: There is no such bin.
        """
        if not -len(self) <= at < len(self):
            raise IndexError(f"bin {at} of {len(self)}")
        at %= len(self)
        return self._items[self._offsets[at] : self._offsets[at + 1]]

    def seq_lengths(self, at: int) -> NDArray[np.uint32]:
        """Tokens of each conversation of a bin."""
        return self.store.lengths[self.items(at)]

    def __reduce__(self) -> tuple[Any, ...]:
        """Worker processes open the folder again."""
        return Packs.open, (self.root,)


def seed_of(seed: int, name: str) -> int:
    """The seed of the packs of this name."""
    return int(digest_json([seed, "packs", name])[:16], 16)


def pack_files(
    store: TokenStore,
    items: NDArray[np.uint32],
    *,
    capacity: int,
    seed: int,
) -> dict[str, bytes]:
    """The files of a folder of packs: a pure function of its arguments.

    Args:
        store: The conversations; the packs have to stand at ``../../packs/<name>`` of it.
        items: Places of those to pack, shape (n,).
        capacity: Tokens of a bin.
        seed: Decides the order of bins, and which conversations of equal length meet.

    Returns:
        Name -> contents, ``pack.json`` last.
    """
    lengths = store.lengths[items]
    if len(lengths) and lengths.max() > capacity:
        longest = int(lengths.argmax())
        raise PackError(
            f"a conversation has {lengths[longest]:,} tokens, but a bin holds {capacity:,}",
            where=str(store.items["id"][int(items[longest])]),
            mend="take a larger capacity",
        )
    bins = pack(lengths, capacity, seed)
    files = {
        "offsets.bin": bins.offsets.astype("<i8").tobytes(),
        "items.bin": items[bins.items].astype("<u4").tobytes(),
    }
    stored = (store.root / STORE_NAME).read_bytes()
    manifest = {
        "format_version": FORMAT_VERSION,
        "capacity": capacity,
        "seed": str(seed),  # 64 bits do not survive every reader of JSON
        "bins": len(bins),
        "items": len(items),
        "tokens": int(lengths.sum(dtype=np.int64)),
        "trained": int(store.items["trained"].to_numpy()[items].sum(dtype=np.int64)),
        "fill": bins.fill,
        "store": f"../../tokens/{store.root.name}",
        "store_file": entry_of(stored, digest_bytes(stored)),
        "files": {name: entry_of(data, digest_bytes(data)) for name, data in files.items()},
    }
    return {**files, PACK_NAME: readable_json(manifest).encode()}
