"""Tokens and packs beside what people use: same process, same data, one thread, CPU seconds.

    python benches/python/packing.py [--trajectories 200] [--lengths 1000000]

Conversations are real ones of the reference data (`AGENTSCALER_SHARED`, or ../shared), with the
tokenizer of Qwen3 and TRL's training template; without the data only packing is measured. The loop
of TRL is written anew as it works (`trl/data_utils.py`, 1.16: a maximum tree over free spaces and a
deque of bins for each), so that TRL need not be installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import itertools
import json
import os
import time
from collections import defaultdict, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import numpy as np

from agentscaler.packing import Renderer, pack
from agentscaler.packing.batch import gather

if TYPE_CHECKING:
    from collections.abc import Callable

CAPACITY = 32_768
SHARED = Path(os.environ.get("AGENTSCALER_SHARED", Path(__file__).parents[3] / "shared"))


def timed(call: Callable[[], Any], rounds: int = 2) -> tuple[float, Any]:
    """Return the CPU seconds of the fastest of some calls, and the result."""
    best, result = float("inf"), None
    for _ in range(rounds):
        start = time.process_time()
        result = call()
        best = min(best, time.process_time() - start)
    return best, result


class Table:
    """Rows that share one amount of work; the first is ours and the measure of the others."""

    def __init__(self, title: str, work: float, unit: str) -> None:
        self.ours: float | None = None
        self.work = work
        print(f"\n{title}\n{'':46} {'CPU s':>9} {unit:>12} {'ratio':>7}  result")

    def row(self, name: str, seconds: float, result: str, work: float | None = None) -> None:
        """Print one row; ``work`` where it is not that of the table."""
        rate = (work or self.work) / seconds
        self.ours = self.ours or rate
        print(f"{name:46} {seconds:9.3f} {rate:12.3f} {self.ours / rate:6.1f}x  {result}")


def conversations(number: int) -> list[dict[str, Any]]:
    """Return real conversations with tools."""
    import zstandard

    lists: dict[str, Any] = {}
    found = []
    with (SHARED / "data/trajectories/tau1_retail_airline.jsonl.zst").open("rb") as file:
        stream = zstandard.ZstdDecompressor().stream_reader(file)
        rows = map(json.loads, io.TextIOWrapper(stream, encoding="utf-8"))
        for row in itertools.islice((row for row in rows if row["messages"]), number):
            ref = row["tools"]["ref"]
            if ref not in lists:
                lists[ref] = json.loads((SHARED / "data" / ref).read_text())
            found.append({"messages": row["messages"], "tools": lists[ref]})
    return found


def bench_encoding(number: int) -> None:
    """Render, tokenise and mask."""
    records = conversations(number)
    source = (SHARED / "data/chat_templates/trl__qwen3_training.jinja").read_text()
    path = SHARED / "data/tokenizers/qwen3/tokenizer.json"
    renderer = Renderer(path.read_bytes(), source, as_transformers=True)
    jsonl = "\n".join(json.dumps(one, ensure_ascii=False) for one in records).encode()
    seconds, batch = timed(lambda: renderer.encode_batch(jsonl))
    tokens = len(batch.input_ids)
    table = Table(f"{len(records)} conversations to ids and masks", tokens / 1e6, "M tokens/s")
    table.row("agentscaler encode_batch", seconds, f"{tokens} tokens")
    if not importlib.util.find_spec("transformers"):
        return
    import transformers

    transformers.logging.set_verbosity_error()
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_file=str(path))

    def theirs() -> list[Any]:
        return [
            tokenizer.apply_chat_template(
                one["messages"],
                tools=one["tools"],
                chat_template=source,
                return_dict=True,
                return_assistant_tokens_mask=True,
            )
            for one in records
        ]

    seconds, encoded = timed(theirs, rounds=1)
    ids = np.concatenate([one["input_ids"] for one in encoded])
    mask = np.concatenate([one["assistant_masks"] for one in encoded])
    same = np.array_equal(ids, batch.input_ids) and np.array_equal(mask, batch.loss_mask)
    table.row(f"transformers {transformers.__version__}, one by one", seconds, f"equal: {same}")


def trl_best_fit(lengths: list[int], capacity: int) -> int:
    """Return the number of bins of TRL's loop."""
    size = 1 << (capacity - 1).bit_length()
    tree = [0] * (2 * size)

    def update(space: int, value: int) -> None:
        at = space - 1 + size
        tree[at] = value
        at //= 2
        while at >= 1:
            tree[at] = max(tree[2 * at], tree[2 * at + 1])
            at //= 2

    def search(least: int) -> int:
        at = 1
        while at < size:
            at = 2 * at if tree[2 * at] >= least else 2 * at + 1
        return tree[at]

    update(capacity, capacity)
    spaces: dict[int, deque[int]] = defaultdict(deque)
    bins = 0
    for length in sorted(lengths, reverse=True):
        space = search(length)
        if space < capacity:
            spaces[space].popleft()
            if not spaces[space]:
                update(space, 0)
        else:
            bins += 1
        left = space - length
        if left:
            if not spaces[left]:
                update(left, left)
            spaces[left].append(bins)
    return bins


