"""The stages that there are, on bundled specifications: same bytes whatever happens on the way."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agentscaler import chain
from agentscaler.world import World, verify
from fake_chain import tree

SPECS = Path(__file__).parents[2] / "examples" / "specs"
LAST = chain.stage_names()[-1]
pytestmark = pytest.mark.timeout(300)  # the whole chain, on a machine that may be busy
FILES = ("apollo_commerce", "bfcl_messages", "bfcl_tickets", "tau_retail")


def copy(folder, *, backwards):
    """The same files, made in another order: a folder lists them as it likes."""
    files = [SPECS / "functions" / f"{name}.json" for name in FILES]
    for path in reversed(files) if backwards else files:
        target = folder / path.relative_to(SPECS)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return folder


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    chain.run(folder / "world", paths=[copy(folder / "specs", backwards=False)], workers=1)
    return folder / "world"


def test_every_stage_is_there_and_intact(reference):
    world = World.open(reference)
    # The stage `packs` writes two folders: the tokens outlive another size of bins.
    assert set(world.stages()) == {*(e.name for e in chain.stages() if not e.trains), "tokens"}
    assert verify(reference).intact
    assert set(world.config) == set(chain.stage_names())


def test_two_workers_and_another_order_of_files_make_the_same_bytes(reference, tmp_path):
    specs = copy(tmp_path / "specs", backwards=True)
    chain.run(tmp_path / "world", paths=[specs], workers=2)
    assert tree(tmp_path / "world") == tree(reference)
    reports = chain.run(tmp_path / "world", paths=[specs], workers=2)
    assert all(report.skipped or report.not_run for report in reports)


def test_a_world_says_nothing_about_the_machine(reference):
    here = [str(reference.parent), str(SPECS), os.uname().nodename if os.name != "nt" else ""]
    words = [word.encode() for word in here if len(word) > 3]
    for name, data in tree(reference).items():
        assert not [word for word in words if word in data], name


def start(world, specs):
    return subprocess.Popen(
        [sys.executable, "-m", "agentscaler.cli", "run", specs, "--world", world, "--workers", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_killed_twenty_times(reference, tmp_path):
    specs = copy(tmp_path / "specs", backwards=False)
    began = time.monotonic()
    whole = start(tmp_path / "whole", specs)
    _, errors = whole.communicate()
    assert whole.returncode == 0, errors.decode()
    duration = time.monotonic() - began
    random_ = random.Random(20261124)
    killed = 0
    world = tmp_path / "world"
    while killed < 20:
        process = start(world, specs)
        time.sleep(random_.uniform(0.1, duration))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        if (world / LAST / "manifest.json").exists():
            # All is done: with a stage gone there is work again.
            shutil.rmtree(world / random_.choice(chain.stage_names()), ignore_errors=True)
    process = start(world, specs)
    _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    assert tree(world) == tree(reference)
    assert verify(world).intact
