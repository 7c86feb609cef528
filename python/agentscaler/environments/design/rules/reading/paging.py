"""Arguments that say how an answer is given, not what is asked: pages, order, tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agentscaler.environments.design.blueprint import Role
from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from agentscaler.environments.design.rules.reading.fields import Field

_WORDS: dict[Role, str] = {
    Role.LIMIT: """
        limit|max result|max item|max record|page size|per page|maximum page size|top|size|
        num result|number of result|maxresult|pagesize|perpage|page limit|max count|max entry|
        max key|max number of message|result per page|item per page|batch size|num|count|
        result limit|max|row|take|first|max return|limit to|number of item
    """,
    Role.CURSOR: """
        next token|page token|marker|cursor|continuation token|next page token|starting token|
        next marker|after|starting after|start after|pagination token|page cursor|next cursor|
        nexttoken|pagetoken|next|exclusive start key|scroll id|next page|position
    """,
    Role.OFFSET: "offset|skip|start index|from index|start at|start|page offset|begin index",
    Role.PAGE: "page|page number|page no|page index|page num|pagenumber|current page",
    Role.SORT: """
        sort|sort by|order by|sort field|sort key|sortby|orderby|sort column|ordering|sorting
    """,
    Role.ORDER: """
        sort order|order|direction|sort direction|sort dir|order direction|reverse order|
        ascending|descending|reverse|sortorder|desc|asc
    """,
    Role.SEARCH: """
        q|query|search|keyword|search term|search text|text|term|search query|search string|
        searchterm|search keyword|query string|search value|searchtext|query text
    """,
    Role.CONFIRM: "confirm|confirmation|confirmed|i confirm",
}
_IGNORED = """
    client token|idempotency token|idempotency key|client request token|request id|dry run|
    api version|creation token|force|field|expand|pretty print|alt|callback|oauth token|
    access token|
    quota user|validate only|update mask|verbose|return value|authorization|api key|x api key|
    content type|accept|accept language|user agent|if match|if none match|etag|select|embed|
    client request id|request token|xgafv|upload protocol|upload type|prettyprint|pretty|
    include detail|include total|consistent read|with count|trace id|correlation id|
    caller reference|lock token|revision id|include deleted|async|callback url|timeout|
    support all drive|supports all drive|unique request id|transaction id|skip final snapshot|
    response format|output format|raw|debug|cache|no cache|language code|lang|locale|units|
    include|x request id|x correlation id|signature|nonce|timestamp|jsonp|apikey|appid|app key|
    filter|filter expression|filter by|criterion|where|condition|fieldset|scope|
    session token|auth token|token type|fields mask|read mask|x rapidapi key|x rapidapi host
"""


_FORMATS = words_of("json xml csv jsonp html yaml txt text atom rss geojson pdf")
_BEHIND_CREDENTIALS = frozenset({("x",), ("cred",), ("credential",)})
"""First words of headers, and of what a caller signs a call with."""


def _table() -> dict[tuple[str, ...], Role]:
    found = {
        tuple(text.split()): role
        for role, texts in _WORDS.items()
        for text in "".join(texts.splitlines()).split("|")
    }
    ignored = "".join(_IGNORED.splitlines()).split("|")
    return {**found, **{tuple(text.split()): Role.IGNORED for text in ignored}}


_ROLE = _table()
_ANY_SIMPLE = frozenset({"string", "boolean", "integer", "number", "array", ""})
_NUMBER, _TEXT = frozenset({"integer", "number", "string", ""}), frozenset({"string", ""})
_TYPES_ALONE = {Role.IGNORED: _ANY_SIMPLE, Role.CONFIRM: _ANY_SIMPLE}
_TYPES = {
    **_TYPES_ALONE,
    Role.LIMIT: _NUMBER,
    Role.OFFSET: _NUMBER,
    Role.PAGE: _NUMBER,
    Role.ORDER: frozenset({"string", "boolean", ""}),
    Role.CURSOR: _TEXT,
    Role.SORT: _TEXT,
    Role.SEARCH: _TEXT,
}
"""Types that an argument of a role may have."""


def way_of_answer(field: Field, *, several: bool) -> Role | None:
    """The role of an argument that only says how an answer is given; ``None`` for any other.

    Args:
        field: The argument.
        several: Whether the tool gives a list; without one there is nothing to page.
    """
    if field.in_path:
        return None
    if field.echoes:
        return Role.IGNORED
    role = _ROLE.get(field.words) or _ignored(field)
    if role is None or field.type not in (_TYPES[role] if several else _TYPES_ALONE.get(role, ())):
        return None
    if role is Role.SEARCH and field.required and field.words == ("text",):
        return None  # what is searched in
    return role


def _ignored(field: Field) -> Role | None:
    if field.words[:1] in _BEHIND_CREDENTIALS and len(field.words) > 1:
        return Role.IGNORED
    if field.words == ("token",) and "authenti" in str(field.schema.get("description")).lower():
        return Role.IGNORED
    if field.words[-1:] == ("format",) and _is_of_answer(field.schema):
        return Role.IGNORED
    is_switch = field.words[:1] in {("include",), ("skip",), ("exclude",)}
    return Role.IGNORED if is_switch and field.type == "boolean" else None


def _is_of_answer(schema: dict[str, Any]) -> bool:
    """Whether a format is one in which an answer is written: ``json`` or ``xml``."""
    values = schema.get("enum") or [schema.get("default")]
    return all(str(value).lower() in _FORMATS for value in values)
