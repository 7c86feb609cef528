"""A little English: articles, plurals, forms of verbs, sentences.

>>> with_article("order"), with_article("hour"), with_article("user"), with_article("AMI")
('an order', 'an hour', 'a user', 'an AMI')
>>> plural("order"), plural("item of an order"), plural("person"), plural("metadata")
('orders', 'items of an order', 'people', 'metadata')
>>> gerund("cancel"), gerund("stop"), gerund("set up"), participle("cancel"), participle("put")
('cancelling', 'stopping', 'setting up', 'cancelled', 'put')
"""

from __future__ import annotations

import re

from agentscaler.environments.seeding.naming import plural as plural_word
from agentscaler.environments.seeding.naming import singular

_CONSONANT_SOUND = re.compile(
    r"(uni(?!n|m)|use|usa|usu|util|ur[aeio]|eu|ewe|one\b|once|ouija|u\b)", re.IGNORECASE
)
_VOWEL_SOUND = re.compile(r"(hour|hono|hones|heir)", re.IGNORECASE)
_SPELLED = re.compile(r"[A-Z0-9]{2,}s?\b")
_SPELLED_VOWELS = frozenset("AEFHILMNORSX8")
"""Letters whose names begin with a vowel: an S3 bucket, an FAQ."""
_WORDS = frozenset({"RAM", "SIM", "LAN", "NAT", "SAML", "NAS", "RAID"})
"""Acronyms that are said as words."""
_SAME = frozenset(
    """metadata data information equipment software hardware feedback inventory media news
    series species access content traffic storage history advice staff stock progress""".split()  # noqa: SIM905
)
_BEHIND = re.compile(r" (of|for|in|on|with|from|to) ")
_PAST = {
    "be": "been",
    "begin": "begun",
    "bind": "bound",
    "book": "booked",
    "break": "broken",
    "bring": "brought",
    "buy": "bought",
    "choose": "chosen",
    "clear": "cleared",
    "deal": "dealt",
    "do": "done",
    "draw": "drawn",
    "feed": "fed",
    "find": "found",
    "forget": "forgotten",
    "freeze": "frozen",
    "get": "got",
    "give": "given",
    "hide": "hidden",
    "hold": "held",
    "keep": "kept",
    "lead": "led",
    "leave": "left",
    "lend": "lent",
    "make": "made",
    "pay": "paid",
    "put": "put",
    "read": "read",
    "reset": "reset",
    "run": "run",
    "sell": "sold",
    "send": "sent",
    "resend": "resent",
    "set": "set",
    "shut": "shut",
    "split": "split",
    "take": "taken",
    "tell": "told",
    "undo": "undone",
    "withdraw": "withdrawn",
    "write": "written",
}
_DOUBLED = frozenset(
    """ban commit cancel chat clip cut drop enrol equip fit flag forget get hit label log map
    model omit permit pin plan plug pop refer reset run set ship shut signal skip split stop
    submit swap tag tap transfer travel trim unpin untag wrap begin put""".split()  # noqa: SIM905
)
_VOWELS = "aeiou"


def article(noun: str) -> str:
    """``a`` or ``an``, by sound.

    Example:
        >>> [article(noun) for noun in ("invoice", "European", "VPC", "S3 bucket", "unimportant")]
        ['an', 'a', 'a', 'an', 'an']
    """
    head = noun.lstrip("“\"'(")
    spelled = _SPELLED.match(head)
    if spelled and spelled[0].rstrip("s") not in _WORDS:
        return "an" if head[0] in _SPELLED_VOWELS else "a"
    if _VOWEL_SOUND.match(head):
        return "an"
    if _CONSONANT_SOUND.match(head):
        return "a"
    return "an" if head[:1].lower() in _VOWELS else "a"


def with_article(noun: str) -> str:
    """A noun with ``a`` or ``an``; one that cannot be counted stands alone."""
    return (
        noun
        if split_behind(noun)[0].split()[-1:] and _uncounted(noun)
        else f"{article(noun)} {noun}"
    )


def _uncounted(noun: str) -> bool:
    return split_behind(noun)[0].split()[-1].lower() in _SAME - {"series", "species"}


