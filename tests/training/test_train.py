"""A loop from packs to a model: it learns, it goes on after a kill, it refuses what cannot be."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from agentscaler.errors import ArgumentError, CheckpointError, ConfigError
from agentscaler.training.config import Loop, Shape
from agentscaler.training.train import train
from agentscaler.world import NoProgress

torch = pytest.importorskip("torch", reason="the extra train is not installed")
# Here and not in a test: to read it from a cold disk takes longer than a test may.
pytest.importorskip("transformers.trainer", reason="the extra train is not installed")
pytest.importorskip("transformers.models.qwen3.modeling_qwen3")

from training.small import VOCABULARY, lessons, pack, sequences, tokenizer  # noqa: E402

SHAPE = Shape(width=32, layers=2, heads=2, kv_heads=1, head=16, inner=64, positions=64)
LOOP = Loop(steps=8, packs_per_step=2, save_every=3, log_every=2, learning_rate=1e-2)
pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    return tokenizer(tmp_path_factory.mktemp("words"))


def go(out, words, *, packs=None, loop=LOOP, start=SHAPE, **others):
    packs = lessons(12) if packs is None else packs
    return train(packs, loop, out=out, start=start, tokenizer=words, seed=5, **others)


class KilledError(Exception):
    pass


class KilledAt(NoProgress):
    """Ends the run after so many steps, between two of them."""

    def __init__(self, step):
        self.left = step

    def advance(self, stage, amount=1):  # noqa: ARG002
        self.left -= amount
        if self.left <= 0 < amount:
            raise KilledError


class Watching(NoProgress):
    def __init__(self):
        self.begun, self.steps, self.notes = [], 0, []

    def begin(self, stage, unit, total):
        self.begun.append((stage, unit, total))

    def advance(self, stage, amount=1):  # noqa: ARG002
        self.steps += amount

    def note(self, stage, text):  # noqa: ARG002
        self.notes.append(text)


@pytest.fixture(scope="module")
def whole(words, tmp_path_factory):
    """A run that nobody disturbed."""
    out = tmp_path_factory.mktemp("whole")
    watching = Watching()
    return go(out, words, progress=watching), out, watching


def contents(out):
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in (*sorted((out / "model").iterdir()), out / "metrics.jsonl")
    }


def test_a_run_leaves_a_model_that_learned_and_says_so(whole):
    trained, out, watching = whole
    assert trained.steps == 8
    assert trained.last_loss < trained.first_loss
    assert watching.begun == [("general", "step", 8)]
    assert watching.steps == 8
    assert watching.notes[-1] == f"loss {trained.last_loss:.3f}"
    assert sorted(contents(out)) == [
        "metrics.jsonl",
        "model/config.json",
        "model/generation_config.json",
        "model/model.safetensors",
        "model/tokenizer.json",
        "model/tokenizer_config.json",
    ]
    lines = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [2, 3, 4, 6, 8]  # 3 and 6: checkpoints
    assert lines[-1]["tokens"] == trained.tokens
    assert lines[-1]["supervised"] == trained.supervised < trained.tokens
    speed = json.loads((out / "speeds.jsonl").read_text().splitlines()[-1])
    assert speed["tokens_per_s"] > speed["supervised_per_s"] > 0
    assert speed["mfu"] is None  # of a processor nobody prints a peak
    assert [path.name for path in sorted(out.glob("step-*"))] == ["step-00000006", "step-00000008"]


def test_the_model_is_one_that_transformers_reads(whole):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    trained, _, _ = whole
    model = AutoModelForCausalLM.from_pretrained(trained.model)
    assert model.config.vocab_size == VOCABULARY
    assert model.config._attn_implementation != "agentscaler_varlen"
    assert len(AutoTokenizer.from_pretrained(trained.model)("w1 w2")["input_ids"]) == 2


@pytest.mark.parametrize("step", [2, 5, 7])
def test_a_killed_run_goes_on_to_the_same_bits(whole, words, tmp_path, step):
    _, out, _ = whole
    with pytest.raises(KilledError):
        go(tmp_path, words, progress=KilledAt(step))
    assert not (tmp_path / "model").exists()
    watching = Watching()
    go(tmp_path, words, progress=watching)
    assert watching.steps == 8
    assert contents(tmp_path) == contents(out)


def test_a_killed_run_with_muon_goes_on_to_the_same_bits_and_learns_sooner(whole, words, tmp_path):
    trained, _, _ = whole
    # All but matrices have 0.3 of the rate: the same as without.
    loop = replace(LOOP, optimizer="muon", learning_rate=LOOP.learning_rate / 0.3)
    made = go(tmp_path / "whole", words, loop=loop)
    assert made.last_loss < trained.last_loss
    told = (tmp_path / "whole" / "metrics.jsonl").read_text().splitlines()
    assert max(json.loads(line)["learning_rate"] for line in told) > LOOP.learning_rate
    with pytest.raises(KilledError):
        go(tmp_path / "killed", words, loop=loop, progress=KilledAt(5))
    go(tmp_path / "killed", words, loop=loop)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


@pytest.mark.parametrize("shape", [(24, 64), (64, 24), (3, 32, 16)])
def test_steps_of_muon_turn_and_never_stretch(shape):
    from agentscaler.training.muon import orthogonal

    torch.manual_seed(0)
    gradient = torch.randn(shape) * torch.logspace(-2, 2, shape[-1])
    sizes = torch.linalg.svdvals(orthogonal(gradient))
    assert sizes.max() < 1.3
    assert sizes.median() > 0.6


def test_a_kill_while_a_checkpoint_is_written_loses_that_checkpoint_only(whole, words, tmp_path):
    _, out, _ = whole
    with pytest.raises(KilledError):
        go(tmp_path, words, progress=KilledAt(7))
    last = tmp_path / "step-00000006"
    (last / "run.json").unlink()  # it is written last
    (tmp_path / ".saving").mkdir(exist_ok=True)
    (tmp_path / ".saving" / "half").write_bytes(b"")
    go(tmp_path, words)
    assert contents(tmp_path) == contents(out)


def test_a_finished_run_that_is_run_again_changes_nothing(whole, words, tmp_path):
    trained, out, _ = whole
    copy = shutil.copytree(out, tmp_path / "copy")
    again = go(copy, words)
    assert contents(copy) == contents(out)
    assert again.tokens == trained.tokens


def test_a_folder_of_another_run_is_refused(whole, words, tmp_path):
    _, out, _ = whole
    copy = shutil.copytree(out, tmp_path / "copy")
    for changes in ({"loop": replace(LOOP, learning_rate=1e-3)}, {"packs": lessons(12, seed=1)}):
        with pytest.raises(CheckpointError, match="other settings, packs or start"):
            go(copy, words, **changes)
    go(copy, words, loop=replace(LOOP, save_every=4, keep=1))  # these change no bit


def test_gradients_of_a_step_do_not_depend_on_how_packs_cut_it(words, tmp_path):
    """Normalisation counts tokens of the whole step: a long and a short pack, or both in one."""
    parts = sequences([40, 6, 3, 12], seed=4)
    loop = Loop(steps=1, packs_per_step=2, log_every=1, clip=0.0)
    one = Loop(steps=1, packs_per_step=1, log_every=1, clip=0.0)
    shape = replace(SHAPE, positions=64)
    packs = [pack(parts[:1]), pack(parts[1:])]
    apart = go(tmp_path / "a", words, packs=packs, loop=loop, start=shape)
    together = go(tmp_path / "b", words, packs=[pack(parts)], loop=one, start=shape)
    assert apart.last_loss == pytest.approx(together.last_loss, rel=1e-6)
    norms = [
        json.loads((tmp_path / name / "metrics.jsonl").read_text())["grad_norm"] for name in "ab"
    ]
    assert norms[0] == pytest.approx(norms[1], rel=1e-5)


def test_the_second_stage_begins_with_the_weights_of_the_first(whole, words, tmp_path):
    trained, _, _ = whole
    loop = replace(LOOP, steps=4, learning_rate=1e-3)
    second = go(
        tmp_path,
        words,
        packs=lessons(4, seed=9),
        replay=lessons(12),
        share=0.5,
        loop=loop,
        start=trained.model,
        stage="vertical",
    )
    assert second.first_loss < trained.first_loss
    assert second.steps == 4


def test_experts_are_trained_and_balanced(words, tmp_path):
    shape = replace(SHAPE, architecture="qwen3_moe", experts=4)
    trained = go(tmp_path, words, start=shape, loop=replace(LOOP, steps=4))
    config = json.loads((trained.model / "config.json").read_text())
    assert config["architectures"] == ["Qwen3MoeForCausalLM"]
    assert trained.last_loss < trained.first_loss


@pytest.mark.parametrize("changes", [{"gradient_checkpointing": True}, {"attention": "segments"}])
def test_options_that_save_memory_change_no_bit(whole, words, tmp_path, changes):
    _, out, _ = whole
    go(tmp_path, words, loop=replace(LOOP, **changes))
    assert contents(tmp_path) == contents(out)


def test_no_packs_are_refused(words, tmp_path):
    with pytest.raises(ArgumentError, match="no packs for the stage general"):
        go(tmp_path, words, packs=[])


def test_a_pack_that_does_not_fit_is_named(words, tmp_path):
    with pytest.raises(ArgumentError, match="65 tokens, the model 64 positions") as told:
        go(tmp_path, words, packs=[pack(sequences([65]))])
    assert told.value.where == "pack 0"


def test_a_name_that_is_no_folder_is_never_looked_for_elsewhere(words, tmp_path):
    with pytest.raises(CheckpointError, match="not the folder of a checkpoint") as told:
        go(tmp_path, words, start="Qwen/Qwen3-4B")
    assert "nothing is downloaded" in told.value.mend


def test_a_broken_checkpoint_is_named(whole, words, tmp_path):
    trained, _, _ = whole
    broken = shutil.copytree(trained.model, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"\x00" * 100)
    with pytest.raises(CheckpointError, match="no causal language model can be read"):
        go(tmp_path / "out", words, start=broken)


def test_another_architecture_is_named(whole, words, tmp_path):
    trained, _, _ = whole
    other = shutil.copytree(trained.model, tmp_path / "other")
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps({**config, "model_type": "abacus"}))
    with pytest.raises(CheckpointError, match="no causal language model"):
        go(tmp_path / "out", words, start=other)


def test_a_tokenizer_with_more_words_than_the_model_is_refused(whole, tmp_path):
    trained, _, _ = whole
    more = tokenizer(tmp_path / "more", size=VOCABULARY + 1)
    bare = shutil.copytree(trained.model, tmp_path / "bare")
    with pytest.raises(CheckpointError, match="another tokenizer"):
        go(tmp_path / "out", more, start=bare)
    (bare / "tokenizer.json").unlink()
    with pytest.raises(CheckpointError, match="97 ids, the model 96"):
        go(tmp_path / "out", more, start=bare)


def test_a_folder_without_a_tokenizer_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match=r"no tokenizer\.json"):
        go(tmp_path / "out", tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(CheckpointError, match="not one of the library"):
        go(tmp_path / "out", tmp_path)


@pytest.mark.skipif(torch.cuda.is_available(), reason="16 bit is right there")
def test_sixteen_bit_on_a_processor_is_refused(words, tmp_path):
    with pytest.raises(ConfigError, match="no CUDA device"):
        go(tmp_path, words, loop=replace(LOOP, precision="bf16"))
    with pytest.raises(ArgumentError, match="attention varlen does not run here"):
        go(tmp_path, words, loop=replace(LOOP, attention="varlen"))
