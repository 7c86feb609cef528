"""Which states a worker holds, so that a state is sent once and not with every call.

By identity, not by value: two states may be equal in value and differ in the order of their rows,
and a tool sees the order. `State.is_same` decides by address; the digest only finds the candidates.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentscaler.environments.state import State


class Held:
    """States by their version numbers in one worker; the ones not used for longest go first.

    Args:
        capacity: States to remember.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._states: OrderedDict[int, tuple[str, State]] = OrderedDict()
        self._by_digest: dict[str, list[int]] = {}
        self._next = 0
        self._forgotten: list[int] = []

    def number(self) -> int:
        """A number for a version that is to come."""
        self._next += 1
        return self._next

    def find(self, state: State) -> int | None:
        """The version that is this state."""
        for version in self._by_digest.get(state.digest(), ()):
            if self._states[version][1].is_same(state):
                self._states.move_to_end(version)
                return version
        return None

    def add(self, version: int, state: State) -> None:
        """The worker is now able to go to this state."""
        digest = state.digest()
        self._states[version] = (digest, state.fork())
        self._by_digest.setdefault(digest, []).append(version)
        if len(self._states) > self._capacity:
            self.forget(next(iter(self._states)))

    def forget(self, version: int) -> None:
        """The version is of no further use."""
        self._forgotten.append(version)
        digest, _ = self._states.pop(version, ("", None))
        versions = self._by_digest.get(digest, [])
        if version in versions:
            versions.remove(version)
            if not versions:
                del self._by_digest[digest]

    def to_forget(self) -> list[int]:
        """Versions that the worker is to be told to drop."""
        found, self._forgotten = self._forgotten, []
        return found
