"""What a description says that an answer tells: *Get the current price and volume of a stock*."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agentscaler.environments.seeding.senses.find import find
from agentscaler.environments.words import singular
from agentscaler.tools.names import split_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_INCLUDING = re.compile(
    r"\b(?:including|includes?|contains?|containing)\s+(?!or\b)([^.;:()\n]+)", re.IGNORECASE
)
"""What stands behind it is a part of the answer."""
_OF = re.compile(
    r"(?:returns?|gets?|retrieves?|provides?|fetch(?:es)?|shows?|looks? up|access)\s+"
    r"(?:the\s+|an?\s+)?([^.;:()\n]{3,120}?)\s+(?:of|for|about)\b",
    re.IGNORECASE,
)
"""What stands before ``of`` is told of the thing, where it is several."""
_ASKED = re.compile(r"\b(?:criteria|conditions?|filters?|based on|parameters?)\b", re.IGNORECASE)
"""Before it: what is asked by, not what is told."""
_JOINTS = re.compile(r"\s*(?:,|\band\b|\bor\b|\bas well as\b)\s*", re.IGNORECASE)
_FILLERS = words_of(
    """the a an its their only all any other more full current detailed complete relevant general
    real time specific key basic such as both fields field latest estimated overall various"""
)
_STOPS = words_of(
    "to in on by from with using based that which when where if you your and for of at"
)
_MOST_WORDS = 3
_FEWEST = 2
_MOST = 8
_NUMBERS = words_of(
    """price rating amount total percentage rate score temperature humidity speed population area
    distance age weight height fee volume cap latitude longitude cost salary value pressure length
    width balance altitude magnitude depth elevation yield"""
)
_COUNTS = words_of("count number rank year capacity quantity stock")
_VAGUE = words_of(
    """detail information info data value metadata column definition field resource group target
    event key response output context number example template filter parent query parameter option
    result"""
)
"""Words that say nothing of what is told."""
_TIMES = words_of("time date timestamp deadline")


def told_columns(description: str) -> dict[str, dict[str, Any]]:
    """Columns that a description says an answer has, where it is known what they hold.

    Args:
        description: Of a tool that only looks.

    Example:
        >>> list(told_columns("Scrapes a listing, including title, host, price and squawk."))
        ['title', 'host', 'price']
        >>> told_columns("Returns the population and capital of a country.")
        {'population': {'type': 'number'}, 'capital': {'type': 'string'}}
        >>> told_columns("Get the price of a stock."), told_columns("Search including drafts.")
        ({}, {})
    """
    found: dict[str, dict[str, Any]] = {}
    for part in _parts(description):
        items = [_name_of(one) for one in _JOINTS.split(part)]
        known = {name: _schema_of(name) for name in items if name}
        if len(known) >= _FEWEST:
            found |= known
    return dict(list(found.items())[:_MOST])


def _parts(description: str) -> Iterator[str]:
    said = re.split(r"\b(?:Args|Arguments|Parameters|Input):", description)[0]
    if (before := _OF.match(said.strip())) is not None:
        yield before.group(1)
    for found in _INCLUDING.finditer(said):
        if not _ASKED.search(said[: found.start()].rpartition(".")[2]):
            yield found.group(1)


def _name_of(item: str) -> str:
    """The name of a column; ``""`` where it is not known what it would hold."""
    if "_" in item.strip(" .") and " " not in item.strip():
        return item.strip(" .") if _is_known(tuple(split_words(item))) else ""
    words: list[str] = []
    for word in split_words(item):
        if word in _STOPS:
            break
        if word not in _FILLERS:
            words.append(word)
    if not 0 < len(words) <= _MOST_WORDS:
        return ""
    head = (*words[:-1], singular(words[-1]))
    return "_".join(head) if _is_known(head) else ""


def _is_known(words: tuple[str, ...]) -> bool:
    last = words[-1]
    if last in _NUMBERS | _COUNTS | _TIMES:
        return True
    return last not in _VAGUE and find(words, "string") is not None


def _schema_of(name: str) -> dict[str, Any]:
    last = name.rpartition("_")[2]
    if last in _COUNTS:
        return {"type": "integer", "minimum": 0}
    if last in _NUMBERS:
        return {"type": "number"}
    if last in _TIMES:
        return {"type": "string", "format": "date" if last == "date" else "date-time"}
    return {"type": "string"}
