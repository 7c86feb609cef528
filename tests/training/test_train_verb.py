"""``agentscaler train``: packs of one's own, a local checkpoint, a model that generates."""

from __future__ import annotations

import json

import pytest

torch = pytest.importorskip("torch", reason="the extra train is not installed")
pytest.importorskip("transformers.models.qwen3.modeling_qwen3")

from agentscaler.cli import main  # noqa: E402
from agentscaler.packing import chat_template, pack_jsonl, train_tokenizer  # noqa: E402
from agentscaler.training.config import Shape  # noqa: E402
from agentscaler.training.model import open_model  # noqa: E402


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """Packs, and a checkpoint with the tokenizer that made them."""
    folder = tmp_path_factory.mktemp("mine")
    lines = [
        {
            "messages": [
                {"role": "user", "content": f"{n}?"},
                {"role": "assistant", "content": "Yes"},
            ]
        }
        for n in range(40)
    ]
    (folder / "good.jsonl").write_text("\n".join(map(json.dumps, lines)))
    shape = Shape(width=32, layers=1, heads=2, kv_heads=1, head=16, inner=32, positions=64)
    open_model(shape, vocabulary=300, seed=0, dtype="float32").save_pretrained(folder / "start")
    (folder / "start" / "tokenizer.json").write_text(train_tokenizer(["yes"], vocab_size=300))
    (folder / "start" / "chat_template.jinja").write_text(chat_template("compact"))
    tokenizer = str(folder / "start" / "tokenizer.json")
    pack_jsonl([folder / "good.jsonl"], folder / "packed", tokenizer=tokenizer, capacity=64)
    return folder


def words(mine, out, *more):
    packs, start = mine / "packed" / "packs" / "general", mine / "start"
    return ["train", str(packs), "--start", str(start), "--out", str(mine / out), *more]


def test_a_checkpoint_is_trained_on_packs_and_says_what_it_saw(mine, capsys):
    given = words(mine, "run", "--steps", "3", "--packs-per-step", "2", "--learning-rate", "1e-3")
    assert main([*given, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["steps"] == 3
    assert 0 < said["supervised"] < said["tokens"]
    model = mine / "run" / "model"
    assert said["model"] == str(model)
    assert {"model.safetensors", "tokenizer.json", "chat_template.jinja"} <= {
        one.name for one in model.iterdir()
    }
    assert main(given) == 0
    assert capsys.readouterr().out.startswith("3 steps over ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--steps", "1.5"], '"1.5" is no whole number'),
        (["--packs-per-step", "0"], "packs_per_step is 0"),
        (["--attention", "magic"], 'attention is "magic"'),
    ],
)
def test_what_cannot_be_is_refused(mine, capsys, change, message):
    assert main(words(mine, "refused", *change)) == 2
    assert message in capsys.readouterr().err
    assert not (mine / "refused").exists()


def test_packs_and_checkpoints_have_to_be_there(mine, capsys, tmp_path):
    gone = tmp_path / "gone"
    assert main(["train", str(gone), "--start", str(mine / "start"), "--out", str(tmp_path)]) == 1
    assert str(gone) in capsys.readouterr().err
    given = words(mine, "none")
    given[given.index("--start") + 1] = str(gone)
    assert main(given) == 1
    assert str(gone) in capsys.readouterr().err
