"""Ten thousand attacks in a row: the host lives, and nothing of them is left.

``pytest -m slow tests/attacks/test_many.py -s`` prints the figures.

What an attack meets first, a counted limit or the clock, depends on the load of the machine: a call
that the clock stopped is counted apart. It is stopped either way, and the host lives.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter

import pytest

from agentscaler.environments.dict_tools import DictToolSet
from agentscaler.environments.worker import WorkerToolSet
from attacks import test_arguments, test_nested_dicts, test_programs
from attacks.watching import MEMORY_BYTES, children, descriptors, linux, peak_bytes

RUNS = 10_000
CLOCK = "the tool gave no answer: it took more than"


def cycle(secret_file):
    """All attacks once: name, and what runs it."""
    for name in test_programs.ATTACKS:
        yield f"program {name}", lambda name=name: test_programs.run(name)
    for name in test_nested_dicts.ATTACKS:
        yield (
            f"nested {name}",
            lambda name=name: test_nested_dicts.run(name, "correct-horse", secret_file),
        )
    with WorkerToolSet(test_arguments.PROGRAM) as tools:
        for name, attack in test_arguments.ATTACKS.items():
            yield f"arguments {name}", lambda attack=attack: test_arguments.check(tools, attack)
    with DictToolSet(test_arguments.NESTED) as tools:
        for name, attack in test_arguments.ATTACKS.items():
            yield f"arguments {name}", lambda attack=attack: test_arguments.check(tools, attack)


@linux
@pytest.mark.slow
@pytest.mark.timeout(0)
def test_ten_thousand_in_a_row(tmp_path, capsys):
    secret_file = tmp_path / "secret.txt"
    secret_file.write_text("correct-horse")
    gc.collect()
    before = children(), descriptors()
    began = time.monotonic()
    done, clocked, failed, longest = 0, 0, Counter(), Counter()
    memory = 0
    while done < RUNS:
        for name, attack in cycle(secret_file):
            if done == RUNS:
                break
            start = time.monotonic()
            try:
                attack()
            except AssertionError as fault:
                if CLOCK in str(fault):
                    clocked += 1
                else:
                    failed[f"{name}: {str(fault)[:200]}"] += 1
            longest[name] = max(longest[name], time.monotonic() - start)
            done += 1
        if not memory:
            memory = peak_bytes("self", "VmRSS")
    gc.collect()
    grown = peak_bytes("self", "VmRSS") - memory
    figures = [
        f"\n{done:,} runs of {len(longest)} attacks in {time.monotonic() - began:,.0f} s",
        f"host: {grown / 2**20:+.1f} MiB between the first cycle and the end",
        f"stopped by the clock where a counted limit was expected: {clocked}",
        *(f"longest: {name} {seconds:.1f} s" for name, seconds in longest.most_common(5)),
        *(f"not as expected: {n} x {name}" for name, n in failed.items()),
    ]
    with capsys.disabled():
        sys.stdout.write("\n".join(figures) + "\n")
    assert not failed
    assert clocked < RUNS / 100
    assert (children(), descriptors()) == before
    assert grown < MEMORY_BYTES / 2
