"""English as names of interfaces and sentences have it: singular, plural, and lists of words.

Names of domains have a plural of their own (`agentscaler.domains.naming.plural`), because names
that are on disk must not change; what tools speak of is compared in the singular, here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from agentscaler.tools.names import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAME = words_of(
    """
    access address airbus alias analysis atlas aws axis basis bonus bus business campus canvas
    census chassis chorus class compass congress corpus cors cosmos cross css cypress data
    diagnosis dns express focus gas glass gps grass gross https ids ies iris james kms
    kubernetes kudos lens less loss mass media metadata news nexus ons os pass plus postgres
    press process progress prospectus ps radius rds redis rss sales sas sass series ses sms sns
    species sports sqs ss status success tennis thesis this tls us virus vpcs vss wireless xbox
    """
)
"""Words that end as a plural does and are none, and those whose plural is the same."""
_IRREGULAR = {
    "acls": "acl",
    "aliases": "alias",
    "analyses": "analysis",
    "apis": "api",
    "archives": "archive",
    "arns": "arn",
    "axes": "axis",
    "bases": "base",
    "buses": "bus",
    "caches": "cache",
    "cases": "case",
    "causes": "cause",
    "children": "child",
    "cookies": "cookie",
    "courses": "course",
    "criteria": "criterion",
    "data": "data",
    "databases": "database",
    "diagnoses": "diagnosis",
    "emojis": "emoji",
    "expenses": "expense",
    "gases": "gas",
    "houses": "house",
    "ids": "id",
    "indexes": "index",
    "indices": "index",
    "invoices": "invoice",
    "ips": "ip",
    "knives": "knife",
    "leases": "lease",
    "leaves": "leave",
    "licenses": "license",
    "lives": "life",
    "matrices": "matrix",
    "media": "media",
    "men": "man",
    "menus": "menu",
    "movies": "movie",
    "nurses": "nurse",
    "people": "person",
    "phases": "phase",
    "purchases": "purchase",
    "quizzes": "quiz",
    "releases": "release",
    "responses": "response",
    "shelves": "shelf",
    "skus": "sku",
    "statuses": "status",
    "taxes": "tax",
    "uris": "uri",
    "urls": "url",
    "uses": "use",
    "vertices": "vertex",
    "vpcs": "vpc",
    "warehouses": "warehouse",
    "wikis": "wiki",
    "women": "woman",
}
_PLURALS = {one: many for many, one in _IRREGULAR.items()}
_ES = ("sses", "xes", "ches", "shes", "zzes")
_SHORTEST, _SHORTEST_IES = 2, 4


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """The singular of an English word, or the word where it has none.

    Example:
        >>> [singular(word) for word in ("policies", "addresses", "status", "caches", "people")]
        ['policy', 'address', 'status', 'cache', 'person']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SAME or not word.endswith("s") or word.endswith(("ss", "is", "us")):
        return word
    if len(word) <= _SHORTEST:
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_IES:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_ES) else word[:-1]


def plural(word: str) -> str:
    """The plural of an English word.

    Example:
        >>> [plural(word) for word in ("policy", "box", "person", "day")]
        ['policies', 'boxes', 'people', 'days']
    """
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")


def listing(parts: Sequence[str], *, last: str = "and") -> str:
    """Parts joined as in a sentence.

    Example:
        >>> listing(["a"]), listing(["a", "b", "c"], last="or")
        ('a', 'a, b or c')
    """
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
