r"""Texts that a regular expression matches, made from what Python's own parser reads.

Where an expression leaves room for a word (``[^/]+``, ``[a-z0-9-]{3,63}``), a fitting word is put
there, not a row of random letters.

>>> from agentscaler.environments.seeding.draw import Draw
>>> Pattern("^projects/[^/]+/keys/[a-z0-9-]+$").text(Draw(1), ("web",), {"projects": "atlas"})
'projects/atlas/keys/web'
>>> len(Pattern(r"^AC[0-9a-f]{8}$").text(Draw(1), ()))
10
>>> Pattern("(?<name>").text(Draw(1), ()) is None
True
"""

from __future__ import annotations

import re
import warnings
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from agentscaler.environments.regex import codes as op
from agentscaler.environments.regex import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agentscaler.environments.seeding.draw import Draw

LONGEST = 400
"""A repetition without an end is not repeated more often; nor is any other."""
TRIES = 12
"""Texts that are tried before a pattern counts as one that cannot be met."""

_PRINTED = "".join(map(chr, range(32, 127)))
_DIGITS, _LOWER = "0123456789", "abcdefghijklmnopqrstuvwxyz"
_WORD = _LOWER + _LOWER.upper() + _DIGITS + "_"
_CATEGORIES = {
    op.CATEGORY_DIGIT: _DIGITS,
    op.CATEGORY_NOT_DIGIT: _LOWER,
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: _WORD[:-1],
    op.CATEGORY_WORD: _WORD,
    op.CATEGORY_NOT_WORD: "-",
}
_TIDY = (_LOWER, _DIGITS, _LOWER.upper())
_HEX = "0123456789abcdef"
_NOTHING: Mapping[str, str] = MappingProxyType({})
# Classes of Unicode and of POSIX that Python does not have, in ASCII.
_FOREIGN = (
    (re.compile(r"\\p\{(?:L|Alphabetic|IsAlphabetic|Letter)[a-z]?\}|\[:alpha:\]"), "a-zA-Z"),
    (re.compile(r"\\p\{(?:N|Nd|Digit)\}|\[:digit:\]"), "0-9"),
    (re.compile(r"\\p\{(?:Alnum|IsAlnum)\}|\[:alnum:\]"), "a-zA-Z0-9"),
    (re.compile(r"\\p\{(?:Z|Zs|Space|IsWhite_Space)\}|\[:space:\]"), " "),
    (re.compile(r"\\p\{(?:Lu|Upper)\}|\[:upper:\]"), "A-Z"),
    (re.compile(r"\\p\{(?:Ll|Lower)\}|\[:lower:\]"), "a-z"),
    (re.compile(r"\\p\{(?:P|Punct)\}|\[:punct:\]"), "_.,:;!-"),
    (re.compile(r"\\p\{(?:S|M|Graph|Print|ASCII)\}|\[:print:\]"), "a-z"),
    (re.compile(r"\(\?<(?=[A-Za-z])"), "(?P<"),
    (re.compile(r"\\[zZ]"), r"\\Z"),
    # In a class, ``\\w-.`` is no range in ECMAScript.
    (re.compile(r"(\\[wdsWDS])-(?=[^\]])"), r"\1\\-"),
    (re.compile(r"^/(.*)/[a-z]?$"), r"\1"),
)


