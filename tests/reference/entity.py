"""The obvious version of ``tool::entity``: what a tool does, and to what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reference.fields import fields
from reference.lexicon import word_lists
from reference.words import canonical, singular, split

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTS = word_lists("tool/verbs.txt")
VERBS = ("get", "list", "search", "create", "update", "delete", "action")
CLASS = {word: verb for verb in reversed(VERBS) for word in LISTS[verb]}
INSIDE, PLURAL_READS = LISTS["inside"], LISTS["plural_reads"]
PREPOSITIONS, ARTICLES = LISTS["prepositions"], LISTS["articles"]
DESCRIPTORS, GENERIC = LISTS["descriptors"], LISTS["generic"]
NO_PLURAL, PREFIXES = LISTS["no_plural"], LISTS["prefixes"]
MAX_NOUN, MAX_WORDS = 3, 8
VERSION = re.compile(r"v[0-9]+([a-z]+[0-9]*)?|[0-9][0-9.\-a-z]*")


def entity(name: str, path: str | None, parameters: str) -> tuple[str, list[str]]:
    """Return the verb class and the words of the entity."""
    before, raw = _split_name(name)
    verb, noun, plural = _of_name(before, raw)
    place, item = _of_path(path)
    if place:
        ends = noun[-len(place) :] == place
        if not noun or ends or len(noun) > MAX_NOUN or "/" in name or noun[-1] in GENERIC:
            noun, plural = place, not item
        elif len(noun) <= MAX_NOUN:
            plural = plural and not item
    if verb == "get" and plural:
        verb = "list"
    if verb == "create" and raw[:1] == ["add"] and "to" in raw:
        verb = "action"
    if not noun:
        noun = next((w for w in _identified(parameters)), [])
    return verb, [canonical(w) for w in noun[-MAX_WORDS:]]


def _identified(parameters: str) -> Iterator[list[str]]:
    """Entities that the parameters identify, the required ones first."""
    rows = [row for row in fields(parameters) if row[6] == 1]
    for row in sorted(rows, key=lambda row: not row[5]):
        raw = [singular(w) for w in split(row[1])]
        if len(raw) > 1 and raw[-1] == "id":
            yield raw[:-1]


def _split_name(name: str) -> tuple[list[str], list[str]]:
    """Split off the groups before the operation: ``sql.backups.list`` is a list of backups."""
    # Snake case has no groups, but Group_getThing and Group_Delete have.
    mixed = any(c.isupper() for c in name) and "_" in name.strip("_")
    parts = [p for p in re.split("[./#_]" if mixed else "[./#]", name) if split(p)]
    if len(parts) > 1 and _is_verb(split(parts[-1])[0]):
        return split(parts[-2]), split(parts[-1])
    return [], split(name)


def _number(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _is_verb(word: str) -> bool:
    """Whether a word at the start is a verb; of words in s only those that no noun looks like."""
    return word in CLASS or singular(word) in INSIDE | PLURAL_READS


def _of_name(group: list[str], raw: list[str]) -> tuple[str, list[str], bool]:
    while len(raw) > 1 and raw[0] in PREFIXES and _is_verb(raw[1]):
        raw = raw[1:]
    normal = [singular(w) for w in raw]
    starts = bool(raw) and _is_verb(raw[0])
    at = 0 if starts else next((i for i, w in enumerate(raw) if w in INSIDE), None)
    if at is None:
        verb, after, before = "action", range(len(raw)), range(0)
    else:
        verb = CLASS.get(raw[at]) or CLASS[normal[at]]
        after, before = range(at + 1, len(raw)), range(at)
    reads = at is not None and normal[at] in PLURAL_READS
    noun: list[int] = []
    for i in after:
        if raw[i] in PREPOSITIONS and noun:
            break
        if raw[i] not in ARTICLES | PREPOSITIONS and not _number(raw[i]):
            noun.append(i)
    plural = bool(noun) and raw[noun[-1]] != normal[noun[-1]] and normal[noun[-1]] not in NO_PLURAL
    listed = bool(noun) and raw[noun[-1]] == "list"
    while len(noun) > 1 and normal[noun[-1]] in DESCRIPTORS:
        noun.pop()
        plural = False
    words = [normal[i] for i in noun]
    if not words or (len(words) == 1 and words[0] in GENERIC):
        rest = [i for i in before if not _number(raw[i]) and raw[i] not in ARTICLES]
        instead = [normal[i] for i in rest] or [singular(w) for w in group]
        if instead:
            words, reads = instead, False
    return verb, words, reads and (plural or listed)


def _of_path(path: str | None) -> tuple[list[str], bool]:
    if not path:
        return [], False
    parts = [p for p in path.split("?")[0].split("#")[0].split("/") if p]
    item = False
    while parts:
        part = parts.pop()
        part, _, action = part.partition(":") if not part.startswith(":") else (part, "", "")
        if part.startswith(("{", ":")) or "{" in part:
            item = True
            continue
        raw = split(part.removesuffix(".json").removesuffix(".xml"))
        if not raw or VERSION.fullmatch(part.lower()):
            continue
        words = [singular(w) for w in raw]
        if len(words) == 1 and words[0] in CLASS and raw[0] == words[0] and parts:
            item = True
            continue
        if words in (["api"], ["rest"]):
            return [], False
        return words, item or bool(action)
    return [], False
