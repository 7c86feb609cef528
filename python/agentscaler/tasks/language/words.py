"""Words for the names of a blueprint: columns, nouns, statuses, verbs of tools."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.seeding.naming import words_of
from agentscaler.tools.names import split_words
from agentscaler.tools.tool import Effect
from agentscaler.tools.verbs import clear_verb, vague_verb

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Operation, Table

_ACRONYMS = {
    word.lower(): word
    for word in (
        *("ID", "URL", "API", "IP", "VPC", "DNS", "SSL", "TLS", "ARN", "HTTP", "HTTPS", "SKU"),
        *("PDF", "CPU", "RAM", "GB", "MB", "TB", "KB", "AWS", "S3", "SSH", "VAT", "ISBN", "IBAN"),
        *("SMS", "GPS", "CSV", "JSON", "XML", "UI", "MFA", "SSO", "FAQ", "CIDR", "AMI", "DB"),
        *("SQL", "USD", "EUR", "VIN", "ZIP", "TTL", "KMS", "IAM"),
    )
}
PEOPLE = frozenset(
    """customer user patient student employee member guest passenger client person contact
    subscriber owner driver teacher doctor candidate applicant tenant author player attendee
    participant lead agent traveler traveller""".split()  # noqa: SIM905
)
ASKING = frozenset(
    (
        *("customer", "user", "patient", "student", "employee", "member", "guest", "passenger"),
        *("client", "subscriber", "tenant", "applicant", "traveler", "traveller"),
    )
)
"""People who ask for something themselves."""
HAD = frozenset(
    ("currency", "category", "tag", "template", "plan", "type", "region", "role", "label", "status")
)
"""What a row has rather than belongs to."""
_DULL_VERBS = frozenset(
    ("set", "update", "put", "change", "modify", "patch", "mark", "edit", "make", "manage", "do")
)
_MAKING = frozenset(
    (
        *("create", "add", "register", "open", "book", "schedule", "submit", "issue", "invite"),
        *("upload", "launch", "reserve", "order", "hire", "enroll", "assign", "record", "request"),
        *("publish", "send", "import", "generate", "allocate"),
    )
)
_OF_LETTERS = {
    "to": "recipient",
    "from": "sender",
    "cc": "copy recipient",
    "bcc": "hidden recipient",
}
_OF_STATUS = {
    "cancelled": "cancel",
    "canceled": "cancel",
    "approved": "approve",
    "archived": "archive",
    "active": "activate",
    "inactive": "deactivate",
    "closed": "close",
    "open": "reopen",
    "completed": "complete",
    "published": "publish",
    "paused": "pause",
    "running": "start",
    "started": "start",
    "stopped": "stop",
    "enabled": "enable",
    "disabled": "disable",
    "rejected": "reject",
    "locked": "lock",
    "unlocked": "unlock",
    "suspended": "suspend",
    "resolved": "resolve",
    "confirmed": "confirm",
    "shipped": "ship",
}
_UNITS = {
    "seconds": "seconds",
    "secs": "seconds",
    "minutes": "minutes",
    "mins": "minutes",
    "hours": "hours",
    "days": "days",
    "weeks": "weeks",
    "months": "months",
    "years": "years",
    "gb": "GB",
    "mb": "MB",
    "kb": "KB",
    "tb": "TB",
    "bytes": "bytes",
    "kg": "kg",
    "km": "km",
    "cm": "cm",
    "ms": "ms",
    "percent": "percent",
}


_TEXTS = frozenset(
    (
        *("description", "message", "body", "text", "content", "comment", "note", "notes"),
        *("summary", "details", "instructions", "reason", "query", "prompt", "caption"),
    )
)
"""Columns of what is written, not of names."""


PLACES = frozenset(("location", "city", "country", "place", "region", "state", "destination"))
"""Columns by which a row is told: the weather *for* Berlin."""
_NO_NAMES = PLACES | frozenset(
    (
        *("email", "url", "uri", "type", "kind", "address", "date", "time", "phone", "category"),
        *("topic", "symptoms", "symptom", "keyword", "period", "language", "currency", "path"),
    )
)
"""Columns whose values are not what their row is called."""


def phrase(name: str) -> str:
    """A name as words, acronyms in capitals.

    Example:
        >>> phrase("shippingAddress"), phrase("vpc_id"), phrase("DBInstanceClass")
        ('shipping address', 'VPC ID', 'DB instance class')
    """
    return " ".join(_ACRONYMS.get(word, word) for word in words_of(name))


@cache
def column_words(name: str, noun: str = "") -> str:
    """What people call a column: without the noun of its table, without tails that say a type.

    Example:
        >>> column_words("order_status", "order"), column_words("created_at"), column_words("title")
        ('status', 'creation date', 'title')
        >>> column_words("timeout_seconds"), column_words("customer_id"), column_words("is_public")
        ('timeout', 'customer', 'public')
        >>> column_words("new_branch_name", "branch"), column_words("new")
        ('name', 'new')
        >>> column_words("ends_at"), column_words("released_on"), column_words("size_bytes")
        ('end date', 'release date', 'size')
    """
    words = list(words_of(name.rpartition(".")[2]))
    if len(words) == 1 and words[0] in _OF_LETTERS:
        return _OF_LETTERS[words[0]]
    if len(words) == 1 and words[0] in _NOUN_OF_PAST:
        return _NOUN_OF_PAST[words[0]]
    if len(words) > 1 and words[0] in {"is", "has", "new"}:
        words = words[1:]
    if len(words) > 1 and words[-1] in _UNITS:
        words = words[: -2 if words[-2] == "in" and len(words) > 2 else -1]  # noqa: PLR2004
    nouns = list(words_of(noun))
    if nouns and words[: len(nouns)] == nouns and len(words) > len(nouns):
        words = words[len(nouns) :]
    if len(words) > 1 and words[-1] in {"at", "on"}:
        made = _NOUN_OF_PAST.get(words[-2])
        words = [*words[:-2], *(made or f"{words[-2]} date").split()]
    elif len(words) > 1 and words[-1] in {"id", "ids", "arn"}:
        words = words[:-1]
    return " ".join(_ACRONYMS.get(word, word) for word in words) or name


_NOUN_OF_PAST = {
    "created": "creation date",
    "updated": "date of the last change",
    "modified": "date of the last change",
    "deleted": "deletion date",
    "started": "start date",
    "ended": "end date",
    "expires": "expiry date",
    "scheduled": "scheduled date",
    "placed": "order date",
    "due": "due date",
    "starts": "start date",
    "ends": "end date",
    "departs": "departure date",
    "arrives": "arrival date",
    "joined": "joining date",
    "released": "release date",
    "opened": "opening date",
    "posted": "posting date",
    "issued": "issue date",
    "measured": "date of the measurement",
    "sent": "date of sending",
    "published": "publication date",
}


def unit_of(name: str) -> str | None:
    """The unit that the name of a column ends with.

    Example:
        >>> unit_of("timeout_seconds"), unit_of("size_gb"), unit_of("title")
        ('seconds', 'GB', None)
    """
    words = words_of(name)
    return _UNITS.get(words[-1]) if len(words) > 1 else None


def is_person(table: Table) -> bool:
    """Whether rows of a table are people.

    Example:
        >>> from agentscaler.environments.design.blueprint import Table
        >>> is_person(Table(name="users", noun="user", key=("id",), columns=()))
        True
    """
    words = words_of(table.noun)
    return bool(words) and words[-1] in PEOPLE


def noun_of(table: Table) -> str:
    """The noun of a table, without the noun of its parent behind it (``item of an order``)."""
    words = re.split(r" (?:of|in|for) (?:an?|the) ", table.noun)[0].split(" ")
    return " ".join(word for at, word in enumerate(words) if at == 0 or word != words[at - 1])


def is_name(column: str) -> bool:
    """Whether a column holds what a thing is called, rather than what it says.

    Example:
        >>> is_name("displayName"), is_name("subject"), is_name("description"), is_name("country")
        (True, True, False, False)
    """
    last = words_of(column)[-1:]
    return last != () and last[0] not in _TEXTS | _NO_NAMES


def status_words(value: Any) -> str:
    """A status as it is said.

    Example:
        >>> status_words("IN_PROGRESS"), status_words("pending"), status_words("InTransit")
        ('in progress', 'pending', 'in transit')
    """
    return " ".join(words_of(str(value))) if isinstance(value, str) else str(value)


def is_adjective(value: Any) -> bool:
    """Whether a status can stand before a noun: one word of letters."""
    return isinstance(value, str) and " " not in status_words(value) and value.isalpha()


def verb_of(operation: Operation) -> str | None:
    """The verb by which people ask for what a tool does; ``None``: only a phrase will do.

    Example:
        >>> from agentscaler.environments.design.blueprint import Operation
        >>> verb_of(Operation(tool="orders.cancelOrder", action=Action.CHANGE, table="orders"))
        'cancel'
    """
    words = split_words(re.split(r"[./:]", operation.tool)[-1]) + split_words(operation.tool)
    for word in words:
        if word in _DULL_VERBS or (word == "post" and operation.action is Action.CHANGE):
            continue  # to post is mostly the method of HTTP
        if operation.action in {Action.CREATE, Action.PUT}:
            if word in _MAKING:
                return word
            continue
        effect = clear_verb(word) or (
            vague_verb(word) if operation.action is Action.CHANGE else None
        )
        if effect is Effect.WRITE:
            return _SPELLED_OUT.get(word, word)
    if operation.action is Action.CHANGE and isinstance(operation.status, str):
        return _OF_STATUS.get(operation.status.lower())
    return None


_SPELLED_OUT = {
    "shutdown": "shut down",
    "setup": "set up",
    "checkin": "check in",
    "checkout": "check out",
    "rollback": "roll back",
    "login": "log in",
    "logout": "log out",
    "batchcreate": "create",
    "batchdelete": "delete",
    "bulkcreate": "create",
    "bulkdelete": "delete",
    "mkdir": "create",
    "rm": "delete",
    "rmdir": "delete",
    "mv": "move",
    "cp": "copy",
}
