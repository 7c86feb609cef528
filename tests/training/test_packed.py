"""Packed and unpacked are the same thing: loss, gradients, and nothing leaks between sequences."""

from __future__ import annotations

import numpy as np
import pytest

from agentscaler.errors import ArgumentError
from agentscaler.training.batch import Limits
from agentscaler.training.config import Shape

torch = pytest.importorskip("torch", reason="the extra train is not installed")
# Here and not in a test: to read it from a cold disk takes longer than a test may.
pytest.importorskip(
    "transformers.models.qwen3_moe.modeling_qwen3_moe", reason="the extra train is not installed"
)

from agentscaler.training.model import limits, open_model, prepare  # noqa: E402
from agentscaler.training.trainer import inputs_of  # noqa: E402
from training.small import VOCABULARY, pack, sequences  # noqa: E402

LENGTHS = (37, 5, 61, 1, 24)
COUNTS = ("tokens", "supervised", "pairs")


def model_of(architecture, **changes):
    shape = Shape(
        architecture=architecture,
        width=64,
        layers=3,
        heads=4,
        kv_heads=2,
        head=16,
        inner=96,
        positions=128,
        **changes,
    )
    model = open_model(shape, vocabulary=VOCABULARY, seed=1, dtype="float32")
    model.config.output_router_logits = False  # balance is of a batch: packed batches are others
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(3 if weight.ndim > 1 else 1)  # so that attention has something to say
    return prepare(model, attention="segments", compile_layers=False).train()


def loss_of(model, batch, count):
    given = inputs_of(batch, limits(model))
    for name in COUNTS:
        del given[name]
    return model(**given, num_items_in_batch=count)["loss"]


def gradients(model):
    return torch.cat([w.grad.flatten() for w in model.parameters() if w.grad is not None])


@pytest.mark.parametrize("architecture", ["qwen3", "qwen3_moe"])
def test_packed_loss_and_gradient_are_those_of_the_sequences_alone(architecture):
    model = model_of(architecture)
    parts = sequences(LENGTHS)
    count = sum(int((np.asarray(mask)[1:] != 0).sum()) for _, mask in parts)

    packed = loss_of(model, pack(parts), count)
    packed.backward()
    together = gradients(model)
    model.zero_grad()

    alone = 0.0
    for part in parts:
        one = loss_of(model, pack([part]), count)
        one.backward()
        alone += one.item()
    apart = gradients(model)

    assert packed.item() == pytest.approx(alone, rel=1e-5)
    assert (together - apart).norm() / apart.norm() < 1e-5


@pytest.mark.parametrize("architecture", ["qwen3", "qwen3_moe"])
def test_packed_loss_is_what_transformers_computes(architecture):
    """Against its own forward and its own loss, one sequence at a time."""
    model = model_of(architecture)
    parts = sequences(LENGTHS, seed=2)
    count = sum(int((np.asarray(mask)[1:] != 0).sum()) for _, mask in parts)
    packed = loss_of(model, pack(parts), count).item()
    model.set_attn_implementation("eager")
    total = 0.0
    for part in parts:
        one = pack([part])
        if (one.labels == -100).all():
            continue
        ids, labels = (torch.from_numpy(a)[None] for a in (one.input_ids, one.labels))
        mean = model(input_ids=ids, labels=labels, use_cache=False).loss.item()
        total += mean * int((one.labels != -100).sum())
    assert packed == pytest.approx(total / count, rel=1e-5)


def logits(model, batch):
    given = inputs_of(batch, limits(model))
    for name in (*COUNTS, "rows", "targets"):
        del given[name]
    with torch.no_grad():
        return model.eval()(**given, use_cache=False).logits[0]


def test_a_changed_sequence_leaves_the_others_bit_for_bit():
    model = model_of("qwen3")
    parts = sequences(LENGTHS)
    before = logits(model, pack(parts))
    ids, mask = parts[0]
    after = logits(model, pack([((ids + 1) % VOCABULARY, mask), *parts[1:]]))
    assert not torch.equal(before[: LENGTHS[0]], after[: LENGTHS[0]])
    assert torch.equal(before[LENGTHS[0] :], after[LENGTHS[0] :])


def test_the_shape_of_the_leak_is_one_that_this_test_would_see():
    """Transformers' own attention leaks with a cache; the perturbation shows it."""
    model = model_of("qwen3")
    model.set_attn_implementation("sdpa")
    parts = sequences(LENGTHS)
    ids, mask = parts[0]
    seen = []
    for first in (ids, (ids + 1) % VOCABULARY):
        batch = pack([(first, mask), *parts[1:]])
        with torch.no_grad():
            seen.append(
                model.eval()(
                    input_ids=torch.from_numpy(batch.input_ids)[None],
                    position_ids=torch.from_numpy(batch.position_ids)[None],
                    use_cache=True,
                ).logits[0, LENGTHS[0] :]
            )
    assert not torch.equal(*seen)


