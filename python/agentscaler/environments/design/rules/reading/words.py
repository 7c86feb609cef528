"""Words of names: split, brought to the singular, cut into the thing and what is said of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from agentscaler.domains.naming import plural
from agentscaler.environments.words import singular
from agentscaler.tools.names import split_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, each in the singular; numbers stay with the word before them.

    Example:
        >>> words("DBClusterIdentifiers"), words("rule_groups_namespace"), words("ipv4Address")
        (('db', 'cluster', 'identifier'), ('rule', 'group', 'namespace'), ('ipv4', 'address'))
    """
    found: list[str] = []
    for word in split_words(re.sub(r"([a-z])IDs?\b", r"\1Id", name)):
        if word.isdigit() and found:
            found[-1] += word
        else:
            found.append(singular(word))
    return tuple(found)


def is_plural(name: str) -> bool:
    """Whether the last word of a name is in the plural.

    Example:
        >>> is_plural("orders"), is_plural("order_status")
        (True, False)
    """
    last = split_words(name)[-1:]
    return bool(last) and singular(last[0]) != last[0]


def noun_text(noun: Sequence[str]) -> str:
    """The words of a thing as people write them.

    Example:
        >>> noun_text(("rule", "group"))
        'rule group'
    """
    return " ".join(noun)


def table_name(noun: Sequence[str]) -> str:
    """The name of a table of things.

    Example:
        >>> table_name(("rule", "group")), table_name(("weather",))
        ('rule_groups', 'weather')
    """
    *start, last = noun
    return "_".join([*start, last if last in _UNCOUNTED else plural(last)])


_UNCOUNTED = words_of(
    "weather traffic content information inventory equipment staff music knowledge feedback "
    "metadata media news data history analytics statistics"
)


def ends_with(found: Sequence[str], end: Sequence[str]) -> bool:
    """Whether words end with other words.

    Example:
        >>> ends_with(("db", "cluster"), ("cluster",))
        True
    """
    return 0 < len(end) <= len(found) and tuple(found[-len(end) :]) == tuple(end)


def starts_with(found: Sequence[str], start: Sequence[str]) -> bool:
    """Whether words start with other words.

    Example:
        >>> starts_with(("db", "cluster"), ("db",))
        True
    """
    return 0 < len(start) <= len(found) and tuple(found[: len(start)]) == tuple(start)


def own_words(name: str, noun: Sequence[str]) -> tuple[str, ...]:
    """What a column says of its thing: its words without those of the thing itself.

    Example:
        >>> own_words("ClusterName", ("db", "cluster")), own_words("cluster", ("cluster",))
        (('name',), ())
        >>> own_words("ownerName", ("cluster",)), own_words("assignees", ("issue",))
        (('owner', 'name'), ('assignees',))
        >>> own_words("new_status", ("order",)), own_words("new_name", ("order",))
        (('status',), ('new', 'name'))
    """
    found = words(name)
    if len(found) > 1 and found[0] in _NEWLY and found[-1] not in _KEYS:
        found = found[1:]  # the column is changed to it
    for length in range(len(noun), 0, -1):
        if starts_with(found, noun[-length:]):
            return _numbered(found[length:], name)
    return _numbered(found, name)


_KEYS = words_of("id identifier arn name key uuid guid slug code url uri")
_NEWLY = words_of("new updated")
_ONE_ANYWAY = _KEYS | {"status", "state"}


def _numbered(found: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The last word in the plural where the name has it so: ``assignee`` is not ``assignees``."""
    if not found or found[-1] in _ONE_ANYWAY:
        return found
    last = split_words(name)[-1]
    return (*found[:-1], last) if singular(last) == found[-1] and not last.isdigit() else found


def without(found: Iterable[str], dropped: Iterable[str]) -> tuple[str, ...]:
    """Words but for some.

    Example:
        >>> without(("order", "detail"), {"detail"})
        ('order',)
    """
    gone = frozenset(dropped)
    return tuple(word for word in found if word not in gone)
