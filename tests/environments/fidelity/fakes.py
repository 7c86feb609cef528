"""Systems whose fidelity is known beforehand: they answer from the record."""

from __future__ import annotations

import copy
import re

from agentscaler.environments.fidelity.alignment import leaves, pattern
from agentscaler.environments.fidelity.subject import Answer


class Recorded:
    """Answers as recorded; ``change`` may falsify an answer: (position, call, answer) -> answer."""

    def __init__(self, change=None, uncovered=()):
        self.change = change or (lambda *told: told[-1])
        self.uncovered = frozenset(uncovered)

    def covers(self, operation):
        return operation not in self.uncovered

    def why_not(self, _operation):
        return "left out"

    def begin(self, episode):
        calls = [(at, call) for at, call in enumerate(episode.calls) if self.covers(call.operation)]
        return _Run(calls, self.change)


class _Run:
    def __init__(self, calls, change):
        self.calls = iter(calls)
        self.change = change

    def call(self, operation, _arguments):
        at, call = next(self.calls)
        assert operation == call.operation
        return self.change(at, call, said(call))


def said(call):
    if call.ok:
        return Answer(kind="ok", value=copy.deepcopy(call.result))
    return Answer(kind="refusal", text=call.code)


class Renamed:
    """The same system in another run: all that it makes up is made up anew.

    It knows its own names only: a call that comes with another argument than its twin would have
    had is refused.
    """

    def __init__(self, random):
        self.random = random
        self.refused = []

    def covers(self, _operation):
        return True

    def why_not(self, _operation):
        return ""

    def begin(self, episode):
        return _RenamedRun(self, episode)


class _RenamedRun:
    def __init__(self, owner, episode):
        self.owner = owner
        self.calls = iter(episode.calls)
        self.names = {}
        told = {value for call in episode.setup for value in texts([call.arguments, call.result])}
        for call in episode.calls:
            told |= texts(call.arguments)
            random = owner.random.get(call.operation, ())
            for path, _, value in leaves(call.result):
                if pattern(path) in random and isinstance(value, str) and value not in told:
                    self.names[value] = another(value)
            told |= texts(call.result)
        longest = sorted(self.names, key=len, reverse=True)
        alternatives = "|".join(map(re.escape, longest)) or "(?!)"
        self.inside = re.compile(rf"(?<![A-Za-z0-9])(?:{alternatives})(?![A-Za-z0-9])")

    def call(self, _operation, arguments):
        call = next(self.calls)
        if arguments != self.renamed(call.arguments):
            self.owner.refused.append((call, arguments, self.renamed(call.arguments)))
            return Answer(kind="refusal", text="never heard of it")
        answer = said(call)
        return Answer(kind=answer.kind, value=self.renamed(answer.value), text=answer.text)

    def renamed(self, value):
        if isinstance(value, dict):
            return {self.renamed(name): self.renamed(cell) for name, cell in value.items()}
        if isinstance(value, list):
            return [self.renamed(item) for item in value]
        if isinstance(value, str):
            return self.names.get(value) or self.inside.sub(lambda m: self.names[m[0]], value)
        return value


def texts(value):
    return {leaf for _, _, leaf in leaves(value) if isinstance(leaf, str)}


def another(text):
    """Another name of the same form: what follows the last separator turns, letter by letter."""
    tables = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    turn = {c: t[(i + 3) % len(t)] for t in tables for i, c in enumerate(t)}
    at = max(text.rfind(sep) for sep in ":/") + 1
    return text[:at] + "".join(turn.get(char, char) for char in text[at:])
