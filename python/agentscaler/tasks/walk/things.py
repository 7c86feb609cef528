"""Tables that people speak of: with a name that is said, and rows that are told apart by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentscaler.environments.seeding.naming import words_of
from agentscaler.tasks.walk.known import is_speakable

if TYPE_CHECKING:
    from agentscaler.environments.design.blueprint import Table

_MOST_WORDS = 4
_OF_TOOLS = frozenset(
    (
        *("get", "fetch", "retrieve", "summarize", "normalize", "post", "put", "patch", "execute"),
        *("mcp", "url", "uri", "id", "ids", "sql", "graphql", "api", "endpoint", "param", "raw"),
        *("authenticate", "inherit", "forward", "troubleshoot"),
        *("rest", "json", "xml", "http"),
    )
)
"""Words of programmers that are no part of what a thing is called."""
_SAYS_NOTHING = frozenset(("info", "information", "detail", "data", "response", "metadata"))
"""Last words of what is known of a thing, which is no thing itself."""
_RESULTS = {("result",), ("value",), ("object",), ("content",), ("input",), ("output",), ("text",)}
_THINGS = frozenset(("api", "endpoint", "url"))
"""Of the words of programmers those that are things where they stand last."""
_OF_SOMEBODY = frozenset(
    (
        *("profile", "setting", "configuration", "preference", "status", "balance", "account"),
        *("cart", "basket", "quota", "usage", "subscription", "budget", "version", "limit"),
        *("password", "policy", "theme", "plan", "wallet", "portfolio", "inbox", "state"),
    )
)
"""What somebody has one of: *my cart*. Of anything else that there is one of, it is not clear
which one is meant."""


def is_spoken_of(table: Table) -> bool:
    """Whether people would speak of the rows of a table.

    Example:
        >>> from agentscaler.environments.design.blueprint import Table
        >>> def table(noun, key="id"):
        ...     return Table(name="t", noun=noun, key=(key,), columns=())
        >>> is_spoken_of(table("benefit plan")), is_spoken_of(table("title id crew"))
        (True, False)
        >>> is_spoken_of(table("authenticate")), is_spoken_of(table("rest api"))
        (False, False)
        >>> is_spoken_of(table("cart", "singleton")), is_spoken_of(table("theory", "singleton"))
        (True, False)
    """
    words = words_of(table.noun)
    if words[-1:] and (words[-1] in _SAYS_NOTHING or words in _RESULTS):
        return False
    if not words or len(words) > _MOST_WORDS or not is_speakable(table.noun):
        return False
    if table.key == ("singleton",) and words[-1] not in _OF_SOMEBODY:
        return False
    return _OF_TOOLS.isdisjoint(words[:-1]) and words[-1] not in _OF_TOOLS - _THINGS
