"""Worker processes: limits before anything is read, deadlines, ends, and nothing left over."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from agentscaler._worker import frames
from agentscaler.environments import Limits, State
from agentscaler.environments.dict_tools import DictToolSet
from agentscaler.environments.worker import WorkerLimits, WorkerToolSet
from agentscaler.environments.worker.held import Held
from agentscaler.environments.worker.process import WorkerLostError, WorkerProcess
from agentscaler.errors import WorkerError
from attacks.watching import children, watched

LINUX = sys.platform.startswith("linux")
linux = pytest.mark.skipif(not LINUX, reason="told by /proc")
SETTINGS = {"engine": "dict_tools", "memory_bytes": 64 << 20, "cpu_s": 100}
SOURCE = """
import os, sys, time
def modules(data):
    return sorted(name.partition('.')[0] for name in sys.modules)
def environment(data):
    return dict(os.environ)
def pid(data):
    return os.getpid()
def nap(data, seconds):
    time.sleep(seconds)
    return 'rested'
def write(data):
    data['t']['k'] = {'v': 1}
    return 'x'
def die_once(data):
    # The file system is out of reach: the process itself is the memory of the first time.
    os._exit(3)
"""


@pytest.fixture
def state():
    return State.from_json({"t": {}})


@pytest.fixture
def worker():
    worker = WorkerProcess(SETTINGS, start_s=30)
    yield worker
    worker.kill()


def ask(worker, head, parts=(), timeout_s=10.0):
    return worker.request(head, parts, timeout_s=timeout_s, body_bytes=1 << 20)


def load(worker, source=SOURCE):
    head = {"op": "load", "refusals": ["Error"], "result_bytes": 1 << 20, "changes_bytes": 1 << 20}
    return ask(worker, head, [source.encode()])


def test_it_imports_neither_polars_nor_numpy(state):
    with DictToolSet(SOURCE) as tools:
        modules = json.loads(tools.call(state, "modules", {}).content)
        assert set(modules) & {"polars", "numpy", "rich", "cyclopts", "yaml", "subprocess"} == set()
        assert json.loads(tools.call(state, "environment", {}).content) == {}


@linux
def test_limits_are_taken_before_anything_is_read():
    """The hello comes without a request, and the kernel agrees with it."""
    with subprocess.Popen(
        [sys.executable, "-m", "agentscaler._worker", json.dumps(SETTINGS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        head, _ = frames.read(process.stdout.read)
        assert {"RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE"} <= set(
            head["held"]
        )
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        table = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()}
        assert table["Max core file size"] == ["0", "0"]
        assert table["Max file size"] == ["0", "0"]
        assert table["Max cpu time"] == ["100", "100"]
        soft, hard = table["Max address space"]
        assert soft == hard
        assert 64 << 20 < int(soft) < 128 << 20
        process.stdin.close()
        assert process.wait(10) == 0


@linux
def test_all_rights_are_given_up_here(worker):
    """This kernel may lack them; what the worker says has to be what the kernel says."""
    status = Path(f"/proc/{worker.pid}/status").read_text()
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert ("no_new_privs" in worker.held) == (fields["NoNewPrivs"] == "1")
    assert ("seccomp" in worker.held) == (fields["Seccomp"] == "2")


def test_a_request_has_a_deadline(worker):
    load(worker)
    ask(worker, {"op": "open", "version": 1, "kinds": {}, "forget": []}, [b"{}"])
    call = {"op": "call", "from": 1, "to": 2, "name": "nap", "seed": "", "forget": []}
    head, parts = ask(worker, call, [b'{"seconds": 0}'])
    assert (head["kind"], parts[0]) == ("ok", b"rested")
    with pytest.raises(WorkerLostError, match="it took too long"):
        ask(worker, call, [b'{"seconds": 1000}'], timeout_s=0.2)
    assert not worker.usable
    assert worker.kill() is None


def test_a_process_that_dies_tells_how(worker):
    load(
        worker,
        "import os\ndef f(data): os._exit(3)\ndef g(data): os.write(2, b'last words'); os._exit(4)",
    )
    ask(worker, {"op": "open", "version": 1, "kinds": {}, "forget": []}, [b"{}"])
    call = {"op": "call", "from": 1, "to": 2, "name": "g", "seed": "", "forget": []}
    with pytest.raises(WorkerLostError, match="it ended with code 4") as caught:
        ask(worker, call, [b"{}"])
    assert caught.value.detail == "last words"


def test_unknown_operations_and_versions_are_answered(worker):
    head, _ = ask(worker, {"op": "dance"})
    assert (head["status"], head["message"]) == ("error", "no operation 'dance'")
    load(worker)
    call = {"op": "call", "from": 9, "to": 2, "name": "pid", "seed": "", "forget": []}
    assert ask(worker, call, [b"{}"])[0]["status"] == "unknown_version"


def test_no_interpreter_and_one_that_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", None)
    with pytest.raises(WorkerError, match="there is no Python interpreter"):
        WorkerProcess(SETTINGS, start_s=1)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nope"))
    with pytest.raises(WorkerError, match="cannot be started"):
        WorkerProcess(SETTINGS, start_s=1)


@linux
def test_nothing_is_left_when_it_is_closed_forgotten_or_lost(state):
    with watched():
        tools = DictToolSet(SOURCE, workers=2)
        tools.call(state, "pid", {})
        tools.close()
        tools.close()
        with pytest.raises(WorkerError, match="closed"):
            tools.call(state, "pid", {})
        forgotten = DictToolSet(SOURCE)
        forgotten.call(state, "pid", {})
        del forgotten, tools
        gc.collect()
        with DictToolSet(
            SOURCE, limits=Limits(time_s=0.1), worker_limits=WorkerLimits(grace_s=0.1)
        ) as tools:
            for _ in range(3):
                assert tools.call(state, "die_once", {}).kind == "infrastructure"
                assert tools.call(state, "nap", {"seconds": 9}).kind == "infrastructure"


def test_a_dead_worker_is_replaced_and_the_call_made_again(state):
    with DictToolSet(SOURCE) as tools:
        first = int(tools.call(state, "pid", {}).content)
        os.kill(first, signal.SIGKILL)
        result = tools.call(state, "pid", {})
        assert result.kind == "ok"
        assert int(result.content) != first
        lost = tools.call(state, "die_once", {})
        assert (lost.kind, lost.content, lost.detail) == (
            *("infrastructure", "the tool could not be run", "it ended with code 3"),
        )


def test_a_worker_with_little_time_left_is_replaced(state):
    with DictToolSet(SOURCE, worker_limits=WorkerLimits(cpu_s=1)) as tools:
        spin = "while __import__('time').process_time() < 0.9: pass"
        first = tools.call(state, "pid", {}).content
        seat = tools._workers._idle[0]
        tools._workers.retire_if_old(seat, {"cpu_s": 0.79})
        assert not seat.retired
        tools._workers.retire_if_old(seat, {"cpu_s": 0.81})
        assert seat.retired
        assert spin
        assert tools.call(state, "pid", {}).content == first
        assert tools.call(state, "pid", {}).content != first


@linux
def test_after_a_fork_the_child_has_workers_of_its_own(state):
    with DictToolSet(SOURCE) as tools:
        mine = tools.call(state, "pid", {}).content
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                result = tools.call(state, "pid", {})
                os.write(writing, f"{result.kind} {result.content}".encode())
                tools.close()
                code = 0
            finally:
                os._exit(code)
        os.close(writing)
        assert os.waitpid(child, 0)[1] == 0
        kind, theirs = os.read(reading, 100).decode().split()
        os.close(reading)
        assert kind == "ok"
        assert theirs != mine
        assert tools.call(state, "pid", {}).content == mine


@linux
def test_workers_end_with_their_parent():
    """Also when it is killed, and also one that is busy."""
    code = (
        "import sys, threading\n"
        "from agentscaler.environments import Limits, State\n"
        "from agentscaler.environments.dict_tools import DictToolSet\n"
        f"tools = DictToolSet({SOURCE!r}, limits=Limits(time_s=1000))\n"
        "state = State.from_json({'t': {}})\n"
        "print(tools.call(state, 'pid', {}).content, flush=True)\n"
        "tools.call(state, 'nap', {'seconds': 1000})\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        worker = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        until = time.monotonic() + 30
        while Path(f"/proc/{worker}").exists() and time.monotonic() < until:
            time.sleep(0.01)
        assert not Path(f"/proc/{worker}").exists()


@linux
def test_workers_outlive_the_thread_that_started_them(state):
    with DictToolSet(SOURCE) as tools:
        found = []
        for _ in range(2):
            thread = threading.Thread(
                target=lambda: found.append(tools.call(state, "pid", {}).content)
            )
            thread.start()
            thread.join()
        found.append(tools.call(state, "pid", {}).content)
        assert len(set(found)) == 1


def test_ctrl_c_ends_the_call_and_the_worker(state):
    with DictToolSet(SOURCE, limits=Limits(time_s=1000)) as tools:
        first = tools.call(state, "pid", {}).content
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            tools.call(state, "nap", {"seconds": 1000})
        timer.join()
        assert tools.call(state, "pid", {}).content != first


@linux
def test_a_worker_does_not_hear_ctrl_c(state):
    with DictToolSet(SOURCE) as tools:
        first = tools.call(state, "pid", {}).content
        os.kill(int(first), signal.SIGINT)
        assert tools.call(state, "pid", {}).content == first


def test_held_states_are_found_by_identity():
    held = Held(2)
    first = State.from_json({"t": {"a": {}}})
    equal = State.from_json({"t": {"a": {}}})
    held.add(held.number(), first)
    assert held.find(first.fork()) == 1
    assert held.find(equal) is None
    held.add(held.number(), equal)
    assert (held.find(first), held.find(equal)) == (1, 2)
    first.insert("t", "b", {})
    assert held.find(first) is None
    held.add(held.number(), first)
    assert held.to_forget() == [1]
    assert held.to_forget() == []
    assert held.find(equal) == 2
    held.forget(2)
    assert held.find(equal) is None


def test_calls_do_not_send_the_state_again(state, monkeypatch):
    sent = []
    asked = WorkerProcess.request

    def request(self, head, parts=(), **rest):
        sent.append(head["op"])
        return asked(self, head, parts, **rest)

    monkeypatch.setattr(WorkerProcess, "request", request)
    with DictToolSet(SOURCE) as tools:
        for _ in range(3):
            fork = state.fork()
            tools.call(fork, "write", {})
            tools.call(fork, "pid", {})
    assert sent == ["load", "open", *["call"] * 6]


@linux
def test_no_child_is_left():
    before = set(children())
    with WorkerToolSet("def one(db):\n    return 1\n") as tools:
        assert tools.call(State.from_json({}), "one", {}).content == "1"
        assert set(children()) - before
    assert set(children()) <= before
