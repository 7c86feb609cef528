"""Reads the catalogues of attacks, plain text beside this file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ANY = frozenset({"ok", "fault", "refusal", "infrastructure", "invalid_call"})
HEAD = re.compile(r"^=== (\w+): ([\w ]+)\n", re.MULTILINE)
SECTION = re.compile(r"^#####.*\n", re.MULTILINE)
PIECE = re.compile(r"«(.*?)»")


class Attack(NamedTuple):
    """What is tried, and what may come of it."""

    name: str
    kinds: frozenset[str]
    text: str


def attacks(catalogue):
    """All attacks of a catalogue, by name."""
    text = (Path(__file__).parent / f"{catalogue}.txt").read_text(encoding="utf-8")
    heads = list(HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found = {}
    for head, end in zip(heads, ends, strict=True):
        name, words = head.groups()
        body = SECTION.sub("", text[head.end() : end]).strip("\n")
        body = PIECE.sub(lambda piece: eval(piece[1]), body)  # noqa: S307 - our own catalogue
        kinds = ANY if words == "any" else frozenset(words.split())
        assert name not in found, name
        found[name] = Attack(name, kinds, body)
    return found
