"""Hostile frames, in both directions: a child that is no worker, and a parent that is none."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import subprocess
import sys

import pytest

from agentscaler._worker import frames
from agentscaler.environments.worker.process import WorkerLostError, WorkerProcess
from agentscaler.errors import WorkerError
from attacks.watching import watched

SETTINGS = {"engine": "dict_tools", "memory_bytes": 64 << 20, "cpu_s": 10}
PYTHON = sys.executable
HELLO = frames.pack({"hello": 1, "held": []})


def frame(head, body=b"", head_length=None, body_length=None):
    head = head if isinstance(head, bytes) else json.dumps(head).encode()
    lengths = (
        (len(head) if head_length is None else head_length),
        (len(body) if body_length is None else body_length),
    )
    return struct.pack("<II", *lengths) + head + body


BAD_FRAMES = {
    "garbage": os.urandom(0) + bytes(range(256)) * 8,
    "zeros": bytes(64),
    "text": b"Traceback (most recent call last):\n" * 20,
    "giant_head": frame(b"{}", head_length=2**32 - 1),
    "giant_body": frame({"parts": [2**32 - 1]}, body_length=2**32 - 1),
    "head_over_limit": frame(b"[" * (frames.HEAD_BYTES + 1)),
    "deep_head": frame(b"[" * frames.HEAD_BYTES),
    "head_no_json": frame(b"{parts: []}"),
    "head_no_utf8": frame(b'{"parts": [], "x": "\xff"}'),
    "head_list": frame([]),
    "head_number": frame(5),
    "head_null": frame(None),
    "head_digits": frame(b"9" * 60_000),
    "no_parts": frame({"id": 1, "status": "ok"}),
    "parts_no_list": frame({"id": 1, "parts": "[]"}),
    "parts_negative": frame({"id": 1, "parts": [-5, 5]}),
    "parts_text": frame({"id": 1, "parts": ["5"]}, b"12345"),
    "parts_true": frame({"id": 1, "parts": [True]}, b"1"),
    "parts_float": frame({"id": 1, "parts": [1.0]}, b"1"),
    "parts_short": frame({"id": 1, "parts": [4]}, b"12345"),
    "parts_long": frame({"id": 1, "parts": [6]}, b"12345"),
    "parts_digits": frame(b'{"id": 1, "parts": [' + b"9" * 4000 + b"]}"),
    "other_id": frame({"id": 7, "status": "ok", "parts": []}),
    "no_id": frame({"status": "ok", "parts": []}),
    "text_id": frame({"id": "1", "status": "ok", "parts": []}),
    "many_parts": frame({"id": 2, "parts": [0] * 10_000}),
}
CUT = {
    "cut_lengths": b"\x01\x00",
    "cut_head": frame({"id": 1, "status": "ok", "parts": []})[:-3],
    "cut_body": frame({"id": 1, "status": "ok", "parts": [10]}, b"12345", body_length=10),
    "nothing": b"",
}


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_bad_frames_are_refused_by_the_reader(name):
    stream = io.BytesIO(BAD_FRAMES[name] + bytes(1 << 20))
    try:
        head, parts = frames.read(stream.read, 1 << 16)
    except frames.FrameError:
        return
    # Well formed; the parent looks at the number of the request.
    assert head.get("id") != 1
    assert sum(map(len, parts)) == 0


@pytest.fixture
def impostor(tmp_path, monkeypatch):
    """Have a program of ours started in the place of the interpreter."""

    def become(script):
        path = tmp_path / "impostor.py"
        path.write_text(f"#!{PYTHON}\nimport os, sys, time\nHELLO = {HELLO!r}\n{script}")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(sys, "executable", str(path))

    return become


def ask(worker, timeout_s=5.0):
    return worker.request({"op": "call"}, [b"x"], timeout_s=timeout_s, body_bytes=1 << 16)


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_a_child_that_talks_nonsense_is_killed(name, impostor):
    impostor(
        f"os.write(1, HELLO); os.read(0, 9); os.write(1, {BAD_FRAMES[name]!r})\ntime.sleep(100)"
    )
    with watched():
        worker = WorkerProcess(SETTINGS, start_s=30)
        with pytest.raises(
            WorkerLostError, match=r"as a worker does|another request|took too long"
        ):
            ask(worker, 2.0)
        assert not worker.usable


@pytest.mark.parametrize("name", CUT)
def test_a_child_that_stops_halfway_is_killed(name, impostor):
    for ending, match in (
        ("time.sleep(100)", "took too long"),
        ("os._exit(0)", "ended with code 0"),
    ):
        impostor(f"os.write(1, HELLO); os.read(0, 9); os.write(1, {CUT[name]!r})\n{ending}")
        with watched():
            worker = WorkerProcess(SETTINGS, start_s=30)
            with pytest.raises(WorkerLostError, match=match):
                ask(worker, 0.5)


CHILDREN = {
    "drips": "os.write(1, HELLO)\nwhile True: os.write(1, b'\\x01'); time.sleep(0.05)",
    "floods": "os.write(1, HELLO)\nwhile True: os.write(1, b'\\xff' * 65536)",
    "floods_a_body": (
        "os.write(1, HELLO); os.write(1, (17).to_bytes(4, 'little') + (60000).to_bytes(4, 'little')"
        " + b'{\"parts\":[60000]}')\ntime.sleep(100)"
    ),
    "reads_nothing": "os.write(1, HELLO); time.sleep(100)",
    "closes_output": "os.write(1, HELLO); os.close(1); time.sleep(100)",
    "closes_input": "os.write(1, HELLO); os.close(0); time.sleep(100)",
    "ends": "os.write(1, HELLO)",
    "floods_errors": "os.write(1, HELLO)\nwhile True: os.write(2, b'x' * 65536)",
    "ignores_signals": (
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "os.write(1, HELLO); time.sleep(100)"
    ),
}


@pytest.mark.parametrize("name", CHILDREN)
def test_a_child_that_behaves_badly_is_killed(name, impostor):
    impostor(CHILDREN[name])
    with watched():
        worker = WorkerProcess(SETTINGS, start_s=30)
        with pytest.raises(WorkerLostError) as caught:
            worker.request({"op": "call"}, [b"x" * 10_000_000], timeout_s=0.5, body_bytes=1 << 16)
        assert len(caught.value.detail or "") <= 4096


STARTS = {
    "silent": "time.sleep(100)",
    "ends": "pass",
    "fails": "os.write(2, b'no such module'); os._exit(1)",
    "talks": "os.write(1, b'hello\\n' * 100); time.sleep(100)",
    "other_hello": f"os.write(1, {frame({'hello': 1, 'parts': []})!r}); time.sleep(100)",
    "hello_held": f"os.write(1, {frame({'held': 5, 'parts': []})!r}); time.sleep(100)",
    "hello_body": f"os.write(1, {frame({'held': [], 'parts': [1]}, b'x')!r}); time.sleep(100)",
}


@pytest.mark.parametrize("name", STARTS)
def test_a_child_that_does_not_start_is_an_error(name, impostor):
    impostor(STARTS[name])
    with watched(), pytest.raises(WorkerError, match="a worker did not start") as caught:
        WorkerProcess(SETTINGS, start_s=0.5)
    if name == "fails":
        assert caught.value.where == "no such module"


@pytest.mark.parametrize("name", [*BAD_FRAMES, *CUT])
def test_a_worker_that_is_asked_nonsense_ends(name):
    sent = {**BAD_FRAMES, **CUT}[name]
    with subprocess.Popen(
        [sys.executable, "-m", "agentscaler._worker", json.dumps(SETTINGS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        out, _ = process.communicate(sent, timeout=30)
        assert process.returncode in (0, 1, 3)
    stream = io.BytesIO(out)
    frames.read(stream.read)
    rest = stream.read()
    # At most one answer, to the frames that are well formed.
    assert rest == b"" or json.loads(
        frames.read(io.BytesIO(rest).read) and rest[8:].split(b"}")[0] + b"}"
    )
