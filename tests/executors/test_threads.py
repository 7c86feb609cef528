from __future__ import annotations

import threading

import pytest

from agentscaler.errors import ArgumentError
from agentscaler.executors import ThreadExecutor


def test_all_is_done_and_handed_out_before_the_first_error_is_raised():
    begun = threading.Barrier(3)

    def work(number):
        if number < 3:
            begun.wait(timeout=5)  # three are under way at once
        if number in {1, 4}:
            raise ValueError(number)
        return number * 10

    found = []
    with ThreadExecutor(workers=3) as executor, pytest.raises(ValueError, match="1") as caught:
        for index, result in executor.map(work, range(6)):
            found.append((index, result))
    assert caught.value.args == (1,)
    assert sorted(found) == [(0, 0), (2, 20), (3, 30), (5, 50)]


def test_no_more_threads_than_asked_for_and_none_is_an_error():
    at_once, most, lock = 0, 0, threading.Lock()
    room = threading.Event()

    def work(_):
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        room.wait(0.01)
        with lock:
            at_once -= 1

    with ThreadExecutor(workers=2) as executor:
        assert len(list(executor.map(work, range(8)))) == 8
        assert list(executor.map(work, [])) == []
    assert most == 2
    with pytest.raises(ArgumentError, match="workers is 0"):
        ThreadExecutor(workers=0)
