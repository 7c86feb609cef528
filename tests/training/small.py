"""Small models, tokenizers and packs for tests of training."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from agentscaler.packing import chat_template, train_tokenizer

VOCABULARY = 96


@dataclass(frozen=True)
class Pack:
    input_ids: np.ndarray
    labels: np.ndarray
    position_ids: np.ndarray
    cu_seqlens: np.ndarray
    max_seqlen: int


def pack(sequences):
    """A pack of (ids, mask) pairs."""
    ids, labels, positions, lengths = [], [], [], []
    for tokens, mask in sequences:
        one = np.asarray(tokens, dtype=np.int64)
        label = np.where(np.asarray(mask, dtype=bool), one, -100)
        label[0] = -100
        ids.append(one)
        labels.append(label)
        positions.append(np.arange(len(one)))
        lengths.append(len(one))
    return Pack(
        input_ids=np.concatenate(ids),
        labels=np.concatenate(labels),
        position_ids=np.concatenate(positions),
        cu_seqlens=np.cumsum([0, *lengths]).astype(np.int32),
        max_seqlen=max(lengths),
    )


def sequences(lengths, *, seed=0, vocabulary=VOCABULARY, trained=0.4):
    """Random sequences with random masks."""
    rng = np.random.default_rng(seed)
    return [(rng.integers(0, vocabulary, n), rng.random(n) < trained) for n in lengths]


def lessons(count, *, seed=0, capacity=64):
    """Packs with something to learn: the second half of a sequence repeats its first half."""
    rng = np.random.default_rng(seed)
    packs = []
    for _ in range(count):
        parts, room = [], capacity
        while room >= 8:
            half = min(int(rng.integers(3, 9)), room // 2)
            first = rng.integers(0, VOCABULARY, half)
            parts.append((np.tile(first, 2), np.arange(2 * half) >= half))
            room -= 2 * half
        packs.append(pack(parts))
    return packs


def tokenizer(folder, *, size=VOCABULARY):
    """A folder with a tokenizer of so many words."""
    folder.mkdir(parents=True, exist_ok=True)
    vocab = {f"w{i}": i for i in range(size)}
    plain = {
        "version": "1.0",
        "added_tokens": [],
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "w0"},
    }
    (folder / "tokenizer.json").write_text(json.dumps(plain))
    return folder


def speaker(folder):
    """A folder with a tokenizer of bytes and a chat template."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(train_tokenizer([], vocab_size=265))
    (folder / "chat_template.jinja").write_text(chat_template("compact"))
    return folder
