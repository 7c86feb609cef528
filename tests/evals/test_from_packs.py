"""From conversations through packing and training to an agent: the same tokens all the way."""

from __future__ import annotations

import json

import pytest

from agentscaler.packing import pack_jsonl, train_tokenizer
from agentscaler.training.config import Loop, Shape

torch = pytest.importorskip("torch", reason="the extra train is not installed")
# Here and not in a test: to read them from a cold disk takes longer than a test may.
pytest.importorskip("transformers.trainer", reason="the extra train is not installed")
pytest.importorskip("transformers.models.qwen3.modeling_qwen3")

from agentscaler.evals.generation import Generator  # noqa: E402
from agentscaler.training.model import limits, open_model  # noqa: E402
from agentscaler.training.train import train  # noqa: E402
from agentscaler.training.trainer import inputs_of  # noqa: E402
from evals.tiny import DIALOGUES, TOOLS  # noqa: E402

SHAPE = Shape(width=32, layers=1, heads=2, kv_heads=1, head=16, inner=32, positions=1024)
pytestmark = pytest.mark.usefixtures("one_thread")


def test_packs_are_trained_on_and_prompts_are_what_stood_before_replies(tmp_path):
    lines = [json.dumps({"messages": dialogue, "tools": TOOLS}) for dialogue in DIALOGUES]
    (tmp_path / "good.jsonl").write_text("\n".join(lines * 4))
    words = train_tokenizer(["cancel order", "who is user"], vocab_size=300)
    (tmp_path / "tokenizer.json").write_text(words)
    packs = pack_jsonl(
        [tmp_path / "good.jsonl"],
        tmp_path / "packed",
        tokenizer=str(tmp_path / "tokenizer.json"),
        capacity=1024,
    )
    store = packs.store.root
    loop = Loop(steps=4, packs_per_step=2, log_every=1)
    made = train(packs, loop, out=tmp_path / "run", start=SHAPE, tokenizer=store, seed=0)
    assert made.last_loss < made.first_loss
    config = json.loads((made.model / "config.json").read_text())
    generator = Generator(made.model, max_new_tokens=4)
    end = generator._tokenizer.convert_tokens_to_ids("<|im_end|>")
    assert config["eos_token_id"] == end

    model = open_model(made.model, vocabulary=packs.store.vocab_size, seed=0, dtype="float32")
    prompts = {generator.prompt(dialogue[:1], TOOLS) for dialogue in DIALOGUES}
    seen = set()
    for batch in (packs[at] for at in range(len(packs))):
        inputs_of(batch, limits(model))  # it is what training asks of a pack
        for begin in batch.cu_seqlens[:-1]:
            first = begin + int((batch.labels[begin:] != -100).argmax())
            seen.add(tuple(batch.input_ids[begin:first].tolist()))
    assert seen == prompts
