"""Every reason for which a walk became no task, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Reason = Literal[
    "no_blueprint",
    "no_operations",
    "maker_failed",
    "no_walk",
    "weak_answer",
    "unreachable_argument",
    "untold_value",
    "tool_name_in_intent",
    "unknown_id_in_intent",
    "answer_in_intent",
    "secret_in_intent",
    "answer_not_fixed",
    "needless_read",
    "duplicate",
    "same_wording",
    "gold_broken",
    "not_repeatable",
    "nothing_passes",
    "needless_write",
    "shorter_plan",
    "writes_though_read_only",
]

REASONS: Mapping[str, str] = {
    "no_blueprint": "Nobody wrote down what the tools of the environment do.",
    "no_operations": "No tool of the environment has a known meaning.",
    "maker_failed": "The maker of tasks failed on the environment: a defect of ours.",
    "no_walk": "No chain of calls of this kind was found from where the walk began.",
    "weak_answer": "All that has to be told is a small number, which may be said by accident.",
    "unreachable_argument": "An argument of a gold call can be known from nothing.",
    "untold_value": "A value that the user has to tell stands in neither intent nor persona.",
    "tool_name_in_intent": "The intent names a tool.",
    "unknown_id_in_intent": "The intent names an id that a user does not know.",
    "answer_in_intent": "The intent gives a value of the answer away.",
    "secret_in_intent": "The intent tells what the user is to tell only when asked.",
    "answer_not_fixed": "The answer depends on whether it is looked up first or last.",
    "needless_read": "A gold read tells nothing that is used.",
    "duplicate": "Another task has the same gold.",
    "same_wording": "Another task has the same gold and wording, but for the values.",
    "gold_broken": "A gold call is not answered.",
    "not_repeatable": "A second replay gives other results.",
    "nothing_passes": "Doing nothing earns the reward.",
    "needless_write": "A gold write changes nothing of the outcome.",
    "shorter_plan": "Fewer writes lead to the same state.",
    "writes_though_read_only": "A task that asks for no change has a gold call that writes.",
}
"""Reason code -> what it means."""
