"""Tools whose answer is worked out, or that act on what no table holds.

A verb alone does not tell: ``get_bmi`` calculates, and ``generate_report`` makes a row where
``get_report`` shows it. So the description is read as well, and what other tools say of the thing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from agentscaler.environments.design.blueprint import Action
from agentscaler.environments.design.rules.reading.prose import first_verb
from agentscaler.environments.design.rules.reading.shape import IDENTITIES
from agentscaler.environments.design.rules.reading.verbs import ASKS, COMPUTES
from agentscaler.environments.design.rules.reading.words import starts_with, words
from agentscaler.environments.design.rules.things.thing import READS
from agentscaler.tools.tool import Effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentscaler.environments.design.rules.reading.sense import Sense

_FIGURES = frozenset({"number", "integer", "boolean", "array"})
_TESTS = ASKS - {"check", "confirm", "has"}
"""Verbs that try something out; what is checked or confirmed may as well be looked up."""
_EXECUTES = frozenset({"run", "execute", "exec", "eval"})
_CODE = frozenset(
    {"command", "cmd", "code", "script", "program", "expression", "sql", "statement", "query"}
)
_TRIALS = frozenset({"check", "test", "lint", "benchmark"})
"""What is run to see how it ends."""
_FEWEST = 3
"""Tools of one server from which on the front of their names is its title."""


def mark_computed(senses: Sequence[Sense]) -> list[Sense]:
    """The same tools; those that no state can answer are marked as such."""
    told = Counter(one.noun for one in senses if one.action in READS and not _says_so(one))
    stored = Counter(one.noun for one in senses if one.writes and not _says_so(one))
    titles = _titles(senses)

    def marked(sense: Sense) -> Sense:
        if sense.tags:
            return sense
        if sense.noun in titles:
            return replace(sense, noun=())
        is_out = sense.action is not None and (
            _works_out(sense, told, stored)
            or _tries_out(sense)
            or _acts(sense, told, stored)
            or _executes(sense, told)
        )
        return replace(sense, computes=True) if is_out else sense

    return [marked(sense) for sense in senses]


def _says_so(sense: Sense) -> bool:
    """Whether name or description says that something is worked out."""
    return sense.verb in COMPUTES or first_verb(sense.tool.description) in COMPUTES


def _works_out(
    sense: Sense, told: Counter[tuple[str, ...]], stored: Counter[tuple[str, ...]]
) -> bool:
    """Whether an answer is worked out that no other tool stores or shows."""
    if not _says_so(sense):
        return False
    if sense.action in READS:
        return not stored[sense.noun]
    if sense.tool.effect is Effect.READ:
        return True
    return sense.action is Action.CREATE and not told[sense.noun]


def _tries_out(sense: Sense) -> bool:
    """Whether something is tried out: ``is_prime(n)``, ``POST /outputs/{name}/test``."""
    said = first_verb(sense.tool.description)
    is_asked = sense.verb in ASKS or (sense.action in READS and said in _TESTS)
    if not is_asked:
        return False
    if sense.action in READS and sense.tool.effect is Effect.WRITE:
        return True
    if sense.verb in _TESTS and sense.tool.effect is Effect.READ and sense.writes:
        return True
    must = [one for one in sense.fields if one.required]
    return bool(must) and all(
        one.type in _FIGURES and one.words[-1:] and one.words[-1] not in IDENTITIES for one in must
    )


def _titles(senses: Sequence[Sense]) -> set[tuple[str, ...]]:
    """Things that are only what a server is called: ``playwright_get`` gets no playwright.

    The name of the thing stands in front of the names, and no description, argument or path
    speaks of it.
    """
    of: dict[tuple[str, ...], list[Sense]] = {}
    for sense in senses:
        if sense.noun and sense.action is not None:
            of.setdefault(sense.noun, []).append(sense)
    return {noun for noun, found in of.items() if _is_title(noun, found)}


def _is_title(noun: tuple[str, ...], found: Sequence[Sense]) -> bool:
    if len(found) < _FEWEST:
        return False
    for sense in found:
        tool = sense.tool
        said = {*words(tool.description), *words(tool.source.path or "")}
        said |= {word for one in sense.fields for word in one.words}
        if not tool.description or said & set(noun) or not starts_with(words(tool.name), noun):
            return False
    return True


def _acts(sense: Sense, told: Counter[tuple[str, ...]], stored: Counter[tuple[str, ...]]) -> bool:
    """Whether something is done of which nothing is stored and nothing is ever seen.

    ``jump()`` has no argument and ``withdraw_funds(amount)`` names no row, and no other tool
    speaks of a jump or of funds.
    """
    if not sense.writes or told[sense.noun] or stored[sense.noun] > 1:
        return False
    if sense.action in {Action.CHANGE, Action.DELETE} and sense.fields:
        return all(
            one.type in _FIGURES and not one.in_path and one.words[-1:] != ("id",)
            for one in sense.fields
        )
    return sense.action is not Action.CLEAR and not sense.fields


def _executes(sense: Sense, told: Counter[tuple[str, ...]]) -> bool:
    """Whether a command, a query or a check is executed, which no other tool shows afterwards."""
    if sense.verb not in _EXECUTES or not sense.writes or told[sense.noun]:
        return False
    if sense.noun[-1:] and sense.noun[-1] in _TRIALS:
        return True
    return any(one.required and one.words[-1:] and one.words[-1] in _CODE for one in sense.fields)