def test_only_marked_positions_are_trained():
    """Other labels do not matter; a position more or less does."""
    model = model_of("qwen3")
    ids, mask = sequences([40])[0]
    mask = np.asarray(mask)
    mask[:3] = False, True, False
    base = loss_of(model, pack([(ids, mask)]), 1).item()
    more = mask.copy()
    more[2] = True
    assert loss_of(model, pack([(ids, more)]), 1).item() > base
    none = loss_of(model, pack([(ids, np.zeros(40))]), 1)
    assert none.item() == 0.0
    none.backward()
    assert all((w.grad == 0).all() for w in model.parameters() if w.grad is not None)


def test_boundaries_are_never_guessed():
    model = model_of("qwen3")
    ids = torch.zeros((1, 8), dtype=torch.int64)
    with pytest.raises(ArgumentError, match="cu_seq_lens_q"):
        model(input_ids=ids, use_cache=False)
    bounds = torch.tensor([0, 8], dtype=torch.int32)
    with pytest.raises(ArgumentError, match="one packed row"):
        model(input_ids=ids.expand(2, -1), use_cache=False, cu_seq_lens_q=bounds, max_length_q=8)


def test_a_sliding_window_sees_as_far_as_it_says():
    from agentscaler.training.attention import segments

    torch.manual_seed(0)
    q, k, v = (torch.randn(12, heads, 8) for heads in (4, 2, 2))
    bounds = torch.tensor([0, 9, 12], dtype=torch.int32)

    def go(value):
        return segments(q, k, value, bounds, 9, scale=1.0, window=3, dropout=0.0)

    changed = v.clone()
    changed[2] += 1
    differs = (go(v) != go(changed)).any(dim=-1).any(dim=-1).nonzero().flatten().tolist()
    assert differs == [2, 3, 4]


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_chunks_of_the_loss_do_not_change_it(chunk):
    from agentscaler.training.loss import chunked_cross_entropy

    torch.manual_seed(0)
    hidden = torch.randn(20, 16, requires_grad=True)
    weight = torch.randn(50, 16, requires_grad=True)
    targets = torch.randint(0, 50, (20,))
    total = chunked_cross_entropy(hidden, weight, targets, chunk=chunk) / 3
    ours = torch.autograd.grad(total, (hidden, weight))
    plain = torch.nn.functional.cross_entropy(hidden @ weight.T, targets, reduction="sum") / 3
    theirs = torch.autograd.grad(plain, (hidden, weight))
    assert total.item() == pytest.approx(plain.item(), rel=1e-6)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-6)


def test_an_architecture_without_the_interface_is_refused():
    from transformers import GPT2LMHeadModel

    from agentscaler.errors import CheckpointError

    class BuiltIn(GPT2LMHeadModel):
        _supports_attention_backend = False

    from transformers import GPT2Config

    model = BuiltIn(GPT2Config(n_embd=8, n_layer=1, n_head=1, vocab_size=10, n_positions=8))
    with pytest.raises(CheckpointError, match="built in"):
        prepare(model, attention="auto", compile_layers=False)


BAD = {
    "empty": ({"input_ids": np.array([], dtype=np.int64)}, "ids, labels and positions"),
    "shapes": ({"labels": np.full(3, -100)}, "ids, labels and positions"),
    "bounds": ({"cu_seqlens": np.array([0, 5], dtype=np.int32)}, "cut the pack"),
    "empty_sequence": ({"cu_seqlens": np.array([0, 4, 4, 6], dtype=np.int32)}, "cut the pack"),
    "longest": ({"max_seqlen": 6}, "max_seqlen is 6"),
    "first_label": ({"labels": np.array([1, -100, 3, 4, -100, 6])}, "first label"),
    "positions": ({"position_ids": np.arange(6)}, "position_ids"),
    "label": ({"labels": np.array([-100, 9, 3, 4, -100, 6])}, "not the id of its own"),
    "vocabulary": ({"input_ids": np.array([1, 2, 3, 4, 5, 99])}, "token id 99"),
    "negative": ({"input_ids": np.array([-1, 2, 3, 4, 5, 6])}, "token id -1"),
}


@pytest.mark.parametrize("name", BAD)
def test_packs_that_would_train_wrong_are_refused(name):
    from dataclasses import replace

    changes, message = BAD[name]
    good = pack([([1, 2, 3, 4], [0, 0, 1, 1]), ([5, 6], [0, 1])])
    inputs_of(good, Limits(vocabulary=10, positions=4))
    with pytest.raises(ArgumentError, match=message) as told:
        inputs_of(replace(good, **changes), Limits(vocabulary=10, positions=4), where="pack 7")
    assert told.value.where == "pack 7"


def test_a_sequence_longer_than_the_positions_is_refused():
    good = pack([([1, 2, 3, 4], [0, 0, 1, 1])])
    with pytest.raises(ArgumentError, match="4 tokens, the model 3 positions"):
        inputs_of(good, Limits(vocabulary=10, positions=3))
