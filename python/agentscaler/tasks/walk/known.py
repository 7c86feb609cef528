"""What users know of a row: numbers on their papers, names that they gave; not keys of a database.

An id is known where people see it: a code of a few letters and digits (``W100002``, ``#W2378156``,
``INV-2026-014``), or a key that somebody chose (the name of a bucket). What tools draw at random
(``ws-3f09c1aa``, a UUID, an ARN) has to be looked up.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.fillers import is_filler
from agentscaler.environments.seeding.naming import words_of
from agentscaler.tasks.walk.mention import Fact

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from agentscaler.environments.design.blueprint import Column, Table
    from agentscaler.tasks.walk.scene import Row

_CODE = re.compile(r"#?[A-Z]{0,5}[-_ ]?\d{2,8}([-/]\d{1,6})?|[a-z]{1,12}[-_]?\d{1,4}")
_OPAQUE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-.*|arn:.*|(?=.*\d)[0-9a-f]{12,}|[A-Za-z0-9+/=_-]{24,}"
    r"|[a-z]+[_-][0-9a-f]{8,}(-\d+)?|.*-[0-9a-f]{8,}",
    re.IGNORECASE,
)
_NUMBERED = frozenset(
    """order booking reservation ticket invoice case claim shipment flight account room table seat
    issue request bill payment receipt contract policy""".split()  # noqa: SIM905
)
_IDS = frozenset(
    (
        *("id", "ids", "idfk", "fk", "guid", "uuid", "arn", "urn", "uri", "token", "hash", "etag"),
        *("checksum", "cursor", "singleton"),
    )
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_CODED = frozenset(
    (
        *(
            "ts",
            "sha",
            "md",
            "etag",
            "idx",
            "seq",
            "cnt",
            "pct",
            "tmp",
            "ttl",
            "ns",
            "rev",
            "regex",
        ),
        *("grep", "param", "params", "arg", "args", "attr", "attrs", "src", "dst", "href", "mime"),
        *("mimetype", "cron", "json", "xml", "yaml", "html", "md5", "crc", "env", "uid", "gid"),
        *("utc", "tz", "impl", "ctx", "cfg", "ref", "refs", "fk", "pk", "eid", "pid"),
    )
)
"""Words of programmers."""
_HALF_SAID = frozenset(
    (
        *("of", "by", "to", "for", "in", "with", "from", "since", "until", "before", "after", "as"),
        *("is", "has", "can", "query", "filter", "filters", "sort", "partial"),
    )
)
"""Words that no name of a thing begins or ends with, or that name an argument of a search."""
_FIRST_SECOND = 946_684_800
_LAST_SECOND = 4_102_444_800
"""The years 2000 and 2100, in seconds since 1970."""
_UNTOLD = frozenset(
    ("true", "false", "all", "any", "none", "null", "other", "unknown", "unspecified")
)
"""Values of a list that say nothing of a row."""
_LONGEST = 60
"""Characters: a longer text is no name."""
_UNSAID = frozenset({"updated", "counter", "arn"})
"""Made columns that nobody names a row by."""
_MONEY = frozenset(
    (
        *("price", "amount", "total", "cost", "fee", "balance", "salary", "budget", "subtotal"),
        *("fare", "rent", "deposit", "refund"),
    )
)


def is_opaque(value: str) -> bool:
    """Whether a text is an id that no person would remember.

    Example:
        >>> is_opaque("ws-3f09c1aa"), is_opaque("W100002"), is_opaque("weekly-report")
        (True, False, False)
    """
    return bool(_OPAQUE.fullmatch(value)) and not _CODE.fullmatch(value)


def is_id(column: str) -> bool:
    """Whether the name of a column says that it holds ids or the like, which people do not say.

    Example:
        >>> is_id("ProjectIDFK"), is_id("order_id"), is_id("etag"), is_id("title")
        (True, True, True, False)
    """
    words = words_of(column.rpartition(".")[2])
    return bool(words) and words[-1] in _IDS


def is_speakable(column: str) -> bool:
    """Whether people would say the name of a column: whole words, a noun or the like at its end.

    Example:
        >>> [is_speakable(name) for name in ("due_date", "thumb_1024_h", "from_ts", "on_behalf_of")]
        [True, False, False, False]
    """
    last = column.rpartition(".")[2]
    words = words_of(last)
    if not words or words[-1] in _HALF_SAID or words[0] in _HALF_SAID or last.startswith("_"):
        return False
    return all(len(word) > 1 and not word.isdigit() and word not in _CODED for word in words)


def is_of_words(column: str) -> bool:
    """Whether the name of a column has no letter or number in the place of a word.

    Example:
        >>> is_of_words("response_length"), is_of_words("rCode"), is_of_words("to")
        (True, False, True)
    """
    words = words_of(column.rpartition(".")[2])
    return bool(words) and all(len(word) > 1 and not word.isdigit() for word in words)


def is_epoch(column: str, value: Any) -> bool:
    """Whether a number is a moment counted in seconds or milliseconds: nobody says those.

    Example:
        >>> is_epoch("last_reported_time", 1766610180), is_epoch("total", 1766610180)
        (True, False)
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or is_money(column):
        return False
    return _FIRST_SECOND <= value < _LAST_SECOND or (_FIRST_SECOND <= value / 1000 < _LAST_SECOND)