def bench_packing(number: int) -> None:
    """Pack lengths, and make batches."""
    generator = np.random.default_rng(0)
    lengths = np.exp(generator.normal(7.6, 0.9, number)).clip(16, CAPACITY).astype(np.uint32)
    bound = -(-int(lengths.sum()) // CAPACITY)
    table = Table(f"Best-fit decreasing of {number} lengths", number / 1e6, "M lengths/s")
    seconds, bins = timed(lambda: pack(lengths, CAPACITY))
    table.row("agentscaler pack", seconds, f"{len(bins)} bins, {bound} at least, {bins.fill:.3%}")
    part = lengths[: min(number, 100_000)].tolist()
    seconds, found = timed(lambda: trl_best_fit(part, CAPACITY), rounds=1)
    table.row("TRL's loop, up to 100,000 lengths", seconds, f"{found} bins", work=len(part) / 1e6)

    few = lengths[:10_000]
    ends = few.cumsum(dtype=np.int64)
    ids = generator.integers(0, 150_000, int(ends[-1]), dtype=np.uint32)
    bits = generator.integers(0, 2, len(ids), dtype=np.uint8)
    store = (ids, np.packbits(bits, bitorder="little"))
    chosen = pack(few, CAPACITY)
    parts = [chosen.items[a:b] for a, b in itertools.pairwise(chosen.offsets)]
    begins = ends - few
    table = Table(f"Batches of {len(ids)} tokens", len(ids) / 1e6, "M tokens/s")

    def ours() -> None:
        for items in parts:
            gather([store], np.zeros(len(items), dtype=np.uint32), begins[items], few[items])

    def numpy_loop() -> None:
        for items in parts:
            pieces = [slice(begins[at], ends[at]) for at in items]
            joined = np.concatenate([ids[one] for one in pieces]).astype(np.int64)
            mask = np.concatenate([bits[one] for one in pieces])
            labels = np.where(mask == 1, joined, -100)
            np.concatenate([np.arange(few[at]) for at in items])
            borders = np.concatenate([[0], few[items].cumsum(dtype=np.int64)])
            labels[borders[:-1]] = -100

    table.row("agentscaler gather", timed(ours)[0], f"{len(parts)} bins")
    table.row("numpy, slices and concatenate", timed(numpy_loop)[0], "")


def main() -> None:
    """Run all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--trajectories", type=int, default=200)
    parser.add_argument("--lengths", type=int, default=1_000_000)
    options = parser.parse_args()
    if (SHARED / "data").is_dir():
        bench_encoding(options.trajectories)
    bench_packing(options.lengths)


if __name__ == "__main__":
    main()
