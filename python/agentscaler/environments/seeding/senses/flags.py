"""Fields that are true or false: how often, by what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.seeding.facts.lines import word_set

if TYPE_CHECKING:
    from agentscaler.environments.seeding.ask import Ask

_MOSTLY = word_set(
    """active enabled enable verified available valid visible published success approved
    confirmed open online connected paid accepted subscribed public healthy ready taxable
    shippable current allow allowed can wifi encrypted breathable https ssl tls billable
    refundable notifications notify email supported monitoring logging insured trusted ok
    passed present"""
)
_RARELY = word_set(
    """archived deleted disabled deprecated suspended locked blocked banned hidden draft
    expired cancelled canceled failed error read only private test sandbox admin superuser
    root urgent flagged spam bot muted pinned sponsored featured starred favorite dry force
    recursive default primary premium vip internal closed removed truncated partial overdue
    refunded returned explicit mature adult allergic smoking recurring"""
)


def flag(ask: Ask) -> bool:
    """True or false: good things mostly true, exceptions rarely."""
    share = 0.5
    for word in ask.words:
        if word in _MOSTLY:
            share = 0.85
        elif word in _RARELY:
            share = 0.15
    if {"not", "no", "non"} & set(ask.words):
        share = 1 - share
    told = _told(ask)
    return told if told is not None else ask.draw.chance(share)


def _told(ask: Ask) -> bool | None:
    """What the status of the row says already: a row that is closed is not open."""
    status = next(
        (
            str(value).lower()
            for name, value in ask.subject.row.items()
            if name.lower().endswith(("status", "state"))
        ),
        None,
    )
    if status is None:
        return None
    for word in ask.words:
        if word in {"active", "enabled", "open", "online", "available"} and status in {
            "active",
            "inactive",
            "closed",
            "offline",
            "disabled",
            "archived",
            "open",
            "online",
            "available",
            "suspended",
        }:
            return status in {"active", "open", "online", "available"}
        if word in {"paid", "cancelled", "archived", "deleted", "completed", "closed", "merged"}:
            return status == word
    return None
