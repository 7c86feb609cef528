"""The obvious version of ``tool::words``."""

from __future__ import annotations

import re

_NO_PLURAL = """
    access ads alias always analysis as aws axis basis bonus bus business campus canvas
    census chassis class corpus css diagnosis dns focus gas gps gus has https ios is js
    kubernetes lens news os plus process redis sales series sms species status this us virus
"""
_IRREGULAR = """
    analyses:analysis apis:api axes:axis caches:cache children:child cookies:cookie cpus:cpu
    diagnoses:diagnosis emojis:emoji gpus:gpu indices:index kpis:kpi matrices:matrix
    menus:menu movies:movie people:person persons:person pois:poi quizzes:quiz
    selfies:selfie skus:sku taxis:taxi uris:uri vertices:vertex
"""
_ALIASES = """
    acct:account addr:address amt:amount arrival:destination authorisation:authorization
    birthdate:dob birthday:dob catalogue:catalog cellphone:phone centre:center cfg:config
    colour:color configuration:config departure:origin dept:department desc:description
    dest:destination dir:directory doc:document env:environment favourite:favorite
    identifier:id img:image info:information lang:language lat:latitude licence:license
    lng:longitude lon:longitude mail:email max:maximum min:minimum mobile:phone msg:message
    num:number org:organization organisation:organization param:parameter passwd:password
    pic:picture postcode:postal prod:product pwd:password qty:quantity ref:reference
    repo:repository src:source tel:phone telephone:phone temp:temperature total:amount
    txn:transaction uid:id usr:user uuid:id zip:postal zipcode:postal
"""
NO_PLURAL = set(_NO_PLURAL.split())
IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR.split())
ALIASES = dict(pair.split(":") for pair in _ALIASES.split())
# Runs of: digits; capitals with a plural s; capitals before a capitalised word; a capitalised or
# small word; capitals. The classes are ASCII: the golden cases hold the other letters.
WORD = re.compile(r"[0-9]+|[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")


def split(text: str) -> list[str]:
    """Return the words of an ASCII identifier in lower case."""
    return [word.lower() for word in WORD.findall(text)]


def singular(word: str) -> str:
    """Return the singular of a word in lower case."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word.encode()) < 3 or not word.endswith("s") or word in NO_PLURAL:
        return word
    if word.endswith("es"):
        stem = word[:-2]
        if stem in NO_PLURAL or stem.endswith(("ss", "sh", "ch", "x", "zz")):
            return stem
    if word.endswith("ies") and len(word[:-3].encode()) > 1:
        return word[:-3] + "y"
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


def canonical(word: str) -> str:
    """Return the one word for what a word means in a specification."""
    return ALIASES.get(singular(word), singular(word))
