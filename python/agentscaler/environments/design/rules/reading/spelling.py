"""The part of a name that says something, where a server or a limit of characters shaped it."""

from __future__ import annotations

import re

from agentscaler.environments.design.rules.reading.verbs import is_verb
from agentscaler.tools.names import split_words

_SERVER = re.compile(
    r"(?:[a-z0-9_]+-)*server-(?=[a-z])|(?:[a-z0-9]+[-_])*mcp[-_]server[-_](?=[a-z])", re.IGNORECASE
)
"""The server that a name begins with: ``mongodb-mcp-server-list_tables``."""
_SHORTENED = re.compile(r"(.{20,55})_[0-9a-f]{8}")
"""A name of which the beginning and the end are left, around a digest (`clean_name`)."""
_SHORTEST = 60
"""Characters of a shortened name at least."""
_HEAD = 28
"""Characters that are left of the beginning."""


def spoken_name(name: str) -> str:
    """A name without the server that it begins with, and without ``_tool`` behind it.

    Example:
        >>> spoken_name("mongodb-mcp-server-pool-size"), spoken_name("book-mcp-server-find_tool")
        ('pool-size', 'find')
        >>> spoken_name("get-server-status"), spoken_name("list_server_groups")
        ('get-server-status', 'list_server_groups')
    """
    found = _SERVER.match(name)
    if found is not None and ("mcp" in found[0].lower() or not is_verb(split_words(name)[0])):
        name = name[found.end() :]
    rest = re.sub(r"[-_]tool$", "", name)
    return rest if is_verb(split_words(rest)[0]) else name


def is_shortened(name: str) -> bool:
    """Whether a middle and a digest stand in a name for what it was too long for.

    Example:
        >>> is_shortened("Get_payment_cards_informatio_d_with_a_specific_employee_94539931")
        True
        >>> is_shortened("get_payment_cards")
        False
    """
    return len(name) >= _SHORTEST and _SHORTENED.fullmatch(name) is not None


def beginning_of(name: str) -> str:
    """The whole words that a shortened name begins with.

    Example:
        >>> beginning_of("Get_payment_cards_informatio_d_with_a_specific_employee_94539931")
        'Get_payment_cards'
    """
    return name[:_HEAD].rpartition("_")[0] or name[:_HEAD]
