"""Checks of environments: laws that every draft has to keep, and the tests beside its tools.

`check_draft` tries what any designer has made; `run_tests` runs what is kept of it in
``tests.jsonl``.
"""

from __future__ import annotations

from agentscaler.environments.checks.case import Call, Case, Expect
from agentscaler.environments.checks.check import Checked, check_draft
from agentscaler.environments.checks.suite import Outcome, read_cases, run_tests, write_cases

__all__ = [
    "Call",
    "Case",
    "Checked",
    "Expect",
    "Outcome",
    "check_draft",
    "read_cases",
    "run_tests",
    "write_cases",
]
