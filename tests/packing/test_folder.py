"""JSONL in, packs out: what is there, and what is not there after a failure."""

from __future__ import annotations

import errno
import json
import pickle
import subprocess
import sys

import numpy as np
import pytest

from agentscaler.errors import ArgumentError, PackError, TemplateError, TokenizerError, WorldError
from agentscaler.packing import Packs, TokenStore, folder, pack_jsonl, train_tokenizer
from agentscaler.world.disk import Disk
from packing.conversations import conversation
from reference.packing import batch_of


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    path.write_text(train_tokenizer([json.dumps(conversation())] * 2, vocab_size=400))
    return str(path)


@pytest.fixture
def source(tmp_path):
    records = [conversation(f"c{n}", turns=1 + n % 3) for n in range(9)]
    records.append(conversation("h", split="held_out"))
    lines = [json.dumps(record) for record in records]
    lines.insert(2, "")
    lines.insert(5, '{"messages": [{"role": "assistant", "content": "<|im_end|>"}]}')
    lines.append("{broken")
    lines.append(json.dumps(conversation("long", turns=40)))
    path = tmp_path / "good.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def files(root):
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_every_conversation_is_in_one_bin_as_it_was_encoded(
    tmp_path, source, tokenizer, monkeypatch
):
    monkeypatch.setattr(folder, "RECORDS_PER_SHARD", 4)
    packs = pack_jsonl([source], tmp_path / "out", tokenizer=tokenizer, capacity=1500, seed=3)
    store = packs.store
    assert store.items["id"].to_list() == [f"c{n}" for n in range(9)]
    left = dict(store.left_out.select("reason", "id").iter_rows())
    assert left.pop("held_out") == "h"
    assert left.pop("over_long") == "long"
    assert {*left} == {"control_token", "not_json"}
    assert packs.capacity == 1500
    assert 0 < packs.fill <= 1
    seen = []
    for at in range(len(packs)):
        batch, items = packs[at], packs.items(at)
        seen += items.tolist()
        ids, labels, positions, borders, longest = batch_of([store.sequence(i) for i in items])
        assert batch.input_ids.tolist() == ids
        assert batch.labels.tolist() == labels
        assert batch.position_ids.tolist() == positions
        assert batch.cu_seqlens.tolist() == borders
        assert (batch.max_seqlen, len(batch.input_ids) <= 1500) == (longest, True)
        assert packs.seq_lengths(at).tolist() == np.diff(borders).tolist()
    assert sorted(seen) == list(range(9))
    assert packs.num_tokens == store.num_tokens == sum(len(batch.input_ids) for batch in packs)
    assert packs[-1].input_ids.tolist() == packs[len(packs) - 1].input_ids.tolist()
    assert len(packs[1:]) == len(packs) - 1
    with pytest.raises(IndexError):
        packs[len(packs)]
    again = pickle.loads(pickle.dumps(packs))  # noqa: S301  our own
    assert again[0].labels.tolist() == packs[0].labels.tolist()


def test_bytes_depend_on_the_seed_and_not_on_workers(tmp_path, source, tokenizer):
    def made(name, **changed):
        options = {"tokenizer": tokenizer, "capacity": 1500, "seed": 1, **changed}
        pack_jsonl([source], tmp_path / name, **options)
        return files(tmp_path / name)

    first = made("a")
    assert first == made("b", workers=2)
    other = made("c", seed=2)
    different = {name for name in first if first[name] != other[name]}
    assert different == {"packs/general/items.bin", "packs/general/pack.json"} | (
        different & {"packs/general/offsets.bin"}
    )


def test_nothing_at_all_is_packed(tmp_path, tokenizer):
    (tmp_path / "none.jsonl").write_text("\n")
    packs = pack_jsonl([tmp_path / "none.jsonl"], tmp_path / "out", tokenizer=tokenizer)
    assert (len(packs), packs.num_tokens, packs.fill, list(packs)) == (0, 0, 1.0, [])


