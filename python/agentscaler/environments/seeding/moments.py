"""When things happened to a row: one line of time per row, from which all its times are read.

``created <= every stage <= updated <= clock``, and ``start < end``; whether a row's own time (a
flight, a booking, a run) lies behind or ahead of the clock follows from its status.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from agentscaler.environments.seeding.facts.lines import word_set

if TYPE_CHECKING:
    from agentscaler.environments.seeding.draw import Draw

CLOCK = datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC)
"""When an episode begins: `EnvironmentDraft.clock`."""
BEHIND_DAYS = 200
"""A row is no older than this, where nobody says when it was made."""

STAGES = {
    "requested": 0.02,
    "submitted": 0.03,
    "ordered": 0.03,
    "verified": 0.1,
    "confirmed": 0.1,
    "assigned": 0.12,
    "acknowledged": 0.12,
    "approved": 0.2,
    "accepted": 0.22,
    "authorized": 0.24,
    "paid": 0.3,
    "captured": 0.32,
    "processed": 0.4,
    "packed": 0.42,
    "dispatched": 0.5,
    "shipped": 0.5,
    "sent": 0.5,
    "delivered": 0.85,
    "received": 0.86,
    "reviewed": 0.88,
    "responded": 0.88,
    "answered": 0.88,
    "resolved": 0.9,
    "merged": 0.95,
    "returned": 0.95,
    "refunded": 0.96,
    "completed": 0.97,
    "finished": 0.97,
    "closed": 1.0,
    "cancelled": 1.0,
    "canceled": 1.0,
    "rejected": 1.0,
    "failed": 1.0,
    "archived": 1.0,
    "deleted": 1.0,
    "suspended": 1.0,
    "deactivated": 1.0,
    "revoked": 1.0,
    "terminated": 1.0,
}
"""How far a stage lies on the way from creation to the last change."""

_DONE = word_set(
    """done completed complete finished closed ended expired delivered succeeded success failed
    landed arrived returned resolved released checked_out past over terminated paid merged
    played shipped error no_show stopped fulfilled discharged ok passed refunded"""
)
_NOW = word_set(
    """running in_progress active ongoing live boarding started open processing checked_in
    departed in_flight in_air in_transit enroute executing playing occupied online admitted"""
)
_AHEAD = word_set(
    """scheduled upcoming confirmed pending booked planned reserved draft queued waiting new
    created on_time delayed requested not_started submitted approved future accepted ready"""
)
_OFF = frozenset(["cancelled", "canceled", "rejected", "declined", "denied", "withdrawn"])
_ENDED = frozenset(["inactive", "disabled", "expired", "lost", "void", "voided"])
LENGTHS = {
    "flight": (75, 620, 5),
    "segment": (75, 620, 5),
    "trip": (1440 * 2, 1440 * 10, 1440),
    "stay": (1440, 1440 * 7, 1440),
    "reservation": (1440, 1440 * 6, 1440),
    "booking": (1440, 1440 * 6, 1440),
    "rental": (1440, 1440 * 7, 1440),
    "leave": (1440, 1440 * 14, 1440),
    "vacation": (1440 * 3, 1440 * 14, 1440),
    "absence": (1440, 1440 * 10, 1440),
    "project": (1440 * 30, 1440 * 240, 1440),
    "campaign": (1440 * 7, 1440 * 45, 1440),
    "promotion": (1440 * 3, 1440 * 30, 1440),
    "discount": (1440 * 3, 1440 * 60, 1440),
    "coupon": (1440 * 14, 1440 * 90, 1440),
    "sprint": (1440 * 14, 1440 * 14, 1440),
    "course": (1440 * 40, 1440 * 120, 1440),
    "semester": (1440 * 100, 1440 * 140, 1440),
    "subscription": (1440 * 30, 1440 * 365, 1440),
    "membership": (1440 * 180, 1440 * 365, 1440),
    "contract": (1440 * 180, 1440 * 730, 1440),
    "lease": (1440 * 365, 1440 * 730, 1440),
    "policy": (1440 * 365, 1440 * 365, 1440),
    "insurance": (1440 * 365, 1440 * 365, 1440),
    "employment": (1440 * 365, 1440 * 1500, 1440),
    "appointment": (15, 60, 15),
    "visit": (15, 60, 15),
    "meeting": (30, 90, 15),
    "call": (3, 55, 1),
    "event": (60, 240, 30),
    "shift": (360, 540, 30),
    "class": (45, 120, 15),
    "lesson": (45, 90, 15),
    "game": (90, 150, 15),
    "match": (90, 120, 15),
    "job": (1, 90, 0),
    "run": (1, 45, 0),
    "execution": (1, 30, 0),
    "build": (2, 25, 0),
    "task": (10, 600, 5),
    "deployment": (1, 20, 0),
    "pipeline": (3, 60, 0),
    "query": (1, 4, 0),
    "operation": (1, 15, 0),
    "incident": (20, 400, 1),
    "outage": (20, 400, 1),
    "session": (5, 120, 1),
    "workout": (20, 90, 5),
    "activity": (20, 120, 5),
}
"""Length of a row's own time, in minutes: from, to, and the step that it is rounded to."""
PROCESSES = word_set("""job run execution build deployment pipeline query operation session""")
"""Things that begin as soon as they are made."""


