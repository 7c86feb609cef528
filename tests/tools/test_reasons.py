"""The reasons, the code that gives them and the page that explains them say the same."""

from __future__ import annotations

import re
from pathlib import Path

from agentscaler.tools.quality import RULES, SKIPPABLE
from agentscaler.tools.reasons import REASONS

REPOSITORY = Path(__file__).resolve().parents[2]


def test_each_reason_is_documented() -> None:
    page = (REPOSITORY / "docs" / "tools.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page.split("## Reasons")[1], re.MULTILINE))
    assert listed == REASONS


def test_each_reason_in_the_code_is_listed() -> None:
    folder = REPOSITORY / "python" / "agentscaler" / "tools"
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in folder.rglob("*.py")
        if path.name != "reasons.py"
    )
    given = set(re.findall(r'reason=(?:pl\.lit\()?"(\w+)"', code))
    assert given - {"extra_data"} <= REASONS.keys()
    assert {reason for reason in REASONS if f'"{reason}"' in code} == REASONS.keys()
    assert RULES.keys() <= SKIPPABLE <= REASONS.keys()
