"""Runs in processes of their own: killed without warning, or several together."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")
safetensors = pytest.importorskip("safetensors.numpy", reason="the extra train is not installed")

from training.small import tokenizer  # noqa: E402

SCRIPT = str(Path(__file__).with_name("run_alone.py"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    return str(tokenizer(tmp_path_factory.mktemp("words")))


@pytest.fixture(scope="module")
def whole(words, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole")
    subprocess.run([sys.executable, SCRIPT, str(out), words], check=True)
    return out


def contents(out):
    names = ("model/model.safetensors", "model/config.json", "metrics.jsonl")
    return {name: (out / name).read_bytes() for name in names}


def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bits(whole, words, tmp_path):
    command = [sys.executable, SCRIPT, str(tmp_path), words]
    kills = 0
    for more in (1, 3, 5):
        run = subprocess.Popen(command)
        seen = len(list(tmp_path.glob("step-*")))
        last = max((p.name for p in tmp_path.glob("step-*")), default="")
        while run.poll() is None:
            names = sorted(p.name for p in tmp_path.glob("step-*"))
            if len(names) > seen or (names and names[-1] > last):
                time.sleep(0.01 * more)
                run.kill()
                kills += run.wait() != 0
                break
            time.sleep(0.002)
    assert kills == 3
    assert not (tmp_path / "model").exists()
    subprocess.run(command, check=True)
    assert contents(tmp_path) == contents(whole)


def test_two_processes_train_as_one(whole, words, tmp_path):
    """Gradients of a step are those of all its packs, whoever computes which."""
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command += ["--master-addr", "127.0.0.1", "--master-port", "0", "--standalone"]
    subprocess.run([*command, SCRIPT, str(tmp_path), words], check=True)
    one, two = (
        safetensors.load_file(out / "model" / "model.safetensors") for out in (whole, tmp_path)
    )
    for name, weight in one.items():
        assert abs(weight - two[name]).max() <= 1e-5 * max(1e-3, abs(weight).max()) * 10, name
    lines = [
        [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
        for out in (whole, tmp_path)
    ]
    for first, second in zip(*lines, strict=True):
        assert first["loss"] == pytest.approx(second["loss"], rel=1e-4)
        assert {k: first[k] for k in ("step", "tokens", "supervised")} == {
            k: second[k] for k in ("step", "tokens", "supervised")
        }
