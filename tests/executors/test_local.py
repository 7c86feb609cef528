"""Results never depend on how many workers there are; errors and Ctrl-C end all of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agentscaler.errors import AgentScalerError, ArgumentError, SpecError
from agentscaler.executors import ProcessExecutor, SerialExecutor, local_executor, usable_cores
from fake_chain import work

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def pool():
    with ProcessExecutor(workers=2) as executor:
        yield executor


def test_every_executor_gives_the_same_results(pool):
    items = list(range(40))
    serial = dict(SerialExecutor().map(work.slow_square, items))
    assert dict(pool.map(work.slow_square, items)) == serial
    assert dict(pool.map(work.square, [])) == {}
    assert serial[7] == 49


def test_results_come_as_they_are_done_and_not_all_at_once(pool):
    numbers = pool.map(work.slow_square, range(1000))
    assert next(numbers)[0] < 4
    numbers.close()
    assert dict(pool.map(work.square, [3])) == {0: 9}, "a new pool takes over"


def test_the_first_error_in_order_is_raised_whatever_finishes_first():
    with ProcessExecutor(workers=2) as pool:
        for executor in (SerialExecutor(), pool):
            with pytest.raises(SpecError) as caught:
                list(executor.map(work.fail_at_odd_tens, list(range(40))))
            error = caught.value
            assert (error.what, error.reason, error.where) == ("bad 3", "made_up", "item 3")


def test_an_error_does_not_wait_for_work_that_nobody_wants():
    began = time.monotonic()
    with pytest.raises(ValueError, match="first"), ProcessExecutor(workers=2) as pool:
        list(pool.map(work.sleep_long, list(range(5))))
    assert time.monotonic() - began < 20


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_death_of_a_worker_is_an_error_with_a_mend():
    with ProcessExecutor(workers=2) as pool:
        with pytest.raises(AgentScalerError, match="worker process died") as caught:
            list(pool.map(work.die, list(range(5))))
        assert "--workers 1" in caught.value.mend
        assert dict(pool.map(work.square, [2])) == {0: 4}


def test_workers_are_other_processes_with_one_thread_each(pool):
    for _, (pid, threads, deaf) in pool.map(work.pid_and_threads, [1, 2, 3]):
        assert pid != os.getpid()
        assert threads == "1"
        assert deaf


def test_the_number_of_workers():
    assert usable_cores() >= 1
    assert local_executor().workers == usable_cores()
    assert isinstance(local_executor(1), SerialExecutor)
    assert isinstance(local_executor(3), ProcessExecutor)
    for workers in (0, -1):
        with pytest.raises(ArgumentError, match="at least 1"):
            local_executor(workers)


CARELESS = """
import functools
from fake_chain import work
from agentscaler.executors import ProcessExecutor
with ProcessExecutor(workers=2) as pool:
    print(sorted(pool.map(functools.partial(work.square), [1, 2, 3])))
"""


@pytest.mark.parametrize("by", ["file", "standard input"])
def test_a_script_needs_no_guard(tmp_path, by):
    script = tmp_path / "script.py"
    script.write_text(CARELESS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script if by == "file" else "-"],
        input=None if by == "file" else CARELESS,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    assert (done.stdout, done.stderr) == ("[(0, 1), (1, 4), (2, 9)]\n", "")


SCRIPT = """
import sys, time
from fake_chain import work
from agentscaler.executors import ProcessExecutor
if __name__ == "__main__":
    with ProcessExecutor(workers=2) as pool:
        function = work.sleep_long if sys.argv[1] == "long" else work.pid_and_threads
        calls = pool.map(function, [1, 1, 1])
        if sys.argv[1] == "long":
            print("working", flush=True)
        for _, (pid, *_) in calls:
            print(pid, flush=True)
        time.sleep(60)
"""


def start(tmp_path, kind):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, script, kind],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        start_new_session=True,
    )


def is_gone(pid):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def children(pid):
    listing = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listing.split()]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("wait_s", [0.05, 0.6], ids=["while workers start", "while they work"])
def test_ctrl_c_ends_all_quietly(tmp_path, wait_s):
    process = start(tmp_path, "long")
    assert process.stdout.readline() == "working\n"
    time.sleep(wait_s)
    workers = children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert errors.count("KeyboardInterrupt") == 1, errors
    assert all(is_gone(pid) for pid in workers)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_workers_end_when_the_coordinator_is_killed(tmp_path):
    process = start(tmp_path, "short")
    pids = {int(process.stdout.readline()) for _ in range(3)}
    process.kill()
    process.communicate()
    assert all(is_gone(pid) for pid in pids)
