"""Columns that a row has only when it has come so far: ``shipped_at``, ``cancel_reason``."""

from __future__ import annotations

from typing import Any

from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.moments import STAGES
from agentscaler.environments.seeding.naming import words_of

_STEMS = {
    "cancel": "cancelled",
    "cancellation": "cancelled",
    "canceled": "cancelled",
    "canceling": "cancelled",
    "rejection": "rejected",
    "reject": "rejected",
    "failure": "failed",
    "error": "failed",
    "completion": "completed",
    "closure": "closed",
    "closing": "closed",
    "resolution": "resolved",
    "termination": "terminated",
    "suspension": "suspended",
    "approval": "approved",
    "archival": "archived",
    "deletion": "deleted",
    "refund": "refunded",
    "return": "returned",
    "denial": "rejected",
    "denied": "rejected",
    "declined": "rejected",
    "tracking": "shipped",
    "executed": "completed",
    "checkout": "completed",
}
_ENDS = word_set(
    """cancelled rejected failed archived deleted suspended deactivated revoked terminated
    returned refunded merged"""
)
"""Stages that are no step on the way to another."""
_WAY = {
    "in_transit": 0.6,
    "out_for_delivery": 0.7,
    "fulfilled": 0.85,
    "success": 0.97,
    "succeeded": 0.97,
    "done": 0.97,
    "ok": 0.97,
    "passed": 0.97,
    "processing": 0.35,
    "in_progress": 0.3,
    "active": 0.25,
    "expired": 1.0,
    "denied": 1.0,
    "declined": 1.0,
}
_SAME = {"canceled": "cancelled", "denied": "rejected", "declined": "rejected", "error": "failed"}


def stage_of(column: str) -> str | None:
    """The stage that a column tells of.

    >>> stage_of("shipped_at"), stage_of("cancellationReason"), stage_of("delivery_address")
    ('shipped', 'cancelled', None)
    """
    for word in words_of(column):
        stage = _STEMS.get(word, word)
        if stage in STAGES:
            return _SAME.get(stage, stage)
    return None


def has_come(stage: str, status: Any) -> bool:
    """Whether a row of this status has come to a stage.

    >>> has_come("paid", "shipped"), has_come("shipped", "paid"), has_come("cancelled", "closed")
    (True, False, False)
    """
    word = str(status).lower().replace("-", "_").replace(" ", "_")
    word = _SAME.get(word, word)
    if word == stage:
        return True
    if stage in _ENDS or word in _ENDS:
        return False
    come = STAGES.get(word, _WAY.get(word, 0.0))
    return STAGES[stage] <= come
