"""Fields that are times: which of the row's moments they tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agentscaler.environments.seeding.ask import spread
from agentscaler.environments.seeding.facts.lines import word_set
from agentscaler.environments.seeding.moments import CLOCK, STAGES
from agentscaler.environments.seeding.senses.persons import birth

if TYPE_CHECKING:
    from agentscaler.environments.seeding.ask import Ask, Maker

_MADE = word_set(
    """created creation create insert inserted added add joined join registered registration
    opened open placed order purchase purchased invoice issue issued submission upload
    uploaded posted post import imported enrolled signup launch launched published
    publication publish recorded received installed installation reported raised logged
    booked booking transaction activity admission observed reading measured timestamp filing
    applied application contact interview commit authored granted enabled activated
    activation born made generated collected signed sold sale opening event requested
    request established"""
)
_CHANGED = word_set(
    """updated update modified modification changed change edited last refreshed synced sync
    seen accessed access viewed login heartbeat active latest pushed deployed deployment
    touched checked used modify revised indexed scanned signin played maintained serviced
    calibrated"""
)
_BEGIN = word_set(
    """start starts started begin begins beginning from departure depart departs departed
    checkin pickup valid effective kickoff scheduled appointment visit launched onset
    meeting flight travel shift session slot class trip check"""
)
_FINISH = word_set(
    """end ends ended finish finishes to until till arrival arrive arrives arrived checkout
    dropoff completion stop stopped return"""
)
_DUE = word_set(
    """due deadline expires expire expiry expiration expected target estimated promised planned
    delivery closing close maturity"""
)
_NEXT = word_set("""next renewal renew upcoming followup following reminder remind""")


def moment(ask: Ask) -> datetime:  # noqa: PLR0911  one for each kind of time
    """The moment of a row that a field speaks of."""
    words = ask.words
    subject = ask.subject
    moments = subject.moments
    has = set(words)
    if has & {"birth", "dob", "birthday"}:
        return birth(ask)
    if has & {"hire", "hired", "hiring", "employment", "employed", "founded", "incorporated"}:
        draw = subject.draw("hired")
        return moments.created.replace(
            year=draw.between(2014, 2025), month=draw.between(1, 12), day=draw.between(1, 28)
        )
    if has & {"release", "released", "air", "premiere"} and subject.kind not in {
        "version",
        "build",
    }:
        draw = subject.draw("released")
        return moments.created.replace(
            year=draw.between(1998, 2025), month=draw.between(1, 12), day=draw.between(1, 28)
        )
    for word in words:
        if word in STAGES and word not in {"ordered", "returned"}:
            return moments.stage(word)
    if subject.kind == "forecast" and not has & {"created", "updated", "issued", "generated"}:
        return CLOCK.replace(hour=0) + timedelta(days=1 + subject.at % 10)
    if has & _NEXT:
        return CLOCK.replace(hour=10, minute=0) + timedelta(
            days=subject.draw("next").between(1, 40)
        )
    if has & {"seen", "heartbeat", "contact", "ping"} and moments.status in {"online", "active"}:
        return CLOCK - timedelta(minutes=subject.draw("seen").between(1, 50))
    if has & _CHANGED:
        return moments.updated
    return _planned(ask, has)


def _planned(ask: Ask, has: set[str]) -> datetime:
    subject = ask.subject
    moments = subject.moments
    if "check" in has and "out" in has:
        return moments.end.replace(hour=11)
    if has & _FINISH and not has & {"start", "from", "begin"}:
        return moments.end
    if has & _DUE and not has & _MADE & {"opened", "placed"}:
        return _due(ask, has)
    if has & _BEGIN and not has & _MADE:
        return moments.start
    if _is_own_time(ask, has):
        return moments.start
    return moments.created


def _due(ask: Ask, has: set[str]) -> datetime:
    """When something is due, or expires: ahead of the clock, unless it is over or late."""
    subject = ask.subject
    moments = subject.moments
    draw = subject.draw("due")
    days = draw.pick((14, 30, 30, 60, 90, 365 if has & {"expires"} else 45))
    if moments.status in {"expired", "overdue", "past_due", "late"}:
        share = 0.8 if moments.status == "expired" else 0.7
        return moments.created + (CLOCK - moments.created) * share
    if has & {"expires", "expiry", "expiration", "expire", "maturity"}:
        days = days // 14 if subject.kind in {"alert", "token", "invitation"} else days * 6
        if moments.status == "active":
            return CLOCK + timedelta(days=days)
    due = (moments.created + timedelta(days=days)).replace(hour=17, minute=0, second=0)
    if not moments.is_over and due <= CLOCK:
        return CLOCK.replace(hour=17) + timedelta(days=draw.between(0, max(days, 1)))
    return due if due > moments.updated else moments.updated + timedelta(days=days)


TAKES_PLACE = word_set(
    """appointment flight meeting event shift class lesson game match visit reservation booking
    session concert show trip departure webinar call interview exam"""
)
"""What takes place at a time of its own: a bare ``date`` of it says when."""


def _is_own_time(ask: Ask, has: set[str]) -> bool:
    """A bare ``date`` of a thing that takes place says when it does."""
    return ask.kind in TAKES_PLACE and not has & (_MADE - {"appointment", "event", "booking"})


_ENDINGS = (
    "date|time|datetime|timestamp|at|on|dates|date time|ts|when|stamp|utc|epoch|created|updated"
    "|modified"
    "|expires|expiration|expiry|deadline|last seen|since|until|start|end|started|finished|completed"
    "|after|before|due|ended|from|departure|arrival|check in|check out|checkin|checkout|opened"
    "|closed|begin|starts|ends|valid from|valid to|valid until|not before|not after|last login"
    "|last modified|last updated|last update|last access|added|lastmodified|birthday|published"
    "|inserted|submitted|joined|registered|released|last run|next run|last activity|creation"
    "|date happened|happened|occurred|happened at|date occurred"
    "|begins|beginning|last used|last active|last contact|departs|arrives|date created|date updated"
)
TIMES: dict[str, Maker] = spread({_ENDINGS: moment})


def year(ask: Ask) -> int:
    """A year that fits: of release, of building, of a card that expires."""
    has = set(ask.words)
    if has & {"exp", "expiry", "expiration"}:
        return ask.draw.between(2027, 2031)
    if has & {"birth", "dob"}:
        return birth(ask).year
    if ask.kind in {"movie", "film", "album", "song", "book", "track", "game"} or "release" in has:
        return ask.subject.draw("released").between(1998, 2025)
    if ask.kind in {"vehicle", "car"} or has & {"model", "vehicle"}:
        return ask.draw.between(2016, 2025)
    if has & {"built", "founded", "construction", "established"}:
        return ask.draw.between(1962, 2022)
    return ask.subject.moments.created.year


def month(ask: Ask) -> int:
    """A month, from 1."""
    return ask.draw.between(1, 12)


def day(ask: Ask) -> int:
    """A day of the month."""
    return ask.subject.moments.created.day