class Pattern:
    """A regular expression of JSON Schema.

    Args:
        source: Of ECMAScript, Java or Python; classes of Unicode are read as their ASCII part.
    """

    __slots__ = ("_compiled", "_tree")

    def __init__(self, source: str) -> None:
        for foreign, own in _FOREIGN:
            source = foreign.sub(own, source)
        self._tree: Any = None
        self._compiled: re.Pattern[str] | None = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._compiled = re.compile(source)
                self._tree = parse(source)
        except (re.error, OverflowError, RecursionError):
            return

    def matches(self, text: str) -> bool:
        """Whether it is found in the text; False where it is no expression that Python reads."""
        return self._compiled is not None and self._compiled.search(text) is not None

    def text(
        self,
        draw: Draw,
        words: Sequence[str],
        after: Mapping[str, str] = _NOTHING,
        *,
        low: int = 0,
        high: int = 0,
    ) -> str | None:
        """A text that matches, or ``None`` where none was found.

        Args:
            draw: Chooses.
            words: Put where there is room for a word.
            after: The word that goes behind a literal: ``{"locations": "us-east1"}``.
            low: Fewest characters.
            high: Most characters; 0: any number.
        """
        if self._tree is None:
            return None
        empty: str | None = None
        for attempt in range(TRIES):
            # The first attempt is the shortest, later ones are longer: one of them has the length.
            known = (words, after) if attempt < TRIES // 2 else ((), _NOTHING)
            writer = _Writer(draw, *known, low * attempt // 4)
            try:
                found = writer.sequence(self._tree)
            except (ValueError, RecursionError):
                return None
            if (not high or len(found) <= high) and len(found) >= low and self.matches(found):
                if found:
                    return found
                empty = found
        return empty


class _Writer:
    """One text in the making."""

    __slots__ = ("after", "draw", "groups", "literal", "longer", "words")

    def __init__(
        self, draw: Draw, words: Sequence[str], after: Mapping[str, str], longer: int
    ) -> None:
        self.draw = draw
        self.words = words
        self.after = after
        self.literal = ""
        self.longer = longer
        self.groups: dict[int, str] = {}

    def sequence(self, tree: Any) -> str:
        return "".join(self.one(kind, value) for kind, value in tree)

    def one(  # noqa: C901, PLR0911  one for each kind of node
        self, kind: Any, value: Any
    ) -> str:
        match kind:
            case op.LITERAL:
                self.literal += chr(value)
                return chr(value)
            case op.NOT_LITERAL | op.ANY | op.IN | op.CATEGORY:
                return self.draw.pick(_letters(kind, value))
            case op.BRANCH:
                return self.sequence(self.draw.pick(value[1]))
            case op.SUBPATTERN:
                text = self.sequence(value[-1])
                if value[0] is not None:
                    self.groups[value[0]] = text
                return text
            case op.ATOMIC_GROUP:
                return self.sequence(value)
            case op.GROUPREF:
                return self.groups.get(value, "")
            case op.GROUPREF_EXISTS:
                return self.sequence(value[1])
            case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
                return self.repeated(*value)
            case op.AT | op.ASSERT | op.ASSERT_NOT:
                return ""
        raise ValueError(f"no text for {kind}")

    def repeated(self, least: int, most: int, tree: Any) -> str:
        single = len(tree) == 1 and tree[0][0] in {op.IN, op.ANY, op.NOT_LITERAL, op.CATEGORY}
        if single and most > 2:  # noqa: PLR2004 - room for a word
            letters = _letters(*tree[0])
            word = self.word(letters, max(least, self.longer), most)
            self.literal = ""
            if word is not None:
                return word
            tidy = "".join(part for part in _TIDY if set(part) <= set(letters)) or letters
            if tidy == _DIGITS and set(_HEX) <= set(letters):
                tidy = _HEX
            count = self.count(least, most, usual=max(least, 8))
            return "".join(self.draw.pick(tidy) for _ in range(count))
        usual = max(least, self.draw.below(2))
        return "".join(self.sequence(tree) for _ in range(self.count(least, most, usual=usual)))

    def count(self, least: int, most: int, usual: int) -> int:
        return min(max(least, min(most, max(usual, self.longer))), LONGEST)

    def word(self, letters: str, least: int, most: int) -> str | None:
        known = set(letters)
        told = self.after.get(self.literal.strip("/").rpartition("/")[2])
        for word in (told, *self.words) if told else self.words:
            for form in (word, word.replace("-", "_"), word.replace("-", ""), word.upper()):
                if least <= len(form) <= most and set(form) <= known:
                    return form
        return None


def _letters(kind: Any, value: Any) -> str:
    match kind:
        case op.ANY:
            return _LOWER + _DIGITS
        case op.NOT_LITERAL:
            return "".join(one for one in _LOWER + _DIGITS + "-" if one != chr(value))
        case op.CATEGORY:
            return _CATEGORIES[value]
    chosen: set[str] = set()
    negated = bool(value) and value[0][0] is op.NEGATE
    for part, what in value:
        match part:
            case op.LITERAL:
                chosen.add(chr(what))
            case op.RANGE:
                chosen.update(map(chr, range(what[0], min(what[1], what[0] + 200) + 1)))
            case op.CATEGORY:
                chosen.update(_CATEGORIES[what])
    if negated:
        left = [letter for letter in _LOWER + _DIGITS if letter not in chosen]
        left = left or [letter for letter in _PRINTED if letter not in chosen]
        return "".join(left + [letter for letter in "-" if letter not in chosen])
    plain = sorted(letter for letter in chosen if letter in _PRINTED)
    if not (plain or chosen):
        raise ValueError("an empty class")
    return "".join(plain or sorted(chosen))
