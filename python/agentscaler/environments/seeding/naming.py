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

from agentscaler.environments.words import plural, singular

__all__ = ["folded", "plural", "singular", "slug", "words_of"]

_FOREIGN = re.compile(r"[^A-Za-z0-9]+")
_RISE = re.compile(r"([a-z0-9])([A-Z])")
_ACRONYM = re.compile(r"([A-Z]+)([A-Z][a-z])")
# Acronyms in the plural, and brands, whose capitals are not the beginnings of words.
_WHOLE = re.compile(r"(IDs|URLs|ARNs|IPs|VPCs|IPv4|IPv6|OAuth|GitHub|YouTube|PayPal)(?![a-z])")


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case."""
    spaced = _WHOLE.sub(lambda found: f" {found[0].lower()} ", _FOREIGN.sub(" ", name))
    spaced = _ACRONYM.sub(r"\1 \2", _RISE.sub(r"\1 \2", spaced))
    return tuple(spaced.lower().split())


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
