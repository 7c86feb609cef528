"""CPython's side of the cases on which the engines of tool programs are compared.

The engine's side is a test of the Rust crate: what CPython returns here it returns there, or
refuses the program, or differs in a way that stands beside the case as `engine`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parents[1] / "cases" / "dialect"


def run(source: str) -> str:
    names: dict[str, Any] = {}
    exec(compile(source, "case.py", "exec"), names)  # noqa: S102 - cases of this repository
    try:
        result: str = names["case"](None)
    except Exception as error:  # noqa: BLE001 - any error is a result
        return f"raises {type(error).__name__}"
    return result


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_cpython_gives_what_is_recorded(path: Path) -> None:
    wrong = []
    for case in json.loads(path.read_text(encoding="utf-8")):
        # What is refused may mean anything; `until` is the last Python with this result.
        if case.get("refused"):
            continue
        until = tuple(int(part) for part in case.get("until", "99").split("."))
        if sys.version_info[: len(until)] > until:
            continue
        found = run(case["source"])
        if found != case["cpython"]:
            wrong.append((case["source"], case["cpython"], found))
    assert wrong == []