def phase_of(status: object) -> str:
    """What a status says of the row's own time: ``done``, ``now``, ``ahead`` or nothing.

    >>> phase_of("IN_PROGRESS"), phase_of("cancelled")
    ('now', '')
    """
    word = str(status).lower().replace("-", "_").replace(" ", "_")
    for phase, words in (("done", _DONE), ("now", _NOW), ("ahead", _AHEAD)):
        if word in words:
            return phase
    return ""


class Moments:
    """The times of one row.

    Args:
        draw: The stream that they are drawn from.
        kind: Last word of what the row is: ``flight``.
        status: Of the row, where it has one.
        created: When the row was made, where that is known.
        minutes: How long its own time is, where that is known.
    """

    __slots__ = (
        "_end",
        "_minutes",
        "_phase",
        "_start",
        "created",
        "draw",
        "kind",
        "status",
        "updated",
    )

    def __init__(
        self,
        draw: Draw,
        *,
        kind: str,
        status: object = None,
        created: datetime | None = None,
        minutes: int | None = None,
    ) -> None:
        self.draw = draw
        self.kind = kind
        self._minutes = minutes
        self.status = str(status).lower()
        self._phase = phase_of(status)
        if created is None:
            behind = draw.between(2 * 24 * 60, BEHIND_DAYS * 24 * 60)
            created = office(CLOCK - timedelta(minutes=behind), draw)
        self.created = created
        left = max(CLOCK - created, timedelta(minutes=2)).total_seconds()
        # Most rows change soon after they were made; a few of them much later.
        self.updated = created + timedelta(seconds=int(left * draw.unit() ** 3 * 0.95))
        self._start: datetime | None = None
        self._end: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether its status says that nothing is awaited of the row any more."""
        ended = STAGES.get(self.status) == 1.0 or self.status in _OFF | _ENDED
        return ended or self._phase == "done"

    def stage(self, word: str) -> datetime:
        """When the row came to a stage: ``shipped``."""
        share = STAGES.get(word, 1.0)
        span = (self.updated - self.created).total_seconds()
        return self.created + timedelta(seconds=int(span * share))

    @property
    def start(self) -> datetime:
        """When the row's own time begins."""
        if self._start is None:
            self._span()
        assert self._start is not None  # noqa: S101 - _span sets both
        return self._start

    @property
    def end(self) -> datetime:
        """When the row's own time ends."""
        if self._end is None:
            self._span()
        assert self._end is not None  # noqa: S101 - _span sets both
        return self._end

    def _span(self) -> None:
        draw = self.draw
        low, high, step = LENGTHS.get(self.kind, (60, 1440 * 20, 60))
        minutes = self._minutes or draw.between(low, high)
        length = timedelta(minutes=minutes - minutes % step if step else minutes)
        if not step:
            length += timedelta(seconds=draw.below(60))
        length = max(length, timedelta(minutes=max(step, 1)))
        if self.kind in PROCESSES:
            start = self.created + timedelta(seconds=draw.between(1, 40))
            start = min(start, CLOCK - length) if self._phase != "now" else start
            self._start, self._end = start, start + length
            return
        start = self._begin(length)
        if step >= 5:  # noqa: PLR2004 - whole five minutes and more
            start = start.replace(minute=start.minute - start.minute % min(step, 15), second=0)
        if step >= 1440:  # noqa: PLR2004 - whole days
            start = start.replace(hour=15 if self.kind in {"stay", "reservation"} else 0, minute=0)
        self._start = max(start, self.created.replace(second=0) + timedelta(minutes=1))
        self._end = self._start + length

    def _begin(self, length: timedelta) -> datetime:
        draw = self.draw
        if self._phase == "done":
            room = max((CLOCK - length - self.created).total_seconds(), 60)
            return self.created + timedelta(seconds=int(room * (0.1 + 0.8 * draw.unit())))
        if self._phase == "now":
            return CLOCK - length * (0.2 + 0.6 * draw.unit())
        if self._phase == "ahead":
            return office(CLOCK + timedelta(days=draw.between(1, 45)), draw)
        # What was called off lay ahead when it was.
        after = self.updated if self.status in _OFF else self.created
        return office(after + timedelta(days=draw.between(2, 40)), draw)


def office(moment: datetime, draw: Draw) -> datetime:
    """The same day at an hour at which people are awake.

    Never later than 18:59, so that a moment before today stays before the clock.
    """
    return moment.replace(hour=draw.between(7, 18), minute=draw.below(60), second=draw.below(60))
