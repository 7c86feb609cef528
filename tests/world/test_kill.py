"""kill -9 at any moment, then the same command again: the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agentscaler.world import verify
from fake_chain import make_specs, tree

TESTS = Path(__file__).parents[1]

RUN = """
import sys
import fake_chain
from agentscaler import chain
from agentscaler.chain import order
from fake_chain.words.config import WordsConfig
order.STAGES = fake_chain.ENTRIES
if __name__ == "__main__":
    world, specs, workers, seed = sys.argv[1:]
    print("ready", flush=True)
    config = chain.ChainConfig(seed=int(seed), stages={"words": WordsConfig(sleep_s=0.004)})
    chain.run(world, config, paths=[specs], workers=int(workers))
"""


def start(script, world, specs, *, workers=1, seed=7):
    return subprocess.Popen(
        [sys.executable, script, world, specs, str(workers), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        start_new_session=True,
    )


def kill_and_resume(tmp_path, *, kills, workers):
    script = tmp_path / "run.py"
    script.write_text(RUN, encoding="utf-8")
    specs = make_specs(tmp_path / "specs", files=12)
    whole = start(script, tmp_path / "whole", specs)
    whole.stdout.readline()
    began = time.monotonic()
    _, errors = whole.communicate()
    assert whole.returncode == 0, errors.decode()
    duration = time.monotonic() - began
    wanted = tree(tmp_path / "whole")
    random_ = random.Random(20261124)
    world = tmp_path / "killed"
    killed = 0
    seed = 7
    for _ in range(kills):
        process = start(script, world, specs, workers=workers, seed=seed)
        process.stdout.readline()
        time.sleep(random_.uniform(0, duration * 1.1))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        if (world / "world.toml").exists():
            found = {problem.kind for problem in verify(world).problems}
            assert not found & {"damaged", "missing", "newer", "foreign"}
            if (world / "report.html").exists():
                seed = 15 - seed  # all is done: other settings give the next kills work to undo
    last = start(script, world, specs, workers=workers)
    _, errors = last.communicate()
    assert last.returncode == 0, errors.decode()
    assert tree(world) == wanted
    assert verify(world).intact
    assert killed >= kills // 2, "most were killed while they worked"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_killed_at_seeded_moments(tmp_path):
    kill_and_resume(tmp_path, kills=20, workers=1)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_very_often(tmp_path, workers):
    kill_and_resume(tmp_path, kills=150, workers=workers)