def is_day(value: Any) -> bool:
    """Whether it is a date (``2026-03-02``)."""
    return isinstance(value, str) and bool(_DAY.fullmatch(value)) and _is_in_calendar(value)


def is_time(value: Any) -> bool:
    """Whether it is a date with a time (``2026-03-02T09:00:00Z``)."""
    return isinstance(value, str) and bool(_TIME.match(value)) and _is_in_calendar(value)


def _is_in_calendar(value: str) -> bool:
    """Whether its first ten signs name a day: ``2026-31-02`` is an id that looks like one."""
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def is_money(column: str) -> bool:
    """Whether the name of a column says that it holds an amount of money.

    Example:
        >>> is_money("total"), is_money("unit_price"), is_money("total_count")
        (True, True, False)
    """
    words = words_of(column)
    return bool(words) and words[-1] in _MONEY


def users_know(
    table: Table, column: str, value: Any, *, unlisted: Container[str] = frozenset()
) -> bool:
    """Whether a user can tell the value of a column that names rows.

    Args:
        table: The table.
        column: The column, usually of its key.
        value: The value.
        unlisted: Tables whose keys nothing but their user knows; see `Setting.unlisted`.
    """
    if isinstance(value, bool) or value is None or not table.has(column) or column == "singleton":
        return False
    made = table.column(column)
    if table.name in unlisted and made.references is None:
        is_short = isinstance(value, str) and len(value) <= _LONGEST and not is_opaque(value)
        return isinstance(value, int) or (is_short and not is_filler(value, column, table.noun))
    if isinstance(value, int):
        return words_of(table.noun)[-1:] != () and words_of(table.noun)[-1] in _NUMBERED
    if not isinstance(value, str) or len(value) > _LONGEST or made.references is not None:
        return False
    if made.made in {"id", "arn"}:
        return "*" not in (made.pattern or "") and bool(_CODE.fullmatch(value))
    stands_in = is_filler(value, column, table.noun)
    return not stands_in and not is_opaque(value) and "\n" not in value


def can_tell(column: Column, value: Any, table: Table) -> bool:
    """Whether a user would say this of a row to name it."""
    if column.references is not None or column.made in _UNSAID or isinstance(value, bool):
        return False
    if column.name in table.key or column.made == "id" or is_id(column.name):
        return False  # who knows the key needs no other fact
    if isinstance(value, str):
        if value.lower() in _UNTOLD or not is_speakable(column.name):
            return False
        if is_filler(value, column.name, table.noun):
            return False
        return 0 < len(value) <= _LONGEST and "\n" not in value and not is_opaque(value)
    return isinstance(value, int | float) and is_money(column.name)


def fact_of(column: str, value: Any) -> Fact:
    """A fact as users say it: of a time they say the day."""
    if is_time(value):
        return Fact(column=column, value=value[:10], day=True)
    return Fact(column=column, value=value)


def telling_facts(table: Table, row: Row, shown: Iterable[str]) -> list[Fact]:
    """Facts by which a user may name a row, the best first: label, unique, status, day, rest.

    Args:
        table: Its table.
        row: The row.
        shown: Columns that tools show, so that an agent can recognise it.
    """
    seen = set(shown)
    found: list[tuple[int, int, Fact]] = []
    for at, column in enumerate(table.columns):
        value = row.get(column.name)
        if column.name not in seen or not can_tell(column, value, table):
            continue
        if column.name == table.label:
            rank = 0
        elif column.unique:
            rank = 1
        elif column.name == table.status or "enum" in column.schema:
            rank = 2
        elif is_day(value) or is_time(value) or is_money(column.name):
            rank = 3
        else:
            rank = 4
        found.append((rank, at, fact_of(column.name, value)))
    return [fact for _, _, fact in sorted(found, key=lambda one: one[:2])]