def split_behind(noun: str) -> tuple[str, str]:
    """The part that takes the plural, and what stands behind it.

    Example:
        >>> split_behind("points to add")
        ('points', ' to add')
    """
    found = _BEHIND.search(noun)
    return (noun, "") if found is None else (noun[: found.start()], noun[found.start() :])


def plural(noun: str) -> str:
    """The plural of a noun of any number of words."""
    head, rest = split_behind(noun)
    *front, last = head.split(" ")
    many = last if last.lower() in _SAME else plural_word(last)
    return " ".join([*front, many]) + rest


def is_plural(words: str) -> bool:
    """Whether a noun phrase speaks of many.

    Example:
        >>> is_plural("points to add"), is_plural("address"), is_plural("numbers")
        (True, False, True)
    """
    head = re.split(r" (?:of|for|in|on|with|from|to) ", words)[0].split(" ")[-1]
    return head.endswith("s") and not head.endswith(("ss", "us", "is")) and head not in _SAME


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    Example:
        >>> counted(1, "order"), counted(3, "order"), counted(12, "box")
        ('one order', 'three orders', '12 boxes')
    """
    return f"{number_word(number)} {noun if number == 1 else plural(noun)}"


_NUMBERS = "zero one two three four five six seven eight nine ten".split()  # noqa: SIM905


def for_number(words: str, number: float) -> str:
    """The name of a list, or of what is counted, for so many: ``tag``, ``tags``.

    Example:
        >>> for_number("days", 1), for_number("tag", 2)
        ('day', 'tags')
    """
    *front, last = words.split(" ")
    one = singular(last)
    return " ".join([*front, one if number == 1 else plural(one)])


def number_word(number: int) -> str:
    """Small numbers as words.

    Example:
        >>> number_word(3), number_word(1200)
        ('three', '1,200')
    """
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def gerund(verb: str) -> str:
    """The form in -ing; the particle of a verb of two words stays."""
    head, _, rest = verb.partition(" ")
    if head.endswith("ie"):
        form = head[:-2] + "ying"
    elif head.endswith("e") and not head.endswith(("ee", "oe", "ye")) and head != "be":
        form = head[:-1] + "ing"
    else:
        form = _doubled(head) + "ing"
    return f"{form} {rest}" if rest else form


def participle(verb: str) -> str:
    """The past participle."""
    head, _, rest = verb.partition(" ")
    if head in _PAST:
        form = _PAST[head]
    elif head.endswith("e"):
        form = head + "d"
    elif head.endswith("y") and head[-2:-1] not in _VOWELS:
        form = head[:-1] + "ied"
    else:
        form = _doubled(head) + "ed"
    return f"{form} {rest}" if rest else form


def _doubled(head: str) -> str:
    return head + head[-1] if head in _DOUBLED else head


def possessive(name: str) -> str:
    """The form with an apostrophe.

    Example:
        >>> possessive("Ada"), possessive("James"), possessive("the customers")
        ("Ada's", "James's", "the customers'")
    """
    return f"{name}'" if name.endswith("s") and name[:4] == "the " else f"{name}'s"


def capitalised(text: str) -> str:
    """With a capital at the beginning, where that is a word.

    Example:
        >>> capitalised("please wait"), capitalised("iPhone 4"), capitalised("“x” is old")
        ('Please wait', 'iPhone 4', '“x” is old')
    """
    first = text.split(" ", 1)[0]
    if any(char.isupper() or char.isdigit() or char in "@_." for char in first[1:]):
        return text
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A sentence: a capital, one space between words, a mark at the end.

    Example:
        >>> sentence("how are you?"), sentence("so  be it"), sentence("call it “new.”.")
        ('How are you?', 'So be it.', 'Call it “new.”')
    """
    text = capitalised(re.sub(r"[ \t]+", " ", text).strip())
    text = re.sub(r" ([,.;:?!])", r"\1", text)
    text = re.sub(r"([.?!]”)\.(?=\s|$)", r"\1", text)
    return text if text.endswith((".", "?", "!", "…", ".”", "?”", "!”")) else f"{text}."
