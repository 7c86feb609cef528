"""Trajectories of your own: a verdict on each, and what is kept as bins to train on.

    python examples/filter_your_own.py FILE OUT [TOKENIZER]

FILE: OpenAI's or ShareGPT's lines, ours, or a result file of tau-bench or tau2-bench; plain, .gz or
.zst. OUT: a new folder. TOKENIZER: the tokenizer.json of your model; without one, a small one is
learnt from what is kept. Where rewards are recorded, only what earned 1 is kept.
"""

import sys
from pathlib import Path

from agentscaler.errors import AgentScalerError, ArgumentError
from agentscaler.filters import FiltersConfig, Funnel, filter_files
from agentscaler.packing import pack_jsonl, train_tokenizer
from agentscaler.trajectories import read_trajectories, write_trajectories


def main(file: Path, out: Path, tokenizer: Path | None = None) -> None:
    """Read, judge, pack; tell what became of how many."""
    if (out / "packed").exists():
        raise ArgumentError("there are packs in it", where=str(out), mend="name a new folder")
    reader = read_trajectories(file)
    rewarded = any(one.reward is not None for one in reader)
    out.mkdir(parents=True, exist_ok=True)
    write_trajectories(reader, out / "all.jsonl")  # one form for all of them, streaming
    for reason, example in reader.examples.items():
        print(f"unreadable: {reader.unreadable[reason]} {reason}, the first: {example}")
    if reader.format is None or not (out / "all.jsonl").stat().st_size:
        raise ArgumentError("no trajectory in the file", where=str(file), mend="one JSON a line")
    print(f"{file.name}: {reader.format}\n")

    judges = FiltersConfig(alignment=rewarded, trust_reward=True, exact=False)
    filtered = filter_files(out / "all.jsonl", out, funnel=Funnel(judges))
    print(filtered.table.text())

    if tokenizer is None:
        said = (m.content or "" for one in read_trajectories(filtered.kept) for m in one.messages)
        tokenizer = out / "tokenizer.json"
        tokenizer.write_text(train_tokenizer(said, vocab_size=8_192), encoding="utf-8")
    packs = pack_jsonl([filtered.kept], out / "packed", tokenizer=str(tokenizer), capacity=32_768)
    tokens = sum(len(batch.input_ids) for batch in packs)
    print(f"\n{tokens:,} tokens in {len(packs)} bins of {packs.capacity:,}: {out / 'packed'}")
    for reason, number in packs.store.left_out["reason"].value_counts(sort=True).iter_rows():
        print(f"  left out: {number} {reason}")


if __name__ == "__main__":
    if len(sys.argv[1:]) not in {2, 3}:
        sys.exit(__doc__)
    try:
        main(*map(Path, sys.argv[1:]))
    except (AgentScalerError, OSError) as error:  # what went wrong, where, and what to do
        sys.exit(f"error: {error}")
