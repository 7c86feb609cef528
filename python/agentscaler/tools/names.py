"""Names that every API accepts: ``^[A-Za-z0-9_-]{1,64}$``.

The strictest of the interfaces that a tool name passes through allows letters, digits, ``_`` and
``-``, 64 in all. A name is mapped, never refused: other characters become ``_``; a longer one
keeps its beginning and its end around a digest; a name without a Latin letter is made from its
digest, and its original goes in front of the description, so that nothing is lost.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_NAME_CHARS = 64
_ACCEPTED = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FOREIGN = re.compile(r"[^A-Za-z0-9_-]+")
_HEAD, _TAIL = 28, 26
_SHORTENED = re.compile(r"(.{20,55})_[0-9a-f]{8}")
_SHORTEST = 60
"""Characters of a shortened name at least: a few fewer than it may have, where underscores met."""
_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def clean_name(name: str) -> str:
    """Map a name into the accepted alphabet.

    Example:
        >>> clean_name("Gmail API - users.get"), clean_name("/pets/{petId}")
        ('Gmail_API_users_get', 'pets_petId')
        >>> clean_name("查询天气")
        'tool_26b2a185'
    """
    if _ACCEPTED.fullmatch(name) and re.search(r"[A-Za-z]", name):
        return name
    plain = unicodedata.normalize("NFKD", name.strip())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    mapped = _FOREIGN.sub("_", plain)
    mapped = re.sub(r"_*-_+|_+-_*|_{2,}", "_", mapped).strip("_-")
    if not re.search(r"[A-Za-z]", mapped):
        mapped = f"tool_{mapped}_{_digest(name)}" if mapped else f"tool_{_digest(name)}"
    if len(mapped) > MAX_NAME_CHARS:
        mapped = f"{mapped[:_HEAD].rstrip('_')}_{mapped[-_TAIL:].lstrip('_')}_{_digest(name)}"
    return mapped


def is_shortened(name: str) -> bool:
    """Whether `clean_name` left the beginning and the end of a name, around a digest.

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


def loses_letters(name: str) -> bool:
    """Tell whether :func:`clean_name` loses letters that mean something.

    Example:
        >>> loses_letters("查询天气"), loses_letters("get.pet"), loses_letters("café")
        (True, False, False)
    """
    plain = unicodedata.normalize("NFKD", name)
    return any(char.isalnum() and not char.isascii() for char in plain)


def split_words(name: str) -> list[str]:
    """Split a name into lower-case words.

    Example:
        >>> split_words("getHTTPStatus_v2")
        ['get', 'http', 'status', 'v', '2']
        >>> split_words("listSLOsOfTeam")
        ['list', 'slos', 'of', 'team']
    """
    return [word.lower() for word in _WORD.findall(name)]


def words_of(text: str) -> frozenset[str]:
    """Write a set of words as a text.

    Example:
        >>> sorted(words_of("get list"))
        ['get', 'list']
    """
    return frozenset(text.split())


def name_operation(method: str, path: str) -> str:
    """Name an operation that has no name of its own.

    Example:
        >>> name_operation("GET", "/pets/{petId}/toys/")
        'get_pets_petId_toys'
    """
    return clean_name(f"{method.lower()}_{path}")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
