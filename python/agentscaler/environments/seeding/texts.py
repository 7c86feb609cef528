"""Making a text fit: other spellings, a shorter form, another format of a time."""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.naming import slug
from agentscaler.environments.seeding.schemas import allows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_DATES = re.compile(r"date-only|^date$|full-date|yyyy-mm-dd(?!t)|\byyyy-mm-dd\b", re.IGNORECASE)
_CLOCKS = re.compile(r"hh:mm|24-hour|time of day", re.IGNORECASE)
_EPOCHS = re.compile(r"epoch|unix", re.IGNORECASE)
_MILLIS = re.compile(r"millisec|epoch.?ms|\bms\b|milli", re.IGNORECASE)
_ZERO = re.compile(r"\W+")


def stamp(moment: datetime) -> str:
    """As ``db.now()`` writes it: ``2026-01-14T10:22:31Z``."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def time_text(  # noqa: C901, PLR0911  one for each format
    moment: datetime, words: tuple[str, ...], schema: dict[str, Any], text: str
) -> str:
    """A time as a field has it, by its format, its description and its name."""
    form = str(schema.get("format", "")).lower()
    if form in {"date", "date-only", "date_notime", "full-date"} or form.endswith("notime_v2"):
        return moment.strftime("%Y-%m-%d")
    if form in {"time", "partial-time"} and "date" not in words:
        return moment.strftime("%H:%M:%SZ" if form == "time" else "%H:%M:%S")
    if "rfc1123" in form or "rfc 1123" in text or "rfc 2822" in text:
        return format_datetime(moment, usegmt=True)
    if not form.startswith(("date", "google-date", "timestamp")):
        if "mm/dd/yyyy" in text:
            return moment.strftime("%m/%d/%Y")
        if "dd/mm/yyyy" in text:
            return moment.strftime("%d/%m/%Y")
        if "yyyymmdd" in text:
            return moment.strftime("%Y%m%d")
        if _EPOCHS.search(text):
            return str(epoch(moment, words, text))
        if is_clock(schema, text):
            return moment.strftime("%H:%M")
        if _DATES.search(text) and "hh" not in text:
            return moment.strftime("%Y-%m-%d")
        date_like = words[-1:] == ("date",) or words[-1:] in {("birth",), ("dob",), ("birthday",)}
        if date_like and not ("time" in words or "iso 8601" in text or "timestamp" in text):
            return moment.strftime("%Y-%m-%d")
    return stamp(moment)


def epoch(moment: datetime, words: tuple[str, ...], text: str) -> int:
    """Seconds since 1970, or milliseconds where the field says so."""
    seconds = int(moment.timestamp())
    return seconds * 1000 if _MILLIS.search(text) or {"ms", "millis"} & set(words) else seconds


def is_clock(schema: dict[str, Any], text: str) -> bool:
    """Whether a field is a time of the day without a date.

    Args:
        schema: Of the field.
        text: Its description, in lower case.
    """
    form = str(schema.get("format", ""))
    return form in {"time", "partial-time"} or (
        not form and _CLOCKS.search(text) is not None and "yyyy" not in text
    )


def time_forms(moment: datetime) -> Iterator[str]:
    """A time in the forms that patterns ask for."""
    for form in (
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%d",
        "%Y-%m-%dT%H:%M:%S+00:00",
        "%Y-%m-%dT%H:%M:%S.000Z",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%H:%M",
        "%H:%M:%S",
        "%Y-%m",
        "%Y%m%d",
        "%m/%d/%Y",
        "%d/%m/%Y",
        "%d-%m-%Y",
        "%Y",
        "%m/%y",
        "%H:%M:%S.000",
        "%Y%m%d%H%M%S",
    ):
        yield moment.strftime(form)
    yield str(int(moment.timestamp()))


def spellings(text: str) -> Iterator[str]:
    """A text in the ways in which names may have to be written.

    >>> list(spellings("Riverside Clinic"))[1:4]
    ['riverside-clinic', 'riverside_clinic', 'RiversideClinic']
    """
    yield text
    yield slug(text)
    yield slug(text, "_")
    yield "".join(part[:1].upper() + part[1:] for part in slug(text).split("-"))
    yield slug(text, "_").upper()
    yield slug(text, "")
    yield slug(text, "").upper()
    yield slug(text, " ")
    yield _ZERO.sub("", text)
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) * 2 > len(text):  # a telephone number, not the digits of a name
        yield digits
    else:
        yield "/" + slug(text)
        yield "".join(letter for letter in text if letter.isalpha())


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, cut behind a word where there is one.

    >>> shortened("Corner Bakery", 8), shortened("corner-bakery", 8)
    ('Corner', 'corner')
    """
    if len(text) <= most:
        return text
    cut = text[:most]
    if "://" not in text and "@" not in text:
        for mark in (". ", " ", "-", "_"):
            head = cut.rpartition(mark)[0]
            if len(head) * 2 >= most:
                return head.rstrip(" ,;.-_")
    return cut.rstrip(" ,;-_") or cut


def fitted(text: str, schema: dict[str, Any]) -> str | None:
    """The first spelling of a text that a schema allows; ``None``: none of them.

    >>> fitted("Riverside Clinic", {"type": "string", "pattern": "^[a-z-]+$"})
    'riverside-clinic'
    """
    most = schema.get("maxLength")
    seen: set[str] = set()
    for form in spellings(text):
        short = shortened(form, most) if isinstance(most, int) else form
        if short and short not in seen:
            seen.add(short)
            if allows(schema, short):
                return short
    least = schema.get("minLength", 0)
    if isinstance(least, int) and text and len(text) < least:
        joint = " " if " " in text else "-"
        longer = (text + joint) * (least // (len(text) + 1) + 1)
        for form in (longer[:-1], slug(longer), longer.replace(joint, "")):
            cut = form[:most] if isinstance(most, int) else form
            if allows(schema, cut):
                return cut
    return None
