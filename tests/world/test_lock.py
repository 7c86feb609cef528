"""One writer at a time, and a dead writer does not stand in the way."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from agentscaler.errors import WorldError, WorldLockedError
from agentscaler.world import World, verify
from agentscaler.world.lock import Owner, _namespace
from fake_chain.locking import take_and_count


@pytest.fixture
def world(tmp_path):
    return World.create(tmp_path / "world", seed=7, config={})


def dead_owner(**changes):
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    owner = {
        "pid": process.pid,
        "host": socket.gethostname(),
        "since": "2026-01-01T00:00:00+00:00",
        "token": "dead",
        "namespace": _namespace(),
    }
    return {**owner, **changes}


def write_lock(world, owner):
    (world.root / "lock").write_text(json.dumps(owner), encoding="utf-8")


def test_the_second_writer_is_told_who_the_first_is(world):
    with world.lock:
        other = World.open(world.root)
        with pytest.raises(WorldLockedError) as caught, other.lock:
            pass
        text = str(caught.value)
        assert str(os.getpid()) in text
        assert socket.gethostname() in text
        with pytest.raises(WorldLockedError), other.stage("a", config={}, inputs={}):
            pass
        with pytest.raises(WorldLockedError):
            World.create(world.root, seed=8, config={})
    with other.lock:
        pass
    assert not (world.root / "lock").exists()


def test_readers_need_no_lock(world):
    with world.lock:
        found = verify(world.root)
        assert found.intact
        assert str(os.getpid()) in found.notes[0]
        assert World.open(world.root).seed == 7


def test_the_lock_nests(world):
    with world.lock, world.lock, world.stage("a", config={}, inputs={}) as writer:
        writer.finish({})
        assert (world.root / "lock").exists()
    assert not (world.root / "lock").exists()


def test_a_lock_of_another_process_is_seen(world):
    code = (
        "import sys; from agentscaler.world import World\n"
        f"with World.open({str(world.root)!r}).lock:\n"
        "    print('locked', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "locked\n"
    with pytest.raises(WorldLockedError, match=f"process {process.pid} on"), world.lock:
        pass
    process.kill()
    process.communicate()
    assert (world.root / "lock").exists(), "it was killed with the lock in its hands"
    with world.lock:
        pass


@pytest.mark.parametrize(
    "changes",
    [{}, {"born": "no such boot:1", "pid": os.getpid()}, {"pid": os.getpid()}],
    ids=["no such process", "before the machine started anew", "this process let it fall"],
)
@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="Linux knows it by /proc")  # noqa: PTH110
def test_a_dead_lock_is_taken_over(world, changes):
    owner = dead_owner(**changes)
    if changes == {"pid": os.getpid()}:
        owner["born"] = Owner.me().born
    write_lock(world, owner)
    with world.lock:
        assert json.loads((world.root / "lock").read_bytes())["pid"] == os.getpid()
    assert list(world.root.iterdir()) == [world.root / "world.toml"]


@pytest.mark.parametrize(
    "changes", [{"host": "elsewhere"}, {"namespace": "pid:[1]"}], ids=["host", "container"]
)
def test_a_lock_of_elsewhere_is_never_taken_over(world, changes):
    write_lock(world, dead_owner(**changes))
    with pytest.raises(WorldLockedError, match="remove"), world.lock:
        pass


def test_a_torn_lock_is_believed_for_a_moment_only(world):
    path = world.root / "lock"
    path.write_bytes(b"")
    with pytest.raises(WorldLockedError, match="just taking"), world.lock:
        pass
    os.utime(path, (time.time() - 60, time.time() - 60))
    with world.lock:
        pass


def test_a_takeover_that_was_killed_is_taken_over_too(world):
    write_lock(world, dead_owner())
    (world.root / "lock.takeover").write_text(json.dumps(dead_owner(token="other")))  # noqa: S106
    with world.lock:
        pass
    assert verify(world.root).intact


def test_many_processes_that_find_a_dead_lock_never_hold_it_together(world):
    write_lock(world, dead_owner())
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        taken = list(pool.map(take_and_count, [world.root] * 3))
    assert sum(taken) >= 30


def test_threads_of_one_process_with_their_own_worlds_exclude_each_other(world):
    inside = []
    overlaps = []

    def work():
        own = World.open(world.root)
        for _ in range(20):
            try:
                with own.lock:
                    inside.append(1)
                    if len(inside) > 1:
                        overlaps.append(1)
                    time.sleep(0.0005)
                    inside.pop()
            except WorldLockedError:
                time.sleep(0.001)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not overlaps


def test_a_lock_that_cannot_be_made_is_told(world, monkeypatch):
    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(WorldError, match="Read-only file system") as caught, world.lock:
        pass
    assert "read-only: choose another place" in caught.value.mend
