"""First weights that look back: at what, in all shapes, and from which seed."""

from __future__ import annotations

import pytest

from agentscaler.errors import ConfigError
from agentscaler.training.config import Shape

torch = pytest.importorskip("torch", reason="the extra train is not installed")
pytest.importorskip("transformers.models.qwen3.modeling_qwen3")
pytest.importorskip("transformers.models.qwen3_moe.modeling_qwen3_moe")

from agentscaler.training.model import open_model  # noqa: E402

LENGTH = 100
VOCABULARY = 1_000


def model_of(*, seed=0, **changes):
    sizes = {"width": 128, "layers": 3, "heads": 4, "kv_heads": 4, "head": 64, "inner": 64}
    shape = Shape(**{**sizes, "rope_theta": 1e5, "weights": "recall", "positions": 512, **changes})
    return open_model(shape, vocabulary=VOCABULARY, seed=seed, dtype="float32")


def attention(model):
    """Over random tokens that stand there twice: [batch, head, at, to] of each layer."""
    model.set_attn_implementation("eager")
    ids = torch.randint(0, VOCABULARY, (4, LENGTH), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        return model(torch.cat([ids, ids], 1), output_attentions=True).attentions


def mean_at(weights, head, distance):
    """Of the second half of the positions, how much a head looks so many tokens back."""
    lines = weights[:, head].diagonal(-distance, 1, 2)
    return float(lines[:, -(LENGTH - 10) :].mean())


@pytest.mark.parametrize(
    "changes",
    [{}, {"kv_heads": 2}, {"kv_heads": 1}, {"architecture": "qwen3_moe"}, {"rope_theta": 1e4}],
)
def test_heads_look_at_the_token_before_and_behind_the_same_token(changes):
    first, second, *_ = attention(model_of(**changes))
    assert mean_at(first, 0, 1) > 0.8
    assert mean_at(second, 0, LENGTH - 1) > 0.1
    plain = attention(model_of(**changes, weights="random"))
    assert mean_at(plain[0], 0, 1) < 0.05
    assert mean_at(plain[1], 0, LENGTH - 1) < 0.02


def test_other_heads_look_at_what_is_recent_and_at_the_same_token():
    first, second, _ = attention(model_of())
    lately = [mean_at(first, 1, distance) for distance in range(12)]
    assert sum(lately[1:8]) > 0.8
    assert max(lately) < 0.4
    assert mean_at(second, 2, LENGTH) > 0.1


def test_they_depend_on_the_seed_alone():
    one, same, other = (dict(model_of(seed=seed).named_parameters()) for seed in (3, 3, 4))
    assert all(torch.equal(one[name], same[name]) for name in one)
    changed = {name for name in one if not torch.equal(one[name], other[name])}
    assert {"model.embed_tokens.weight", "model.layers.0.self_attn.v_proj.weight"} <= changed


@pytest.mark.parametrize("changes", [{"layers": 1}, {"head": 256}, {"head": 8}])
def test_shapes_without_room_are_refused(changes):
    shape = Shape(**{"layers": 2, "width": 128, "head": 64, "weights": "recall", **changes})
    with pytest.raises(ConfigError, match=r"checkpoints\.weights is recall"):
        shape.validate()
