"""The words of names: of columns, parameters and tables, in whatever convention they come.

>>> words_of("DBInstanceClass"), words_of("customer.first_name")
(('db', 'instance', 'class'), ('customer', 'first', 'name'))
>>> singular("addresses"), singular("categories"), plural("box")
('address', 'category', 'boxes')
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from agentscaler.environments.seeding.facts.lines import word_set

_FOREIGN = re.compile(r"[^A-Za-z0-9]+")
_RISE = re.compile(r"([a-z0-9])([A-Z])")
_ACRONYM = re.compile(r"([A-Z]+)([A-Z][a-z])")
# Acronyms in the plural, and brands, whose capitals are not the beginnings of words.
_WHOLE = re.compile(r"(IDs|URLs|ARNs|IPs|VPCs|IPv4|IPv6|OAuth|GitHub|YouTube|PayPal)(?![a-z])")
_SAME = word_set(
    """series species status address access process progress basis analysis class address bus
    gas lens news canvas campus alias bonus business cors dns aws sms gps https kms sns sqs
    ses vss os css less pass gross cross glass mass loss kubernetes chassis atlas thesis
    diagnosis virus kudos prospectus"""
)
_IRREGULAR = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "indices": "index",
    "matrices": "matrix",
    "vertices": "vertex",
    "criteria": "criterion",
    "movies": "movie",
    "cookies": "cookie",
    "databases": "database",
    "caches": "cache",
    "aliases": "alias",
    "statuses": "status",
    "buses": "bus",
    "leaves": "leaf",
    "knives": "knife",
    "shelves": "shelf",
    "purchases": "purchase",
    "leases": "lease",
    "licenses": "license",
    "responses": "response",
    "releases": "release",
    "cases": "case",
    "expenses": "expense",
    "houses": "house",
    "warehouses": "warehouse",
    "courses": "course",
    "nurses": "nurse",
    "uses": "use",
    "causes": "cause",
    "phases": "phase",
    "invoices": "invoice",
    "analyses": "analysis",
    "diagnoses": "diagnosis",
    "media": "media",
    "data": "data",
}
_PLURALS = {one: many for many, one in _IRREGULAR.items()}


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case."""
    spaced = _WHOLE.sub(lambda found: f" {found[0].lower()} ", _FOREIGN.sub(" ", name))
    spaced = _ACRONYM.sub(r"\1 \2", _RISE.sub(r"\1 \2", spaced))
    return tuple(spaced.lower().split())


@lru_cache(maxsize=16384)
def singular(word: str) -> str:
    """A noun in the singular, as English spells most of them."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SAME or not word.endswith("s") or len(word) < 3 or word.endswith("ss"):  # noqa: PLR2004
        return word
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def plural(word: str) -> str:
    """A noun in the plural."""
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")


def folded(text: str) -> str:
    """A text without accents: ``José`` -> ``Jose``."""
    if text.isascii():
        return text
    spread = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o"))
    return "".join(mark for mark in spread if not unicodedata.combining(mark))


def slug(text: str, joint: str = "-") -> str:
    """A text as names of addresses have it: ``Riverside Clinic`` -> ``riverside-clinic``.

    >>> slug("Crème & Co. No 5", "_")
    'creme_co_no_5'
    """
    clean = folded(text).replace("'", "").replace("\u2019", "").lower()
    return joint.join(_FOREIGN.sub(" ", clean).split())
