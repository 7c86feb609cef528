"""The part of a name that says something, where a server shaped it."""

from __future__ import annotations

import re

from agentscaler.environments.design.rules.reading.verbs import is_verb
from agentscaler.tools.names import split_words

_SERVER = re.compile(
    r"(?:[a-z0-9_]+-)*server-(?=[a-z])|(?:[a-z0-9]+[-_])*mcp[-_]server[-_](?=[a-z])", re.IGNORECASE
)
"""The server that a name begins with: ``mongodb-mcp-server-list_tables``."""


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
