"""What needs a GPU: the kernels that train there, in 16 bit."""

from __future__ import annotations

import pytest

from agentscaler.training.attention import BACKENDS, _exists, chosen, segments

torch = pytest.importorskip("torch", reason="the extra train is not installed")
pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.mark.parametrize("backend", BACKENDS[:-1])
@pytest.mark.parametrize("kv_heads", [8, 2])
def test_kernels_agree_with_the_loop_and_leak_nothing(backend, kv_heads):
    if not _exists(backend):
        pytest.skip(f"{backend} is not installed")
    torch.manual_seed(0)
    lengths = (300, 1, 77, 512)
    total = sum(lengths)
    q, k, v = (
        torch.randn(total, heads, 64, device="cuda", dtype=torch.bfloat16, requires_grad=True)
        for heads in (8, kv_heads, kv_heads)
    )
    bounds = torch.tensor([0, *torch.tensor(lengths).cumsum(0).tolist()], dtype=torch.int32)
    bounds = bounds.to("cuda")
    kernel = chosen(backend, "cuda", 2, 64)

    def go(function, value):
        return function(q, k, value, bounds, 512, scale=0.125, window=None, dropout=0.0)

    ours, theirs = go(kernel, v), go(segments, v)
    torch.testing.assert_close(ours, theirs, atol=2e-2, rtol=2e-2)
    grads = [torch.autograd.grad(one.float().square().sum(), (q, k, v)) for one in (ours, theirs)]
    for one, other in zip(*grads, strict=True):
        assert (one - other).float().norm() / other.float().norm() < 2e-2
    changed = v.detach().clone()
    changed[:300] += 1
    assert torch.equal(go(kernel, changed)[300:], ours[300:])


def test_a_run_in_sixteen_bit_learns(tmp_path):
    from agentscaler.training.config import Loop, Shape
    from agentscaler.training.train import train
    from training.small import lessons, tokenizer

    shape = Shape(width=128, layers=2, heads=2, kv_heads=1, head=64, inner=256, positions=64)
    loop = Loop(steps=60, packs_per_step=4, learning_rate=5e-3)
    words = tokenizer(tmp_path / "words")
    trained = train(lessons(64), loop, out=tmp_path / "o", start=shape, tokenizer=words, seed=0)
    assert trained.last_loss < trained.first_loss - 0.3