class FullDisk(Disk):
    """No space left at the n-th write."""

    def __init__(self, writes):
        self.left = writes

    def write(self, descriptor, data):
        self.left -= 1
        if self.left < 0:
            super().write(descriptor, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(descriptor, data)


def test_a_full_disk_leaves_nothing(tmp_path, source, tokenizer):
    options = {"tokenizer": tokenizer, "capacity": 1500}
    writes = 0
    while True:
        try:
            pack_jsonl([source], tmp_path / "out", **options, disk=FullDisk(writes))
        except WorldError as error:
            assert "No space left" in error.what
            assert "free some space" in error.mend
            assert sorted(path.name for path in tmp_path.iterdir()) == ["good.jsonl"]
            writes += 1
        else:
            break
    assert writes == 10  # tokenizer, template, four files of a shard, store, three of the packs
    assert Packs.open(tmp_path / "out/packs/general", verify=True).num_tokens > 0


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are POSIX")
def test_a_limit_of_the_system_leaves_nothing(tmp_path, source, tokenizer):
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from agentscaler.errors import WorldError\n"
        "from agentscaler.packing import pack_jsonl\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))\n"
        "try: pack_jsonl([sys.argv[1]], sys.argv[2], tokenizer=sys.argv[3], capacity=1500)\n"
        "except WorldError as error: print(error.what)\n"
    )
    argv = [sys.executable, "-c", code, str(source), str(tmp_path / "out"), tokenizer]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert done.stdout == "cannot write: File too large\n"
    assert [path.name for path in tmp_path.iterdir()] == ["good.jsonl"]


def test_what_cannot_be_used_is_refused(tmp_path, source, tokenizer):
    def refused(error, said, *, sources=(source,), out=tmp_path / "out", **changed):
        with pytest.raises(error, match=said) as caught:
            pack_jsonl(sources, out, **{"tokenizer": tokenizer, **changed})
        assert not (tmp_path / "out").exists()
        return caught.value

    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "broken.jinja").write_text("\n{% if %}")
    (tmp_path / "llama.jinja").write_text("{{ '<|start_header_id|>' }}")
    (tmp_path / "latin.jinja").write_bytes(b"\xe9")
    refused(TokenizerError, "No such file", tokenizer=str(tmp_path / "absent"))
    refused(TokenizerError, "cannot be read: EOF", tokenizer=str(tmp_path / "broken.json"))
    refused(TemplateError, "No such file", chat_template=str(tmp_path / "absent"))
    refused(TemplateError, "utf-8", chat_template=str(tmp_path / "latin.jinja"))
    refused(TemplateError, "line 2 of the chat", chat_template=str(tmp_path / "broken.jinja"))
    refused(TemplateError, "different models", chat_template=str(tmp_path / "llama.jinja"))
    refused(ArgumentError, "capacity is 0", capacity=0)
    refused(ArgumentError, "no name for packs", name="../x")
    refused(ArgumentError, "the folder exists", out=tmp_path)
    refused(ArgumentError, "no date", now="today")
    refused(WorldError, "cannot read: No such file", sources=[tmp_path / "absent.jsonl"])


def test_damage_is_noticed(tmp_path, source, tokenizer):
    root = tmp_path / "out"
    pack_jsonl([source], root, tokenizer=tokenizer, capacity=1500)
    packs = root / "packs" / "general"
    store = Packs.open(packs).store.root

    def damaged(path, data, *, verify=False):
        good = path.read_bytes()
        path.write_bytes(data(good))
        with pytest.raises(PackError, match=r"damaged|format|no finished"):
            Packs.open(packs, verify=verify)
        path.write_bytes(good)

    flipped = lambda data: bytes([data[0] ^ 1]) + data[1:]  # noqa: E731
    for name in ("ids-00000.bin", "mask-00000.bin", "items-00000.parquet", "tokenizer.json"):
        damaged(store / name, lambda data: data[:-1])
        damaged(store / name, flipped, verify=True)
    damaged(store / "store.json", lambda data: data.replace(b"general", b"genera1") + b" ")
    damaged(packs / "items.bin", lambda data: data[:-4])
    damaged(packs / "items.bin", lambda data: b"\xff" * len(data))
    damaged(packs / "pack.json", lambda _: b"{}")
    damaged(
        packs / "pack.json",
        lambda data: data.replace(b'"format_version": 1', b'"format_version": 9'),
    )
    (store / "store.json").unlink()
    with pytest.raises(PackError, match="damaged"):
        Packs.open(packs)
    with pytest.raises(PackError, match="no finished tokens"):
        TokenStore.open(store)
    with pytest.raises(PackError, match="no finished tokens or packs"):
        Packs.open(root)
